import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { z } from 'zod';
import type { PlanLevel } from '../../model/plan-run.ts';
import type { LocalRunnerOptions } from './local-options.ts';

/** How much a plan can say, and why it is no more. */
export interface PlanBasis {
  readonly level: PlanLevel;
  readonly reason: string | undefined;
  /** Why no plan can be made at all: only validation is left. */
  readonly impossible?: string | undefined;
  readonly notes: readonly string[];
}

const EMPTY =
  'Planned against an empty state: everything looks new, so counts, replacements and destructions mean nothing.';
const NOT_REFRESHED = 'Real infrastructure was not read: what was changed by hand does not show.';

/** Where `init` writes down the backend that it has set up. Source: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/command/workdir/backend_state.go */
const record = z.object({
  backend: z.object({ type: z.string().max(50), config: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

/** The basis of a plan without the backend of the configuration. */
export function snapshotBasis(hasSnapshot: boolean): PlanBasis {
  return hasSnapshot
    ? {
        level: 'L2',
        reason: 'Planned against a snapshot of the state, which may be older than the real one.',
        notes: [],
      }
    : { level: 'L3', reason: EMPTY, notes: [] };
}

/** The basis of a plan with the backend that `init` has set up in `work`, the folder of the job on the host. */
export async function backendBasis(
  work: string,
  refresh: boolean,
  binds: LocalRunnerOptions['binds'] = [],
): Promise<PlanBasis> {
  const text = await readFile(join(work, '.tfdata', 'terraform.tfstate'), 'utf8').catch(() => undefined);
  const backend = text === undefined ? undefined : readRecord(text);
  const path = backend?.config?.['path'];
  const isMounted =
    typeof path === 'string' && binds.some(({ inside }) => posix.normalize(path).startsWith(`${inside}/`));
  // A file of the tree is no state of anything: it is whatever the pull request says.
  if (!backend || (backend.type === 'local' && !isMounted)) return { level: 'L3', reason: EMPTY, notes: [] };
  if (backend.type === 'remote' || backend.type === 'cloud') {
    const impossible =
      'The configuration keeps its state at HCP Terraform, which also makes its plans; use the back end hcp for this root.';
    return { level: 'L4', reason: impossible, impossible, notes: [] };
  }
  return {
    level: refresh ? 'L0' : 'L1',
    reason: refresh ? undefined : NOT_REFRESHED,
    notes: [
      `The state was read from the backend ${/^\w+$/.test(backend.type) ? backend.type : 'of the configuration'} without locking it.`,
    ],
  };
}

function readRecord(text: string): z.infer<typeof record>['backend'] {
  try {
    return record.parse(JSON.parse(text)).backend;
  } catch {
    return undefined;
  }
}

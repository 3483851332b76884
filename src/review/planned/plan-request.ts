import type { GateInput } from '../../plan/gate/gate-input.ts';
import { judgeModules } from '../../plan/gate/judge-modules.ts';
import type { AffectedRoot } from '../../plan/roots/affected-root.ts';
import type { OpenChange } from '../../ports/change-source.ts';
import type { PlanRequest } from '../../ports/plan-runner.ts';
import type { ReadChange } from '../read-change.ts';
import { lockFilePath, toolFor } from './gate-input-of.ts';

/** What a back end is asked for: the root module at head, with the lock file of the base. */
export async function planRequestOf(
  open: OpenChange,
  read: ReadChange,
  root: AffectedRoot,
  more: { readonly state?: Uint8Array | undefined; readonly gate?: GateInput | undefined } = {},
): Promise<PlanRequest> {
  const { plan } = read.policy;
  const path = lockFilePath(root.root);
  const lock = await open.base.read([path]);
  const tool = toolFor(read, root.root);
  return {
    root: root.root,
    varFiles: root.varFiles,
    workspace: root.workspace,
    headSha: open.change.headSha,
    tree: open.head,
    lockFile: lock.get(path),
    requiredVersions: requiredVersions(read, root.root),
    tool,
    refresh: plan.refresh,
    state: more.state,
    timeoutMs: plan.timeoutMinutes * 60_000,
    refuseModules: async (modules) => {
      const { outcome, reasons } = await judgeModules(modules, { policy: plan, tool, root: more.gate });
      if (outcome === 'run') return undefined;
      const [first] = reasons;
      return first ? `${first.message} ${first.remedy}` : 'A downloaded module did not pass the gate.';
    },
  };
}

/** Every `required_version` of a root module and of the local modules it calls. */
function requiredVersions({ head }: ReadChange, root: string): readonly string[] {
  const found = new Set<string>();
  for (const { type, rootFolder, body } of head.graph.resources) {
    if (type !== 'terraform' || rootFolder !== root) continue;
    const value = body.attributes.get('required_version')?.value;
    if (value?.kind === 'known' && typeof value.value === 'string') found.add(value.value);
  }
  return [...found];
}

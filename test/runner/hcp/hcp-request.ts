import type { PlanRequest } from '../../../src/ports/plan-runner.ts';
import { hcpRunner } from '../../../src/runner/hcp/hcp-runner.ts';
import type { HcpRunnerOptions } from '../../../src/runner/hcp/hcp-options.ts';
import { quickClock } from '../poll/quick-clock.ts';
import { treeOf } from '../tar/trees.ts';
import { TOKEN, type HcpStandIn } from './hcp-stand-in.ts';

export const FILES = {
  'live/main.tf': 'resource "null_resource" "a" {}',
  'modules/db/main.tf': '# module',
  'live/terraform.tfstate': '{"secret":1}',
};

/** A request for the root module `live`. */
export function requestFor(some: Partial<PlanRequest> = {}): PlanRequest {
  return {
    root: 'live',
    varFiles: [],
    workspace: undefined,
    headSha: '0123456789abcdef0123456789abcdef01234567',
    tree: treeOf(FILES),
    lockFile: undefined,
    requiredVersions: [],
    tool: 'terraform',
    refresh: true,
    timeoutMs: 900_000,
    refuseModules: () => Promise.resolve(undefined),
    ...some,
  };
}

/** A runner at the stand-in, with a clock that does not wait. */
export function runnerAt(hcp: HcpStandIn, some: Partial<HcpRunnerOptions> = {}) {
  const clock = quickClock();
  const runner = hcpRunner({
    host: hcp.host,
    token: TOKEN,
    organization: 'acme',
    workspaceOf: () => 'live',
    clock,
    plainHttpOnLoopback: true,
    ...some,
  });
  return { runner, clock };
}

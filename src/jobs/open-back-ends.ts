import type { PlanSettings } from '../config/plan-settings.ts';
import type { Log } from '../ports/log.ts';
import type { PlanRunner } from '../ports/plan-runner.ts';
import { hcpRunner } from '../runner/hcp/hcp-runner.ts';
import { hcpStateReader } from '../runner/hcp/hcp-state.ts';
import { openLocalRunner } from '../runner/local/open-local-runner.ts';
import type { BackEnds } from './plan-services.ts';

/**
 * Opens the back ends that the settings allow. The local one must pass its self-test first: without a sandbox that holds,
 * nothing is ever run, and repositories that ask for it are told why.
 */
export async function openBackEnds(settings: PlanSettings, dataFolder: string, log: Log): Promise<BackEnds> {
  const wanted = settings.backEnd;
  const local = wanted === undefined || wanted === 'local' ? await openLocalRunner(settings, dataFolder) : undefined;
  if (local && 'unavailable' in local) {
    log[wanted === 'local' ? 'error' : 'info']({ reason: local.unavailable }, 'plans are not made on this machine');
  }
  const isLocal = local !== undefined && !('unavailable' in local);
  const standard = wanted ?? (isLocal ? 'local' : 'off');
  log.info({ backEnd: standard }, 'plan-only job');
  return {
    standard,
    isOff: wanted === 'off',
    stateFor: (policy, root, signal) => snapshotFrom(settings, policy.plan.hcp, root.name, signal),
    runnerFor: (backEnd, policy, root) => {
      if (backEnd === 'local') {
        return (
          local ?? { unavailable: 'This installation of Plumbline does not plan on its own machine (PLUMBLINE_PLAN).' }
        );
      }
      return hcpFor(settings, policy.plan.hcp, root.name, log);
    },
  };
}

/** A state that HCP Terraform keeps, where the operator gave a token and the policy names the workspace. */
async function snapshotFrom(
  { hcpToken: token, hcpHost: host, state }: PlanSettings,
  hcp: HcpPolicy | undefined,
  root: string,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const workspace = hcp && Object.hasOwn(hcp.workspaces, root) ? hcp.workspaces[root] : undefined;
  if (token === undefined || hcp === undefined || workspace === undefined || state === 'backend') return undefined;
  const found = await hcpStateReader({ host, token, organization: hcp.organization }).snapshot(workspace, signal);
  return found?.bytes;
}

interface HcpPolicy {
  readonly organization: string;
  readonly workspaces: Readonly<Record<string, string>>;
}

function hcpFor(
  { hcpToken, hcpHost }: PlanSettings,
  hcp: HcpPolicy | undefined,
  root: string,
  log: Log,
): PlanRunner | { readonly unavailable: string } {
  if (hcpToken === undefined) {
    return {
      unavailable: 'This installation of Plumbline has no token for HCP Terraform: its operator sets TF_CLOUD_TOKEN.',
    };
  }
  if (hcp === undefined) {
    return { unavailable: 'The policy names no organisation: set plan.hcp.organization and plan.hcp.workspaces.' };
  }
  const { organization, workspaces } = hcp;
  const workspace = Object.hasOwn(workspaces, root) ? workspaces[root] : undefined;
  if (workspace === undefined) {
    return { unavailable: 'The policy names no workspace for this root module: add it to plan.hcp.workspaces.' };
  }
  return hcpRunner({ host: hcpHost, token: hcpToken, organization, workspaceOf: () => workspace, log });
}

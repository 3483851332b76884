import type { PlanBackEnd, PlanRun, PlanStage } from '../model/plan-run.ts';
import type { SourceTree } from './source-tree.ts';

/** A module that `init` brought, before any of its code is used. */
export interface DownloadedModule {
  /** The key of modules.json: `network.subnets`. */
  readonly key: string;
  /** As written in the configuration, with its version where it comes from a registry. */
  readonly source: string;
  readonly version: string | undefined;
  /** Its files by path inside of the module; symbolic links are left out. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** One root module (and environment) of one commit to plan. It has passed the gate: nothing here is decided by the runner. */
export interface PlanRequest {
  /** Folder of the root module from the top of the tree; `.` for the top itself. */
  readonly root: string;
  /** Variable files from the top of the tree, in Terraform's order. */
  readonly varFiles: readonly string[];
  /** `default` when undefined. */
  readonly workspace: string | undefined;
  readonly headSha: string;
  /** The tree at `headSha`. */
  readonly tree: SourceTree;
  /** `.terraform.lock.hcl` of the root at the base: the head's is not trusted. Undefined when the base has none. */
  readonly lockFile: Uint8Array | undefined;
  /** Every `required_version` of the root and its local modules. */
  readonly requiredVersions: readonly string[];
  /** `tofu` when the root holds `.tofu` files or the policy says so. */
  readonly tool: 'terraform' | 'tofu';
  readonly refresh: boolean;
  /** A state to plan against (version 4, JSON), where the back end does not read one itself. */
  readonly state?: Uint8Array | undefined;
  /** All of it, in milliseconds. */
  readonly timeoutMs: number;
  /** The gate over downloaded modules: why they may not be used, or undefined when they may. */
  readonly refuseModules: (modules: readonly DownloadedModule[]) => Promise<string | undefined>;
}

/** What a running plan can be told and tells. */
export interface PlanHooks {
  /** Aborted when the plan is no longer wanted: everything it started is ended. */
  readonly signal: AbortSignal;
  /** Each step as it begins; `detail` is one short line without text from the pull request. */
  readonly onProgress?: ((stage: PlanStage, detail: string) => void) | undefined;
}

/** Makes plans in one place. */
export interface PlanRunner {
  readonly backEnd: PlanBackEnd;
  /** Never rejects for what the configuration does; throws a RemoteError when another system does not answer. */
  run(request: PlanRequest, hooks: PlanHooks): Promise<PlanRun>;
}

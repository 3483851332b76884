import type { ReadOnlyBind, SandboxLimits, SandboxOptions } from '../sandbox/sandbox-options.ts';

/** How long each step may take, in milliseconds; together never longer than the request says. */
export interface StepTimeouts {
  readonly init: number;
  readonly validate: number;
  readonly plan: number;
  readonly show: number;
}

/** Where the prior state comes from. */
export type StateMode =
  /** From the request, in the folder of the job; without one there the plan is against an empty state. */
  | { readonly kind: 'snapshot' }
  /**
   * From the backend that the configuration names, never locked: with read-only credentials and the hosts that it needs. A workspace
   * other than the default one must be among `workspaces`: Terraform would create one that does not exist.
   */
  | { readonly kind: 'backend'; readonly workspaces: readonly string[] };

/** How plans are made on this machine. The sandbox must have passed its self-test. */
export interface LocalRunnerOptions {
  /** Folders with `terraform` and `tofu`, see `findProgram`. */
  readonly programFolders: readonly string[];
  /** A folder of this machine alone, not shared with other workers, outside of every repository. */
  readonly jobsFolder: string;
  /** Providers that plans may use, as `terraform providers mirror` writes them. */
  readonly mirror?: string | undefined;
  /** Hosts that may be reached, see `EgressPolicy`; none when left out. */
  readonly hosts?: readonly string[] | undefined;
  /** Variables of the operator for providers and backend, read-only credentials. Their values are taken out of everything. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** A snapshot when left out. */
  readonly state?: StateMode | undefined;
  readonly limits?: Partial<SandboxLimits> | undefined;
  readonly timeouts?: Partial<StepTimeouts> | undefined;
  /** More that can be read inside: what providers need that are not one static file. */
  readonly binds?: readonly ReadOnlyBind[] | undefined;
  readonly tools?: SandboxOptions['tools'];
}

/** An aws plan of some hundred resources takes a minute or two. */
export const STEP_TIMEOUTS: StepTimeouts = { init: 120_000, validate: 60_000, plan: 600_000, show: 60_000 };

/**
 * How much a plan says, best first (docs/plan.md). L0: real state, refreshed. L1: real state, not refreshed. L2: a snapshot of the
 * state. L3: an empty state, so that counts and replacements mean nothing. L4: validated only. L5: only parsed by Plumbline.
 * From L3 on nothing is concluded.
 */
export type PlanLevel = 'L0' | 'L1' | 'L2' | 'L3' | 'L4' | 'L5';

/** Where plans are made. */
export type PlanBackEnd = 'local' | 'hcp' | 'actions';

/** The steps of a plan, in their order. */
export type PlanStage = 'prepare' | 'init' | 'gate' | 'validate' | 'plan' | 'show';

/** What Terraform had to say, with secrets taken out. Texts are hostile all the same: escape them. */
export interface PlanDiagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly address?: string | undefined;
  /** Where, as a path from the top of the tree; undefined when it is nowhere in the tree (a downloaded module). */
  readonly place?: { readonly file: string; readonly startLine: number; readonly endLine: number } | undefined;
}

/** One program that was started: the whole argument vector, as recorded in the audit log. */
export interface ExecutedCommand {
  /** With the program first: `terraform`, `plan`, `-input=false` … */
  readonly argv: readonly string[];
  /** SHA-256 of `argv` (the program with its arguments) as JSON, in hexadecimal: what the check run shows. */
  readonly sha256: string;
  /** Undefined when it was killed. */
  readonly exitCode: number | undefined;
  readonly milliseconds: number;
}

/** How one plan ended. */
export interface PlanRun {
  readonly backEnd: PlanBackEnd;
  readonly level: PlanLevel;
  /**
   * `planned`: `planJson` is a whole plan. `validated`: there is no plan, and validation found what is in `diagnostics`.
   * `failed`: Terraform said no in `stage`; `planJson` may hold a part of the plan. `not-run`: nothing was run, see `reason`.
   */
  readonly outcome: 'planned' | 'validated' | 'failed' | 'timed-out' | 'cancelled' | 'not-run';
  /** The step that it ended in, unless it is `planned`. */
  readonly stage?: PlanStage | undefined;
  /** Why it is no better than its level, or why it was not run: whole sentences, hostile text possible. */
  readonly reason?: string | undefined;
  readonly tool?: { readonly name: 'terraform' | 'tofu'; readonly version: string } | undefined;
  /**
   * Output of `terraform show -json`, or HCP Terraform's redacted form. Values passed in by the operator are out of it already;
   * what the plan itself marks as sensitive is not. Never log or store it: load it with `loadPlan` and let it go.
   */
  readonly planJson?: string | undefined;
  readonly diagnostics: readonly PlanDiagnostic[];
  readonly commands: readonly ExecutedCommand[];
  /** Whole sentences about how it was made: state serial, missing lock file, workspace … */
  readonly notes: readonly string[];
  /** True when real infrastructure was read. */
  readonly refreshed: boolean;
  /** Places at which a secret was taken out so far. */
  readonly redactions: number;
  /** Hosts that were contacted, sorted. */
  readonly hosts: readonly string[];
  /** The page of the run, at HCP Terraform or GitHub. */
  readonly url?: string | undefined;
  readonly milliseconds: number;
}

import type { PlanDiagnostic } from '../model/plan-run.ts';

/** What kind of thing made a plan fail. */
export type FailureKind =
  | 'authentication'
  | 'state-lock'
  | 'state'
  | 'network'
  | 'provider'
  | 'module'
  | 'version'
  | 'initialisation'
  | 'cycle'
  | 'missing-variable'
  | 'condition'
  | 'protected'
  | 'quota'
  | 'resources'
  | 'configuration'
  | 'unknown';

/** A kind of failure, explained. All of it is our own text. */
export interface Failure {
  readonly kind: FailureKind;
  /** What it usually comes from: one sentence. */
  readonly cause: string;
  /** What to do next, without changing anything: one sentence. */
  readonly next: string;
}

/** Tried in this order: the words of a narrow kind come before those that a wide one shares with it. */
const KINDS: readonly (Failure & { readonly words: RegExp })[] = [
  {
    kind: 'state-lock',
    words:
      /acquiring the state lock[^]*(?:lock info|conditionalcheckfailed|already locked|resource temporarily unavailable)/i,
    cause: 'Another run holds the lock of the state, or one that was stopped left it behind.',
    next: 'See who holds it in the lock info; when that run is over, let those who apply release it.',
  },
  {
    kind: 'state',
    words:
      /unable to find remote state|state snapshot was created by|unsupported state|state (?:file )?(?:version|format)|resource instance in (?:the )?prior state|failed to (?:load|read|decode) state/i,
    cause: 'The state is not there, or was written by a newer version.',
    next: 'Compare the address and workspace of the state, and the version that applied last, with those of this plan.',
  },
  {
    kind: 'quota',
    words: /limitexceeded|quota|throttl|rate exceeded|too many requests|\b429\b/i,
    cause: 'The provider refuses for a limit of the account or of its interface.',
    next: 'Look at the limit that is named in the console of the provider, and plan again later.',
  },
  {
    kind: 'authentication',
    words:
      /no valid credential|unauthorized|unauthorised|requires auth|access ?denied|forbidden|not authorized|invalid.{0,20}token|expired.{0,10}token|token.{0,20}(?:expired|required)|authentication|authoriz|\b40[13]\b|failed to request discovery document|default credentials|could not find credentials/i,
    cause: 'The plan has no credentials that are valid for the backend or the provider, or they may not do this.',
    next: 'Check which credentials the back end of the plan is given, and that they may read what is named here.',
  },
  {
    kind: 'missing-variable',
    words: /no value for required variable/i,
    cause: 'An input variable of the root module has no value.',
    next: 'Name the variable file in plan.varFiles or plan.environments of the policy, or give the variable a default.',
  },
  {
    kind: 'version',
    words:
      /unsupported terraform core version|required_version|incompatible provider version|requires (?:terraform|opentofu)/i,
    cause: 'No installed version meets what the configuration asks for.',
    next: 'Compare required_version with the versions that `plumbline doctor` lists on the worker.',
  },
  {
    kind: 'network',
    words:
      /failed to query available provider packages[^]*(?:could not connect|no such host|dial tcp|i\/o timeout|proxy)|no such host|connection refused|i\/o timeout|dial tcp|could not connect|proxyconnect/i,
    cause: 'A host was not reached; a sandbox reaches none that the operator does not name.',
    next: 'If the host is right, its operator adds it to PLUMBLINE_PLAN_HOSTS, or the provider to the mirror.',
  },
  {
    kind: 'module',
    words: /module not installed|unreadable module|could not download module|module (?:source|version)/i,
    cause: 'A module that the configuration calls could not be had.',
    next: 'Check its source and version, and that its host is in plan.allow.moduleHosts.',
  },
  {
    kind: 'provider',
    words:
      /failed to query available provider packages|provider .{0,200}not (?:found|available|installed)|missing required provider|inconsistent dependency lock|provider dependency changes|failed to install provider|checksums? .{0,60}match|plugin (?:error|crashed|did not respond)|failed to instantiate provider/i,
    cause: 'A provider is not in the mirror, does not match the lock file, or does not start.',
    next: 'Compare the lock file with the providers in the mirror of the worker.',
  },
  {
    kind: 'initialisation',
    words: /backend initialization required|please run "?terraform init|not initiali[sz]ed/i,
    cause: 'The backend was not initialised.',
    next: 'Plan again; if it stays, compare the backend block with that of the base branch.',
  },
  {
    kind: 'protected',
    words: /instance cannot be destroyed|prevent_destroy/i,
    cause: 'The plan would destroy something that prevent_destroy protects.',
    next: 'Look at why it would be destroyed or replaced; add a moved block where it only has a new name.',
  },
  {
    kind: 'cycle',
    words: /\bcycle:/i,
    cause: 'Resources depend on each other in a circle.',
    next: 'Follow the addresses in the message; take one reference of the circle away.',
  },
  {
    kind: 'condition',
    words:
      /precondition failed|postcondition failed|check block assertion|resource precondition|validation rule|invalid value for variable/i,
    cause: 'A condition that the configuration states does not hold.',
    next: 'Read the message that its author wrote, and compare it with the values of this environment.',
  },
  {
    kind: 'resources',
    words:
      /out of memory|cannot allocate memory|signal: killed|fatal error: runtime|no space left|too much (?:memory|output)/i,
    cause: 'The run needed more memory, time or space than it may use.',
    next: 'Plan a smaller root module, or let the operator raise PLUMBLINE_PLAN_MEMORY.',
  },
  {
    kind: 'configuration',
    words:
      /duplicate|undeclared|unsupported (?:argument|block|attribute)|invalid |missing required argument|argument or block definition|reference to|expression|unclosed|unterminated|syntax/i,
    cause: 'The configuration is not valid.',
    next: 'Correct the line that is named; terraform validate shows the same.',
  },
];

const UNKNOWN: Failure = {
  kind: 'unknown',
  cause: 'None of the causes that are known fits.',
  next: 'Read the messages below; the operator finds the commands in the audit log.',
};

/** Characters of all messages that are looked at: the words stand at their beginning. */
const LONGEST = 20_000;

/** What kind of failure the errors of a run show: the first error that tells decides. Linear. */
export function failureOf(diagnostics: readonly PlanDiagnostic[]): Failure {
  for (const { severity, summary, detail } of diagnostics) {
    if (severity !== 'error') continue;
    const text = `${summary}\n${detail}`.slice(0, LONGEST);
    const found = KINDS.find(({ words }) => words.test(text));
    if (found) return { kind: found.kind, cause: found.cause, next: found.next };
  }
  return UNKNOWN;
}

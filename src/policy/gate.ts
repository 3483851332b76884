import type { Coverage } from '../model/coverage.ts';
import type { ComparedFinding } from '../model/finding.ts';
import { type Item, type Severity, SEVERITIES, compareSeverity } from '../model/items.ts';
import type { GateResult } from '../model/review.ts';
import type { Scorecard } from '../model/scorecard.ts';
import type { PolicyProblem } from './plain-tree.ts';
import type { Policy } from './schema.ts';

/** Everything the gate decides by. */
export interface GateInput {
  readonly findings: readonly ComparedFinding[];
  readonly head: Scorecard;
  readonly base?: Scorecard | undefined;
  readonly coverage: Coverage;
  readonly policy: Policy;
  /** `tree`: a scan, where every finding counts; `change`: only introduced and worsened ones. */
  readonly mode: 'change' | 'tree';
  /** What was wrong in the policy file: a gate that was only half understood is not green. */
  readonly policyProblems?: readonly PolicyProblem[] | undefined;
}

/**
 * The verdict on a change (docs/reviews.md). `failure`: a finding at or above the gate's severity, a required item
 * that fails, or a score below the floor. Else, when a part could not be reviewed, `neutral` (or what the policy says): never
 * green when blind. Else `success`. Reasons are whole sentences, most important first; values that are not known are named in
 * them but do not decide.
 */
export function judge(input: GateInput): GateResult {
  const failures = [...findingReasons(input), ...itemReasons(input), ...floorReasons(input)];
  const gaps = gapReasons(input);
  const notes = noteReasons(input);
  if (failures.length > 0) return { conclusion: 'failure', reasons: [...failures, ...gaps, ...notes] };
  if (gaps.length > 0) return { conclusion: input.policy.gate.incomplete, reasons: [...gaps, ...notes] };
  const { severity } = input.policy.gate;
  const holds =
    input.mode === 'tree'
      ? `No finding of severity ${atLeast(severity)}.`
      : `This change introduces and worsens nothing of severity ${atLeast(severity)}.`;
  return { conclusion: 'success', reasons: [holds, ...notes] };
}

function findingReasons({ findings, policy, mode }: GateInput): readonly string[] {
  const { severity } = policy.gate;
  const gating = findings.filter((finding) => compareSeverity(finding.severity, severity) >= 0);
  if (mode === 'tree') {
    const present = gating.filter(({ state }) => state !== 'fixed');
    if (present.length === 0) return [];
    const is = present.length === 1 ? 'is' : 'are';
    return [`${count(present.length, 'finding')} ${is} of severity ${atLeast(severity)} (${bySeverity(present)}).`];
  }
  return (['introduced', 'worsened'] as const).flatMap((state) => {
    const list = gating.filter((finding) => finding.state === state);
    if (list.length === 0) return [];
    const what = `${count(list.length, 'finding')} of severity ${atLeast(severity)} (${bySeverity(list)})`;
    return [state === 'introduced' ? `This change introduces ${what}.` : `This change worsens ${what}.`];
  });
}

function itemReasons({ head, base, policy }: GateInput): readonly string[] {
  return [...new Set(policy.gate.required)].flatMap((item) => {
    // State safety is counted in backups and has no verdict of its own.
    const scored: Item = item === 'state-safety' ? 'backups' : item;
    const verdictIn = (card: Scorecard | undefined) => card?.items.find((entry) => entry.item === scored);
    const now = verdictIn(head);
    if (now?.verdict !== 'fail') return [];
    const before = verdictIn(base)?.verdict;
    const since = before === undefined ? '' : before === 'fail' ? ', as it does at base' : ', and does not at base';
    return [`The policy requires ${item}, which fails${since}.`];
  });
}

function floorReasons({ head, policy }: GateInput): readonly string[] {
  const floor = policy.gate.score;
  // Compared as it is shown, so that a printed 80.0 never fails a floor of 80.
  if (floor === undefined || round(head.overall.score) >= floor) return [];
  return [`The overall score is ${round(head.overall.score).toFixed(1)}; the policy requires at least ${floor}.`];
}

function gapReasons({ coverage, policyProblems = [] }: GateInput): readonly string[] {
  const reasons: string[] = [];
  const errors = coverage.gaps.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const files = new Set(errors.map(({ span }) => span.file)).size;
    reasons.push(
      `${count(files, 'file')} could not be reviewed, in whole or in part (${count(errors.length, 'problem')}).`,
    );
  }
  const failed = new Set(coverage.ruleErrors.map(({ ruleId }) => ruleId)).size;
  if (failed > 0)
    reasons.push(
      `${count(failed, 'rule')} failed with an internal error, so what ${failed === 1 ? 'it judges' : 'they judge'} is not known.`,
    );
  if (policyProblems.length > 0) {
    reasons.push(
      `The policy file has ${count(policyProblems.length, 'problem')}; the settings concerned were left out.`,
    );
  }
  return reasons;
}

/** Worth knowing beside any verdict, deciding none. */
function noteReasons({ coverage }: GateInput): readonly string[] {
  const reasons: string[] = [];
  const warnings = coverage.gaps.filter(({ severity }) => severity === 'warning').length;
  if (warnings > 0) reasons.push(`${count(warnings, 'part')} of the reviewed files could not be followed to the end.`);
  const undecided = coverage.undecided.length;
  if (undecided > 0) reasons.push(`${count(undecided, 'judgement')} could not be made because a value is not known.`);
  return reasons;
}

function bySeverity(findings: readonly ComparedFinding[]): string {
  return SEVERITIES.toReversed()
    .map((severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const)
    .filter(([number]) => number > 0)
    .map(([number, severity]) => `${number} ${severity}`)
    .join(', ');
}

function atLeast(severity: Severity): string {
  return severity === 'critical' ? 'critical' : `${severity} or above`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function round(score: number): number {
  return Math.round(score * 10) / 10;
}

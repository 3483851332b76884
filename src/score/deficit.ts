import type { Deduction } from '../model/scorecard.ts';
import { type Judgement, UNDECIDED, failing, unit } from './judgement.ts';
import { UNKNOWN_DELTA } from './weights.ts';
import { compareText } from '../model/order.ts';

/** The deficit d of one item, with its bounds and what it is made of. */
export interface Deficit {
  /** d, 0…1: failures combined by noisy-or, with the one undecided rule that costs most. */
  readonly deficit: number;
  /** d if everything undecided passes, and if everything undecided fails. */
  readonly best: number;
  readonly worst: number;
  /** 1 − ∏(1 − x) over these is `deficit`. Worst first. */
  readonly deductions: readonly Deduction[];
}

/** One rule within one item. */
interface RuleLoss {
  readonly ruleId: string;
  readonly failed: number;
  readonly undecided: number;
  /** x if the undecided subjects of the rule fail too. */
  readonly worst: number;
  readonly failures: readonly Judgement[];
  readonly open: readonly Judgement[];
}

/**
 * Combines the judgements of one item (docs/scoring.md): the worst subject of each rule, noisy-or over the rules.
 *
 * What is undecided enters as one pseudo-rule of 0.2, but never costs more than its failure would: of all undecided rules the
 * one counts that raises d most over what its rule has lost already. So a failure never raises the score, not even one that
 * takes the place of an unknown, and a hundred unknowns cost no more than the worst of them.
 */
export function deficitOf(judgements: readonly Judgement[]): Deficit {
  const rules = lossesByRule(judgements);
  const kept = rules.reduce((product, rule) => product * (1 - rule.failed), 1);
  const keptAtWorst = rules.reduce((product, rule) => product * (1 - rule.worst), 1);
  let factor = 1;
  let decisive: RuleLoss | undefined;
  for (const rule of rules) {
    // `undecided > failed` implies failed < 1, so the division is safe.
    const ratio = rule.undecided > rule.failed ? (1 - rule.undecided) / (1 - rule.failed) : 1;
    if (ratio < factor) [factor, decisive] = [ratio, rule];
  }
  const deductions = rules
    .filter((rule) => rule.failed > 0)
    .map((rule) => deduction(rule.ruleId, rule.failed, rule.failures));
  if (decisive) {
    const all = rules.flatMap((rule) => rule.open);
    deductions.push({ ...deduction(UNDECIDED, 1 - factor, decisive.open), count: countOf(all) });
  }
  const best = 1 - kept;
  const deficit = Math.max(best, 1 - kept * factor);
  return {
    deficit,
    best,
    worst: Math.max(deficit, 1 - keptAtWorst),
    deductions: deductions.sort((a, b) => b.x - a.x || compareText(a.ruleId, b.ruleId)),
  };
}

/** Losses by rule, sorted by rule id: floating-point products then do not depend on the order of the input. */
function lossesByRule(judgements: readonly Judgement[]): readonly RuleLoss[] {
  const byRule = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    const list = byRule.get(judgement.ruleId);
    if (list) list.push(judgement);
    else byRule.set(judgement.ruleId, [judgement]);
  }
  return [...byRule]
    .sort(([a], [b]) => compareText(a, b))
    .map(([ruleId, list]) => {
      const failures = list.filter((judgement) => judgement.verdict === 'fail');
      const open = list.filter((judgement) => judgement.verdict === 'unknown');
      const failed = largest(failures.map(failing));
      return {
        ruleId,
        failed,
        undecided: largest(open.map(whileUndecided)),
        worst: Math.max(failed, largest(open.map(failing))),
        failures: worstFirst(failures, failing),
        open: worstFirst(open, whileUndecided),
      };
    });
}

/** The same judgements with the worst of them, by place among equals, before the others. */
function worstFirst(judgements: readonly Judgement[], x: (judgement: Judgement) => number): readonly Judgement[] {
  let [worst] = judgements;
  if (!worst) return judgements;
  let most = x(worst);
  for (const judgement of judgements) {
    const own = x(judgement);
    if (own < most || (own === most && byPlace(judgement, worst) >= 0)) continue;
    [worst, most] = [judgement, own];
  }
  return [worst, ...judgements.filter((judgement) => judgement !== worst)];
}

/** x of a judgement as long as it is undecided. */
function whileUndecided(judgement: Judgement): number {
  return failing({ ...judgement, delta: Math.min(UNKNOWN_DELTA, unit(judgement.delta)) });
}

/** A deduction that points at the first, that is the worst, of `subjects`. */
function deduction(ruleId: string, x: number, subjects: readonly Judgement[]): Deduction {
  const [worst] = subjects;
  return {
    ruleId,
    x,
    address: worst?.subject ?? '',
    file: worst?.file ?? '',
    line: worst?.line ?? 1,
    count: countOf(subjects),
  };
}

/** Number of different subjects; several findings on one subject count once. */
function countOf(judgements: readonly Judgement[]): number {
  const subjects = new Map<string, number>();
  for (const { file, subject, count = 1 } of judgements) {
    const key = `${file}\0${subject}`;
    subjects.set(key, Math.max(subjects.get(key) ?? 1, count));
  }
  return [...subjects.values()].reduce((sum, count) => sum + count, 0);
}

/** Not `Math.max(...list)`: a list from a large repository would exceed the number of arguments. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function byPlace(a: Judgement, b: Judgement): number {
  return compareText(a.file, b.file) || a.line - b.line || compareText(a.subject, b.subject);
}

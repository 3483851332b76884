import type { Plan } from '../evaluate/plan/plan.ts';
import type { Coverage } from '../model/coverage.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { PlanLevel, PlanRun } from '../model/plan-run.ts';
import { judge } from '../policy/gate.ts';
import type { Policy } from '../policy/schema.ts';
import type { PlanFacts } from './facts/plan-facts.ts';
import { shownText } from './facts/shown-value.ts';
import type { GateDecision } from './gate/gate-decision.ts';
import type { PlanConclusion, PlanJudgement } from './plan-report.ts';

/** Everything that decides how a plan ends. */
export interface ConclusionInput {
  /** Undefined when nothing was run, and for a plan from a file. */
  readonly run: PlanRun | undefined;
  /** Undefined for a plan from a file. */
  readonly gate: GateDecision | undefined;
  readonly plan: Plan | undefined;
  readonly facts: PlanFacts | undefined;
  readonly judgement: PlanJudgement | undefined;
  /** What could not be read of the plan. */
  readonly diagnostics: readonly Diagnostic[];
  readonly policy: Policy;
  /**
   * False when the author of the change may have written the plan: one made in a job that shares its machine with code of the
   * change. Such a plan can warn, and can never make anything green.
   */
  readonly trusted: boolean;
}

/** A reason and what it makes of the plan. */
interface Verdict {
  readonly conclusion: PlanConclusion;
  readonly reason: string;
}

/** Worst first. */
const ORDER: readonly PlanConclusion[] = ['cancelled', 'timed_out', 'failure', 'action_required', 'neutral', 'success'];

/** Errors of Terraform told in the reasons; all of them stand in the report. */
const MOST_ERRORS = 10;

/** From these on nothing is concluded. */
const INCONCLUSIVE: Readonly<Partial<Record<PlanLevel, string>>> = {
  L3: 'The plan was made against an empty state, so its counts and replacements mean nothing.',
  L4: 'There is no plan: the configuration was only validated.',
  L5: 'There is no plan: the files were only read by Plumbline.',
};

/**
 * The conclusion of a plan's check run and the reasons for it, most important first (docs/plan.md). `failure`: Terraform fails,
 * or the gate of the policy does on planned values. What destroys data, and what is changed, concludes as the policy says. What
 * is not known for sure (an empty state, a part that was not read, a change put off, a plan that nobody vouches for) is
 * `neutral` at best: never green when blind.
 */
export function concludePlan(input: ConclusionInput): {
  readonly conclusion: PlanConclusion;
  readonly reasons: readonly string[];
} {
  const verdicts = verdictsOf(input);
  const worst = ORDER.find((conclusion) => verdicts.some((verdict) => verdict.conclusion === conclusion)) ?? 'neutral';
  const reasons = verdicts
    // Stable: within a conclusion in the order of importance.
    .toSorted((a, b) => ORDER.indexOf(a.conclusion) - ORDER.indexOf(b.conclusion))
    .map(({ reason }) => reason);
  return { conclusion: worst, reasons: [...new Set(reasons)] };
}

function verdictsOf(input: ConclusionInput): readonly Verdict[] {
  const { run, gate, plan, facts } = input;
  if (gate && gate.outcome !== 'run') return gateVerdicts(gate);
  const ended = run && endedEarly(run);
  if (ended) return ended;
  if (!plan || !facts) {
    const problem = input.diagnostics.find(({ severity }) => severity === 'error')?.message;
    return [
      neutral(problem === undefined ? 'There is no plan to speak of.' : `The plan could not be read: ${problem}`),
    ];
  }
  const level = run && INCONCLUSIVE[run.level];
  const failures = failuresOf(plan, facts, run);
  // What an empty state makes of the objects is no danger and no proof of harmlessness.
  if (level !== undefined) return [...failures.map(({ reason }) => neutral(reason)), neutral(level)];
  const judged = judgedValues(input);
  return [
    ...failures,
    ...judged,
    ...dangers(facts, input.policy),
    ...doubts(input, plan, facts),
    calm(facts, input.policy),
  ];
}

function gateVerdicts({ outcome, reasons }: GateDecision): readonly Verdict[] {
  const conclusion = outcome === 'hold' ? 'action_required' : 'neutral';
  const first = outcome === 'hold' ? 'The plan waits for the approval of a maintainer.' : 'The plan is refused.';
  const told = reasons.filter(({ effect }) => effect !== 'flag');
  return [
    { conclusion, reason: first },
    ...told.map(({ message, remedy }) => ({ conclusion, reason: `${sentence(message)} ${sentence(remedy)}` }) as const),
  ];
}

/** How a run ended that has no whole plan; undefined when it has one. */
function endedEarly(run: PlanRun): readonly Verdict[] | undefined {
  const why: readonly Verdict[] = run.reason === undefined ? [] : [neutral(run.reason)];
  switch (run.outcome) {
    case 'planned':
      return undefined;
    case 'validated': {
      const errors = count(errorsOf(run).length, 'error');
      return [
        neutral(INCONCLUSIVE.L4 ?? ''),
        ...(errorsOf(run).length > 0 ? [neutral(`Validation found ${errors}.`)] : []),
        ...why,
      ];
    }
    case 'not-run':
      return why.length > 0 ? why : [neutral('Nothing was run.')];
    case 'cancelled':
      return [{ conclusion: 'cancelled', reason: 'The plan was cancelled.' }, ...why];
    case 'timed-out':
      return [{ conclusion: 'timed_out', reason: `${toolName(run)} ran out of time${inStage(run)}.` }, ...why];
    case 'failed': {
      // Against an empty state a plan also fails for what is not there: no proof. What fails before it never gets that far.
      const isDoubtful = INCONCLUSIVE[run.level] !== undefined && (run.stage === 'plan' || run.stage === 'show');
      const reasons = [
        `${toolName(run)} failed${inStage(run)}.`,
        ...errorsOf(run)
          .slice(0, MOST_ERRORS)
          .map(({ summary }) => sentence(shownText(summary))),
      ];
      const conclusion = isDoubtful ? 'neutral' : 'failure';
      const level = isDoubtful ? [neutral(INCONCLUSIVE[run.level] ?? '')] : [];
      return [...reasons.map((reason): Verdict => ({ conclusion, reason })), ...level, ...why];
    }
  }
}

/** What Terraform itself does not go along with. */
function failuresOf(plan: Plan, facts: PlanFacts, run: PlanRun | undefined): readonly Verdict[] {
  const reasons: string[] = [];
  if (plan.errored) reasons.push('Planning failed: the plan holds only what was found up to the error.');
  for (const { summary } of run ? errorsOf(run).slice(0, MOST_ERRORS) : []) reasons.push(sentence(shownText(summary)));
  const kept = facts.preventDestroy.length;
  if (kept > 0) {
    reasons.push(
      `The configuration forbids to destroy ${count(kept, 'object')} that the plan would destroy (prevent_destroy).`,
    );
  }
  return reasons.map((reason) => ({ conclusion: 'failure', reason }));
}

/** The gate of the policy on planned values, where it fails or cannot tell. */
function judgedValues({ judgement, policy }: ConclusionInput): readonly Verdict[] {
  if (!judgement) return [];
  const { findings, undecided, scorecard, ruleErrors } = judgement;
  const coverage: Coverage = { filesReviewed: 0, gaps: [], undecided, ruleErrors, notes: [] };
  const result = judge({ findings, head: scorecard, coverage, policy, mode: 'change' });
  return result.conclusion === 'success'
    ? []
    : result.reasons.map((reason): Verdict => ({ conclusion: result.conclusion, reason }));
}

function dangers({ dataLoss, protectionLost, changes }: PlanFacts, policy: Policy): readonly Verdict[] {
  const found: Verdict[] = [];
  const sure = dataLoss.filter(({ stateful }) => stateful === 'yes').length;
  if (sure > 0) {
    const reason = `${count(sure, 'object that holds data', 'objects that hold data')} ${are(sure)} destroyed or replaced.`;
    found.push({ conclusion: policy.plan.conclusion.dataLoss, reason });
  }
  const perhaps = dataLoss.length - sure;
  if (perhaps > 0) {
    found.push(neutral(`${count(perhaps, 'object')} that may hold data ${are(perhaps)} destroyed or replaced.`));
  }
  const unrecognised = changes.filter(({ action }) => action === 'unrecognised').length;
  if (unrecognised > 0) {
    found.push(neutral(`${count(unrecognised, 'change')} of a kind that this version does not know may be dangerous.`));
  }
  const settings = protectionLost.length;
  if (settings > 0) found.push(neutral(`${count(settings, 'protection')} ${are(settings)} switched off or lowered.`));
  return found;
}

/** Why it must not be green: what is not known, and who says so. */
function doubts({ diagnostics, trusted, gate }: ConclusionInput, plan: Plan, facts: PlanFacts): readonly Verdict[] {
  const reasons: string[] = [];
  const unread = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (unread > 0) reasons.push(`${count(unread, 'part')} of the plan could not be read, so a change may be missing.`);
  const failed = facts.failedChecks.filter(({ status }) => status === 'fail' || status === 'error').length;
  if (failed > 0)
    reasons.push(`${count(failed, 'check')} of the configuration ${failed === 1 ? 'does' : 'do'} not hold.`);
  const deferred = facts.deferred.length;
  if (deferred > 0)
    reasons.push(`${count(deferred, 'change')} ${are(deferred)} put off to a later plan and not shown here.`);
  else if (plan.complete === false && !plan.errored)
    reasons.push('The plan is incomplete: more changes follow after it.');
  if (!trusted) {
    const flags = gate?.reasons.filter(({ effect }) => effect === 'flag').length ?? 0;
    const flagged = flags > 0 ? ` The gate flagged ${count(flags, 'thing')} in it.` : '';
    reasons.push(
      `The plan comes from a job that runs code of the change, so its author may have written it: nothing is concluded from it.${flagged}`,
    );
  }
  return reasons.map(neutral);
}

/** What the plan comes to where nothing else is to be said. */
function calm({ totals, changes }: PlanFacts, policy: Policy): Verdict {
  const { update } = policy.plan.conclusion;
  const gone = changes.filter(({ kind }) => kind === 'destroy' || kind === 'replace').length;
  if (gone > 0) return { conclusion: update, reason: `${count(gone, 'object')} ${are(gone)} destroyed or replaced.` };
  if (totals.forget > 0) {
    return { conclusion: update, reason: `${count(totals.forget, 'object')} ${are(totals.forget)} no longer managed.` };
  }
  if (totals.change > 0) {
    return { conclusion: update, reason: `${count(totals.change, 'object')} ${are(totals.change)} changed in place.` };
  }
  if (changes.length > 0)
    return { conclusion: 'success', reason: 'The plan changes and destroys nothing that is there.' };
  return { conclusion: 'success', reason: 'The plan changes no object.' };
}

function errorsOf(run: PlanRun): PlanRun['diagnostics'] {
  return run.diagnostics.filter(({ severity }) => severity === 'error');
}

function toolName({ tool }: PlanRun): string {
  return tool?.name === 'tofu' ? 'OpenTofu' : 'Terraform';
}

function inStage({ stage }: PlanRun): string {
  return stage === undefined ? '' : ` in the step ${stage}`;
}

function neutral(reason: string): Verdict {
  return { conclusion: 'neutral', reason };
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function are(number: number): string {
  return number === 1 ? 'is' : 'are';
}

function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${String(number)} ${number === 1 ? noun : nouns}`;
}

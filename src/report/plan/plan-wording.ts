import { createHash } from 'node:crypto';
import type { PlanAction } from '../../evaluate/plan/plan.ts';
import type { PlanLevel, PlanStage } from '../../model/plan-run.ts';
import type { ChangeKind, ExplainedChange, PlanFacts, PlanTotals } from '../../plan/facts/plan-facts.ts';
import type { PlanReport } from '../../plan/plan-report.ts';
import { visibleText } from '../../redaction/visible-text.ts';
import { plural } from '../wording.ts';

/** What a level means, in a few words. */
export const LEVEL_WORDS: Readonly<Record<PlanLevel, string>> = {
  L0: 'real state, refreshed',
  L1: 'real state, not refreshed',
  L2: 'a snapshot of the state',
  L3: 'an EMPTY state',
  L4: 'validated only, not planned',
  L5: 'only parsed by Plumbline, nothing was run',
};

/** Said wherever the counts of a plan against an empty state are. */
export const EMPTY_STATE = 'planned against an EMPTY state: counts and replacements mean nothing';

/** The steps of a plan, as a reader is told of them. */
export const STAGE_WORDS: Readonly<Record<PlanStage, string>> = {
  prepare: 'preparing the files',
  init: 'init',
  gate: 'checking downloaded modules',
  validate: 'validate',
  plan: 'plan',
  show: 'reading the plan',
};

/** How far a report got. `plan`: there are changes to speak of, whole or (`partial`) only in part. */
export type PlanState =
  | 'held'
  | 'refused'
  | 'not-run'
  | 'validated'
  | 'failed'
  | 'timed-out'
  | 'cancelled'
  | 'unreadable'
  | 'partial'
  | 'planned';

/** How far a report got, from what is there. */
export function stateOf({ gate, run, plan, facts }: PlanReport): PlanState {
  if (!run) {
    if (gate && gate.outcome !== 'run') return gate.outcome === 'hold' ? 'held' : 'refused';
    if (!plan || !facts) return gate ? 'not-run' : 'unreadable';
    return plan.errored ? 'partial' : 'planned';
  }
  switch (run.outcome) {
    case 'planned':
      if (!plan || !facts) return 'unreadable';
      return plan.errored ? 'partial' : 'planned';
    case 'failed':
      return plan && facts ? 'partial' : 'failed';
    case 'validated':
    case 'timed-out':
    case 'cancelled':
    case 'not-run':
      return run.outcome;
  }
}

/** `3 add · 1 change · 2 replace · 1 destroy`: each object counts once, a replacement by itself. `No changes` for none. */
export function countsOf(totals: PlanTotals): string {
  const { add, change, replace, destroy, forget, move } = totals;
  const counts: readonly (readonly [number, string])[] = [
    [add - replace, 'add'],
    [change, 'change'],
    [replace, 'replace'],
    [destroy - replace, 'destroy'],
    [forget, 'forget'],
    [totals.import, 'import'],
    [move, 'move'],
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, word]) => `${String(count)} ${word}`);
  return parts.length === 0 ? NO_CHANGES : parts.join(' · ');
}

const NO_CHANGES = 'No changes';

const MOST_TITLE = 80;

/** The title of the check run, at most 80 characters: counts or what became of it, then the root and the level. */
export function planTitle(report: PlanReport): string {
  const level = report.run ? ` [${report.run.level}]` : '';
  return titleFor(outcomeOf(report), report.root.name, level);
}

/** `<what> — <name><end>` in at most 80 characters; of a long name the end is kept, which tells more than its start. */
export function titleFor(what: string, name: string, end = ''): string {
  const head = visibleText(what, MOST_TITLE - end.length);
  const room = MOST_TITLE - head.length - end.length - 3;
  const shown = visibleText(name, 400);
  if (room < 8) return head + end;
  const fitting =
    shown.length <= room ? shown : `…${shown.slice(shown.length - room + 1).replace(/^[\uDC00-\uDFFF]/, '')}`;
  return `${head} — ${fitting}${end}`;
}

/** What became of the plan, in a few words; of a plan, its counts. */
export function outcomeOf(report: PlanReport): string {
  const { gate, run, facts } = report;
  const inStage = run?.stage ? ` in ${STAGE_WORDS[run.stage]}` : '';
  const reasons = (effect: 'hold' | 'refuse'): number =>
    gate?.reasons.filter((reason) => reason.effect === effect).length ?? 0;
  switch (stateOf(report)) {
    case 'held':
      return `Waits for a maintainer: ${plural(reasons('hold'), 'reason')}`;
    case 'refused':
      return `Not planned: refused for ${plural(reasons('refuse'), 'reason')}`;
    case 'not-run':
      return 'Not run';
    case 'validated': {
      const errors = run?.diagnostics.filter(({ severity }) => severity === 'error').length ?? 0;
      return errors === 0 ? 'Valid, not planned' : `Not valid: ${plural(errors, 'error')}`;
    }
    case 'failed':
      return `Failed${inStage}`;
    case 'timed-out':
      return `Timed out${inStage}`;
    case 'cancelled':
      return 'Cancelled';
    case 'unreadable':
      return 'The plan could not be read';
    case 'partial':
      return `Failed${inStage}: partial plan${facts ? `, ${countsOf(facts.totals)}` : ''}`;
    case 'planned': {
      const counts = facts ? changesOf(facts) : NO_CHANGES;
      return run?.level === 'L3' ? `Empty state: ${counts}` : counts;
    }
  }
}

/** Counts of the objects; where only outputs change, of those. */
function changesOf({ totals, outputs }: PlanFacts): string {
  const counts = countsOf(totals);
  const others = outputs.length;
  if (counts !== NO_CHANGES || others === 0) return counts;
  return `No objects change · ${plural(others, 'output')} ${others === 1 ? 'changes' : 'change'}`;
}

/** `plumbline / plan (<root>)`: different for different roots, however long their names are. */
export function planCheckName(root: string): string {
  const shown = visibleText(root, MOST_NAME);
  if (shown === root) return `plumbline / plan (${shown})`;
  const mark = createHash('sha256').update(root).digest('hex').slice(0, 8);
  return `plumbline / plan (${visibleText(root, MOST_NAME - 9)} ${mark})`;
}

/** GitHub does not say how long a check run's name may be; this much is shown everywhere. */
const MOST_NAME = 180;

/** What happens to an object, in words. */
export function actionWords({ kind, action }: Pick<ExplainedChange, 'kind' | 'action'>): string {
  return ACTION_WORDS[action] ?? KIND_WORDS[kind];
}

const ACTION_WORDS: Readonly<Partial<Record<PlanAction, string>>> = {
  'delete-then-create': 'replace (destroy, then create)',
  'create-then-delete': 'replace (create, then destroy)',
  'create-then-forget': 'create anew, forget the old one',
  unrecognised: 'unrecognised action',
};

const KIND_WORDS: Readonly<Record<ChangeKind, string>> = {
  destroy: 'destroy',
  replace: 'replace',
  forget: 'forget (the object stays)',
  update: 'change in place',
  create: 'create',
  import: 'import',
  move: 'move',
  read: 'read during apply',
};

/** Milliseconds as a reader wants them: `41 s`, `3 min 5 s`. */
export function durationWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return `${String(Math.max(0, Math.round(milliseconds)))} ms`;
  return seconds < 120 ? `${String(seconds)} s` : `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}

/** A text as a whole sentence: with a full stop unless it ends in a mark of its own; '' stays. */
export function asSentence(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed === '' || /[.!?:…]["'”’)`]?$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

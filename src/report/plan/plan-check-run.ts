import type { PlanConclusion, PlanReport } from '../../plan/plan-report.ts';
import type { Annotation } from '../check-run.ts';
import { fit } from '../fit.ts';
import { plural } from '../wording.ts';
import { detailBlocks } from './detail-blocks.ts';
import { markdownSections } from './markdown-sections.ts';
import { planAnnotations } from './plan-annotations.ts';
import { summaryBlocks } from './plan-blocks.ts';
import { planCheckName, planTitle, stateOf } from './plan-wording.ts';
import { shownTextOf } from './shown-text.ts';

/** A button of a check run. GitHub takes at most three, with 20, 40 and 20 characters. */
export interface PlanAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: 'replan' | 'diagnose-error';
}

/** Everything of a plan's check run that is decided here; the publisher adds ids, SHA, times and the status. */
export interface PlanCheckRun {
  /** `plumbline / plan (<root>)`. */
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  /** Undefined until it is completed. */
  readonly conclusion: PlanConclusion | undefined;
  /** At most 80 characters. */
  readonly title: string;
  /** At most 60,000 bytes, as is `text`. */
  readonly summary: string;
  readonly text: string;
  /** Worst first, at most 50. */
  readonly annotations: readonly Annotation[];
  readonly actions: readonly PlanAction[];
}

/**
 * Most bytes of summary and text: GitHub takes 65,535 characters, and how it counts others than ASCII is not said.
 * Source: https://docs.github.com/en/rest/checks/runs#update-a-check-run
 */
const OUTPUT_LIMIT = 60_000;
/** Most bytes of one block of the summary: thousands of dangers must not push the counts out. */
const BLOCK_LIMIT = OUTPUT_LIMIT / 4;
/** Room for the sentences that are known only at the end. */
const LAST_WORDS = 400;

/** The button that asks for another plan. */
export const REPLAN: PlanAction = { label: 'Re-plan', description: 'Run this plan again', identifier: 'replan' };
const DIAGNOSE: PlanAction = {
  label: 'Diagnose error',
  description: 'Say why it failed and what to do next',
  identifier: 'diagnose-error',
};

/** The check run of a plan, or of what came of it. Pure; all text in it is redacted, escaped and inside GitHub's limits. */
export function planCheckRunOf(report: PlanReport): PlanCheckRun {
  const shown = shownTextOf(report.plan);
  const annotations = planAnnotations(report, shown);
  const text = fit(markdownSections(detailBlocks(report, shown), OUTPUT_LIMIT), OUTPUT_LIMIT);
  const summary = fit(markdownSections(summaryBlocks(report, shown), BLOCK_LIMIT), OUTPUT_LIMIT - LAST_WORDS);
  const last = lastWords(report, annotations.total - annotations.shown.length, shown.count());
  const state = stateOf(report);
  return {
    name: planCheckName(report.root.name),
    status: 'completed',
    conclusion: report.conclusion,
    title: shown.line(planTitle(report), 80),
    summary: [summary, last].filter((part) => part !== '').join('\n\n'),
    text,
    annotations: annotations.shown,
    actions: [
      ...(state === 'held' || state === 'refused' ? [] : [REPLAN]),
      ...(state === 'failed' || state === 'partial' || state === 'timed-out' ? [DIAGNOSE] : []),
    ],
  };
}

function lastWords(report: PlanReport, moreAnnotations: number, redactions: number): string {
  const hasChanges = report.facts !== undefined && report.facts.changes.length > 0;
  const places = (report.run?.redactions ?? 0) + redactions;
  const sentences = [
    ...(moreAnnotations > 0 ? [`${plural(moreAnnotations, 'more annotation')} would be over GitHub’s limit.`] : []),
    ...(places > 0 ? [`${plural(places, 'place')} redacted.`] : []),
    ...(hasChanges ? ['Each change, attribute by attribute, is under the details below.'] : []),
  ];
  return sentences.length === 0 ? '' : `_${sentences.join(' ')}_`;
}

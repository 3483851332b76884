import type { ChangedFile } from '../model/change.ts';
import type { ComparedFinding } from '../model/finding.ts';
import type { Conclusion, Review } from '../model/review.ts';
import { coverageSections } from './coverage-text.ts';
import { lineOf } from './finding-text.ts';
import type { Section } from './fit.ts';
import { fit } from './fit.ts';
import { prose } from './markdown.ts';
import { scoreLine } from './score-line.ts';
import { scorecardTable } from './scorecard-table.ts';
import { redactReview } from './secrets.ts';
import { inState, notReviewed, ownFindings } from './selection.ts';
import { clip, visibleText } from '../redaction/visible-text.ts';
import {
  conclusionWord,
  delta,
  lastLine,
  originOf,
  placeOf,
  plural,
  points,
  severities,
  verdictSentence,
} from './wording.ts';
import { compareText } from '../model/order.ts';

/** GitHub's annotation, for the files view. Lines are lines of the head; the text is plain, GitHub renders no Markdown in it. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  /** At most 255 characters. */
  readonly title: string;
  readonly message: string;
  readonly raw_details?: string;
}

/** Everything of a check run that is decided here; the publisher adds ids, SHA and times, and sends annotations in batches of 50. */
export interface CheckRun {
  readonly name: 'plumbline / review';
  /** At most 80 characters. */
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly conclusion: Conclusion;
  /** Worst first. */
  readonly annotations: readonly Annotation[];
}

/**
 * GitHub takes 65,535 characters for each of summary and text.
 * Source: https://docs.github.com/en/rest/checks/runs#update-a-check-run
 */
const OUTPUT_LIMIT = 65_000;

/** The check run of a review. Pure; all text in it is redacted, escaped and inside GitHub's limits. */
export function checkRunOf(review: Review): CheckRun {
  const safe = redactReview(review);
  return {
    name: 'plumbline / review',
    title: titleOf(safe),
    summary: summaryOf(safe),
    text: textOf(safe),
    conclusion: safe.gate.conclusion,
    annotations: ownFindings(safe).flatMap((finding) => annotationOf(safe, finding) ?? []),
  };
}

/** The verdict in at most 80 characters: what is wrong, how the score moved, whether something was not seen. */
function titleOf(review: Review): string {
  const own = review.mode === 'tree' ? review.findings : ownFindings(review);
  const what = own.length === 0 ? 'Nothing new' : severities(own);
  const fixed = inState(review, 'fixed').length;
  const moved = review.base ? ` (${delta(review.head.overall.score - review.base.overall.score)})` : '';
  const missed = notReviewed(review).length;
  const parts = [
    what,
    ...(fixed > 0 ? [`${String(fixed)} fixed`] : []),
    `score ${points(review.head.overall.score)}${moved}`,
    ...(missed > 0 ? [`${String(missed)} not reviewed`] : []),
  ];
  return clip(parts.join(' · '), 80);
}

function summaryOf(review: Review): string {
  return fit(
    [
      paragraph(`**${verdictSentence(review)}**: ${conclusionWord(review)}.`, 1),
      paragraph(scoreLine(review), 1),
      { head: '', items: review.gate.reasons.map((reason) => `- ${prose(reason)}`), between: '\n', tail: '', rank: 2 },
      ...scorecardTable(review, 3),
    ],
    OUTPUT_LIMIT,
  );
}

function textOf(review: Review): string {
  const tree = review.mode === 'tree';
  const own = tree ? inState(review, 'pre-existing') : ownFindings(review);
  const lost = tree ? 0 : own.filter((finding) => !annotationOf(review, finding)).length;
  const old = tree ? 0 : inState(review, 'pre-existing').length;
  return fit(
    [
      list(tree ? 'Findings' : 'New or worse with this change', own, 1),
      lost > 0
        ? paragraph(`${plural(lost, 'finding')} could not be annotated: the file is removed.`, 2)
        : paragraph('', 2),
      list('Fixed by this change', inState(review, 'fixed'), 3),
      paragraph(
        old > 0
          ? `${plural(old, 'finding')} ${old === 1 ? 'was there before and is' : 'were there before and are'} not listed.`
          : '',
        4,
      ),
      ...coverageSections(review, 2),
    ],
    OUTPUT_LIMIT,
  );
}

function paragraph(text: string, rank: number): Section {
  return { head: '', items: text === '' ? [] : [text], between: '\n\n', tail: '', rank };
}

function list(title: string, findings: readonly ComparedFinding[], rank: number): Section {
  return {
    head: `### ${title} (${String(findings.length)})\n\n`,
    items: findings.map(lineOf),
    between: '\n',
    tail: '',
    rank,
  };
}

const LEVELS = { critical: 'failure', high: 'failure', medium: 'warning', low: 'notice', info: 'notice' } as const;

/** The annotation of a finding; undefined when its file is not there at head, so that there is no line to put it on. */
function annotationOf(review: Review, finding: ComparedFinding): Annotation | undefined {
  const lines = headLines(review, finding);
  if (!lines) return undefined;
  const removed =
    finding.side === 'LEFT'
      ? ` (About line ${String(finding.anchor.startLine)} of the base, which this change removes.)`
      : '';
  const origin = originOf(finding);
  const from = origin ? ` The value comes from ${origin.what} (${origin.place}).` : '';
  const details = detailsOf(finding);
  return {
    path: lines.path,
    start_line: lines.start,
    end_line: lines.end,
    annotation_level: LEVELS[finding.severity],
    title: visibleText(finding.title, 255),
    message: visibleText(`${finding.message}.${from} ${finding.why} ${finding.remedy}${removed}`, 4000),
    ...(details === '' ? {} : { raw_details: details }),
  };
}

function headLines(
  review: Review,
  finding: ComparedFinding,
): { readonly path: string; readonly start: number; readonly end: number } | undefined {
  const { anchor } = finding;
  if (finding.side === 'RIGHT') return { path: anchor.file, start: anchor.startLine, end: lastLine(anchor) };
  const file = review.change.files.find((each) => each.basePath === anchor.file);
  if (!file || file.status === 'removed') return undefined;
  const line = nearestHeadLine(file, anchor.startLine);
  return { path: file.path, start: line, end: line };
}

/** The line of the head that stands where line `line` of the base stood. */
function nearestHeadLine(file: ChangedFile, line: number): number {
  let shift = 0;
  for (const { baseStart, baseCount, headStart, headCount } of file.hunks ?? []) {
    if (line < baseStart) break;
    if (line < baseStart + baseCount) {
      return Math.max(1, headStart + Math.min(line - baseStart, Math.max(0, headCount - 1)));
    }
    shift = headStart + headCount - (baseStart + baseCount);
  }
  return Math.max(1, line + shift);
}

function detailsOf(finding: ComparedFinding): string {
  const steps = [
    ...finding.trace.slice(0, 20).map((step) => `${step.what}  ${placeOf(step.span)}`),
    ...finding.related.slice(0, 20).map((place) => `${place.message}  ${placeOf(place.span)}`),
    ...[...finding.instances]
      .sort(compareText)
      .slice(0, 20)
      .map((address) => `the same in ${address}`),
    `rule ${finding.ruleId}`,
  ];
  return steps.map((step) => visibleText(step, 300)).join('\n');
}

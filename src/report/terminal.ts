import picocolors from 'picocolors';
import type { ComparedFinding } from '../model/finding.ts';
import type { Severity } from '../model/items.ts';
import type { Review } from '../model/review.ts';
import { coverageSentence } from './coverage-text.ts';
import { excerptOf } from './excerpt.ts';
import { worsenedNote } from './finding-text.ts';
import { ITEM_NAMES } from './item-names.ts';
import { ITEM_GROUPS, itemsOf } from './scorecard-table.ts';
import { redactReview } from './secrets.ts';
import { inState, ownFindings } from './selection.ts';
import { firstSentence, labelled, toAscii, wrap } from './terminal-layout.ts';
import { visibleText } from '../redaction/visible-text.ts';
import {
  conclusionWord,
  figureDelta,
  figureOf,
  interval,
  openQuestions,
  originOf,
  percent,
  placeOf,
  plural,
  severities,
  verdictSentence,
} from './wording.ts';
import { compareText } from '../model/order.ts';

/** What the terminal can show, and how much of it. */
export interface TerminalOptions {
  readonly color: boolean;
  /** Columns; lines are wrapped between 60 and 120. */
  readonly width: number;
  /** Shows all findings, traces, links, and every open question. */
  readonly verbose?: boolean | undefined;
  /** False replaces our symbols by ASCII. True unless given. */
  readonly unicode?: boolean | undefined;
}

type Colors = ReturnType<typeof picocolors.createColors>;

interface Page {
  readonly review: Review;
  readonly colors: Colors;
  readonly width: number;
  readonly verbose: boolean;
}

/** More findings than this are counted, unless verbose: nobody scrolls further. */
const MOST_FINDINGS = 50;
/** Most lines of a ledger or a list, unless verbose. */
const MOST_LINES = 5;
/** Column in which the text of a finding starts. */
const LABEL = 10;

/**
 * The review for a developer at a terminal: verdict, findings by file with an excerpt, what was fixed, score, coverage. Values
 * from the change are on one line without control characters, so none can steer the terminal. Ends with a line break.
 */
export function terminalOf(review: Review, options: TerminalOptions): string {
  const page: Page = {
    review: redactReview(review),
    colors: picocolors.createColors(options.color),
    width: Math.min(120, Math.max(60, options.width)),
    verbose: options.verbose ?? false,
  };
  const blocks = [verdict(page), ...findings(page), fixed(page), before(page), score(page), coverage(page)];
  const text = `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
  return options.unicode === false ? toAscii(text) : text;
}

function verdict({ review, colors, width }: Page): readonly string[] {
  const { change, gate } = review;
  const [mark, paint] =
    gate.conclusion === 'success'
      ? ['✓', colors.green]
      : gate.conclusion === 'neutral'
        ? ['○', colors.yellow]
        : ['✗', colors.red];
  const title = visibleText(change.title, 100);
  const word = conclusionWord(review);
  return [
    `${colors.bold('Plumbline')}  ${visibleText(change.name, 100)}${title === '' || title === change.name ? '' : colors.dim(`  ${title}`)}`,
    '',
    ...wrap(`${word.charAt(0).toUpperCase()}${word.slice(1)}: ${verdictSentence(review)}`, width - 2).map(
      (line, index) => paint(`${index === 0 ? mark : ' '} ${colors.bold(line)}`),
    ),
    ...gate.reasons.flatMap((reason) => labelled('', visibleText(reason), { indent: 0, column: 2, width })),
  ];
}

function findings(page: Page): readonly (readonly string[])[] {
  const { review, colors, verbose } = page;
  const all = review.mode === 'tree' ? inState(review, 'pre-existing') : ownFindings(review);
  const shown = verbose ? all : all.slice(0, MOST_FINDINGS);
  const files = [...new Set(shown.map(({ anchor }) => anchor.file))];
  const inOrder = files.flatMap((file) => shown.filter(({ anchor }) => anchor.file === file));
  const firstOfRule = new Set(new Map(inOrder.toReversed().map((finding) => [finding.ruleId, finding])).values());
  const blocks = files.map((file) => [
    colors.underline(visibleText(file, 200)),
    ...inOrder
      .filter(({ anchor }) => anchor.file === file)
      .flatMap((finding, index) => [...(index > 0 ? [''] : []), ...one(page, finding, !firstOfRule.has(finding))]),
  ]);
  if (shown.length === all.length) return blocks;
  return [...blocks, [`${String(shown.length)} of ${String(all.length)} shown, worst first; --verbose shows all.`]];
}

/** One finding; `again` when its rule was explained further up. */
function one(page: Page, finding: ComparedFinding, again: boolean): readonly string[] {
  const { colors, width, verbose } = page;
  const at = { indent: 2, column: LABEL, width };
  const origin = originOf(finding);
  const message = `${visibleText(finding.message)}${worsenedNote(finding)}`;
  const [first = '', ...rest] = labelled('', message, at, colors.bold);
  const trace = [
    ...finding.trace.map((step) => `${step.what} at ${placeOf(step.span)}`),
    ...finding.related.map((place) => `see ${placeOf(place.span)}: ${place.message}`),
  ];
  return [
    `  ${severity(colors, finding.severity)}${' '.repeat(LABEL - finding.severity.length)}${first.slice(2 + LABEL)}`,
    ...rest,
    ...excerpt(page, finding),
    ...(origin ? labelled('from', `${visibleText(origin.what)}, ${visibleText(origin.place)}`, at, colors.dim) : []),
    // Why and how are the same for all findings of a rule: said once.
    ...(again
      ? []
      : [
          ...labelled('why', firstSentence(visibleText(finding.why)), at),
          ...labelled('fix', visibleText(finding.remedy), at),
        ]),
    ...(finding.instances.length > 0
      ? labelled('also in', visibleText(finding.instances.join(', '), verbose ? 2000 : 200), at)
      : []),
    ...(verbose ? trace.slice(0, 20).flatMap((step) => labelled('trace', visibleText(step, 300), at)) : []),
    ...(verbose ? finding.links.map((url) => `${' '.repeat(2 + LABEL)}${colors.dim(visibleText(url, 300))}`) : []),
    // The place once more in the form that terminals and editors can open.
    ...labelled(
      'rule',
      `${visibleText(finding.ruleId, 100)}${again ? ' (explained above)' : ''} at ${visibleText(placeOf(finding.anchor), 300)}`,
      at,
      colors.dim,
    ),
  ];
}

/** Source lines with their numbers, the part that is meant underlined; removed lines carry a minus. */
function excerpt({ review, colors, width }: Page, finding: ComparedFinding): readonly string[] {
  const lines = excerptOf(review, finding);
  const removed = finding.side === 'LEFT';
  if (lines.length === 0) {
    return [`${' '.repeat(2 + LABEL)}${colors.dim(`line ${String(finding.anchor.startLine)}`)}`];
  }
  const digits = String(lines.at(-1)?.number ?? 0).length;
  const room = width - LABEL - digits - 6;
  return lines.flatMap(({ number, text, markStart, markEnd }) => {
    const gutter = `${' '.repeat(2 + LABEL)}${colors.dim(`${removed ? '-' : ' '}${String(number).padStart(digits)} │`)} `;
    const code = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    const end = Math.min(markEnd, code.length);
    if (lines.length > 1 || markStart >= end) return [gutter + code];
    const below = `${' '.repeat(2 + LABEL)}${colors.dim(`${' '.repeat(digits + 1)} │`)} `;
    return [
      gutter + code,
      below + ' '.repeat(markStart) + paintOf(colors, finding.severity)('^'.repeat(end - markStart)),
    ];
  });
}

function paintOf(colors: Colors, severity: Severity): (text: string) => string {
  switch (severity) {
    case 'critical':
    case 'high':
      return colors.red;
    case 'medium':
      return colors.yellow;
    case 'low':
    case 'info':
      return colors.cyan;
  }
}

function severity(colors: Colors, word: Severity): string {
  return word === 'critical' ? colors.bold(colors.red(word)) : paintOf(colors, word)(word);
}

function fixed(page: Page): readonly string[] {
  const { review, colors, width, verbose } = page;
  const all = inState(review, 'fixed');
  if (all.length === 0) return [];
  const shown = verbose ? all : all.slice(0, MOST_LINES);
  return [
    `${colors.green('Fixed')} by this change (${String(all.length)})`,
    ...shown.flatMap((finding) =>
      labelled('✓', `${visibleText(placeOf(finding.anchor))}: ${visibleText(finding.message)}`, {
        indent: 2,
        column: 2,
        width,
      }),
    ),
    ...more(shown.length, all.length),
  ];
}

function more(shown: number, total: number): readonly string[] {
  return shown < total ? [`  ${String(shown)} of ${String(total)} shown; --verbose shows all.`] : [];
}

function before({ review }: Page): readonly string[] {
  const old = review.mode === 'tree' ? [] : inState(review, 'pre-existing');
  if (old.length === 0) return [];
  const were = old.length === 1 ? 'was there before and is' : 'were there before and are';
  return [`${plural(old.length, 'finding')} ${were} not held against this change (${severities(old)}).`];
}

function score({ review, colors, width }: Page): readonly string[] {
  const { head, base } = review;
  const with_ = (name: 'overall' | 'reliability' | 'security'): string => {
    const change = figureDelta(head[name], base?.[name]);
    return `${figureOf(head[name])}${change === undefined ? '' : ` (${change})`}`;
  };
  const range = interval(head.overall);
  const at = { indent: 0, column: LABEL, width };
  const changed = itemsChanged(review);
  return [
    ...labelled(
      'Score',
      `${with_('overall')} · reliability ${with_('reliability')} · security ${with_('security')}`,
      at,
      colors.bold,
    ),
    ...(range === undefined
      ? []
      : labelled(
          '',
          `${range} depending on what is not known; ${percent(head.overall.coverage)} of the points decided`,
          at,
          colors.dim,
        )),
    ...(changed.failing.length > 0 ? labelled('Now fails', changed.failing.join(' · '), at, colors.red) : []),
    ...(changed.passing.length > 0 ? labelled('Now holds', changed.passing.join(' · '), at, colors.green) : []),
  ];
}

/** Items whose verdict this change turned, by name. */
function itemsChanged(review: Review): { readonly failing: readonly string[]; readonly passing: readonly string[] } {
  if (!review.base) return { failing: [], passing: [] };
  const all = ITEM_GROUPS.flatMap(({ items }) => itemsOf(review, items));
  const turned = (to: 'pass' | 'fail'): readonly string[] =>
    all
      .filter(
        ({ head, base }) => head.verdict === to && base?.verdict !== to && (to === 'fail' || base?.verdict === 'fail'),
      )
      .map(({ head }) => ITEM_NAMES[head.item]);
  return { failing: turned('fail'), passing: turned('pass') };
}

function coverage(page: Page): readonly string[] {
  const { review, colors, width, verbose } = page;
  const { gaps, ruleErrors, notes } = review.coverage;
  const list = (lines: readonly string[]): readonly string[] => {
    const shown = verbose ? lines : lines.slice(0, MOST_LINES);
    return [
      ...shown.flatMap((line) => labelled('', line, { indent: 0, column: LABEL, width }, colors.dim)),
      ...(shown.length < lines.length
        ? [`${' '.repeat(LABEL)}${String(shown.length)} of ${String(lines.length)} shown; --verbose shows all.`]
        : []),
    ];
  };
  const errorsFirst = [...gaps].sort((a, b) => compareText(a.severity, b.severity));
  return [
    ...labelled('Coverage', coverageSentence(review), { indent: 0, column: LABEL, width }),
    ...list([
      ...errorsFirst.map(
        (gap) =>
          `${gap.severity === 'error' ? 'not reviewed: ' : ''}${visibleText(`${placeOf(gap.span)}: ${gap.message}`)}`,
      ),
      ...ruleErrors.map((error) => visibleText(`rule ${error.ruleId} failed at ${error.address}: ${error.message}`)),
      ...notes.map((note) => visibleText(note)),
    ]),
    ...list(
      openQuestions(review).map(({ detail, count }) => `open: ${visibleText(detail)} (${plural(count, 'judgement')})`),
    ),
  ];
}

import type { ComparedFinding } from '../model/finding.ts';
import type { Severity } from '../model/items.ts';
import { compareSeverity } from '../model/items.ts';
import type { Review } from '../model/review.ts';
import { coverageSections } from './coverage-text.ts';
import { lineOf, messageOf, sideNote } from './finding-text.ts';
import type { Section } from './fit.ts';
import { fit } from './fit.ts';
import { DETAILS_END, detailsStart, prose } from './markdown.ts';
import { scoreLine } from './score-line.ts';
import { scorecardTable } from './scorecard-table.ts';
import { redactReview } from './secrets.ts';
import { hasGaps, inState, ownFindings } from './selection.ts';
import { conclusionWord, plural, verdictSentence } from './wording.ts';

/** First line of the summary comment, by which it is found again and edited. */
export const SUMMARY_MARKER = '<!-- plumbline:summary -->';

/** Bytes; GitHub takes 65,536 characters. */
const LIMIT = 60_000;

/**
 * The one summary comment of a pull request: verdict and score first, then what must change, what was fixed, the tables,
 * the coverage ledger. `gateSeverity` is the policy's: findings from there on are what must change. Undefined when the change is clean: nothing introduced, worsened or fixed, no gap, and the gate holds.
 */
export function summaryCommentOf(review: Review, gateSeverity: Severity = 'high'): string | undefined {
  const safe = redactReview(review);
  const own = ownFindings(safe);
  const fixed = inState(safe, 'fixed');
  const { conclusion } = safe.gate;
  const blocked = conclusion === 'failure' || conclusion === 'action_required';
  if (own.length === 0 && fixed.length === 0 && !hasGaps(safe) && !blocked) return undefined;
  const old = inState(safe, 'pre-existing').length;
  const gating = blocked ? own.filter(({ severity }) => compareSeverity(severity, gateSeverity) >= 0) : [];
  const others = own.filter((finding) => !gating.includes(finding));
  const sections: readonly Section[] = [
    // One item, so that the first two lines can never be torn apart: a line break in Markdown is two spaces.
    lines('', [`**Plumbline: ${verdictSentence(safe)}** (${conclusionWord(safe)})  \n${scoreLine(safe)}`], 1),
    lines(
      '### What must change before merge\n\n',
      blocked ? [...safe.gate.reasons.map((reason) => `${sentence(reason)}\n`), ...gating.map(lineOf)] : [],
      2,
    ),
    lines(
      `### ${blocked && gating.length > 0 ? 'Also new or worse' : 'New or worse'} with this change (${String(others.length)})\n\n`,
      others.map(lineOf),
      3,
    ),
    fixedSection(fixed),
    ...scorecardTable(safe, 5),
    ...coverageSections(safe, 4),
    lines(
      '',
      old > 0
        ? [
            `${plural(old, 'finding')} ${old === 1 ? 'was' : 'were'} there before this change; ${old === 1 ? 'it does' : 'they do'} not count against it and ${old === 1 ? 'is' : 'are'} not listed.`,
          ]
        : [],
      5,
    ),
  ];
  return `${SUMMARY_MARKER}\n${fit(sections, LIMIT - SUMMARY_MARKER.length - 1)}`;
}

function lines(head: string, items: readonly string[], rank: number): Section {
  return { head, items, between: '\n', tail: '', rank };
}

/** A reason as Markdown with exactly one full stop. */
function sentence(reason: string): string {
  return `${prose(reason.replace(/\.$/, ''))}.`;
}

/** What the change repaired; folded when it is long, as it asks nothing of the reader. */
function fixedSection(fixed: readonly ComparedFinding[]): Section {
  const items = fixed.map((finding) => `- ${messageOf(finding)} ${sideNote(finding)}`);
  const title = `Fixed by this change, thank you (${String(fixed.length)})`;
  return fixed.length > 5
    ? { head: detailsStart(title), items, between: '\n', tail: DETAILS_END, rank: 6 }
    : lines(`### ${title}\n\n`, items, 6);
}

import type { Diagnostic } from '../model/diagnostic.ts';
import type { Review } from '../model/review.ts';
import type { Section } from './fit.ts';
import { code, DETAILS_END, detailsStart, escapeMarkdown, prose } from './markdown.ts';
import { notReviewed } from './selection.ts';
import { openQuestions, placeOf, plural } from './wording.ts';

/** One plain sentence on what was and what was not looked at. */
export function coverageSentence(review: Review): string {
  const { filesReviewed, gaps, undecided, ruleErrors } = review.coverage;
  const parts = [`${plural(filesReviewed, 'file')} reviewed`];
  if (review.change.truncated) parts.push('the list of changed files is cut at GitHub’s limit of 3,000');
  const missed = notReviewed(review).length;
  if (missed > 0) parts.push(`${plural(missed, 'part')} not reviewed`);
  if (gaps.length > missed) parts.push(`${plural(gaps.length - missed, 'part')} not followed to the end`);
  if (undecided.length > 0) parts.push(`${plural(undecided.length, 'judgement')} open for want of a value`);
  if (ruleErrors.length > 0) parts.push(`${plural(ruleErrors.length, 'rule failure')} of Plumbline itself`);
  return parts.join('; ');
}

/**
 * The coverage ledger: what was not read, what could not be decided and what would decide it, rules of ours that failed,
 * work that was not done. What was not reviewed comes open, before the folded rest.
 */
export function coverageSections(review: Review, rank: number): readonly Section[] {
  const { gaps, undecided, ruleErrors, notes } = review.coverage;
  const partly = gaps.filter(({ severity }) => severity === 'warning');
  const ledger = [
    ...(review.change.truncated
      ? ['- The change has more than 3,000 files; GitHub lists no more, so the rest was not reviewed.']
      : []),
    ...notReviewed(review).map((gap) => `- **Not reviewed:** ${gapText(gap)}`),
    ...ruleErrors.map(
      (error) =>
        `- **Rule failed** (a fault of Plumbline, not of this change): ${code(error.ruleId)} at ${code(error.address, 160)}: ${escapeMarkdown(error.message, 300)}`,
    ),
    ...notes.map((note) => `- ${prose(note)}`),
  ];
  return [
    {
      head: '### Coverage\n\n',
      items: [`${escapeMarkdown(coverageSentence(review))}.${ledger.length > 0 ? '\n' : ''}`, ...ledger],
      between: '\n',
      tail: '',
      rank,
    },
    {
      head: detailsStart(`Not followed to the end (${String(partly.length)})`),
      items: partly.map((gap) => `- ${gapText(gap)}`),
      between: '\n',
      tail: DETAILS_END,
      rank: rank + 3,
    },
    {
      head: detailsStart(`What would decide the ${plural(undecided.length, 'open judgement')}`),
      items: openQuestions(review).map(
        ({ detail, count }) => `- ${prose(detail, [], 240)}: ${plural(count, 'judgement')}`,
      ),
      between: '\n',
      tail: DETAILS_END,
      rank: rank + 4,
    },
  ];
}

function gapText(gap: Diagnostic): string {
  return `${code(placeOf(gap.span), 240)}: ${prose(gap.message)}`;
}

import type { Review } from '../model/review.ts';
import type { Section } from './fit.ts';
import { code, DETAILS_END, detailsStart, escapeMarkdown, prose } from './markdown.ts';
import { openQuestions, placeOf, plural } from './wording.ts';

/** One plain sentence on what was and what was not looked at. */
export function coverageSentence(review: Review): string {
  const { filesReviewed, gaps, undecided, ruleErrors } = review.coverage;
  const parts = [`${plural(filesReviewed, 'file')} reviewed`];
  if (review.change.truncated) parts.push('the list of changed files is cut at GitHub’s limit of 3,000');
  if (gaps.length > 0) parts.push(plural(gaps.length, 'gap'));
  if (undecided.length > 0) parts.push(`${plural(undecided.length, 'judgement')} open for want of a value`);
  if (ruleErrors.length > 0) parts.push(`${plural(ruleErrors.length, 'rule failure')} of Plumbline itself`);
  return parts.join('; ');
}

/**
 * The coverage ledger: what was not read, what could not be decided and what would decide it, rules of ours that failed,
 * work that was not done. Gaps come open, before the folded open questions.
 */
export function coverageSections(review: Review, rank: number): readonly Section[] {
  const { gaps, undecided, ruleErrors, notes } = review.coverage;
  const errorsFirst = [...gaps].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  const ledger = [
    ...(review.change.truncated
      ? ['- The change has more than 3,000 files; GitHub lists no more, so the rest was not reviewed.']
      : []),
    ...errorsFirst.map(
      (gap) =>
        `- ${gap.severity === 'error' ? '**Not reviewed:** ' : ''}${code(placeOf(gap.span), 240)}: ${prose(gap.message)}`,
    ),
    ...ruleErrors.map(
      (error) =>
        `- **Rule failed** (a fault of Plumbline, not of this change): ${code(error.ruleId)} at ${code(error.address, 160)}: ${escapeMarkdown(error.message, 300)}`,
    ),
    ...notes.map((note) => `- ${prose(note)}`),
  ];
  return [
    {
      head: `### Coverage\n\n${escapeMarkdown(coverageSentence(review))}.\n\n`,
      // The sentence stands even when nothing is missing.
      items: ledger.length > 0 ? ledger : ['- Nothing was left out.'],
      between: '\n',
      tail: '',
      rank,
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

import { expect, test } from '@jest/globals';
import { checkRunOf } from '../../src/report/check-run.ts';
import { fullMarkdownOf } from '../../src/report/full-markdown.ts';
import { reviewOf } from '../../src/report/review-comments.ts';
import { summaryCommentOf } from '../../src/report/summary-comment.ts';
import { cleanReview, sampleReview } from './sample-review.ts';

const POLICY = { minimum: 'medium', cap: 25 } as const;

test('every text that would be posted is in it, word for word', () => {
  const review = sampleReview();
  const text = fullMarkdownOf(review, POLICY);
  const run = checkRunOf(review);
  const posted = reviewOf(review, POLICY);
  for (const part of [run.title, run.summary, run.text, summaryCommentOf(review), posted?.body]) {
    expect(text).toContain(part);
  }
  for (const { body } of posted?.comments ?? []) expect(text).toContain(body);
});

test('every comment stands under the place where it would be posted', () => {
  const text = fullMarkdownOf(sampleReview(), POLICY);
  expect(text).toContain('# Check run `plumbline / review`: failure');
  expect(text).toContain('## `infra/database.tf:6`\n\n**Critical:**');
  expect(text).toContain('## `infra/database.tf:6` (removed line)\n\n**Medium:**');
});

test('a clean change says that nothing would be posted', () => {
  const text = fullMarkdownOf(cleanReview(), POLICY);
  expect(text).toContain('# Summary comment\n\n_None: the change is clean._');
  expect(text).toContain('# Review\n\n_None: nothing to mark on a line._');
});

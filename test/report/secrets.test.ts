import { expect, test } from '@jest/globals';
import { redactReview } from '../../src/report/secrets.ts';
import { sampleReview } from './sample-review.ts';

test('a redacted review shows no credential in any text', () => {
  const review = redactReview(sampleReview());
  expect(review.text('RIGHT', 'infra/database.tf')).not.toContain('hunter2');
  expect(redactReview(review)).toBe(review);
});

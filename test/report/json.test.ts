import { expect, test } from '@jest/globals';
import { jsonOf } from '../../src/report/json.ts';
import { cleanReview, sampleReview } from './sample-review.ts';

test('the JSON of a review has a version, the verdict, counts and scores', () => {
  const json = jsonOf(sampleReview());
  expect(json).toMatchObject({
    schemaVersion: 1,
    change: { name: 'acme/shop#42', files: 6 },
    mode: 'change',
    gate: { conclusion: 'failure' },
    complete: false,
    counts: { introduced: 6, worsened: 1, fixed: 1, 'pre-existing': 1 },
    score: { head: { overall: { score: 71.3 } }, base: { overall: { score: 88.4 } }, newPenalty: 16.2 },
    coverage: { filesReviewed: 6, filesTruncated: false },
  });
  expect(json.findings).toHaveLength(9);
});

test('a finding has its fields, its excerpt and whether its fix was proved', () => {
  const finding = jsonOf(sampleReview()).findings.find(({ ruleId }) => ruleId === 'aws-rds-encryption');
  expect(finding).toMatchObject({
    state: 'introduced',
    severity: 'high',
    address: 'aws_db_instance.orders',
    side: 'RIGHT',
    location: { file: 'infra/database.tf', startLine: 5, startColumn: 3, endLine: 5, endColumn: 30 },
    excerpt: ['storage_encrypted   = false'],
    fix: { title: 'Set storage_encrypted = true', safe: true, proven: true },
    fingerprint: 'fp-aws-rds-encryption',
  });
});

test('it is plain data: printing and reading it changes nothing', () => {
  const json: unknown = JSON.parse(JSON.stringify(jsonOf(sampleReview())));
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});

test('a clean and complete review says so', () => {
  expect(jsonOf(cleanReview())).toMatchObject({
    complete: true,
    verdict: 'No new problems',
    gate: { conclusion: 'success' },
  });
});

test('it holds no credential', () => {
  expect(JSON.stringify(jsonOf(sampleReview()))).not.toContain('hunter2');
});

import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../src/model/review.ts';
import { defaultPolicy } from '../../src/policy/schema.ts';
import { reportToPublish } from '../../src/review/report-to-publish.ts';
import { sampleReview } from '../report/sample-review.ts';

const pr = { number: 7 };
const sample = sampleReview();

describe('older comments', () => {
  const withCoverage = (part: Partial<Review['coverage']>, more: Partial<Review> = {}): Review =>
    sampleReview({ ...more, coverage: { ...sample.coverage, gaps: [], ...part } });
  const [warning, error] = sample.coverage.gaps;

  test('may be called fixed when the whole head was read: everything that is not fixed is open', () => {
    const states = sample.findings.map(({ fingerprint, state }) => [fingerprint, state] as const);
    const expected = states.filter(([, state]) => state !== 'fixed').map(([fingerprint]) => fingerprint);
    const { openFindings } = reportToPublish(withCoverage({}), pr, defaultPolicy);
    expect(openFindings).toEqual(new Set(expected));
    expect(expected.length).toBeLessThan(states.length);
  });

  test.each<[string, Review]>([
    ['a module was not followed', withCoverage({ gaps: warning ? [warning] : [] })],
    ['a file was not read', withCoverage({ gaps: error ? [error] : [] })],
    ['a rule failed', withCoverage({ ruleErrors: [{ ruleId: 'r', address: 'a', message: 'm' }] })],
    ['the list of files is cut', withCoverage({}, { change: { ...sample.change, truncated: true } })],
  ])('are left alone when %s', (_name, review) => {
    expect(reportToPublish(review, pr, defaultPolicy).openFindings).toBeUndefined();
  });
});

test.each(['low', 'critical'] as const)('what must change is what the gate of the policy says: %s', (severity) => {
  const policy = { ...defaultPolicy, gate: { ...defaultPolicy.gate, severity } };
  const text = reportToPublish(sample, pr, policy).summaryComment ?? '';
  const mustChange = /### What must change before merge\n\n([^]*?)\n\n###/.exec(text)?.[1] ?? '';
  const own = sample.findings.filter(({ state }) => state === 'introduced' || state === 'worsened');
  const gating = severity === 'low' ? own : own.filter((each) => each.severity === 'critical');
  expect(gating.length).toBeGreaterThan(0);
  expect(mustChange.match(/^- /gm)).toHaveLength(gating.length);
});

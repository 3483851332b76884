import { describe, expect, test } from '@jest/globals';
import { checkRunOf } from '../../src/report/check-run.ts';
import { cleanReview, finding, HEAD, sampleReview, spanOf } from './sample-review.ts';

describe('the check run', () => {
  test('says it all in the title', () => {
    expect(checkRunOf(sampleReview()).title).toBe(
      '2 critical, 3 high, 2 medium · 1 fixed · score 71.3 (−17.1) · 1 not reviewed',
    );
    expect(checkRunOf(cleanReview()).title).toBe('Nothing new · score 88.4 (±0)');
  });

  test('takes its conclusion from the gate', () => {
    expect(checkRunOf(sampleReview()).conclusion).toBe('failure');
    expect(checkRunOf(cleanReview()).conclusion).toBe('success');
  });

  test('annotates introduced and worsened findings, worst first, nothing else', () => {
    const { annotations } = checkRunOf(sampleReview());
    expect(annotations.map(({ path, start_line, annotation_level }) => [path, start_line, annotation_level])).toEqual([
      ['.github/workflows/deploy.yml', 8, 'failure'],
      ['infra/database.tf', 6, 'failure'],
      ['infra/database.tf', 5, 'failure'],
      ['infra/database.tf', 9, 'failure'],
      ['infra/network.tf', 45, 'failure'],
      ['infra/database.tf', 6, 'warning'],
      ['infra/generated.tf', 7, 'warning'],
    ]);
  });

  test('an annotation for a removed line says which line of the base it means', () => {
    const removal = checkRunOf(sampleReview()).annotations.find(({ title }) => title.includes('deleted by accident'));
    expect(removal?.message).toContain('(About line 6 of the base, which this change removes.)');
  });

  test('a removed line behind a hunk is annotated where the text moved to', () => {
    const anchor = { ...spanOf('infra/database.tf', 'username'), startLine: 30, endLine: 30 };
    const { annotations } = checkRunOf(sampleReview({ findings: [finding({ ruleId: 'x', anchor, side: 'LEFT' })] }));
    expect(annotations[0]?.start_line).toBe(32);
  });

  test('a finding of a removed file has no annotation and the text says so', () => {
    const sample = sampleReview();
    const files = [{ path: 'old.tf', basePath: 'old.tf', status: 'removed' as const, hunks: [] }];
    const anchor = { ...spanOf('infra/database.tf', 'username'), file: 'old.tf' };
    const run = checkRunOf({
      ...sample,
      change: { ...sample.change, files },
      findings: [finding({ ruleId: 'x', anchor, side: 'LEFT' })],
    });
    expect(run.annotations).toEqual([]);
    expect(run.text).toContain('1 finding could not be annotated: the file is removed.');
    expect(run.text).toContain('New or worse with this change (1)');
  });

  test('shows verdicts at base and head, the gaps, and no credential', () => {
    const run = checkRunOf(sampleReview());
    expect(run.summary).toContain('| Encryption at rest | pass → **fail** |');
    expect(run.text).toContain('**Not reviewed:** `infra/broken.tf:9`');
    expect(run.text).toContain('1 finding was there before and is not listed.');
    expect(JSON.stringify(run)).not.toContain('hunter2');
  });

  test('stays inside GitHub’s limits with thousands of long findings, worst first, the true total stated', () => {
    const anchor = spanOf('infra/database.tf', 'username', HEAD);
    const many = Array.from({ length: 4000 }, (_each, index) =>
      finding({
        ruleId: `rule-${String(index)}`,
        severity: index === 3999 ? 'critical' : 'low',
        message: `aws_x.${'€'.repeat(5000)} ${'`'.repeat(300)}`,
        title: 't'.repeat(5000),
        why: 'w'.repeat(100_000),
        anchor,
      }),
    );
    const run = checkRunOf(sampleReview({ findings: many }));
    expect(run.title.length).toBeLessThanOrEqual(80);
    expect(Buffer.byteLength(run.summary)).toBeLessThanOrEqual(65_535);
    expect(Buffer.byteLength(run.text)).toBeLessThanOrEqual(65_535);
    expect(run.text).toMatch(/^### New or worse with this change \(4000\)\n\n- \*\*Critical/);
    expect(run.text).toMatch(/_\d+ of 4000 shown\._/);
    expect(run.text).toContain('### Coverage');
    expect(run.annotations).toHaveLength(4000);
    expect(run.annotations.every(({ title, message }) => title.length <= 255 && message.length <= 4000)).toBe(true);
  });
});

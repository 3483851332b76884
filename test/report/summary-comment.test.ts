import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../src/model/review.ts';
import { SUMMARY_MARKER, summaryCommentOf } from '../../src/report/summary-comment.ts';
import { renderMarkdown, tagsOf } from './render-markdown.ts';
import { cleanReview, finding, sampleFindings, sampleReview, spanOf } from './sample-review.ts';

function textOf(review: Review): string {
  return summaryCommentOf(review) ?? '';
}

describe('the summary comment', () => {
  test('is not written for a clean change', () => {
    expect(summaryCommentOf(cleanReview())).toBeUndefined();
  });

  test.each([
    ['a fixed finding', { findings: sampleFindings().filter(({ state }) => state === 'fixed') }],
    ['a gap', { coverage: sampleReview().coverage }],
    [
      'a gate that does not hold',
      { gate: { conclusion: 'failure' as const, reasons: ['backups fails and is required'] } },
    ],
  ])('is written for %s', (_name, part) => {
    expect(summaryCommentOf({ ...cleanReview(), ...part })).toBeDefined();
  });

  test('starts with its marker, then verdict and score with deltas', () => {
    const lines = textOf(sampleReview()).split('\n');
    expect(lines[0]).toBe(SUMMARY_MARKER);
    expect(lines[1]).toBe(
      '**Plumbline: 6 new problems, 1 made worse (2 critical, 3 high, 2 medium), 1 fixed** (changes needed)  ',
    );
    expect(lines[2]).toBe(
      'Score **71.3 of 100** (−17.1) · reliability 56.9 of 71 (−7.9) · security 14.4 of 26 (−7.6) · 59.3–79.3 depending on what is not known (64 % of the points decided) · this change alone costs 16.2 points',
    );
  });

  test('has its sections in a fixed order', () => {
    expect([...textOf(sampleReview()).matchAll(/^### (.*)$/gm)].map((match) => match[1])).toEqual([
      'What must change before merge',
      'Also new or worse with this change (2)',
      'Fixed by this change, thank you (1)',
      'Reliability standards',
      'Security checklist',
      'Also counted',
      'Coverage',
    ]);
  });

  test('asks for what the gate counts, and lists the rest apart', () => {
    const parts = (text: string): readonly (string | undefined)[] =>
      text.split('### ').map((part) => part.split('\n')[0]?.concat(`: ${String(part.match(/^- /gm)?.length ?? 0)}`));
    expect(parts(textOf(sampleReview())).slice(1, 3)).toEqual([
      'What must change before merge: 5',
      'Also new or worse with this change (2): 2',
    ]);
    expect(parts(summaryCommentOf(sampleReview(), 'critical') ?? '').slice(1, 3)).toEqual([
      'What must change before merge: 2',
      'Also new or worse with this change (5): 5',
    ]);
    const passing = sampleReview({ gate: { conclusion: 'success', reasons: [] } });
    expect(parts(textOf(passing))[1]).toBe('New or worse with this change (7): 7');
  });

  test('is not written for a module that is not in the repository, as nearly every change has one', () => {
    const sample = sampleReview();
    const gaps = sample.coverage.gaps.filter(({ severity }) => severity === 'warning');
    expect(summaryCommentOf({ ...cleanReview(), coverage: { ...sample.coverage, gaps } })).toBeUndefined();
  });

  test('counts what was there before and does not list it', () => {
    const text = textOf(sampleReview());
    expect(text).toContain('1 finding was there before this change');
    expect(text).not.toContain('has no versioning');
  });

  test('names what would decide the open judgements', () => {
    expect(textOf(sampleReview())).toContain('- variable "multi_az" has no value: 2 judgements');
  });

  test('closes every fold and has no tag of its own making', () => {
    const html = renderMarkdown(textOf(sampleReview()));
    expect(html.match(/<details>/g)?.length).toBe(html.match(/<\/details>/g)?.length);
    expect(tagsOf(html)).toEqual(
      [
        '!--',
        'br',
        'code',
        'details',
        'h3',
        'li',
        'p',
        'strong',
        'summary',
        'table',
        'tbody',
        'td',
        'th',
        'thead',
        'tr',
        'ul',
      ].sort(),
    );
  });

  test('stays below 60,000 bytes, danger first, with thousands of findings, gaps and questions', () => {
    const sample = sampleReview();
    const anchor = spanOf('infra/database.tf', 'username');
    const text = textOf({
      ...sample,
      findings: Array.from({ length: 3000 }, (_each, index) =>
        finding({
          ruleId: `r-${String(index)}`,
          severity: index % 1000 === 999 ? 'critical' : 'medium',
          state: index % 3 === 0 ? 'fixed' : 'introduced',
          message: `aws_x.y${String(index)} has ${'ü|'.repeat(200)}`,
          anchor,
        }),
      ),
      coverage: {
        ...sample.coverage,
        gaps: Array.from({ length: 2000 }, () => ({
          code: 'cap' as const,
          severity: 'warning' as const,
          span: anchor,
          message: 'g'.repeat(900),
        })),
        undecided: Array.from({ length: 2000 }, (_each, index) => ({
          ruleId: 'r',
          items: [],
          root: '.',
          address: 'a.b',
          attribute: '',
          reason: 'computed' as const,
          detail: `value ${String(index)}`,
          span: anchor,
        })),
      },
    });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
    const first = /### What must change before merge\n\n.*\n\n(.*)/.exec(text);
    expect(first?.[1]).toMatch(/^- \*\*Critical\*\*/);
    expect(text).toMatch(/_\d+ of \d+ shown\._/);
  });
});

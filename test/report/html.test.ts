import { describe, expect, test } from '@jest/globals';
import type { ComparedFinding } from '../../src/model/finding.ts';
import { escapeHtml, htmlOf } from '../../src/report/html.ts';
import { tagsOf } from './render-markdown.ts';
import { cleanReview, sampleFindings, sampleReview } from './sample-review.ts';

describe('the HTML page', () => {
  test('is whole by itself: no script, nothing loaded, a policy that forbids both', () => {
    const html = htmlOf(sampleReview());
    expect(html).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
    expect(tagsOf(html)).not.toContain('script');
    expect(html).not.toMatch(/\s(src|on\w+)=/);
  });

  test('shows verdict, findings with their line, fixed ones, tables and coverage', () => {
    const html = htmlOf(sampleReview());
    expect(html).toContain('6 new problems, 1 made worse (2 critical, 3 high, 2 medium), 1 fixed');
    expect(html).toContain('<mark>publicly_accessible = var.public_database</mark>');
    expect(html).toContain('<h2>Fixed by this change <span class="count">1</span></h2>');
    expect(html).toContain('<td>Encryption at rest</td><td class="fail">pass → fail</td>');
    expect(html).toContain('infra/broken.tf:9');
    expect(html).not.toContain('hunter2');
  });

  test('of a clean change has no list of findings', () => {
    expect(htmlOf(cleanReview())).not.toContain('<article');
  });

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '`<b>`',
    '</style><script>',
    'javascript:alert(1)',
    'https://x.example/"onclick="alert(1)',
  ])('nothing is injected by %j', (nasty) => {
    const sample = sampleReview();
    const findings = sampleFindings().map((each): ComparedFinding => ({
      ...each,
      message: nasty,
      why: nasty,
      remedy: nasty,
      address: nasty,
      ruleId: nasty,
      links: [nasty],
      instances: [nasty],
      trace: [{ what: nasty, span: { ...each.anchor, file: nasty } }],
    }));
    const html = htmlOf({
      ...sample,
      findings,
      change: { ...sample.change, name: nasty, title: nasty },
      gate: { conclusion: 'failure', reasons: [nasty] },
      coverage: { ...sample.coverage, notes: [nasty] },
      text: () => `${nasty}\n`.repeat(60),
    });
    expect(tagsOf(html)).toEqual(
      tagsOf(htmlOf(sample))
        .filter((tag) => tag !== 'a')
        .concat(/^https:[^"]*$/.test(nasty) ? ['a'] : [])
        .sort(),
    );
    expect(html.replaceAll(/<[a-z0-9]+( [a-z-]+="[^"<>]*")*>/g, '')).not.toMatch(/<(?![/!])/);
  });

  test('text in attributes cannot end them', () => {
    expect(escapeHtml(`a"b'c<d>&\u202E`)).toBe('a&quot;b&#39;c&lt;d&gt;&amp;⟨U+202E⟩');
  });
});

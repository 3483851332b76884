import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PlanReport } from '../../../src/plan/plan-report.ts';
import { planCheckRunOf } from '../../../src/report/plan/plan-check-run.ts';
import { planHtmlOf } from '../../../src/report/plan/plan-html.ts';
import { planJsonOf } from '../../../src/report/plan/plan-json.ts';
import { planMarkdownOf } from '../../../src/report/plan/plan-markdown.ts';
import { planProgressOf } from '../../../src/report/plan/plan-progress.ts';
import { planSarifOf } from '../../../src/report/plan/plan-sarif.ts';
import { planTerminalOf } from '../../../src/report/plan/plan-terminal.ts';
import { renderMarkdown, tagsOf } from '../render-markdown.ts';
import { lines, SAMPLE_RUN, samplePlan, sampleReport, type SampleChange } from './sample-plan-report.ts';

/** Pieces that try to get out of where they are put. */
const piece = fc.constantFrom(
  '```',
  '````\n',
  '`',
  '</summary>',
  '</details>',
  '<img src=x onerror=alert(1)>',
  '<script>',
  '<!--',
  '-->',
  '@octocat',
  '|',
  '\n',
  '\r',
  '\r\n',
  '\u001B[31m',
  '\u009B31m',
  '\u0007',
  '\u202E',
  '\u200B',
  '\uFEFF',
  '![i](https://evil.example/x.png)',
  '[a](https://evil.example)',
  'https://evil.example',
  '\\',
  '"',
  "'",
  '${',
  '**',
  '\n# h\n',
  '\n- l',
  '::error::x',
  '&lt;',
  '#1',
  '\uD800',
  'word',
  ' ',
  '~~~',
  '$x$',
  '$&',
);
const hostile = fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
const secret = fc.stringMatching(/^[a-z0-9]{10,20}$/).map((text) => `zq${text}`);

/** A report in which every text is `text`, and `hidden` stands under masks, and in the open where it must be found again. */
function reportOf(text: string, hidden: string): PlanReport {
  const change: SampleChange = {
    address: `aws_db_instance.x["${text}"]`,
    type: 'aws_db_instance',
    actions: ['delete', 'create'],
    action_reason: 'replace_because_cannot_update',
    replace_paths: [[text], ['plain']],
    before: { [text]: text, p: hidden, q: { [text]: [hidden, text] }, plain: 'a', u: `${text}\nx\n` },
    after: {
      [text]: `${text}!`,
      p: `${hidden}2`,
      q: { [text]: [text, text] },
      plain: `b ${hidden} c`,
      u: `y\n${text}\n`,
    },
    before_sensitive: { p: true, q: { [text]: [true, false] } },
    after_sensitive: { p: true },
  };
  const gone: SampleChange = {
    ...change,
    address: `aws_s3_bucket.${text}`,
    type: 'aws_s3_bucket',
    actions: ['delete'],
  };
  const plan = samplePlan(
    [change, gone, { ...change, address: `${text}.new`, type: 'aws_s3_bucket', actions: ['create'] }],
    {
      resource_drift: [
        {
          address: `a.${text}`,
          mode: 'managed',
          type: 'a',
          name: text,
          provider_name: text,
          change: {
            actions: ['update'],
            before: { a: text, p: hidden },
            after: { a: 'b', p: 'c' },
            before_sensitive: { p: true },
          },
        },
      ],
      output_changes: {
        [text]: { actions: ['update'], before: hidden, after: text, before_sensitive: true, after_sensitive: false },
      },
      checks: [
        {
          address: { kind: 'check', to_display: text },
          status: 'fail',
          instances: [{ address: { to_display: text }, status: 'fail', problems: [{ message: `${text} ${hidden}` }] }],
        },
      ],
    },
  );
  const gate = {
    outcome: 'run' as const,
    approvedBy: text,
    reasons: [{ code: text, effect: 'flag' as const, span: lines(text, 3), quoted: text, message: text, remedy: text }],
  };
  return sampleReport([], {
    plan,
    gate,
    root: { root: '.', name: text, kind: 'terraform', varFiles: [text], reasons: [text] },
    reasons: [text, `${text} ${hidden}`],
    diagnostics: [{ code: 'cap', severity: 'warning', span: lines(text, 1), message: `${text} ${hidden}` }],
    run: {
      ...SAMPLE_RUN,
      reason: text,
      notes: [text],
      hosts: [text],
      url: text,
      tool: { name: 'terraform', version: text },
      diagnostics: [
        {
          severity: 'error',
          summary: text,
          detail: `${text}\n${hidden}`,
          address: text,
          place: { file: text, startLine: 1, endLine: 2 },
        },
        { severity: 'warning', summary: hidden, detail: text },
      ],
    },
    judgement: {
      findings: [],
      undecided: [],
      scorecard: {} as never,
      parity: {
        agreed: 1,
        differences: [
          {
            ruleId: text,
            address: text,
            attribute: text,
            source: 'pass',
            plan: 'fail',
            kind: 'decided',
            span: lines(text, 1),
          },
        ],
      },
      ruleErrors: [{ ruleId: text, address: text, message: `${text} ${hidden}` }],
    },
  });
}

const OPTIONS = { rules: [], version: '1.0.0' } as const;
/** Characters that steer a terminal or hide text; line feeds and tabs are ours. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Tags that we write, and those that Markdown makes of what we write. */
const OURS = new Set([
  'blockquote',
  'code',
  'details',
  'em',
  'h1',
  'h2',
  'h3',
  'hr',
  'li',
  'ol',
  'p',
  'pre',
  'span',
  'strong',
  'summary',
  'table',
  'tbody',
  'td',
  'th',
  'thead',
  'tr',
  'ul',
]);

function textsOf(report: PlanReport): Readonly<Record<string, string>> {
  const run = planCheckRunOf(report);
  return {
    title: run.title,
    name: run.name,
    summary: run.summary,
    text: run.text,
    annotations: run.annotations.map(({ title, message }) => `${title}\n${message}`).join('\n'),
    markdown: planMarkdownOf(report),
    terminal: planTerminalOf(report, { color: false, width: 80 }),
    html: planHtmlOf(report),
    json: JSON.stringify(planJsonOf(report)),
    sarif: JSON.stringify(planSarifOf(report, OPTIONS)),
  };
}

describe('whatever a plan holds', () => {
  test('no format shows a secret of its masks, or a character that nobody sees', () => {
    fc.assert(
      fc.property(hostile, secret, (text, hidden) => {
        for (const [name, shown] of Object.entries(textsOf(reportOf(text, hidden)))) {
          expect([name, shown.includes(hidden)]).toEqual([name, false]);
          // Our own break in a mention is the one zero-width character, written as an entity.
          expect([name, UNSEEN.exec(shown)?.[0]]).toEqual([name, undefined]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('nothing in it becomes a tag, a mention, an image or a link of Markdown', () => {
    fc.assert(
      fc.property(hostile, secret, (text, hidden) => {
        const report = reportOf(text, hidden);
        const { summary, text: details } = planCheckRunOf(report);
        const progress = planProgressOf(report.root, { kind: 'not-run', reason: text });
        for (const markdown of [summary, details, planMarkdownOf(report), progress.summary, progress.text]) {
          const html = renderMarkdown(markdown);
          expect(tagsOf(html).filter((tag) => !OURS.has(tag))).toEqual([]);
          const prose = html.replaceAll(/<(code|pre)\b[^>]*>[^]*?<\/\1>/g, '');
          expect(prose).not.toMatch(/@octocat/);
          // A fold that was closed early would leave one too many ends.
          expect(html.split('<details>').length).toBe(html.split('</details>').length);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('nothing in it becomes a tag of the page', () => {
    fc.assert(
      fc.property(hostile, secret, (text, hidden) => {
        const tags = tagsOf(planHtmlOf(reportOf(text, hidden)));
        const known = new Set([...OURS, 'body', 'header', 'head', 'html', 'main', 'meta', 'section', 'style', 'title']);
        expect(tags.filter((tag) => !known.has(tag))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('the same report gives the same texts', () => {
    const report = reportOf('`a` <b> | @c', 'zqsecretsecret');
    expect(textsOf(report)).toEqual(textsOf(reportOf('`a` <b> | @c', 'zqsecretsecret')));
  });
});

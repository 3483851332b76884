import { describe, expect, test } from '@jest/globals';
import type { ComparedFinding } from '../../src/model/finding.ts';
import type { Review } from '../../src/model/review.ts';
import { reviewOf } from '../../src/report/review-comments.ts';
import type { ReviewComment } from '../../src/report/review-comments.ts';
import { renderMarkdown, tagsOf } from './render-markdown.ts';
import { cleanReview, finding, HEAD, sampleFindings, sampleReview, spanOf } from './sample-review.ts';

const POLICY = { minimum: 'medium', cap: 25 } as const;

function commentFor(ruleId: string, review: Review = sampleReview()): ReviewComment {
  const comment = reviewOf(review, POLICY)?.comments.find(({ fingerprint }) => fingerprint === `fp-${ruleId}`);
  if (!comment) throw new Error(`no comment for ${ruleId}`);
  return comment;
}

function withFix(edits: ComparedFinding['fix'], text: string, hunkLines = 20): Review {
  const sample = sampleReview();
  return sampleReview({
    findings: [
      finding({ ruleId: 'fixable', anchor: { ...spanOf('infra/database.tf', 'resource'), file: 'a.tf' }, fix: edits }),
    ],
    provenFixes: new Set(['fp-fixable']),
    change: {
      ...sample.change,
      files: [
        {
          path: 'a.tf',
          basePath: undefined,
          status: 'added',
          hunks: [{ baseStart: 0, baseCount: 0, headStart: 1, headCount: hunkLines }],
        },
      ],
    },
    text: () => text,
  });
}

const span = (
  startLine: number,
  startColumn: number,
  endLine: number,
  endColumn: number,
  start: number,
  end: number,
) => ({
  file: 'a.tf',
  startLine,
  startColumn,
  endLine,
  endColumn,
  start,
  end,
});

describe('which findings get a comment', () => {
  test('introduced and worsened ones, worst first', () => {
    expect(reviewOf(sampleReview(), POLICY)?.comments.map(({ fingerprint }) => fingerprint)).toEqual([
      'fp-github-actions-template-injection',
      'fp-aws-rds-public',
      'fp-aws-rds-encryption',
      'fp-aws-rds-backup-retention',
      'fp-aws-sg-ssh-open',
      'fp-aws-rds-deletion-protection',
    ]);
  });

  test('only those at or above the minimum', () => {
    expect(reviewOf(sampleReview(), { minimum: 'critical', cap: 25 })?.comments).toHaveLength(2);
  });

  test('at most the cap, and the body counts the rest', () => {
    const review = reviewOf(sampleReview(), { minimum: 'medium', cap: 2 });
    expect(review?.comments).toHaveLength(2);
    expect(review?.body).toContain('**7 problems** come with this change');
    expect(review?.body).toContain('4 more only in the check run');
  });

  test('none on a clean change, in a scan, or when comments are off', () => {
    expect(reviewOf(cleanReview(), POLICY)).toBeUndefined();
    expect(reviewOf(sampleReview({ mode: 'tree' }), POLICY)).toBeUndefined();
    expect(reviewOf(sampleReview(), { minimum: 'off', cap: 25 })).toBeUndefined();
  });
});

describe('where a comment stands', () => {
  test('on its line', () => {
    expect(commentFor('aws-rds-public')).toMatchObject({ path: 'infra/database.tf', side: 'RIGHT', line: 6 });
  });

  test('on the removed line of the base', () => {
    expect(commentFor('aws-rds-deletion-protection')).toMatchObject({
      path: 'infra/database.tf',
      side: 'LEFT',
      line: 6,
    });
    expect(commentFor('aws-rds-deletion-protection').body).toContain('This change removes the line.');
  });

  test('on the nearest line of the diff, saying which line is meant', () => {
    const comment = commentFor('aws-sg-ssh-open');
    expect(comment).toMatchObject({ path: 'infra/network.tf', side: 'RIGHT', line: 6 });
    expect(comment.body).toContain('It is about `infra/network.tf:45`, which the diff does not show.');
  });

  test('on the renamed file under its new name', () => {
    const sample = sampleReview();
    const files = sample.change.files.map((file) =>
      file.path === 'infra/database.tf' ? { ...file, path: 'infra/orders.tf', status: 'renamed' as const } : file,
    );
    const review = sampleReview({ change: { ...sample.change, files } });
    expect(commentFor('aws-rds-deletion-protection', review)).toMatchObject({ path: 'infra/orders.tf', side: 'LEFT' });
  });

  test('on the changed line that its value comes from, when its own file is not in the diff', () => {
    const sample = sampleReview();
    const files = [
      {
        path: 'a.tf',
        basePath: 'a.tf',
        status: 'modified',
        hunks: [{ baseStart: 1, baseCount: 1, headStart: 1, headCount: 9 }],
      },
    ] as const;
    const call = { ...span(3, 1, 3, 13, 20, 32), file: 'a.tf' };
    const inModule = finding({
      ruleId: 'in-module',
      anchor: { ...call, file: 'modules/db/main.tf' },
      related: [{ message: 'called here as module.db', span: call }],
    });
    const review = sampleReview({ findings: [inModule], change: { ...sample.change, files } });
    const comment = commentFor('in-module', review);
    expect([comment.path, comment.line]).toEqual(['a.tf', 3]);
    expect(comment.body).toContain('It is about `modules/db/main.tf:3`');
  });

  test('in the body when the file has no diff', () => {
    const review = reviewOf(sampleReview(), POLICY);
    expect(review?.body).toContain('1 listed here, as the diff has no line for it');
    expect(review?.body).toContain('`aws_s3_bucket.generated` has no access log');
    expect(review?.body).toContain('<!-- plumbline:finding fp-aws-s3-logging -->');
  });

  test.each([
    ['both ends in one hunk', 3, 6, { start_line: 3, start_side: 'RIGHT', line: 6 }],
    ['the end in no hunk', 10, 40, { line: 10 }],
    ['the start in no hunk', 13, 40, { line: 12 }],
    ['a range too long to be seen at once', 2, 200, { line: 2 }],
  ])('on a range with %s', (_name, startLine, endLine, expected) => {
    const anchor = { ...spanOf('infra/database.tf', 'engine'), startLine, endLine };
    const comment = commentFor('range', sampleReview({ findings: [finding({ ruleId: 'range', anchor })] }));
    const { line, start_line, start_side } = comment;
    expect({ line, ...(start_line === undefined ? {} : { start_line, start_side }) }).toEqual(expected);
  });
});

describe('suggestions', () => {
  test('a proven safe fix inside the diff is one, over exactly its lines', () => {
    const comment = commentFor('aws-rds-encryption');
    expect(comment).toMatchObject({ line: 5 });
    expect(comment.start_line).toBeUndefined();
    expect(comment.body).toContain('```suggestion\n  storage_encrypted   = true\n```');
  });

  const text = 'a {\n  b = 1\n  c = 2\n}\nd\n';
  test.each([
    ['an inserted line', [{ span: span(2, 1, 2, 1, 4, 4), newText: '  x = 1\n' }], 2, undefined, '  x = 1\n  b = 1\n'],
    [
      'a line appended after another',
      [{ span: span(2, 8, 2, 8, 11, 11), newText: '\n  x = 1' }],
      2,
      undefined,
      '  b = 1\n  x = 1\n',
    ],
    [
      'two changed lines',
      [
        { span: span(2, 7, 2, 8, 10, 11), newText: '3' },
        { span: span(3, 7, 3, 8, 18, 19), newText: '4' },
      ],
      3,
      2,
      '  b = 3\n  c = 4\n',
    ],
    ['a deleted line', [{ span: span(2, 1, 3, 1, 4, 12), newText: '' }], 2, undefined, ''],
    [
      'a replaced line with its line break',
      [{ span: span(2, 1, 3, 1, 4, 12), newText: '  z = 9\n' }],
      2,
      undefined,
      '  z = 9\n',
    ],
  ])('%s', (_name, edits, line, startLine, expected) => {
    const comment = commentFor('fixable', withFix({ title: 'x', safe: true, edits }, text));
    expect(comment.body).toContain(`\`\`\`suggestion\n${expected}\`\`\``);
    expect([comment.line, comment.start_line]).toEqual([line, startLine]);
  });

  const good = [{ span: span(2, 7, 2, 8, 10, 11), newText: '3' }];
  test.each([
    ['not safe', withFix({ title: 'x', safe: false, edits: good }, text)],
    ['not proved', { ...withFix({ title: 'x', safe: true, edits: good }, text), provenFixes: new Set<string>() }],
    ['outside of the diff', withFix({ title: 'x', safe: true, edits: good }, text, 1)],
    [
      'joining lines',
      withFix({ title: 'x', safe: true, edits: [{ span: span(2, 8, 3, 1, 11, 12), newText: '' }] }, text),
    ],
    [
      'holding a credential',
      withFix({ title: 'x', safe: true, edits: good }, text.replace('b = 1', 'b = 1 # password = "hunter2"')),
    ],
    ['holding a hidden character', withFix({ title: 'x', safe: true, edits: good }, text.replace('b', '\u202E'))],
  ])('a fix that is %s is none', (_name, review) => {
    expect(commentFor('fixable', review).body).not.toContain('```suggestion');
  });

  test('a text with backticks gets a longer fence', () => {
    const edits = [{ span: span(1, 1, 1, 2, 0, 1), newText: 'b' }];
    const comment = commentFor('fixable', withFix({ title: 'x', safe: true, edits }, 'a = "````"\n'));
    expect(comment.body).toContain('`````suggestion\nb = "````"\n`````');
  });
});

describe('the text of a comment', () => {
  test('says what is wrong, where the value comes from, why, and what to write', () => {
    const { body } = commentFor('aws-rds-public');
    expect(body.split('\n\n').slice(0, 3)).toEqual([
      '**Critical:** `aws_db_instance.orders` has publicly_accessible = true (the value comes from default of variable "public_database", `infra/variables.tf:3`).',
      'Anyone can try passwords against the database, and one flaw of the engine is enough to lose the data.',
      '**Instead:** Set `publicly_accessible = false` and reach the database from inside the VPC.',
    ]);
    expect(body).toContain('1. var.public_database: `infra/database.tf:6`\n1. default of variable');
    expect(body.endsWith('<!-- plumbline:finding fp-aws-rds-public -->')).toBe(true);
  });

  test('links the page of the rule when the address of the pages is known', () => {
    const review = reviewOf(sampleReview(), POLICY, 'https://plumbline.example/docs/rules');
    expect(review?.comments[1]?.body).toContain(
      '[`aws-rds-public`](https://plumbline.example/docs/rules/aws-rds-public.md)',
    );
  });

  test.each([
    ['a heading', '</details><h1>owned</h1>'],
    ['a marker', '<!-- plumbline:summary -->'],
    ['an image', '![x](http://evil.example/x.png)'],
    ['a mention', '@org/team look at #1'],
    ['a fence', '```\nrm -rf\n```'],
    ['hidden characters', 'x\u202E\u200B\u001B[31m'],
    ['a very long name', 'y'.repeat(100_000)],
    ['very many backticks', '`'.repeat(100_000)],
  ])('nothing in it can be injected by %s', (_name, nasty) => {
    const hostile = sampleFindings().map((each): ComparedFinding => ({
      ...each,
      message: `${nasty} has ${nasty}`,
      address: nasty,
      instances: Array<string>(100).fill(nasty),
      trace: Array.from({ length: 100 }, () => ({ what: nasty, span: { ...each.anchor, file: nasty } })),
      related: Array.from({ length: 100 }, () => ({ message: nasty, span: { ...each.anchor, file: nasty } })),
      links: [nasty],
      ruleId: nasty,
      fingerprint: `${nasty}-->`,
    }));
    const review = reviewOf(sampleReview({ findings: hostile, provenFixes: new Set() }), POLICY);
    expect(review?.comments).toHaveLength(6);
    for (const { body } of review?.comments ?? []) {
      expect(Buffer.byteLength(body)).toBeLessThan(60_000);
      const html = renderMarkdown(body);
      expect(
        tagsOf(html).filter(
          (tag) => !['!--', 'p', 'strong', 'code', 'details', 'summary', 'ol', 'ul', 'li', 'span'].includes(tag),
        ),
      ).toEqual([]);
      expect(html.match(/<details>/g)).toHaveLength(1);
      expect(html.match(/<\/details>/g)).toHaveLength(1);
      expect(body.match(/<!--/g)).toHaveLength(1);
      expect(body).not.toMatch(/[^\P{C}\n]/u);
    }
  });

  test('shows no credential', () => {
    const anchor = spanOf('infra/database.tf', 'password                = "hunter2-hunter2"', HEAD);
    const review = sampleReview({
      findings: [finding({ ruleId: 'pw', anchor, message: 'aws_db_instance.orders has password = "hunter2-hunter2"' })],
    });
    expect(JSON.stringify(reviewOf(review, POLICY))).not.toContain('hunter2');
  });
});

import { describe, expect, test } from '@jest/globals';
import type { ComparedFinding } from '../../src/model/finding.ts';
import { terminalOf } from '../../src/report/terminal.ts';
import { toAscii, wrap } from '../../src/report/terminal-layout.ts';
import { cleanReview, finding, HEAD, sampleFindings, sampleReview, spanOf } from './sample-review.ts';

const PLAIN = { color: false, width: 100 };

describe('the terminal report', () => {
  test('starts with the change and the verdict', () => {
    expect(terminalOf(sampleReview(), PLAIN).split('\n').slice(0, 4)).toEqual([
      'Plumbline  acme/shop#42  Orders database and deployment',
      '',
      '✗ Changes needed: 6 new problems, 1 made worse (2 critical, 3 high, 2 medium), 1 fixed',
      '  5 findings of this change are high or critical; the gate allows none',
    ]);
  });

  test('shows a finding with its line, the part that is meant, why and what to write', () => {
    expect(terminalOf(sampleReview(), PLAIN)).toContain(
      [
        '  critical  aws_db_instance.orders has publicly_accessible = true',
        '             6 │ publicly_accessible = var.public_database',
        '               │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
        '  from      default of variable "public_database", infra/variables.tf:3',
        '  why       Anyone can try passwords against the database, and one flaw of the engine is enough to',
        '            lose the data.',
        '  fix       Set `publicly_accessible = false` and reach the database from inside the VPC.',
        '  rule      aws-rds-public at infra/database.tf:6',
      ].join('\n'),
    );
  });

  test('explains a rule once', () => {
    const anchor = spanOf('infra/database.tf', 'username');
    const findings = [1, 2].map((line) =>
      finding({ ruleId: 'r', anchor: { ...anchor, startLine: line, endLine: line } }),
    );
    const text = terminalOf(sampleReview({ findings }), PLAIN);
    expect(text.match(/ {2}why {2}/g)).toHaveLength(1);
    expect(text).toContain('  rule      r (explained above) at infra/database.tf:2');
  });

  test('marks a removed line with a minus', () => {
    expect(terminalOf(sampleReview(), PLAIN)).toContain('            -6 │ deletion_protection = true');
  });

  test('groups by file, the file with the worst finding first', () => {
    const headings = terminalOf(sampleReview(), PLAIN)
      .split('\n')
      .filter((line) => /^[\w.].*\.(tf|yml)$/.test(line));
    expect(headings).toEqual([
      '.github/workflows/deploy.yml',
      'infra/database.tf',
      'infra/network.tf',
      'infra/generated.tf',
    ]);
  });

  test('ends with what was fixed, what was there before, the score and the coverage', () => {
    const text = terminalOf(sampleReview(), PLAIN);
    expect(text).toContain(
      'Fixed by this change (1)\n  ✓ infra/storage.tf:7: aws_s3_bucket_acl.invoices has acl = "public-read"',
    );
    expect(text).toContain('1 finding was there before and is not held against this change (1 medium).');
    expect(text).toContain(
      'Score     71.3 of 100 (−17.1) · reliability 56.9 of 71 (−7.9) · security 14.4 of 26 (−7.6)\n',
    );
    expect(text).toContain('          59.3–79.3 depending on what is not known; 64 % of the points decided\n');
    expect(text).toContain('Now fails Backups');
    expect(text).toContain('          not reviewed: infra/broken.tf:9: missing closing brace');
    expect(text.endsWith('\n')).toBe(true);
  });

  test('of a clean change is short', () => {
    const text = terminalOf(cleanReview(), PLAIN);
    expect(text).toContain('✓ In order: No new problems');
    expect(text.split('\n').length).toBeLessThan(12);
  });

  test('of a scan lists all findings', () => {
    const findings = sampleFindings().map((each): ComparedFinding => ({ ...each, state: 'pre-existing' }));
    const text = terminalOf(sampleReview({ mode: 'tree', base: undefined, findings }), PLAIN);
    expect(text).toContain('9 findings: 3 critical, 3 high, 3 medium');
    expect(text).toContain('aws_s3_bucket.invoices has no versioning');
    expect(text).toContain('Score     71.3 of 100 · reliability');
  });

  test('counts what is beyond fifty findings, unless verbose', () => {
    const anchor = spanOf('infra/database.tf', 'username');
    const findings = Array.from({ length: 60 }, (_each, index) => finding({ ruleId: `r${String(index)}`, anchor }));
    expect(terminalOf(sampleReview({ findings }), PLAIN)).toContain(
      '50 of 60 shown, worst first; --verbose shows all.',
    );
    expect(terminalOf(sampleReview({ findings }), { ...PLAIN, verbose: true })).not.toContain(' shown, worst first');
  });

  test('verbose shows the trace and the references', () => {
    const text = terminalOf(sampleReview(), { ...PLAIN, verbose: true });
    expect(text).toContain('  trace     var.public_database at infra/database.tf:6');
    expect(text).toContain('https://docs.aws.amazon.com/AmazonRDS/');
  });

  test('has colour only when asked, and the same text with it', () => {
    const escape = String.fromCharCode(27);
    const colored = terminalOf(sampleReview(), { ...PLAIN, color: true });
    expect(terminalOf(sampleReview(), PLAIN)).not.toContain(escape);
    expect(colored).toContain(`${escape}[31m`);
    expect(colored.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '')).toBe(terminalOf(sampleReview(), PLAIN));
  });

  test('can be plain ASCII', () => {
    expect(terminalOf(sampleReview(), { ...PLAIN, unicode: false })).toMatch(/^[\x20-\x7E\n]*$/);
  });

  test('keeps to the width, excerpts included', () => {
    const anchor = spanOf('infra/database.tf', 'username');
    const findings = [...sampleFindings(), finding({ ruleId: 'r', anchor, message: 'word '.repeat(100) })];
    const text = terminalOf(sampleReview({ findings }), { color: false, width: 72 });
    expect(
      text.split('\n').filter((line) => line.length > 72 && !line.includes('://') && line.includes(' word')),
    ).toEqual([]);
    expect(text.split('\n').filter((line) => line.includes('│') && line.length > 72)).toEqual([]);
  });

  test('a value cannot steer the terminal, hide text or show a credential', () => {
    const controls = '\u001B]0;owned\u0007\u001B[2J\r\u202E\u200B\n';
    const nasty = `${controls}x password = "hunter2"`;
    const hostile = sampleFindings().map((each): ComparedFinding => ({
      ...each,
      message: nasty,
      address: controls,
      instances: [controls],
      links: [controls],
      ruleId: controls,
      trace: [{ what: nasty, span: { ...each.anchor, file: controls } }],
      anchor: { ...each.anchor, file: `${controls}${each.state}` },
    }));
    const sample = sampleReview();
    const text = terminalOf(
      {
        ...sample,
        findings: hostile,
        change: { ...sample.change, name: controls, title: nasty },
        gate: { conclusion: 'failure', reasons: [nasty] },
        coverage: { ...sample.coverage, notes: [nasty] },
        text: () => `${nasty}\n`.repeat(60),
      },
      { ...PLAIN, verbose: true },
    );
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).not.toContain('hunter2');
  });

  test('shows no credential of the reviewed file', () => {
    const anchor = spanOf('infra/database.tf', 'password                = "hunter2-hunter2"', HEAD);
    const text = terminalOf(sampleReview({ findings: [finding({ ruleId: 'pw', anchor })] }), PLAIN);
    expect(text).toContain('password                = "[redacted]"');
  });
});

test.each([
  ['', 10, ['']],
  ['one two three', 7, ['one two', 'three']],
  ['averyveryverylongword x', 5, ['averyveryverylongword', 'x']],
])('%j wrapped at %d', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});

test('our symbols have an ASCII form', () => {
  expect(toAscii('✗ a → b ±0 − 1–2 …')).toBe('x a -> b +/-0 - 1-2 ...');
});

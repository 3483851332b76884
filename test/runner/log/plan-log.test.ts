import { describe, expect, test } from '@jest/globals';
import { placeInTree } from '../../../src/runner/log/place-in-tree.ts';
import { plainText } from '../../../src/runner/log/plain-text.ts';
import { readPlanLog } from '../../../src/runner/log/plan-log.ts';

const ESC = '\u001B';
const line = (fields: object): string => JSON.stringify({ '@level': 'error', '@module': 'terraform.ui', ...fields });
const diagnostic = (fields: object): string =>
  line({ type: 'diagnostic', diagnostic: { severity: 'error', summary: 'No', detail: '', ...fields } });
const hide = (text: string): string => text.replaceAll('hunter2', '[redacted]');
const read = (text: string, root = 'live') => readPlanLog(text, root, hide);

describe('the log of a plan', () => {
  test('lines of plan -json give diagnostics at places of the tree, errors first', () => {
    const log = read(
      [
        line({ type: 'version', terraform: '1.11.4', ui: '1.2' }),
        diagnostic({ severity: 'warning', summary: 'Old', detail: 'Deprecated.' }),
        diagnostic({
          summary: 'Invalid value',
          detail: 'Not hunter2.',
          address: 'module.db.aws_db_instance.main',
          range: { filename: '../modules/db/main.tf', start: { line: 3, column: 1 }, end: { line: 5, column: 2 } },
          snippet: { code: 'password = "hunter2"' },
        }),
      ].join('\n'),
    );
    expect(log).toMatchObject({ tool: { name: 'terraform', version: '1.11.4' }, omitted: 0 });
    expect(log.diagnostics).toEqual([
      {
        severity: 'error',
        summary: 'Invalid value',
        detail: 'Not [redacted].',
        address: 'module.db.aws_db_instance.main',
        place: { file: 'modules/db/main.tf', startLine: 3, endLine: 5 },
      },
      { severity: 'warning', summary: 'Old', detail: 'Deprecated.' },
    ]);
  });

  test('text with a box, as Terraform prints it in colours', () => {
    const log = read(
      [
        'Terraform v1.9.8',
        'on linux_amd64',
        `${ESC}[31m╷${ESC}[0m`,
        `${ESC}[31m│${ESC}[0m ${ESC}[1mError: ${ESC}[0mUnsupported argument${ESC}[0m`,
        `${ESC}[31m│${ESC}[0m `,
        `${ESC}[31m│${ESC}[0m   with aws_s3_bucket.logs,`,
        `${ESC}[31m│${ESC}[0m   on main.tf line 7, in resource "aws_s3_bucket" "logs":`,
        `${ESC}[31m│${ESC}[0m    7:   password = "hunter2"`,
        `${ESC}[31m│${ESC}[0m     ├────────────────`,
        `${ESC}[31m│${ESC}[0m     │ var.x is "hunter2"`,
        `${ESC}[31m│${ESC}[0m `,
        `${ESC}[31m│${ESC}[0m An argument named "x" is not expected here.`,
        `${ESC}[31m╵${ESC}[0m`,
        'Operation failed: failed running terraform plan (exit 1)',
      ].join('\n'),
    );
    expect(log.tool).toEqual({ name: 'terraform', version: '1.9.8' });
    expect(log.diagnostics).toEqual([
      {
        severity: 'error',
        summary: 'Unsupported argument',
        detail: 'An argument named "x" is not expected here.',
        address: 'aws_s3_bucket.logs',
        place: { file: 'live/main.tf', startLine: 7, endLine: 7 },
      },
    ]);
    expect(log.tail).toContain('Operation failed');
    expect(log.tail).not.toContain('hunter2');
  });

  test('both mixed, as where init fails before a structured plan', () => {
    const log = read(`Initializing modules...\nError: Module not found\n\nIt is not there.\n${diagnostic({})}`, '.');
    expect(log.diagnostics.map(({ summary, detail }) => [summary, detail])).toEqual([
      ['No', ''],
      ['Module not found', 'It is not there.'],
    ]);
  });

  test.each([
    ['{"type":"version","tofu":"1.10.0","ui":"1.2"}', { name: 'tofu', version: '1.10.0' }],
    ['{"type":"version","terraform":"<b>"}', undefined],
    ['OpenTofu v1.9.0-beta1', { name: 'tofu', version: '1.9.0-beta1' }],
    ['{"type":"log","terraform":"1.0.0"}', undefined],
  ])('%s: written by %j', (text, tool) => {
    expect(read(text).tool).toEqual(tool);
  });

  test('the same diagnostic is told once', () => {
    expect(read(`${diagnostic({})}\n${diagnostic({})}`).diagnostics).toHaveLength(1);
  });

  test('more than 100 are counted', () => {
    const log = read(
      Array.from({ length: 130 }, (_, index) => diagnostic({ summary: `n${String(index)}` })).join('\n'),
    );
    expect([log.diagnostics.length, log.omitted]).toEqual([100, 30]);
  });

  test('long texts are cut', () => {
    const [found] = read(diagnostic({ summary: 's'.repeat(10_000), detail: 'd'.repeat(100_000) })).diagnostics;
    expect([found?.summary.length, found?.detail.length]).toEqual([500, 4000]);
  });

  test.each([
    ['JSON that is no event', '{"a":1}'],
    ['JSON that is cut off', '{"type":"diagnostic","diagnostic":{"severity":"err'],
    ['a diagnostic of another shape', '{"type":"diagnostic","diagnostic":{"severity":"fatal","summary":7}}'],
    ['keys of objects', '{"type":"diagnostic","__proto__":{"diagnostic":{"severity":"error","summary":"x"}}}'],
    ['nothing', ''],
  ])('%s gives no diagnostic', (_name, text) => {
    expect(read(text).diagnostics).toEqual([]);
  });

  test('escape sequences in a summary are taken out', () => {
    const [found] = read(diagnostic({ summary: `${ESC}[2J\u202Eevil\n` })).diagnostics;
    expect(found?.summary).toBe('evil ');
  });
});

describe('places', () => {
  test.each([
    ['live', 'main.tf', 1, 2, { file: 'live/main.tf', startLine: 1, endLine: 2 }],
    ['.', 'main.tf', 4, 1, { file: 'main.tf', startLine: 4, endLine: 4 }],
    ['a/b', '../../m/x.tf', 1, 1, { file: 'm/x.tf', startLine: 1, endLine: 1 }],
    ['a/b', '../../../x.tf', 1, 1, undefined],
    ['a', '/etc/passwd', 1, 1, undefined],
    ['a', '.terraform/modules/vpc/main.tf', 1, 1, undefined],
    ['a', 'main.tf', 0, 1, undefined],
    ['a', 'main.tf', Number.NaN, 1, undefined],
    ['a', 'x\n.tf', 1, 1, undefined],
    ['a', '', 1, 1, undefined],
  ])('%s + %j', (root, file, start, end, expected) => {
    expect(placeInTree(root, file, start, end)).toEqual(expected);
  });
});

describe('plain text', () => {
  test.each([
    [`a${ESC}[1;31mb${ESC}[0m`, 'ab'],
    [`a${ESC}]0;title\u0007b`, 'ab'],
    [`a${ESC}]8;;http://x${ESC}\\b`, 'ab'],
    [`a${ESC}cb`, 'ab'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['a\u0000\u0008\u009B\u202Eb\tc', 'ab\tc'],
    ['äöü 漢字 🙂', 'äöü 漢字 🙂'],
  ])('%j', (text, expected) => {
    expect(plainText(text)).toBe(expected);
  });
});

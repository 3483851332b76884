import { beforeAll, expect, test } from '@jest/globals';
import { compareFindings } from '../../src/engine/compare.ts';
import { proveFixes } from '../../src/engine/prove-fixes.ts';
import type { Rule } from '../../src/engine/rule.ts';
import rds from '../../src/rules/aws/rds.ts';
import { loadParsers } from '../../src/syntax/parse.ts';
import { sideOf } from '../rules/side-of.ts';

beforeAll(loadParsers);

const database = (name: string, ...lines: readonly string[]): string =>
  `resource "aws_db_instance" "${name}" {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;

/** The findings introduced by a text, as `rule address`, and those of them whose fix is proved. */
async function proved(
  rules: readonly Rule[],
  text: string,
): Promise<{ readonly found: readonly string[]; readonly proved: readonly string[] }> {
  const [base, head] = [await sideOf({}, rules), await sideOf({ 'main.tf': text }, rules)];
  const findings = compareFindings(base, head, { files: [] });
  const prints = await proveFixes(findings, head, { rules });
  const name = ({ ruleId, address }: { ruleId: string; address: string }): string => `${ruleId} ${address}`;
  return { found: findings.map(name), proved: findings.filter((f) => prints.has(f.fingerprint)).map(name) };
}

test('fixes of several rules and resources are proved together', async () => {
  const result = await proved(rds, database('a', 'multi_az = false') + database('b', 'publicly_accessible = true'));
  expect(result.proved).toEqual(result.found);
  expect(result.found.length).toBeGreaterThan(8);
});

test('a finding without a fix is not proved, and does not spoil the others', async () => {
  const text = `variable "e" {\n  default = false\n}\n${database('a', 'storage_encrypted = var.e')}`;
  const { proved: list } = await proved(rds, text);
  expect(list).not.toContain('aws-rds-storage-encrypted aws_db_instance.a');
  expect(list).toContain('aws-rds-multi-az aws_db_instance.a');
});

/** Breaks the text, changes nothing, or brings the finding of another rule, by the text that it inserts. */
const inserting = (id: string, newText: string): Rule => ({
  ...(rds[0] ?? {
    title: '',
    severity: 'low',
    resource: [],
    why: '',
    remedy: '',
    items: ['rbac'],
    links: [''],
    kit: 'code',
  }),
  id,
  resource: ['aws_db_instance'],
  check: ({ resource }) => {
    const at = resource.attr('engine');
    if (at.written === undefined || resource.attr('done').value.kind !== 'absent') return undefined;
    const span = { ...at.span, end: at.span.start, endLine: at.span.startLine, endColumn: at.span.startColumn };
    return {
      kind: 'fail',
      message: `${resource.address} is wrong`,
      span: at.span,
      fix: { title: 'Mend it', safe: true, edits: [{ span, newText }] },
    };
  },
});

test.each([
  ['does not parse', '}} '],
  ['is still wrong', '# nothing\n  '],
  ['has a new finding', 'done = true\n  publicly_accessible = true\n  '],
])('a fix after which the text %s is not proved, while others are', async (_name, newText) => {
  const rules = [
    inserting('aws-test', newText),
    ...rds.filter((rule) => rule.id === 'aws-rds-multi-az' || rule.id === 'aws-rds-not-public'),
  ];
  const { found, proved: list } = await proved(rules, database('a', 'engine = "postgres"', 'multi_az = false'));
  expect(new Set(found)).toEqual(new Set(['aws-test aws_db_instance.a', 'aws-rds-multi-az aws_db_instance.a']));
  expect(list).toEqual(['aws-rds-multi-az aws_db_instance.a']);
});

test('of two fixes that overlap each is proved alone', async () => {
  const [one, two] = [inserting('aws-one', 'done = true\n  '), inserting('aws-two', 'done = true\n  ')];
  const { proved: list } = await proved([one], database('a', 'engine = "x"'));
  expect(list).toEqual(['aws-one aws_db_instance.a']);
  // Both insert the same argument: together the text is not valid, alone each repairs both.
  const both = await proved([one, two], database('a', 'engine = "x"'));
  expect(both.proved).toEqual(both.found);
});

test('at most 25 fixes are tried', async () => {
  const text = Array.from({ length: 40 }, (_, n) => database(`r${String(n)}`, 'publicly_accessible = true')).join('');
  const { proved: list } = await proved(
    rds.filter((rule) => rule.id === 'aws-rds-not-public'),
    text,
  );
  expect(list).toHaveLength(25);
});

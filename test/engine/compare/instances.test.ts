import { beforeAll, describe, expect, test } from '@jest/globals';
import { compareFindings } from '../../../src/engine/compare.ts';
import rds from '../../../src/rules/aws/rds.ts';
import { loadParsers } from '../../../src/syntax/parse.ts';
import { sideOf } from '../../rules/side-of.ts';

beforeAll(loadParsers);

const rules = rds.filter((rule) => rule.id === 'aws-rds-storage-encrypted');

/** The comparison, one line a finding: `state: address, other addresses`. */
async function compared(base: string, head: string, child = ''): Promise<readonly string[]> {
  const files = (main: string): Record<string, string> => ({
    'main.tf': main,
    ...(child === '' ? {} : { 'm/main.tf': child }),
  });
  const findings = compareFindings(await sideOf(files(base), rules), await sideOf(files(head), rules), {
    files: [{ path: 'main.tf', basePath: 'main.tf', status: 'modified', hunks: undefined }],
  });
  return findings.map(({ state, address, instances }) => `${state}: ${[address, ...instances].join(', ')}`);
}

const databases = (instances: string): string =>
  `resource "aws_db_instance" "d" {\n  for_each = { ${instances} }\n  storage_encrypted = each.value\n}\n`;
const alike = (keys: string): string =>
  `resource "aws_db_instance" "d" {\n  for_each = toset([${keys}])\n  storage_encrypted = false\n}\n`;

describe('findings of instances', () => {
  test.each<readonly [name: string, base: string, head: string, lines: readonly string[]]>([
    [
      'that stay are old, all addresses in one finding',
      databases('a = false, b = false'),
      databases('a = false, b = false'),
      ['pre-existing: aws_db_instance.d["a"], aws_db_instance.d["b"]'],
    ],
    [
      'that share a body are one finding',
      alike('"a", "b"'),
      alike('"a", "b", "c"'),
      ['pre-existing: aws_db_instance.d["a"], aws_db_instance.d["b"], aws_db_instance.d["c"]'],
    ],
    [
      'of a new key with the old defect are old',
      databases('a = false'),
      databases('a = false, b = false'),
      ['pre-existing: aws_db_instance.d["a"], aws_db_instance.d["b"]'],
    ],
    [
      'of a new key with a new defect are introduced',
      databases('a = true'),
      databases('a = true, b = false'),
      ['introduced: aws_db_instance.d["b"]'],
    ],
    [
      'of an old key that was in order are introduced, beside others that are old',
      databases('a = false, b = true'),
      databases('a = false, b = false'),
      ['introduced: aws_db_instance.d["b"]', 'pre-existing: aws_db_instance.d["a"]'],
    ],
    [
      'that change places are both told',
      databases('a = false, b = true'),
      databases('a = true, b = false'),
      ['introduced: aws_db_instance.d["b"]', 'fixed: aws_db_instance.d["a"]'],
    ],
    [
      'of a key that is gone repair nothing while others have the defect',
      databases('a = false, b = false'),
      databases('a = false'),
      ['pre-existing: aws_db_instance.d["a"]'],
    ],
    [
      'of the last key with the defect are fixed when it is gone',
      databases('a = false, b = true'),
      databases('b = true'),
      ['fixed: aws_db_instance.d["a"]'],
    ],
    [
      'of a block that gets count are old',
      'resource "aws_db_instance" "d" {\n  storage_encrypted = false\n}\n',
      'resource "aws_db_instance" "d" {\n  count = 2\n  storage_encrypted = false\n}\n',
      ['pre-existing: aws_db_instance.d[0], aws_db_instance.d[1]'],
    ],
    [
      'that had one body and have one each now are old',
      alike('"a", "b"'),
      databases('a = false, b = false'),
      ['pre-existing: aws_db_instance.d["a"], aws_db_instance.d["b"]'],
    ],
    [
      'that had one body are fixed one by one',
      alike('"a", "b"'),
      databases('a = true, b = false'),
      ['pre-existing: aws_db_instance.d["b"]'],
    ],
  ])('%s', async (_name, base, head, lines) => {
    expect(await compared(base, head)).toEqual(lines);
  });

  test('of modules are compared key by key', async () => {
    const call = (instances: string): string =>
      `module "m" {\n  source = "./m"\n  for_each = { ${instances} }\n  on = each.value\n}\n`;
    const child = 'variable "on" {}\nresource "aws_db_instance" "d" {\n  storage_encrypted = var.on\n}\n';
    expect(await compared(call('a = false'), call('a = false, b = false'), child)).toEqual([
      'pre-existing: module.m["a"].aws_db_instance.d, module.m["b"].aws_db_instance.d',
    ]);
    expect(await compared(call('a = false, b = true'), call('a = false, b = false'), child)).toEqual([
      'introduced: module.m["b"].aws_db_instance.d',
      'pre-existing: module.m["a"].aws_db_instance.d',
    ]);
  });
});

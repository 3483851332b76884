import { describe, expect, test } from '@jest/globals';

import { evaluated, short, valueOf } from '../evaluated.ts';

/** What `output.o` is for the data source with `body`, beside `more`. */
async function outputOf(value: string, body: string, more = ''): Promise<unknown> {
  const text = `variable "u" {}\n${more}\ndata "aws_iam_policy_document" "d" {\n${body}\n}\noutput "o" { value = ${value} }`;
  return short(valueOf(await evaluated({ 'main.tf': text }), 'output.o', 'value'));
}
const minified = (body: string, more = ''): Promise<unknown> =>
  outputOf('data.aws_iam_policy_document.d.minified_json', body, more);

const statement = (...lines: readonly string[]): string => `statement {\n${lines.join('\n')}\n}\n`;
const block = (type: string, ...lines: readonly string[]): string => `${type} {\n${lines.join('\n')}\n}`;
const principals = (type: string, ...identifiers: readonly string[]): string =>
  block('principals', `type = "${type}"`, `identifiers = ${JSON.stringify(identifiers)}`);
const condition = (check: string, variable: string, ...values: readonly string[]): string =>
  block('condition', `test = "${check}"`, `variable = "${variable}"`, `values = ${JSON.stringify(values)}`);
const source = (document: string): string => `source_policy_documents = [jsonencode(${document})]`;

const START = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",';
const account = (digit: string, partition = 'aws'): string => `arn:${partition}:iam::${digit.repeat(12)}:root`;

// The provider's own cases: internal/service/iam/policy_document_data_source_test.go of hashicorp/terraform-provider-aws
describe('blocks of a set', () => {
  test.each<readonly [name: string, blocks: readonly string[], rest: string]>([
    [
      'one principal and two of one type',
      [principals('AWS', account('1')), principals('AWS', account('2'), account('3'))],
      `"Principal":{"AWS":["${account('1')}","${account('3')}","${account('2')}"]}`,
    ],
    [
      'three blocks of one type',
      [principals('AWS', account('1'), account('2')), principals('AWS', account('3')), principals('AWS', account('4'))],
      `"Principal":{"AWS":["${account('3')}","${account('4')}","${account('2')}","${account('1')}"]}`,
    ],
    [
      'three blocks of one type of another partition',
      [
        principals('AWS', account('1', 'aws-us-gov'), account('2', 'aws-us-gov')),
        principals('AWS', account('3', 'aws-us-gov')),
        principals('AWS', account('4', 'aws-us-gov')),
      ],
      `"Principal":{"AWS":["${account('3', 'aws-us-gov')}","${account('2', 'aws-us-gov')}","${account('1', 'aws-us-gov')}","${account('4', 'aws-us-gov')}"]}`,
    ],
    ['two that are the same', [principals('AWS', 'a'), principals('AWS', 'a')], '"Principal":{"AWS":"a"}'],
    ['everyone twice', [principals('*', '*'), principals('*', '*')], '"Principal":"*"'],
    ['everyone and one more', [principals('*', '*'), principals('AWS', 'a')], '"Principal":{"*":"*","AWS":"a"}'],
    ['nobody', [principals('AWS')], '"Principal":{"AWS":[]}'],
    [
      'several conditions with one test',
      [condition('Bool', 'b', 'true'), condition('Bool', 'a', 'false')],
      '"Condition":{"Bool":{"a":"false","b":"true"}}',
    ],
    [
      'two conditions with one test and one variable',
      [condition('StringLike', 'v', 'z', 'a'), condition('StringLike', 'v', 'm')],
      '"Condition":{"StringLike":{"v":["m","z","a"]}}',
    ],
    ['a condition without values', [condition('StringLike', 'v')], '"Condition":{"StringLike":{"v":[]}}'],
    [
      'values in their own order, the same ones too',
      [condition('StringLike', 'v', 'b', 'a', 'b')],
      '"Condition":{"StringLike":{"v":["b","a","b"]}}',
    ],
    [
      'IAM variables',
      [condition('StringLike', 'v', '&{aws:username}'), principals('AWS', '&{x}')],
      '"Principal":{"AWS":"${x}"},"Condition":{"StringLike":{"v":"${aws:username}"}}',
    ],
    [
      'all but some principals',
      [principals('AWS', 'b', 'a').replace('principals', 'not_principals')],
      '"NotPrincipal":{"AWS":["b","a"]}',
    ],
  ])('%s', async (_name, blocks, rest) => {
    expect(await minified(statement(...blocks))).toBe(`${START}${rest}}]}`);
  });
});

describe('documents', () => {
  test.each<readonly [name: string, body: string, text: string]>([
    ['empty', '', '{"Version":"2012-10-17"}'],
    ['the older version', 'version = "2008-10-17"', '{"Version":"2008-10-17"}'],
    [
      'numbers as texts',
      'policy_id = 7\n' + statement('sid = 1', 'actions = [2]'),
      '{"Version":"2012-10-17","Id":"7","Statement":[{"Sid":"1","Effect":"Allow","Action":"2"}]}',
    ],
    [
      'empty sids more than once',
      statement('sid = ""') + statement('sid = ""'),
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"},{"Effect":"Allow"}]}',
    ],
    ['an empty text', statement('actions = [""]', 'resources = []'), `${START}"Action":""}]}`],
    [
      'a newer version than the own',
      source('{ Version = "2008-10-17", Id = "s" }'),
      '{"Version":"2012-10-17","Id":"s"}',
    ],
    ['the own id', `policy_id = "own"\n${source('{ Id = "s" }')}`, '{"Version":"2012-10-17","Id":"own"}'],
    ['a source that is null', 'source_policy_documents = [null]', '{"Version":"2012-10-17"}'],
    [
      'a source of one name in other letters',
      source('{ statement = [{ sid = "a" }] }'),
      '{"Version":"2012-10-17","Statement":[{"Sid":"a"}]}',
    ],
    ['empty deprecated arguments', 'source_json = ""\noverride_json = ""', '{"Version":"2012-10-17"}'],
    [
      'everyone of a source',
      source('{ Statement = [{ Principal = "*" }, { Principal = { AWS = "*" } }, { Principal = { "*" = ["*"] } }] }'),
      '{"Version":"2012-10-17","Statement":[{"Principal":"*"},{"Principal":{"AWS":"*"}},{"Principal":"*"}]}',
    ],
    [
      'actions of a source in their own order',
      source('{ Statement = [{ Action = ["a", "c", "b"], Resource = ["x"] }] }'),
      '{"Version":"2012-10-17","Statement":[{"Action":["a","c","b"],"Resource":["x"]}]}',
    ],
    [
      'an override of an override',
      `override_policy_documents = [
  jsonencode({ Statement = [{ Sid = "", Action = "1" }, { Sid = "o", Action = "2" }] }),
  jsonencode({ Statement = [{ Sid = "v", Action = "3" }] }),
  jsonencode({ Statement = [{ Sid = "o", Action = "4" }] }),
]`,
      '{"Version":"2012-10-17","Statement":[{"Action":"1"},{"Sid":"o","Action":"4"},{"Sid":"v","Action":"3"}]}',
    ],
    [
      'dynamic statements',
      'dynamic "statement" {\n for_each = { b = ["y"], a = ["x"] }\n content {\n sid = statement.key\n actions = statement.value\n }\n}',
      '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":"x"},{"Sid":"b","Effect":"Allow","Action":"y"}]}',
    ],
  ])('%s', async (_name, body, text) => {
    expect(await minified(body)).toBe(text);
  });

  test.each([
    ['a variable in the older version', `version = "2008-10-17"\n${statement('resources = ["&{aws:username}"]')}`],
    ['one in a principal', `version = "2008-10-17"\n${statement(principals('AWS', '&{x}'))}`],
    ['one in a condition', `version = "2008-10-17"\n${statement(condition('Bool', 'v', '&{x}'))}`],
    ['a version that there is not', 'version = "2012-10-18"'],
    ['an effect that there is not', statement('effect = "allow"')],
    [
      'a sid in two sources',
      'source_policy_documents = [for i in [1, 2] : jsonencode({ Statement = [{ Sid = "a" }] })]',
    ],
    ['a condition of a source that is no text', source('{ Statement = [{ Condition = { Bool = { v = [true] } } }] }')],
    ['a version of a source that is no text', source('{ Version = 1 }')],
    ['a statement of a source that is null', source('{ Statement = [null] }')],
  ])('%s is refused', async (_name, body) => {
    expect(await minified(body)).toBe('?invalid');
  });

  test('deprecated arguments give no certain text, but what is in it', async () => {
    const more = `data "aws_iam_policy_document" "s" {\n${statement('sid = "s"', 'actions = ["a"]')}}`;
    const body = 'source_json = data.aws_iam_policy_document.s.json';
    expect(await minified(body, more)).toBe('?computed');
    const action = 'jsondecode(data.aws_iam_policy_document.d.json).Statement[0].Action';
    expect(await outputOf(action, body, more)).toBe('a');
  });
});

describe('a part that is not known', () => {
  test.each<readonly [name: string, lines: readonly string[], read: string, value: unknown]>([
    ['leaves the rest known', ['effect = "Deny"', 'actions = [var.u]'], 'Effect', 'Deny'],
    ['is the only text', ['actions = [var.u]'], 'Action', '?variable-without-value'],
    ['may stand anywhere in a set', ['actions = ["b", var.u]'], 'Action', '?variable-without-value'],
    ['may be the same as another', ['actions = ["b", var.u]'], 'Action[0]', '?variable-without-value'],
    [
      'may come before another block of its set',
      [principals('AWS', 'a'), principals('AWS', 'x').replace('"x"', 'var.u')],
      'Principal',
      { AWS: '?variable-without-value' },
    ],
    [
      'keeps its place in a condition',
      [condition('Bool', 'v', 'a', 'x').replace('"x"', 'var.u')],
      'Condition.Bool.v[0]',
      'a',
    ],
  ])('%s', async (_name, lines, read, value) => {
    const decoded = `jsondecode(data.aws_iam_policy_document.d.json).Statement[0].${read}`;
    expect(await outputOf(decoded, statement(...lines))).toEqual(value);
  });
});

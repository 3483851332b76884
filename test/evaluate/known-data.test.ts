import { describe, expect, test } from '@jest/globals';

import { evaluated, short, valueOf } from './evaluated.ts';

/** The text that a policy document with `body` gives. */
async function documentOf(body: string, attribute = 'json', more = ''): Promise<unknown> {
  const e = await evaluated({
    'main.tf': `variable "u" {}\n${more}\ndata "aws_iam_policy_document" "d" {\n${body}\n}\noutput "o" { value = data.aws_iam_policy_document.d.${attribute} }`,
  });
  return short(valueOf(e, 'output.o', 'value'));
}

const statement = (...lines: readonly string[]): string => `statement {\n${lines.join('\n')}\n}\n`;
const minified = (body: string, more = ''): Promise<unknown> => documentOf(body, 'minified_json', more);

// Expected texts: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
describe('aws_iam_policy_document', () => {
  test('is the text that the provider writes', async () => {
    const body = `
  statement {
    sid       = "1"
    actions   = ["s3:ListAllMyBuckets", "s3:GetBucketLocation"]
    resources = ["arn:aws:s3:::*"]
  }
  statement {
    actions   = ["s3:ListBucket"]
    resources = ["arn:aws:s3:::b"]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["", "home/", "home/&{aws:username}/"]
    }
  }`;
    expect(await documentOf(body)).toBe(`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "1",
      "Effect": "Allow",
      "Action": [
        "s3:ListAllMyBuckets",
        "s3:GetBucketLocation"
      ],
      "Resource": "arn:aws:s3:::*"
    },
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::b",
      "Condition": {
        "StringLike": {
          "s3:prefix": [
            "",
            "home/",
            "home/\${aws:username}/"
          ]
        }
      }
    }
  ]
}`);
  });

  test.each<readonly [name: string, body: string, text: string]>([
    ['without statements', 'policy_id = "p"', '{"Version":"2012-10-17","Id":"p"}'],
    ['another version', 'version = "2008-10-17"', '{"Version":"2008-10-17"}'],
    [
      'sets without repetition, in descending order',
      statement('actions = ["a", "c", "b", "a"]', 'not_resources = []'),
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["c","b","a"]}]}',
    ],
    [
      'everyone',
      statement('effect = "Deny"', 'principals {\n type = "*"\n identifiers = ["*"]\n}'),
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*"}]}',
    ],
    [
      'every AWS account, which is not the same',
      statement('principals {\n type = "AWS"\n identifiers = ["*"]\n}'),
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"}}]}',
    ],
    [
      'principals of several types',
      statement(
        'principals {\n type = "Service"\n identifiers = ["a.amazonaws.com", "b.amazonaws.com"]\n}',
        'principals {\n type = "AWS"\n identifiers = ["1"]\n}',
      ),
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"1","Service":["b.amazonaws.com","a.amazonaws.com"]}}]}',
    ],
    [
      'characters of HTML',
      statement('resources = ["<&>"]'),
      String.raw`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"\u003c\u0026\u003e"}]}`,
    ],
    [
      'a source that is replaced by sid, and an override',
      `source_policy_documents = [jsonencode({ Statement = [{ Sid = "a", Effect = "Deny" }, { Sid = "b", Action = ["x"] }] })]
override_policy_documents = [jsonencode({ Version = "2099-01-01", Statement = [{ Sid = "b", Action = "y", Other = 1 }, { Effect = "Deny" }] })]
${statement('sid = "a"', 'actions = ["z"]')}`,
      '{"Version":"2099-01-01","Statement":[{"Sid":"a","Effect":"Allow","Action":"z"},{"Sid":"b","Action":"y"},{"Effect":"Deny"}]}',
    ],
    [
      'principals and conditions of a source',
      `source_policy_documents = [jsonencode({ Statement = [{ Principal = { AWS = ["a", "b"], Service = ["s"] }, Condition = { Bool = { "aws:x" = [true == true ? "true" : ""], y = false } } }] })]`,
      '{"Version":"2012-10-17","Statement":[{"Principal":{"AWS":["b","a"],"Service":["s"]},"Condition":{"Bool":{"aws:x":"true","y":"false"}}}]}',
    ],
  ])('%s', async (_name, body, text) => {
    expect(await minified(body)).toBe(text);
  });

  test('builds on other documents', async () => {
    const other = `data "aws_iam_policy_document" "other" {\n${statement('sid = "o"', 'actions = ["x"]')}}`;
    expect(await minified('source_policy_documents = [data.aws_iam_policy_document.other.json]', other)).toBe(
      '{"Version":"2012-10-17","Statement":[{"Sid":"o","Effect":"Allow","Action":"x"}]}',
    );
  });

  test.each([
    ['a part that is not known', statement('actions = [var.u]'), '?computed'],
    ['statements that are not known', 'dynamic "statement" {\n for_each = var.u\n content {}\n}', '?data-source'],
    ['a sid twice', statement('sid = "a"') + statement('sid = "a"'), '?invalid'],
    ['a source that is no JSON', 'source_policy_documents = ["{"]', '?invalid'],
    [
      'a source in which the statement is no list',
      'source_policy_documents = [jsonencode({ Statement = {} })]',
      '?invalid',
    ],
  ])('with %s is not known', async (_name, body, expected) => {
    expect(await minified(body)).toBe(expected);
  });

  test('keeps what is known of it', async () => {
    const e = await evaluated({
      'main.tf': `resource "aws_s3_bucket" "b" {}
data "aws_iam_policy_document" "d" {
  ${statement('actions = ["s3:*"]', 'resources = [aws_s3_bucket.b.arn]')}
}
output "o" { value = data.aws_iam_policy_document.d.json }`,
    });
    const value = valueOf(e, 'output.o', 'value');
    expect(value).toMatchObject({ type: 'string', references: ['aws_s3_bucket.b', 'data.aws_iam_policy_document.d'] });
    expect(value.encoded && short(value.encoded)).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '?computed' }],
    });
  });

  test('is its own for each instance', async () => {
    const e = await evaluated({
      'main.tf': `data "aws_iam_policy_document" "d" {
  for_each = toset(["x", "y"])
  ${statement('actions = [each.key]')}
}
output "o" { value = { for k, d in data.aws_iam_policy_document.d : k => jsondecode(d.json).Statement[0].Action } }`,
    });
    expect(short(valueOf(e, 'output.o', 'value'))).toEqual({ x: 'x', y: 'y' });
  });
});

test.each([
  ['data.aws_caller_identity.x.account_id', 'string'],
  ['data.aws_availability_zones.x.names', { kind: 'list', element: 'string' }],
  ['data.aws_region.x.id', 'string'],
  ['aws_kms_key.x.arn', 'string'],
  ['data.aws_region.x.constructor', undefined],
])('%s is unknown, of a known type', async (expression, type) => {
  const e = await evaluated({
    'main.tf': `data "aws_caller_identity" "x" {}\ndata "aws_availability_zones" "x" {}\ndata "aws_region" "x" {}\nresource "aws_kms_key" "x" {}\noutput "o" { value = ${expression} }`,
  });
  const value = valueOf(e, 'output.o', 'value');
  expect(value.kind === 'unknown' && value.type).toEqual(type);
});

describe('what is read back of a resource', () => {
  test.each<readonly [argument: string, attribute: string, value: unknown]>([
    ['name = "n"', 'name', 'n'],
    ['port = 80', 'port', 80],
    ['on = true', 'on', true],
    ['timeout = "120"', 'timeout', '?computed'],
    ['on = "true"', 'on', '?computed'],
    ['engine_version = "14.7"', 'engine_version', '14.7'],
    ['tags = { port = 80, on = true }', 'tags', { port: '80', on: 'true' }],
    ['groups = ["a", "b"]', 'groups', ['a', 'b']],
    ['groups = ["b", "a"]', 'groups', '?computed'],
    ['groups = ["a", "a"]', 'groups', '?computed'],
  ])('%s', async (argument, attribute, value) => {
    const e = await evaluated({
      'main.tf': `resource "aws_x" "r" {\n ${argument}\n}\noutput "o" { value = aws_x.r.${attribute} }`,
    });
    expect(short(valueOf(e, 'output.o', 'value'))).toEqual(value);
  });
});

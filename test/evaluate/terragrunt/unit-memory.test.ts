import { describe, expect, test } from '@jest/globals';
import { evaluate, type Evaluation } from '../../../src/evaluate/evaluate.ts';
import { evaluationCache } from '../../../src/evaluate/evaluation-cache.ts';
import { parseCache } from '../../../src/syntax/parse-cache.ts';
import { parseFiles } from '../../../src/syntax/parse.ts';
import { fixture } from './terragrunt-tree.ts';

const INFRASTRUCTURE = /\.(?:tf|hcl|tfvars)$/;
const EU = 'live/prod/eu-west-1';
type Texts = Readonly<Record<string, string>>;

/** Evaluates trees one after the other with one cache, and each without. */
function evaluator(): (texts: Texts, roots?: readonly string[]) => Promise<readonly [Evaluation, Evaluation]> {
  const cache = evaluationCache();
  const parsed = parseCache();
  return async (texts, roots) => {
    const bytes = new Map(Object.entries(texts).map(([path, text]) => [path, new TextEncoder().encode(text)]));
    const files = await parseFiles(new Map([...bytes].filter(([path]) => INFRASTRUCTURE.test(path))), parsed);
    const sourceFiles = {
      paths: new Set(bytes.keys()),
      read: (path: string) => (path.endsWith('late.json') ? undefined : bytes.get(path)),
    };
    return [evaluate(files, { sourceFiles, cache, roots }), evaluate(files, { sourceFiles, roots })];
  };
}

function expectSame([cached, plain]: readonly [Evaluation, Evaluation]): void {
  expect(cached.graph.resources).toEqual(plain.graph.resources);
  expect(cached.diagnostics).toEqual(plain.diagnostics);
  expect([cached.roots, cached.wanted]).toEqual([plain.roots, plain.wanted]);
}

const TREE: Texts = {
  ...fixture('terragrunt'),
  [`${EU}/policy/terragrunt.hcl`]: `terraform { source = "../../../../modules/policy" }
dependency "app" { config_path = "../app" }
inputs = {
  policy = file("\${get_terragrunt_dir()}/policy.json")
  late   = file("late.json")
}`,
  [`${EU}/policy/policy.json`]: '{"Version":"2012-10-17"}',
  [`${EU}/policy/late.json`]: '{}',
  'modules/policy/main.tf': `variable "policy" {}
variable "late" {}
module "inner" {
  source = "../inner"
}
resource "aws_iam_policy" "a" {
  policy = var.policy
  tags   = { T = file("\${path.module}/tag.txt"), L = var.late }
}`,
  'modules/policy/tag.txt': 'a',
  'modules/inner/main.tf': 'resource "aws_sqs_queue" "q" { name = "a" }',
  'live/far/terragrunt.hcl': 'terraform { source = "git::https://x.test/a.git" }',
};

describe('a cache of earlier evaluations', () => {
  const edits: readonly (readonly [name: string, path: string, edit: (text: string) => string | undefined])[] = [
    ['nothing', 'none', () => undefined],
    ['an input of a unit', `${EU}/bucket/terragrunt.hcl`, (text) => text.replace('public-read', 'private')],
    [
      'an input of a unit that another one depends on',
      `${EU}/vpc/terragrunt.hcl`,
      (text) => text.replace('10.1', '10.2'),
    ],
    [
      'the module of a unit that another one depends on',
      'modules/vpc/main.tf',
      (text) => text.replace('var.cidr', '"::/0"'),
    ],
    ['the root', 'live/root.hcl', (text) => text.replace('encrypt                = false', 'encrypt = true')],
    ['a file that is read', 'live/prod/account.hcl', (text) => text.replace('"prod"', '"dev"')],
    ['an included file', 'live/_envcommon/bucket.hcl', (text) => text.replace('platform', 'data')],
    ['a file that a unit reads', `${EU}/policy/policy.json`, () => '{}'],
    ['a file that a module reads', 'modules/policy/tag.txt', () => 'b'],
    ['a module that a module calls', 'modules/inner/main.tf', (text) => text.replace('"a"', '"b"')],
    ['a variable file beside a unit', `${EU}/policy/terraform.tfvars`, () => 'policy = "x"'],
    ['a nearer file', `${EU}/bucket/account.hcl`, () => 'locals {\n  account_name = "near"\n  account_id = "2"\n}'],
    ['a unit is gone', `${EU}/vpc/terragrunt.hcl`, () => undefined],
    [
      'a unit is included',
      `${EU}/app/terragrunt.hcl`,
      (text) => `include "far" {\n  path = "../../../far/terragrunt.hcl"\n}\n${text}`,
    ],
    ['an error', `${EU}/app/terragrunt.hcl`, () => 'inputs = {'],
    ['a circle', `${EU}/vpc/terragrunt.hcl`, (text) => `${text}\ndependency "a" {\n  config_path = "../app"\n}`],
  ];
  test.each(edits)('gives what evaluating gives after a change of: %s', async (_name, path, edit) => {
    const run = evaluator();
    await run(TREE);
    const text = edit(TREE[path] ?? '');
    const others = Object.fromEntries(Object.entries(TREE).filter(([name]) => name !== path));
    const changed = text === undefined ? (path === 'none' ? TREE : others) : { ...TREE, [path]: text };
    expectSame(await run(changed));
    expectSame(await run(TREE));
  });

  test('gives the same objects for what did not change, on both sides of a change', async () => {
    const run = evaluator();
    const path = `${EU}/bucket/terragrunt.hcl`;
    const changed = { ...TREE, [path]: (TREE[path] ?? '').replace('public-read', 'private') };
    const [base] = await run(TREE);
    const [head] = await run(changed);
    const [again] = await run(TREE);
    const at = (evaluation: Evaluation, root: string, address: string) => evaluation.graph.at(`${EU}/${root}`, address);
    expect(at(head, 'vpc', 'aws_vpc.this')).toBe(at(base, 'vpc', 'aws_vpc.this'));
    expect(at(head, 'bucket', 'aws_s3_bucket_acl.this')).not.toBe(at(base, 'bucket', 'aws_s3_bucket_acl.this'));
    expect(at(again, 'bucket', 'aws_s3_bucket_acl.this')).toBe(at(base, 'bucket', 'aws_s3_bucket_acl.this'));
  });
});

test('roots choose among the units, whose modules are roots only when they are named', async () => {
  const run = evaluator();
  await run(TREE);
  const both = await run(TREE, [`${EU}/vpc`, 'modules/app']);
  expect(both[0].roots).toEqual([`${EU}/vpc`, 'modules/app']);
  expectSame(both);
});

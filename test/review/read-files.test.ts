import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../src/model/review.ts';
import { reviewChange } from '../../src/review.ts';
import { rules } from '../../src/rules/registry.ts';
import { type Files, openOf } from './memory-change.ts';

const STATEMENT = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/b' };
const policy = (more: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ ...STATEMENT, ...more }] });
const NARROW = policy({});
const WIDE = policy({ Action: '*', Resource: '*' });
const TEMPLATE = policy({ Action: '${action}', Resource: '${resource}' });

const JSON_MODULE = `resource "aws_iam_policy" "a" {
  name   = "a"
  policy = file("\${path.module}/policies/a.json")
}
`;
const TEMPLATE_MODULE = `resource "aws_iam_policy" "a" {
  name   = "a"
  policy = templatefile("\${path.module}/a.json.tftpl", { action = "*", resource = "*" })
}
`;
const INPUT_MODULE = `variable "policy" { type = string }
resource "aws_iam_policy" "a" {
  name   = "a"
  policy = var.policy
}
`;
const unit = (policyOf: string): string => `include "root" {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "../../modules//iam"
}
inputs = {
  policy = ${policyOf}
}
`;

const review = (base: Files, head: Files): Promise<Review> => reviewChange(openOf(base, head), { rules });
const ofAdmin = (result: Review): readonly string[] =>
  result.findings
    .filter(({ ruleId }) => ruleId === 'aws-iam-admin-policy')
    .map(({ state, root, anchor }) => `${state} in ${root} at ${anchor.file}:${String(anchor.startLine)}`);

describe('a changed file that a file function reads is reviewed', () => {
  const units = { 'live/root.hcl': '', 'modules/iam/main.tf': INPUT_MODULE, 'other/main.tf': 'locals {}\n' };
  const cases: readonly (readonly [name: string, files: Files, path: string, after: string, place: string])[] = [
    [
      'JSON of a root module',
      { 'infra/main.tf': JSON_MODULE },
      'infra/policies/a.json',
      WIDE,
      'infra at infra/main.tf:3',
    ],
    [
      'a template of a root module',
      { 'infra/main.tf': TEMPLATE_MODULE },
      'infra/a.json.tftpl',
      TEMPLATE,
      'infra at infra/main.tf:3',
    ],
    [
      'JSON of a module that a root module calls',
      { 'infra/main.tf': 'module "m" {\n  source = "../m"\n}\n', 'm/main.tf': JSON_MODULE },
      'm/policies/a.json',
      WIDE,
      'infra at m/main.tf:3',
    ],
    [
      'JSON beside a Terragrunt unit',
      { ...units, 'live/app/terragrunt.hcl': unit('file("${get_terragrunt_dir()}/a.json")') },
      'live/app/a.json',
      WIDE,
      'live/app at live/app/terragrunt.hcl:8',
    ],
    [
      'a template of a Terragrunt unit',
      {
        ...units,
        'live/app/terragrunt.hcl': unit(
          'templatefile("${get_parent_terragrunt_dir("root")}/a.tftpl", { action = "*", resource = "*" })',
        ),
      },
      'live/a.tftpl',
      TEMPLATE,
      'live/app at live/app/terragrunt.hcl:8',
    ],
    [
      'a file that a Terragrunt unit finds above',
      {
        ...units,
        'live/app/terragrunt.hcl': unit('jsonencode(yamldecode(file(find_in_parent_folders("common.yaml"))))'),
      },
      'common.yaml',
      WIDE,
      'live/app at live/app/terragrunt.hcl:8',
    ],
  ];
  test.each(cases)('%s', async (_name, files, path, after, place) => {
    const result = await review({ ...files, [path]: NARROW }, { ...files, [path]: after });
    expect(ofAdmin(result)).toEqual([`introduced in ${place}`]);
    expect(result.coverage.gaps).toEqual([]);
    const back = await review({ ...files, [path]: after }, { ...files, [path]: NARROW });
    expect(ofAdmin(back).map((finding) => finding.split(' ')[0])).toEqual(['fixed']);
  });
});

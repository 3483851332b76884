import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../src/model/review.ts';
import { reviewChange } from '../../src/review.ts';
import { rules } from '../../src/rules/registry.ts';
import { selectFiles } from '../../src/review/select-files.ts';
import { fixture } from '../evaluate/terragrunt/terragrunt-tree.ts';
import { type ChangeOptions, type Files, openOf } from './memory-change.ts';

const EU = 'live/prod/eu-west-1';
const edit = (files: Files, path: string, from: string, to: string): Files => {
  const text = String(files[path]);
  if (!text.includes(from)) throw new Error(`no ${from} in ${path}`);
  return { ...files, [path]: text.replace(from, to) };
};
const WITH_SSH = edit(
  edit(fixture('terragrunt'), 'modules/app/main.tf', 'from_port   = 443', 'from_port   = 22'),
  'modules/app/main.tf',
  'to_port     = 443',
  'to_port     = 22',
);
const BASE = edit(WITH_SSH, `${EU}/bucket/terragrunt.hcl`, 'public-read', 'private');
const PUBLIC_BUCKET = [`introduced aws-s3-public-acl in ${EU}/bucket at RIGHT modules/bucket/main.tf:31`];
const OPEN_SSH = [`introduced aws-security-group-ssh-open in ${EU}/app at RIGHT modules/app/main.tf:20`];

const review = (base: Files, head: Files, options?: ChangeOptions): Promise<Review> =>
  reviewChange(openOf(base, head, options), { rules });
const changes = (result: Review): readonly string[] =>
  result.findings
    .filter(({ state }) => state !== 'pre-existing')
    .map(
      ({ state, ruleId, root, side, anchor }) =>
        `${state} ${ruleId} in ${root} at ${side} ${anchor.file}:${String(anchor.startLine)}`,
    );
const read = async (base: Files, head: Files, options?: ChangeOptions): Promise<readonly string[]> =>
  (await selectFiles(openOf(base, head, options))).head.entries.map(({ path }) => path);

describe('a pull request to a tree of Terragrunt units', () => {
  test('that makes a bucket public by the input of a unit', async () => {
    const result = await review(BASE, edit(BASE, `${EU}/bucket/terragrunt.hcl`, '"private"', '"public-read"'));
    expect(changes(result)).toEqual(PUBLIC_BUCKET);
  });

  test('that makes a bucket public in a file that the unit includes', async () => {
    const without = edit(BASE, `${EU}/bucket/terragrunt.hcl`, '  acl   = "private"\n', '');
    const result = await review(without, edit(without, 'live/_envcommon/bucket.hcl', '"private"', '"public-read"'));
    expect(changes(result)).toEqual(PUBLIC_BUCKET);
  });

  test('that switches the encryption of the state on in root.hcl', async () => {
    const result = await review(
      BASE,
      edit(BASE, 'live/root.hcl', 'encrypt                = false', 'encrypt                = true'),
    );
    expect(changes(result)).toEqual([`fixed terraform-backend-s3-encryption in ${EU}/app at RIGHT live/root.hcl:31`]);
  });

  test('that changes the provider in root.hcl', async () => {
    const result = await review(
      BASE,
      edit(
        BASE,
        'live/root.hcl',
        '  allowed_account_ids = ',
        '  access_key = "AKIAIOSFODNN7ABCDEFG"\n  allowed_account_ids = ',
      ),
    );
    expect(changes(result)).toEqual([
      `introduced terraform-provider-credentials in ${EU}/app at RIGHT live/root.hcl:16`,
    ]);
  });

  test('that changes the module of a dependency', async () => {
    const result = await review(
      BASE,
      edit(BASE, 'modules/vpc/main.tf', 'value = aws_vpc.this.cidr_block', 'value = "0.0.0.0/0"'),
    );
    expect(changes(result)).toEqual(OPEN_SSH);
  });

  test('that changes an input of a dependency', async () => {
    const result = await review(BASE, edit(BASE, `${EU}/vpc/terragrunt.hcl`, '10.1.0.0/16', '0.0.0.0/0'));
    expect(changes(result)).toEqual(OPEN_SSH);
  });

  test('that adds a dependency', async () => {
    const app = `${EU}/app/terragrunt.hcl`;
    const before = edit(BASE, app, 'cidr    = dependency.vpc.outputs.cidr', 'cidr    = "10.0.0.0/8"');
    const other = {
      [`${EU}/open/terragrunt.hcl`]: 'terraform {\n  source = "${get_repo_root()}/modules//open"\n}\n',
      'modules/open/main.tf': 'output "cidr" {\n  value = "0.0.0.0/0"\n}\n',
    };
    const after = edit(
      edit(before, app, 'cidr    = "10.0.0.0/8"', 'cidr    = dependency.open.outputs.cidr'),
      app,
      'dependencies {',
      'dependency "open" {\n  config_path = "../open"\n}\n\ndependencies {',
    );
    const result = await review({ ...before, ...other }, { ...after, ...other });
    expect(changes(result)).toEqual(OPEN_SSH);
  });

  const region = edit(BASE, `${EU}/region.hcl`, 'eu-west-1', 'eu-west-2');
  const elsewhere: Files = {
    'live/dev/us-east-1/vpc/terragrunt.hcl': 'terraform {\n  source = "../../../../modules//vpc"\n}\n',
    'live/dev/us-east-1/region.hcl': '',
    'other/main.tf': '',
  };

  test('that changes the region reads the units of the region and what they need', async () => {
    expect(await read({ ...BASE, ...elsewhere }, { ...region, ...elsewhere })).toEqual(Object.keys(BASE).sort());
  });

  test('in a tree over its read budget reads the unit and what it leads to, within the budget', async () => {
    const units = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`live/x/u${String(index)}/terragrunt.hcl`, 'inputs = {}\n']),
    );
    const before = { ...BASE, ...units };
    const after = edit(before, `${EU}/bucket/terragrunt.hcl`, '"private"', '"public-read"');
    expect(await read(before, after, { readBudget: 20 })).toEqual([
      'live/_envcommon/bucket.hcl',
      'live/prod/account.hcl',
      `${EU}/bucket/terragrunt.hcl`,
      `${EU}/region.hcl`,
      'live/root.hcl',
      'modules/bucket/main.tf',
    ]);
    expect(changes(await review(before, after, { readBudget: 20 }))).toEqual(PUBLIC_BUCKET);
    const everything = edit(before, 'live/root.hcl', 'encrypt                = false', 'encrypt = true');
    expect((await read(before, everything, { readBudget: 20 })).length).toBeLessThanOrEqual(20);
    expect((await review(before, everything, { readBudget: 20 })).coverage.gaps[0]?.message).toMatch(
      /nor were 33 Terragrunt units/,
    );
  });

  test('says of units that the environments of the policy are not for them, once', async () => {
    const { coverage } = await review(BASE, region, {
      policy: 'plan: { environments: { prod: { varFiles: [./prod.tfvars] } } }\n',
    });
    expect(coverage.gaps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/unit live\/prod\/eu-west-1\/app and 2 more were evaluated without plan\.environments/),
    ]);
  });
});

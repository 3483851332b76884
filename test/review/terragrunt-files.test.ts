import { describe, expect, test } from '@jest/globals';
import { selectFiles } from '../../src/review/select-files.ts';
import { type Files, openOf } from './memory-change.ts';

const UNITS: Files = {
  'live/terragrunt.hcl': 'locals {}\n',
  'live/prod/vpc/terragrunt.hcl':
    'include "root" {\n  path = find_in_parent_folders()\n}\nterraform {\n  source = "../../../modules//vpc"\n}\n',
  'live/prod/db/terragrunt.hcl':
    'dependency "vpc" {\n  config_path = "../vpc"\n}\ninclude "c" {\n  path = "${get_repo_root()}/common/db.hcl"\n}\n',
  'live/dev/app/terragrunt.hcl': 'terraform {\n  source = "../../../modules/app"\n}\n',
  'common/db.hcl': 'inputs = {}\n',
  'common/other.hcl': 'inputs = {}\n',
  'modules/vpc/main.tf': 'locals {}\n',
  'modules/app/main.tf': 'locals {}\n',
};

const VPC = ['live/prod/db/terragrunt.hcl', 'live/prod/vpc/terragrunt.hcl', 'modules/vpc/main.tf'];

describe('a review of a tree with Terragrunt reads', () => {
  test.each([
    [
      'the units of a changed module, and who depends on them',
      'modules/vpc/main.tf',
      ['common/db.hcl', 'live/terragrunt.hcl', ...VPC],
    ],
    [
      'the module of a changed unit',
      'live/dev/app/terragrunt.hcl',
      ['live/dev/app/terragrunt.hcl', 'live/terragrunt.hcl', 'modules/app/main.tf'],
    ],
    ['the units that include a changed file', 'common/db.hcl', ['common/db.hcl', 'live/terragrunt.hcl', ...VPC]],
  ])('%s', async (_name, changed, expected) => {
    const open = openOf(UNITS, { ...UNITS, [changed]: `${String(UNITS[changed])}# changed\n` });
    const { head } = await selectFiles(open);
    expect(head.entries.map(({ path }) => path)).toEqual(expected.toSorted());
  });

  test('all units below a changed file that they include by its place', async () => {
    const open = openOf(UNITS, { ...UNITS, 'live/terragrunt.hcl': 'locals { a = 1 }\n' });
    const { head } = await selectFiles(open);
    expect(head.entries.map(({ path }) => path)).toEqual(
      Object.keys(UNITS)
        .filter((path) => path !== 'common/other.hcl')
        .sort(),
    );
  });

  const computed: Files = {
    'root.hcl': 'inputs = yamldecode(file(find_in_parent_folders("env.yaml")))\n',
    '_env/db.hcl': 'locals {\n  x = read_terragrunt_config("${get_repo_root()}/shared/sizes.hcl")\n}\n',
    '_env/vpc.hcl': 'terraform {\n  source = "../../modules//vpc"\n}\n',
    'shared/sizes.hcl': 'locals {}\n',
    'prod/env.yaml': 'a: 1\n',
    'prod/db/terragrunt.hcl':
      'include "env" {\n  path = "${get_repo_root()}/_env/db.hcl"\n}\nterraform {\n  source = "${dirname(find_in_parent_folders("root.hcl"))}/modules//db"\n}\n',
    'prod/vpc/terragrunt.hcl':
      'include "env" {\n  path = "${dirname(find_in_parent_folders("root.hcl"))}/_env/vpc.hcl"\n}\n',
    'dev/db/terragrunt.hcl': 'terraform {\n  source = "${get_terragrunt_dir()}/../../modules/db"\n}\n',
    'modules/vpc/main.tf': 'locals {}\n',
    'modules/db/main.tf': 'locals {}\n',
  };
  const db = ['_env/db.hcl', 'prod/db/terragrunt.hcl', 'root.hcl'];
  test.each([
    ['a module whose source is computed', 'modules/db/main.tf', ['dev/db/terragrunt.hcl', 'modules/db/main.tf', ...db]],
    [
      'a module that is named in an included file',
      'modules/vpc/main.tf',
      ['_env/vpc.hcl', 'modules/vpc/main.tf', 'prod/vpc/terragrunt.hcl', 'root.hcl'],
    ],
    ['a file that an included file reads', 'shared/sizes.hcl', ['modules/db/main.tf', 'shared/sizes.hcl', ...db]],
    [
      'a file that the root looks for above the units',
      'prod/env.yaml',
      ['_env/vpc.hcl', 'modules/db/main.tf', 'modules/vpc/main.tf', 'prod/vpc/terragrunt.hcl', ...db],
    ],
  ])('the units of %s', async (_name, changed, expected) => {
    const { head } = await selectFiles(
      openOf(computed, { ...computed, [changed]: `${String(computed[changed])}# x\n` }),
    );
    expect(head.entries.map(({ path }) => path)).toEqual(expected.toSorted());
  });
});

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
});

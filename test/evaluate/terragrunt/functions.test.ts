import { beforeAll, describe, expect, test } from '@jest/globals';
import { short } from '../evaluated.ts';
import { unitsOf, type UnitsOfTree } from './terragrunt-tree.ts';

/** Inputs whose values the functions of a unit in live/prod/app give. */
const INPUTS: readonly (readonly [name: string, expression: string, expected: unknown])[] = [
  ['a name from the folders above', 'basename(find_in_parent_folders("env.hcl"))', 'env.hcl'],
  ['a file in a folder above', 'basename(dirname(find_in_parent_folders("shared/x.hcl")))', 'shared'],
  ['no such file, with a default', 'find_in_parent_folders("none.hcl", "default.hcl")', 'default.hcl'],
  ['no such file', 'find_in_parent_folders("none.hcl")', '?invalid'],
  ['a path on the machine', 'get_terragrunt_dir()', '{?not-evaluated}/live/prod/app'],
  ['the top of the repository', 'get_repo_root()', '?not-evaluated'],
  ['a path below the top', '"${get_repo_root()}/policies/a.json"', '{?not-evaluated}/policies/a.json'],
  ['the folder of the include', 'get_parent_terragrunt_dir("root")', '{?not-evaluated}/live'],
  ['the original folder', 'get_original_terragrunt_dir()', '{?not-evaluated}/live/prod/app'],
  ['relative to the include', 'path_relative_to_include("root")', 'prod/app'],
  ['relative from the include', 'path_relative_from_include("root")', '../..'],
  ['parts of the relative path', 'split("/", path_relative_to_include("root"))[0]', 'prod'],
  ['relative to an include that is not there', 'path_relative_to_include("none")', '?invalid'],
  ['from the top', 'get_path_from_repo_root()', 'live/prod/app'],
  ['to the top', 'get_path_to_repo_root()', '../../..'],
  ['the name of the folder', 'basename(get_terragrunt_dir())', 'app'],
  ['the name of the repository folder', 'basename(get_repo_root())', '?not-evaluated'],
  ['the folder of a plain path', 'dirname("a/b/c.hcl")', 'a/b'],
  ['commands', 'get_terraform_commands_that_need_locking()[1]', 'destroy'],
  ['a mark', 'mark_as_read("x.json")', 'x.json'],
  ['a program', 'run_cmd("date")', '?impure'],
  ['the environment', 'get_env("HOME", "none")', '?impure'],
  ['an account', 'get_aws_account_id()', '?impure'],
  ['a secret', 'sops_decrypt_file("secrets.yaml")', '?impure'],
  ['the platform', 'get_platform()', '?impure'],
  ['variables of a file', 'jsondecode(read_tfvars_file("app.tfvars")).size', 'large'],
  ['locals of another file', 'read_terragrunt_config(find_in_parent_folders("env.hcl")).locals.env', 'prod'],
  ['a local that reads its own folder', 'read_terragrunt_config("../env.hcl").locals.folder', 'prod'],
  ['inputs of another file', 'read_terragrunt_config("../env.hcl").inputs.stage', 'p1'],
  ['the default of a missing file', 'read_terragrunt_config("none.hcl", { locals = { env = "x" } }).locals.env', 'x'],
  ['a missing file', 'read_terragrunt_config("none.hcl")', '?invalid'],
  ['try over a missing file', 'try(read_terragrunt_config("none.hcl").locals.env, "y")', 'y'],
  ['a file outside', 'read_terragrunt_config("../../../../../etc/x.hcl")', '?not-evaluated'],
  ['a file that reads itself', 'read_terragrunt_config("../loop.hcl").locals.again.locals.x', '?cycle'],
  ['a variable', 'var.x', '?invalid'],
  ['a feature', 'feature.fast.value', true],
  ['a value of a stack', 'values.size', '?not-evaluated'],
  ['a part that is not exposed', 'include.root.locals.x', '?invalid'],
  ['a part that is exposed', 'include.extra.locals.x', 'extra'],
  ['an input that is exposed', 'include["extra"].inputs.shared', 'from extra'],
];

describe('functions and names of a unit', () => {
  let tree: UnitsOfTree;
  beforeAll(async () => {
    const inputs = INPUTS.map(([, expression], index) => `  v${String(index)} = ${expression}`).join('\n');
    tree = await unitsOf({
      'live/root.hcl': 'locals { x = "root" }',
      'live/extra.hcl': 'locals { x = "extra" }\ninputs = { shared = "from ${local.x}" }',
      'live/shared/x.hcl': '',
      'live/prod/env.hcl':
        'locals {\n env = "prod"\n folder = basename(get_terragrunt_dir())\n}\ninputs = { stage = "p1" }',
      'live/prod/loop.hcl': 'locals { again = read_terragrunt_config("loop.hcl") }',
      'live/prod/app/app.tfvars': 'size = "large"',
      'live/prod/app/main.tf': '',
      'live/prod/app/terragrunt.hcl': `
feature "fast" { default = true }
include "root" { path = find_in_parent_folders("root.hcl") }
include "extra" {
  path   = "../../extra.hcl"
  expose = true
}
inputs = {
${inputs}
}
`,
    });
  });

  test.each(INPUTS.map(([name, , expected], index) => [name, index, expected] as const))(
    '%s',
    (_name, index, expected) => {
      const value = tree.units[0]?.inputs(`v${String(index)}`)?.value;
      expect(value && short(value)).toEqual(expected);
    },
  );
});

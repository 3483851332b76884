import { describe, expect, test } from '@jest/globals';
import { short } from '../evaluated.ts';
import { unitsOf, type UnitsOfTree } from './terragrunt-tree.ts';

const unitFile = 'live/app/terragrunt.hcl';
const include = (name: string, more = ''): string =>
  `include "${name}" {\n  path = find_in_parent_folders("${name}.hcl")\n  ${more}\n}\n`;

async function inputsOf(files: Readonly<Record<string, string>>, names: readonly string[]): Promise<unknown> {
  const { units } = await unitsOf({ 'live/app/main.tf': '', ...files });
  const given = names.map((name) => [name, units[0]?.inputs(name)?.value] as const);
  return Object.fromEntries(given.map(([name, value]) => [name, value && short(value)]));
}

describe('inputs', () => {
  const parent = 'inputs = { a = "parent", b = "parent", tags = { x = 1, y = [1] }, list = ["p"] }';
  const child = 'inputs = { a = "child", tags = { y = [2], z = 3 }, list = ["c"] }';
  const merges: readonly (readonly [name: string, strategy: string, expected: unknown])[] = [
    ['are merged by name when nothing is said', '', { a: 'child', b: 'parent', tags: { y: [2], z: 3 }, list: ['c'] }],
    [
      'are merged by name with shallow',
      'merge_strategy = "shallow"',
      { a: 'child', b: 'parent', tags: { y: [2], z: 3 }, list: ['c'] },
    ],
    [
      'are merged through and through with deep, lists one behind the other',
      'merge_strategy = "deep"',
      { a: 'child', b: 'parent', tags: { x: 1, y: [1, 2], z: 3 }, list: ['p', 'c'] },
    ],
    [
      'are not merged with no_merge',
      'merge_strategy = "no_merge"',
      { a: 'child', b: undefined, tags: { y: [2], z: 3 }, list: ['c'] },
    ],
  ];
  test.each(merges)('%s', async (_name, strategy, expected) => {
    const files = { 'live/root.hcl': parent, [unitFile]: include('root', strategy) + child };
    expect(await inputsOf(files, ['a', 'b', 'tags', 'list'])).toEqual(expected);
  });

  test('the last of several includes wins over those before it', async () => {
    const files = {
      'live/one.hcl': 'inputs = { a = "one", b = "one" }',
      'live/two.hcl': 'inputs = { a = "two" }',
      [unitFile]: include('one') + include('two'),
    };
    expect(await inputsOf(files, ['a', 'b'])).toEqual({ a: 'two', b: 'one' });
  });

  test('functions in an included file see the unit that includes it, its locals are its own', async () => {
    const files = {
      'live/root.hcl': 'locals { x = "root" }\ninputs = { where = path_relative_to_include(), x = local.x }',
      [unitFile]: `locals { x = "unit" }\n${include('root')}inputs = { own = local.x }`,
    };
    expect(await inputsOf(files, ['where', 'x', 'own'])).toEqual({ where: 'app', x: 'root', own: 'unit' });
  });

  test('one unknown part of a merge leaves what comes after it known', async () => {
    const files = {
      [unitFile]: 'inputs = merge({ a = 1, b = 1 }, jsondecode(run_cmd("x")), { b = 2 })',
    };
    expect(await inputsOf(files, ['a', 'b', 'c'])).toEqual({ a: '?impure', b: 2, c: '?impure' });
  });

  test('an include that is not there leaves all other inputs open, and is reported', async () => {
    const files = { [unitFile]: `${include('gone')}inputs = { a = 1 }`, 'live/app/main.tf': '' };
    const { units, diagnostics } = await unitsOf(files);
    const [unit] = units;
    expect([unit?.inputs('a')?.value.kind, unit?.inputs('b')?.value.kind]).toEqual(['known', 'unknown']);
    expect(diagnostics.map(({ code, span }) => [code, span.file, span.startLine])).toEqual([
      ['not-evaluated', unitFile, 1],
    ]);
  });

  const problems: readonly (readonly [name: string, files: Readonly<Record<string, string>>, message: RegExp])[] = [
    ['a file that includes itself', { [unitFile]: 'include { path = "terragrunt.hcl" }' }, /reads itself/],
    [
      'an include of an included file',
      { 'live/root.hcl': include('up'), 'up.hcl': '', [unitFile]: include('root') },
      /does not follow includes of an included file/,
    ],
    ['an include outside of the repository', { [unitFile]: 'include { path = "../../../x.hcl" }' }, /not in this repo/],
    ['an include with a syntax error', { 'live/root.hcl': 'inputs = {', [unitFile]: include('root') }, /not be read/],
    [
      'a merge strategy that does not exist',
      { 'live/root.hcl': '', [unitFile]: include('root', 'merge_strategy = "x"') },
      /merge_strategy/,
    ],
  ];
  test.each(problems)('%s is reported', async (_name, files, message) => {
    const { diagnostics, units } = await unitsOf({ 'live/app/main.tf': '', ...files });
    units[0]?.inputs('x');
    expect(diagnostics.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
  });
});

describe('an input reaches its variable as text in the environment', () => {
  const cases: readonly (readonly [name: string, declaration: string, input: string, expected: unknown])[] = [
    ['a number for a number', 'type = number', '5', 5],
    ['a text for a number', 'type = number', '"5"', 5],
    ['a number for a string', 'type = string', '5', '5'],
    ['a number for a variable without a type', '', '5', '5'],
    ['a boolean for a variable without a type', '', 'true', 'true'],
    ['a list for a variable without a type', '', '["a", "<"]', '["a","\\u003c"]'],
    ['a list for a string', 'type = string', '["a"]', '["a"]'],
    ['a list for a list', 'type = list(string)', '["a", 1]', ['a', '1']],
    ['an object for a map', 'type = map(number)', '{ a = "1" }', { a: 1 }],
    ['a JSON text for a list', 'type = list(string)', 'jsonencode(["a"])', ['a']],
    ['a number for any', 'type = any', '5', 5],
    ['a text that is a number for any', 'type = any', '"5"', 5],
    ['a text that is no expression for any', 'type = any', '"abc"', '?not-evaluated'],
    ['null', 'type = string', 'null', null],
    ['nothing', 'default = "d"', '', 'd'],
    ['an unknown inside a text', 'type = string', '["a", get_env("X")]', '?impure'],
    ['an unknown inside a list', 'type = list(string)', '["a", get_env("X")]', ['a', '?impure']],
  ];
  test.each(cases)('%s', async (_name, declaration, input, expected) => {
    const { graph } = await unitsOf({
      'app/main.tf': `variable "x" {\n  ${declaration}\n}\noutput "x" { value = var.x }`,
      'app/terragrunt.hcl': input === '' ? '' : `inputs = { x = ${input} }`,
    });
    expect(short(outputOf(graph, 'app'))).toEqual(expected);
  });

  test('variable files win over inputs: beside the module, beside the unit, and those of extra_arguments most', async () => {
    const { graph } = await unitsOf({
      'modules/app/main.tf': ['a', 'b', 'c', 'd']
        .map((name) => `variable "${name}" { type = string }\noutput "${name}" { value = var.${name} }`)
        .join('\n'),
      'modules/app/terraform.tfvars': 'a = "module"',
      'live/app/x.auto.tfvars': 'b = "unit"',
      'live/common.tfvars': 'c = "extra"',
      'live/app/terragrunt.hcl': `terraform {
  source = "../../modules/app"
  extra_arguments "common" {
    commands           = get_terraform_commands_that_need_vars()
    required_var_files = ["\${get_terragrunt_dir()}/../common.tfvars"]
  }
}
inputs = { a = "input", b = "input", c = "input", d = "input" }`,
    });
    const values = ['a', 'b', 'c', 'd'].map((name) => short(outputOf(graph, 'live/app', name)));
    expect(values).toEqual(['module', 'unit', 'extra', 'input']);
  });

  const passed: readonly (readonly [name: string, extra: string, expected: unknown])[] = [
    ['a file of the environment', 'required_var_files = ["${get_env("E")}.tfvars"]', '?not-evaluated'],
    ['a file outside', 'optional_var_files = ["../../../x.tfvars"]', '?not-evaluated'],
    ['an optional file that is not there', 'optional_var_files = ["x.tfvars"]', 'input'],
    ['a value', 'arguments = ["-var", "a=b"]', '?not-evaluated'],
    ['an argument that is not known', 'arguments = [get_env("A")]', '?not-evaluated'],
    ['another argument', 'arguments = ["-lock-timeout=20m"]', 'input'],
    ['a variable in the environment', 'env_vars = { TF_VAR_a = "b" }', '?not-evaluated'],
    ['another one in the environment', 'env_vars = { A = "b" }', 'input'],
  ];
  test.each(passed)('an input counts only if nothing else may set the variable: %s', async (_name, extra, expected) => {
    const { graph } = await unitsOf({
      'app/main.tf': 'variable "x" { type = string }\noutput "x" { value = var.x }',
      'app/terragrunt.hcl': `terraform {
  extra_arguments "e" {
    commands = ["plan"]
    ${extra}
  }
}
inputs = { x = "input" }`,
    });
    expect(short(outputOf(graph, 'app'))).toEqual(expected);
  });
});

function outputOf(graph: UnitsOfTree['graph'], root: string, name = 'x') {
  const value = graph.at(root, `output.${name}`)?.body.attributes.get('value')?.value;
  if (!value) throw new Error(`no output ${name}`);
  return value;
}

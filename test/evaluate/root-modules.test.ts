import { describe, expect, test } from '@jest/globals';
import { mergeInstances, runRules } from '../../src/engine/run-rules.ts';
import rds from '../../src/rules/aws/rds.ts';
import { at, evaluated, short, valueOf } from './evaluated.ts';

describe('environments', () => {
  const files = {
    'live/main.tf': `variable "on" {}
resource "aws_db_instance" "d" {
  storage_encrypted = var.on
  identifier        = terraform.workspace
}`,
    'live/dev.tfvars': 'on = false',
    'live/prod.tfvars': 'on = false',
    'live/safe.tfvars': 'on = true',
    'other/main.tf': '',
  };
  const environments = new Map([
    ['live', ['dev', 'prod', 'safe'].map((name) => ({ name, varFiles: [`live/${name}.tfvars`], workspace: name }))],
  ]);

  test('are evaluated one by one', async () => {
    const e = await evaluated(files, { environments });
    expect(e.roots).toEqual(['live', 'other']);
    expect(e.graph.resources.filter(({ type }) => type === 'aws_db_instance')).toMatchObject([
      { root: 'live (dev)', rootFolder: 'live', environment: 'dev', folder: 'live' },
      { root: 'live (prod)', environment: 'prod' },
      { root: 'live (safe)', environment: 'safe' },
    ]);
    expect(short(valueOf(e, 'aws_db_instance.d', 'storage_encrypted', 'live (safe)'))).toBe(true);
    expect(short(valueOf(e, 'aws_db_instance.d', 'identifier', 'live (prod)'))).toBe('prod');
  });

  test('with the same defect are one finding', async () => {
    const { graph } = await evaluated(files, { environments });
    const rules = rds.filter((rule) => rule.id === 'aws-rds-storage-encrypted');
    expect(mergeInstances(runRules(rules, graph).findings)).toMatchObject([
      {
        root: 'live (dev)',
        instances: ['aws_db_instance.d in live (prod)'],
        elsewhere: [{ root: 'live (prod)', address: 'aws_db_instance.d' }],
      },
    ]);
  });
});

describe('terraform and path', () => {
  test.each([
    ['terraform.workspace', 'default'],
    ['path.root', '.'],
    ['path.module', '.'],
    ['path.cwd', '?not-evaluated'],
    ['terraform.nothing', '?invalid'],
    ['self.name', '?invalid'],
  ])('%s', async (expression, value) => {
    const e = await evaluated({ 'main.tf': `output "o" { value = ${expression} }` });
    expect(short(valueOf(e, 'output.o', 'value'))).toBe(value);
  });

  test('the workspace can be chosen', async () => {
    const e = await evaluated({ 'main.tf': 'output "o" { value = terraform.workspace }' }, { workspace: 'prod' });
    expect(short(valueOf(e, 'output.o', 'value'))).toBe('prod');
  });
});

describe('budgets', () => {
  const bomb = `locals {\n a0 = [for i in range(1000) : i]\n${Array.from({ length: 8 }, (_, i) => ` a${String(i + 1)} = [for x in local.a0 : [for y in local.a0 : length("x")]]\n`).join('')}}\noutput "o" { value = local.a8 }`;

  test('one root that needs too much leaves the others alone', async () => {
    const e = await evaluated({ 'a/main.tf': bomb, 'b/main.tf': 'output "o" { value = 1 }' });
    expect(short(valueOf(e, 'output.o', 'value', 'b'))).toBe(1);
    expect(e.diagnostics.filter(({ code }) => code === 'cap').map(({ span }) => span.file)).toEqual(['a/main.tf']);
    expect(e.diagnostics[0]?.message).toContain('the root module "a"');
  }, 60_000);

  test('texts that are kept count as memory', async () => {
    const locals = Array.from({ length: 200 }, (_, i) => ` t${String(i)} = "\${local.big}${String(i)}"\n`).join('');
    const all = Array.from({ length: 200 }, (_, i) => `local.t${String(i)}`).join(', ');
    const e = await evaluated({
      'main.tf': `locals {\n big = join("", [for i in range(1000) : "${'x'.repeat(900)}"])\n${locals}}\noutput "o" { value = [${all}] }`,
    });
    expect(e.diagnostics.map(({ message }) => message).join()).toContain('too much memory');
  });
});

describe('files of a module', () => {
  test('a .tofu file takes the place of the .tf file of its name', async () => {
    const e = await evaluated({
      'main.tf': 'output "o" { value = "tf" }',
      'main.tofu': 'output "o" { value = "tofu" }',
      'other.tf': 'output "p" { value = "kept" }',
      'x.tf.json': '{"output": {"q": {"value": "tf"}}}',
      'x.tofu.json': '{"output": {"q": {"value": "tofu"}}}',
    });
    expect(['o', 'p', 'q'].map((name) => short(valueOf(e, `output.${name}`, 'value')))).toEqual([
      'tofu',
      'kept',
      'tofu',
    ]);
    expect(e.diagnostics).toEqual([]);
  });

  test('the data source of a check belongs to the module', async () => {
    const e = await evaluated({
      'main.tf': `check "c" {
  data "http" "x" { url = "https://example.com" }
  assert {
    condition     = data.http.x.url == "https://example.com"
    error_message = "m"
  }
}`,
    });
    expect(at(e, 'data.http.x').type).toBe('data.http');
    expect(at(e, 'check.c').body.blocks[1]?.attributes.get('condition')?.value).toMatchObject({ value: true });
  });

  test('an import with for_each is there for each key', async () => {
    const e = await evaluated({
      'main.tf': `import {
  for_each = { a = "i-1", b = "i-2" }
  to       = aws_x.r[each.key]
  id       = each.value
}
removed {
  from = aws_x.old
  lifecycle { destroy = false }
}`,
    });
    const imports = e.graph.ofType('.', 'import').map(({ address, body }) => [
      address,
      ...['to', 'id'].map((name) => {
        const value = body.attributes.get(name)?.value;
        return value && short(value);
      }),
    ]);
    expect(imports).toEqual([
      ['import["a"]', 'aws_x.r["a"]', 'i-1'],
      ['import["b"]', 'aws_x.r["b"]', 'i-2'],
    ]);
    expect(at(e, 'removed').body.blocks[0]?.attributes.get('destroy')?.value).toMatchObject({ value: false });
  });
});

test('edges are all references with their place', async () => {
  const e = await evaluated({
    'main.tf': `locals { key = aws_kms_key.k.arn }
resource "aws_kms_key" "k" {}
resource "aws_x" "r" {
  for_each = toset(["a", "b"])
  name     = each.key
  kms {
    key = local.key
  }
  depends_on = [module.m]
}
module "m" { source = "./m" }
output "o" { value = aws_x.r["a"].name }`,
    'm/main.tf': '',
  });
  expect(e.graph.edges('.').map(({ from, to, attribute, span }) => [from, to, attribute, span.startLine])).toEqual([
    ['aws_x.r["a"]', 'module.m', 'depends_on', 9],
    ['aws_x.r["a"]', 'aws_kms_key.k', 'kms.key', 7],
    ['aws_x.r["b"]', 'module.m', 'depends_on', 9],
    ['aws_x.r["b"]', 'aws_kms_key.k', 'kms.key', 7],
    ['output.o', 'aws_x.r', 'value', 12],
  ]);
  expect(e.graph.edges('none')).toEqual([]);
});

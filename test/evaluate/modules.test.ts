import { describe, expect, test } from '@jest/globals';

import { at, evaluated, short, valueOf } from './evaluated.ts';

const call = (name: string, source: string, more = '') => `module "${name}" {\n  source = "${source}"\n  ${more}\n}\n`;

describe('root modules', () => {
  test.each<readonly [name: string, files: Record<string, string>, roots: readonly string[]]>([
    ['a folder that nothing calls', { 'main.tf': '', 'envs/prod/a.tf': '' }, ['.', 'envs/prod']],
    ['a called folder is none', { 'main.tf': call('m', './m'), 'm/a.tf': '' }, ['.']],
    ['the top may be called', { 'main.tf': '', 'examples/a/main.tf': call('m', '../..') }, ['examples/a']],
    ['the top is called with a slash', { 'main.tf': '', 'examples/a/main.tf': call('m', '../../') }, ['examples/a']],
    ['a broken caller does not count', { 'main.tf': `${call('m', './m')} {`, 'm/a.tf': '' }, ['.', 'm']],
    ['folders that only call each other', { 'a/m.tf': call('b', '../b'), 'b/m.tf': call('a', '../a') }, ['a']],
    ['JSON counts', { 'main.tf.json': '{"module":{"m":{"source":"./m"}}}', 'm/a.tf': '' }, ['.']],
  ])('%s', async (_name, files, roots) => {
    expect((await evaluated(files)).roots).toEqual(roots);
  });

  test('can be given', async () => {
    const files = { 'a/m.tf': 'output "o" { value = 1 }', 'b/m.tf': '' };
    expect((await evaluated(files, { roots: ['a', 'none'] })).graph.resources.map((r) => r.root)).toEqual(['a']);
  });
});

describe('module calls', () => {
  test('one module called twice is evaluated with the inputs of each place', async () => {
    const e = await evaluated({
      'main.tf': call('a', './m', 'on = true') + call('b', './m', 'on = false'),
      'm/main.tf': 'variable "on" {}\nresource "aws_x" "r" { on = var.on }\noutput "on" { value = aws_x.r.on }',
    });
    expect(short(valueOf(e, 'module.a.aws_x.r', 'on'))).toBe(true);
    expect(short(valueOf(e, 'module.b.aws_x.r', 'on'))).toBe(false);
    expect(valueOf(e, 'module.b.output.on', 'value').references).toEqual(['module.b.aws_x.r']);
  });

  test('references cross modules with absolute addresses', async () => {
    const e = await evaluated({
      'main.tf': `resource "aws_kms_key" "k" {}\n${call('db', './db', 'key = aws_kms_key.k.arn')}output "o" { value = module.db.id }`,
      'db/main.tf':
        'variable "key" {}\nresource "aws_db_instance" "this" { kms_key_id = var.key }\noutput "id" { value = aws_db_instance.this.id }',
    });
    expect(valueOf(e, 'module.db.aws_db_instance.this', 'kms_key_id').references).toEqual(['aws_kms_key.k']);
    expect(valueOf(e, 'output.o', 'value').references).toEqual(['module.db', 'module.db.aws_db_instance.this']);
    const referrers = (address: string) => e.graph.referrers(at(e, address)).map((r) => r.address);
    expect(referrers('aws_kms_key.k')).toEqual(['module.db', 'module.db.aws_db_instance.this']);
    expect(referrers('module.db.aws_db_instance.this')).toEqual(['output.o', 'module.db.output.id']);
  });

  test('a whole resource can be handed on', async () => {
    const e = await evaluated({
      'main.tf': `resource "aws_x" "r" { name = "n" }\n${call('m', './m', 'r = aws_x.r')}`,
      'm/main.tf': 'variable "r" {}\noutput "name" { value = var.r.name }\noutput "id" { value = var.r.id }',
    });
    expect(short(valueOf(e, 'module.m.output.name', 'value'))).toBe('n');
    expect(short(valueOf(e, 'module.m.output.id', 'value'))).toBe('?computed');
  });

  test('nothing in a module that is not there exists', async () => {
    const e = await evaluated({
      'main.tf': call('no', './m', 'count = 0') + call('maybe', './m', 'for_each = var.u') + 'variable "u" {}',
      'm/main.tf': 'resource "aws_x" "r" {}',
    });
    expect(at(e, 'module.no.aws_x.r')).toMatchObject({ exists: 'no', multiple: true });
    expect(at(e, 'module.maybe.aws_x.r')).toMatchObject({ exists: 'unknown', multiple: true });
  });

  test('a module that is elsewhere is a gap, told once, and its outputs are unknown', async () => {
    const e = await evaluated({
      'main.tf': `${call('vpc', 'terraform-aws-modules/vpc/aws', 'name = "v"')}${call('out', '../up')}${call('gone', './gone')}
output "o" { value = module.vpc.id }
output "p" { value = [module.out.id, module.gone.id] }`,
    });
    expect(e.diagnostics.map((d) => [d.code, d.severity, d.span.startLine])).toEqual([
      ['module-not-resolved', 'warning', 2],
      ['module-not-resolved', 'warning', 6],
      ['module-not-resolved', 'warning', 10],
    ]);
    expect(valueOf(e, 'output.o', 'value')).toMatchObject({
      reason: 'module-not-resolved',
      references: ['module.vpc'],
    });
    expect(short(valueOf(e, 'output.p', 'value'))).toEqual(['?module-not-resolved', '?module-not-resolved']);
    expect(short(valueOf(e, 'module.vpc', 'name'))).toBe('v');
  });

  test('a module that calls itself stops and says so', async () => {
    const e = await evaluated({
      'main.tf': call('a', './a'),
      'a/m.tf': call('b', '../b'),
      'b/m.tf': call('a', '../a'),
    });
    expect(e.diagnostics.map((d) => d.code)).toEqual(['cycle']);
  });

  test('modules that multiply are cut off', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 16; i++)
      files[`m${String(i)}/main.tf`] = call('a', `../m${String(i + 1)}`) + call('b', `../m${String(i + 1)}`);
    files['m16/main.tf'] = '';
    const e = await evaluated(files);
    expect(e.graph.resources.length).toBeLessThan(5_000);
    expect(e.diagnostics.some((d) => d.code === 'cap')).toBe(true);
  });

  test('path.module is seen from the root module', async () => {
    const e = await evaluated({
      'envs/prod/main.tf': call('m', '../../modules/m'),
      'modules/m/main.tf': 'output "o" { value = "${path.module}/x ${path.root}" }',
    });
    expect(short(valueOf(e, 'module.m.output.o', 'value', 'envs/prod'))).toBe('../../modules/m/x .');
  });
});

describe('the graph', () => {
  test('finds resources by type and by address without keys', async () => {
    const e = await evaluated({ 'main.tf': call('m', './m', 'count = 1'), 'm/main.tf': 'resource "aws_x" "r" {}' });
    expect(e.graph.ofType('.', 'aws_x').map((r) => r.address)).toEqual(['module.m[0].aws_x.r']);
    expect(e.graph.ofType('.', 'aws_none')).toEqual([]);
    expect(e.graph.at('.', 'module.m[0].aws_x.r["a]\\"b.c"]')?.address).toBe('module.m[0].aws_x.r');
    expect(e.graph.at('m', 'aws_x.r')).toBeUndefined();
    expect(e.graph.text('m/main.tf')).toBe('resource "aws_x" "r" {}');
  });
  test('is frozen', async () => {
    const e = await evaluated({ 'main.tf': 'resource "aws_x" "r" {\n b {}\n}' });
    const resource = at(e, 'aws_x.r');
    for (const part of [e.graph, e.graph.resources, resource, resource.body, resource.body.blocks]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
  test('has workflows too', async () => {
    const e = await evaluated({
      '.github/workflows/ci.yml': 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ run: ls }]\n',
    });
    expect(e.graph.resources.map((r) => r.type)).toContain('workflow.job');
  });
});

import { describe, expect, test } from '@jest/globals';

import { at, evaluated, short, valueOf } from './evaluated.ts';

describe('values on their way through the configuration', () => {
  test('a variable takes its default, converted to its type', async () => {
    const e = await evaluated({
      'main.tf': 'variable "a" {\n type = bool\n default = "true"\n}\noutput "o" { value = var.a }',
    });
    expect(short(valueOf(e, 'output.o', 'value'))).toBe(true);
    expect(valueOf(e, 'output.o', 'value').trace.map((step) => step.what)).toEqual([
      'var.a',
      'default of variable "a"',
    ]);
  });

  test('variable files win over defaults, later ones over earlier ones', async () => {
    const main = 'variable "a" { default = 0 }\noutput "o" { value = var.a }';
    const files: Record<string, string> = { 'main.tf': main };
    const result = async (options = {}) => short(valueOf(await evaluated(files, options), 'output.o', 'value'));
    files['terraform.tfvars'] = 'a = 1';
    expect(await result()).toBe(1);
    files['terraform.tfvars.json'] = '{"a": 2}';
    expect(await result()).toBe(2);
    files['b.auto.tfvars'] = 'a = 4';
    files['a.auto.tfvars'] = 'a = 3';
    expect(await result()).toBe(4);
    files['other.tfvars'] = 'a = 5';
    expect(await result()).toBe(4);
    expect(await result({ varFiles: ['other.tfvars'] })).toBe(5);
  });

  test('a root variable without a value is unknown and says which', async () => {
    const e = await evaluated({ 'main.tf': 'variable "a" {}\noutput "o" { value = var.a }' });
    expect(valueOf(e, 'output.o', 'value')).toMatchObject({
      kind: 'unknown',
      reason: 'variable-without-value',
      detail: 'variable "a" has no value',
    });
  });

  test('a value is traced through a module input, a variable and a variable file', async () => {
    const e = await evaluated({
      'main.tf': 'variable "m" {}\nmodule "db" {\n source = "./db"\n multi = var.m\n}',
      'terraform.tfvars': 'm = false',
      'db/main.tf': 'variable "multi" {}\nresource "aws_db_instance" "this" { multi_az = var.multi }',
    });
    const value = valueOf(e, 'module.db.aws_db_instance.this', 'multi_az');
    expect(short(value)).toBe(false);
    expect(value.trace.map((step) => step.what)).toEqual([
      'var.multi',
      'module.db input "multi"',
      'var.m',
      'terraform.tfvars',
    ]);
    expect(value.span?.file).toBe('terraform.tfvars');
    expect(e.roots).toEqual(['.']);
    expect(at(e, 'module.db.aws_db_instance.this').folder).toBe('db');
  });
});

import { describe, expect, test } from '@jest/globals';

import { explainValue } from '../../src/evaluate/explain.ts';
import { at, evaluated } from './evaluated.ts';

const FILES = {
  'main.tf': `module "db" {
  source   = "./db"
  multi_az = local.settings.high
}
`,
  'locals.tf': `locals {
  settings = {
    high = var.high_availability
  }
}
`,
  'variables.tf': `variable "high_availability" {
  type    = bool
  default = true
}
`,
  'db/main.tf': `variable "multi_az" {
  type = bool
}
locals {
  multi_az = var.multi_az
}
resource "aws_db_instance" "this" {
  multi_az = local.multi_az
}
`,
};

async function explained(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const evaluation = await evaluated(files);
  const attribute = at(evaluation, 'module.db.aws_db_instance.this').body.attributes.get('multi_az');
  if (!attribute) throw new Error('there is no multi_az');
  const lines = explainValue({ ...attribute, what: 'multi_az' }, (file) => evaluation.graph.text(file));
  return lines.map(({ what, span, source }) => `${span.file}:${String(span.startLine)} ${what} <- ${source}`);
}

describe('the explanation of a value', () => {
  test('leads line by line from the argument to the default of the variable', async () => {
    expect(await explained(FILES)).toEqual([
      'db/main.tf:8 multi_az <- multi_az = local.multi_az',
      'db/main.tf:8 local.multi_az <- multi_az = local.multi_az',
      'db/main.tf:5 var.multi_az <- multi_az = var.multi_az',
      'main.tf:3 module.db input "multi_az" <- multi_az = local.settings.high',
      'main.tf:3 local.settings <- multi_az = local.settings.high',
      'locals.tf:3 var.high_availability <- high = var.high_availability',
      'variables.tf:3 default of variable "high_availability" <- default = true',
    ]);
  });

  test('ends at the line of the variable file that gives the value', async () => {
    const lines = await explained({ ...FILES, 'terraform.tfvars': '# sizes\nhigh_availability = false\n' });
    expect(lines.at(-1)).toBe('terraform.tfvars:2 terraform.tfvars <- high_availability = false');
  });

  test('ends at the line of the entry, not of the whole map that it is in', async () => {
    const lines = await explained({
      ...FILES,
      'locals.tf': 'locals {\n  settings = {\n    high = var.sizes["db"].high\n  }\n}\n',
      'variables.tf': 'variable "sizes" {}\n',
      'terraform.tfvars': 'sizes = {\n  web = { high = true }\n  db  = { high = false }\n}\n',
    });
    expect(lines.at(-1)).toBe('terraform.tfvars:3 terraform.tfvars <- db  = { high = false }');
  });

  test('of a value that is written in place is that line alone', async () => {
    const db = FILES['db/main.tf'].replace('local.multi_az\n}\n', 'true\n}\n');
    expect(await explained({ ...FILES, 'db/main.tf': db })).toEqual(['db/main.tf:8 multi_az <- multi_az = true']);
  });
});

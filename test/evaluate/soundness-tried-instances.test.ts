import { expect, test } from '@jest/globals';

import { evaluated, short, valueOf } from './evaluated.ts';

// Whether there is an instance is not known before its keys are: outside `try` and `can` Terraform refuses what is not there.
test.each<readonly [repeat: string, expression: string, value: unknown]>([
  ['for_each = toset([var.u])', 'aws_y.y["a"].name', 'n'],
  ['for_each = toset([var.u])', 'try(aws_y.y["a"].name, "no")', '?variable-without-value'],
  ['for_each = toset([var.u])', 'try(aws_y.y.a.name, "no")', '?variable-without-value'],
  ['for_each = toset([var.u])', 'can(aws_y.y["a"].name)', '?variable-without-value'],
  ['for_each = toset([var.u])', 'try(var.u, aws_y.y["a"].name, "no")', '?variable-without-value'],
  ['for_each = toset(["a"])', 'try(aws_y.y["a"].name, "no")', 'n'],
  ['for_each = toset(["a"])', 'try(aws_y.y["b"].name, "no")', 'no'],
  ['for_each = toset(["a"])', 'try(aws_y.y[var.u].name, "no")', '?variable-without-value'],
  ['for_each = toset(["a"])', 'can(aws_y.y[var.u])', '?computed'],
  ['for_each = toset(["a"])', 'try([for k in ["a"] : aws_y.y[k].name], ["no"])', ['n']],
  ['for_each = toset(["a"])', 'aws_y.y[var.u].name', 'n'],
  ['count = 2', 'try(aws_y.y[1].name, "no")', 'n'],
  ['count = 2', 'try(aws_y.y[2].name, "no")', 'no'],
  ['count = 2', 'try(aws_y.y[try(var.u, 0)].name, "no")', '?not-evaluated'],
  ['count = var.u', 'try(aws_y.y[0].name, "no")', '?variable-without-value'],
])('%s: %s', async (repeat, expression, value) => {
  const e = await evaluated({
    'main.tf': `variable "u" {}\nresource "aws_y" "y" {\n ${repeat}\n name = "n"\n}\noutput "o" { value = ${expression} }`,
  });
  expect(short(valueOf(e, 'output.o', 'value'))).toEqual(value);
});

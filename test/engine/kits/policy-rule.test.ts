import { describe, expect, test } from '@jest/globals';
import { policyRule } from '../../../src/engine/kits.ts';
import { runRules } from '../../../src/engine/run-rules.ts';
import { evaluate } from '../../../src/evaluate/evaluate.ts';
import { isEveryAction } from '../../../src/evaluate/facts/policy-match.ts';
import { parseFiles } from '../../../src/syntax/parse.ts';

const rule = policyRule({
  id: 'aws-test-every-action',
  title: 'Allows everything',
  severity: 'high',
  resource: ['aws_iam_policy'],
  why: 'It does.',
  remedy: 'Do not.',
  items: ['rbac'],
  links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html'],
  policy: ['policy'],
  defect: (statement) => {
    if (statement.effect !== 'Allow' || !isEveryAction(statement)) return undefined;
    return statement.conditions.length > 0 ? 'undecided' : { message: 'allows every action' };
  },
  example: { bad: '', good: '' },
});

async function run(statement: string): Promise<{ fails: number; passes: number; undecided: number }> {
  const text = `variable "x" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [${statement}] })\n}\n`;
  const { graph } = evaluate(await parseFiles(new Map([['main.tf', Buffer.from(text)]])));
  const result = runRules([rule], graph);
  return { fails: result.findings.length, passes: result.passes.length, undecided: result.undecided.length };
}

describe('a statement of which a part is unknown', () => {
  test.each<readonly [string, string, object]>([
    ['whole and bad', '{ Effect = "Allow", Action = "*", Resource = "*" }', { fails: 1, passes: 0, undecided: 0 }],
    [
      'whole and good',
      '{ Effect = "Allow", Action = "s3:Get", Resource = "*" }',
      { fails: 0, passes: 1, undecided: 0 },
    ],
    [
      'an unknown action',
      '{ Effect = "Allow", Action = var.x, Resource = "*" }',
      { fails: 0, passes: 0, undecided: 1 },
    ],
    ['an unknown effect', '{ Effect = var.x, Action = "*", Resource = "*" }', { fails: 0, passes: 0, undecided: 1 }],
    [
      'a condition that the rule cannot weigh',
      '{ Effect = "Allow", Action = "*", Resource = "*", Condition = { StringEquals = { "aws:PrincipalOrgID" = var.x } } }',
      { fails: 0, passes: 0, undecided: 1 },
    ],
    ['a denial, whatever it denies', '{ Effect = "Deny", Action = var.x }', { fails: 0, passes: 1, undecided: 0 }],
    ['an unknown statement', 'var.x', { fails: 0, passes: 0, undecided: 1 }],
  ])('%s', async (_name, statement, expected) => {
    expect(await run(statement)).toEqual(expected);
  });
});

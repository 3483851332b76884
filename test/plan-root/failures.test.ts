import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AWS, stateOf } from '../runner/local/rig.ts';
import { annotationsOf, below, openStage, proofOf, proofWith, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

test('a precondition that does not hold is a failure with the part that was planned', async () => {
  const outcome = await stage.play({
    base: { 'live/main.tf': '' },
    head: {
      'live/main.tf': `resource "terraform_data" "first" {
  input = "planned"
}
resource "terraform_data" "second" {
  depends_on = [terraform_data.first]
  lifecycle {
    precondition {
      condition     = length(path.module) > 1000
      error_message = "The region must be in Europe."
    }
  }
}
`,
    },
    state: stateOf({}),
  });
  const { check } = outcome;
  expect(proofOf(outcome)).toEqual(proofWith('Plan: 1 to add, 0 to change, 0 to destroy.'));
  expect(check.title).toBe('Failed in plan: partial plan, 1 add — live [L2]');
  expect(check.conclusion).toBe('failure');
  expect(check.summary.split('\n').slice(2, 4)).toEqual([
    '- Terraform failed in the step plan.',
    '- Resource precondition failed.',
  ]);
  expect(below('What went wrong', check.summary)?.[0]).toBe(
    '- Resource precondition failed: The region must be in Europe. at `live/main.tf:8`',
  );
  expect(below('Checks that do not pass', check.summary)).toEqual([
    '- `terraform_data.second` fails: The region must be in Europe.',
  ]);
  expect(annotationsOf(outcome)).toEqual(['failure live/main.tf:8 Resource precondition failed']);
  expect(check.actions.map(({ identifier }) => identifier)).toEqual(['replan', 'diagnose-error']);
});

test('an error of the provider stands at the line of its resource, and there is no plan', async () => {
  const outcome = await stage.play({
    base: { 'live/main.tf': AWS },
    head: { 'live/main.tf': `${AWS}\nresource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/33"\n}\n` },
    state: stateOf({}),
    provider: { refuse: { aws_vpc: 'The block is too small' } },
  });
  const { check, report, terraform } = outcome;
  expect(terraform).toContain('Error: The block is too small\n\n  with aws_vpc.main,\n  on main.tf line 7');
  expect([check.title, check.conclusion]).toEqual(['Failed in validate — live [L4]', 'failure']);
  expect(below('What went wrong', check.summary)?.[0]).toBe(
    '- The block is too small in `aws_vpc.main` at `live/main.tf:7`',
  );
  expect(annotationsOf(outcome)).toEqual(['failure live/main.tf:7 The block is too small']);
  expect([report.plan, report.facts, report.judgement]).toEqual([undefined, undefined, undefined]);
});

test('what prevent_destroy forbids is a failure at its line', async () => {
  const vault = (version: string): string => `resource "terraform_data" "vault" {
  triggers_replace = "${version}"
  lifecycle {
    prevent_destroy = true
  }
}
`;
  const outcome = await stage.play({
    base: { 'live/main.tf': vault('a') },
    head: { 'live/main.tf': vault('b') },
    state: stateOf({ 'terraform_data.vault': { id: 'x', triggers_replace: { value: 'a', type: 'string' } } }),
  });
  const { check } = outcome;
  expect(proofOf(outcome)).toEqual(proofWith('Plan: 1 to add, 0 to change, 1 to destroy.'));
  expect(check.title).toBe('Failed in plan: partial plan, 1 replace — live [L2]');
  expect(check.conclusion).toBe('failure');
  expect(check.summary).toContain('\n- Instance cannot be destroyed.\n');
  expect(below('Forbidden by prevent_destroy: the plan fails here', check.summary)).toEqual([
    '- `terraform_data.vault` (`live/main.tf:4`)',
  ]);
  expect(below('Destroyed, replaced or forgotten', check.summary)?.at(-1)).toBe(
    '| `terraform_data.vault` | replace (destroy, then create) | triggers_replace a → b cannot be changed in place |  |  |',
  );
  expect(annotationsOf(outcome)).toEqual([
    'failure live/main.tf:1 Instance cannot be destroyed',
    'failure live/main.tf:4 prevent_destroy forbids this plan',
    'warning live/main.tf:2 The plan would replace this',
  ]);
});

test('a check that does not hold is a warning, never a success; outputs that change are told', async () => {
  const outputs = {
    name: { value: 'old', type: 'string' },
    gone: { value: 'bye', type: 'string' },
    kept: { value: 'same', type: 'string' },
  };
  const state = JSON.parse(Buffer.from(stateOf({ 'terraform_data.kept': { id: 'k' } })).toString()) as object;
  const outcome = await stage.play({
    base: { 'live/main.tf': 'resource "terraform_data" "kept" {}\n' },
    head: {
      'live/main.tf': `resource "terraform_data" "kept" {}
locals {
  days = 3
}
check "retention" {
  assert {
    condition     = local.days >= 7
    error_message = "Backups are kept for \${local.days} days, at least 7 are needed."
  }
}
output "days" { value = local.days }
output "name" { value = "new" }
output "kept" { value = "same" }
`,
    },
    state: Buffer.from(JSON.stringify({ ...state, outputs })),
  });
  const { check, report } = outcome;
  expect(outcome.terraform).toContain(
    'Changes to Outputs:\n  + days = 3\n  - gone = "bye" -> null\n  ~ name = "old" -> "new"\n',
  );
  expect(report.facts?.totals).toMatchObject({ add: 0, change: 0, destroy: 0 });
  expect(check.title).toBe('No objects change · 3 outputs change — live [L2]');
  expect(check.conclusion).toBe('neutral');
  expect(check.summary).toContain('serial 7, with 1 resource.\n');
  expect(check.summary).toContain('\n- 1 check of the configuration does not hold.\n');
  expect(below('Checks that do not pass', check.summary)).toEqual([
    '- `check.retention` fails: Backups are kept for 3 days, at least 7 are needed.',
  ]);
  expect(below('Outputs that change', check.summary)).toEqual([
    '- `days`: new, `3`',
    '- `gone`: removed, was `bye`',
    '- `name`: `old` → `new`',
  ]);
  expect(annotationsOf(outcome)).toEqual(['warning live/main.tf:7 Check block assertion failed']);
});

test('a plan against an empty state concludes nothing', async () => {
  const outcome = await stage.play({
    base: { 'live/main.tf': '' },
    head: { 'live/main.tf': 'resource "terraform_data" "a" {}\n' },
  });
  const { check } = outcome;
  expect(proofOf(outcome)).toEqual(proofWith('Plan: 1 to add, 0 to change, 0 to destroy.'));
  expect([check.title, check.conclusion]).toEqual(['Empty state: 1 add — live [L3]', 'neutral']);
  expect(check.summary).toContain('**Planned against an EMPTY state: counts and replacements mean nothing.**');
});

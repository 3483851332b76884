import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../src/model/review.ts';
import { reviewChange } from '../../src/review.ts';
import type { InputFlags } from '../../src/review/evaluation-inputs.ts';
import { newCaches } from '../../src/review/new-caches.ts';
import { rules } from '../../src/rules/registry.ts';
import { scanTree } from '../../src/scan.ts';
import { type Files, openOf } from './memory-change.ts';
import { memoryTree } from './memory-tree.ts';

const DATABASE = `variable "ha" {}
resource "aws_db_instance" "a" {
  instance_class = "db.r6g.large"
  engine         = "postgres"
  multi_az       = var.ha
}
`;
const TWO =
  'plan: { environments: { prod: { varFiles: [./env/prod.tfvars] }, dev: { varFiles: [./env/dev.tfvars] } } }\n';

const review = (base: Files, head: Files, policy: string, inputs: InputFlags = {}): Promise<Review> =>
  reviewChange(openOf(base, head, { policy }), { rules, inputs });
const multiAz = (result: Review): string[] =>
  result.findings.filter(({ ruleId }) => ruleId === 'aws-rds-multi-az').map(({ state, root }) => `${state} ${root}`);
const codes = (result: Review): string[] => result.coverage.gaps.map(({ code }) => code);

describe('variable files that the policy names', () => {
  const named = 'plan: { varFiles: [./env/prod.tfvars] }\n';
  const base = { 'infra/main.tf': DATABASE, 'infra/env/prod.tfvars': 'ha = true\n' };
  const head = { ...base, 'infra/env/prod.tfvars': 'ha = false\n' };

  test('decide what is unknown without them, on both sides', async () => {
    const result = await review(base, head, named);
    expect(multiAz(result)).toEqual(['introduced infra']);
    expect(result.coverage.gaps).toEqual([]);
    const without = await review(base, head, '');
    expect(multiAz(without)).toEqual([]);
    expect(codes(without)).toEqual(['not-evaluated']);
  });

  test('reach every root module that is given them, wherever they are', async () => {
    const roots = { 'a/main.tf': DATABASE, 'b/main.tf': DATABASE };
    const result = await review(
      { ...roots, 'env/prod.tfvars': 'ha = true\n' },
      { ...roots, 'env/prod.tfvars': 'ha = false\n' },
      "plan: { environments: { prod: { varFiles: [env/prod.tfvars], roots: ['a'] } } }\n",
    );
    expect(multiAz(result)).toEqual(['introduced a (prod)']);
  });

  test('are read when the module changes and they do not', async () => {
    const off = { ...head, 'infra/main.tf': DATABASE.replace('var.ha', 'true') };
    expect(multiAz(await review(off, head, named))).toEqual(['introduced infra']);
  });

  test('leave an error where they are missing at head', async () => {
    const result = await review({}, { 'infra/main.tf': DATABASE }, named);
    expect(result.coverage.gaps).toEqual([
      expect.objectContaining({
        code: 'not-evaluated',
        severity: 'error',
        message: expect.stringMatching(/root module infra/),
      }),
    ]);
    expect(result.gate.reasons.join(' ')).toMatch(/1 file could not be reviewed/);
  });
});

describe('environments', () => {
  const files = { 'main.tf': DATABASE, 'env/prod.tfvars': 'ha = true\n', 'env/dev.tfvars': 'ha = false\n' };

  test('are evaluated one by one, and a finding says in which', async () => {
    expect(multiAz(await review({}, files, TWO))).toEqual(['introduced . (dev)']);
  });

  test('with the same finding give one', async () => {
    const both = { ...files, 'env/prod.tfvars': 'ha = false\n' };
    expect(multiAz(await review({}, both, TWO))).toHaveLength(1);
  });

  test('can be chosen', async () => {
    expect(multiAz(await review({}, files, TWO, { environment: 'prod' }))).toEqual([]);
    expect(multiAz(await review({}, files, TWO, { environment: 'dev' }))).toEqual(['introduced . (dev)']);
  });
});

describe('a changed file that is no infrastructure', () => {
  const main = 'locals {\n  p = file("${path.module}/policies/admin.json")\n}\n';

  test('selects the module that reads it', async () => {
    const result = await review(
      { 'infra/main.tf': main, 'other/main.tf': DATABASE, 'infra/policies/admin.json': '{}' },
      { 'infra/main.tf': main, 'other/main.tf': DATABASE, 'infra/policies/admin.json': '{"a":1}' },
      '',
    );
    expect(result.coverage.filesReviewed).toBe(1);
  });

  test('that nobody reads selects nothing, and says nothing of a large tree', async () => {
    const tree = { 'a/main.tf': main, 'b/main.tf': DATABASE, 'README.md': 'x' };
    const open = openOf(tree, { ...tree, 'README.md': 'y' }, { readBudget: 1 });
    const result = await reviewChange(open, { rules });
    expect([result.coverage.filesReviewed, result.coverage.gaps]).toEqual([0, []]);
  });
});

test('with the caches of an earlier review the result is the same', async () => {
  const files = { 'main.tf': DATABASE, 'env/prod.tfvars': 'ha = true\n', 'env/dev.tfvars': 'ha = false\n' };
  const caches = newCaches();
  const run = (): Promise<Review> => reviewChange(openOf({}, files, { policy: TWO }), { rules, caches });
  const [first, second] = [await run(), await run()];
  expect(second.findings).toEqual(first.findings);
  expect(second.coverage).toEqual(first.coverage);
  expect(second.head).toBe(first.head);
  const open = openOf({}, files, { policy: `${TWO}rules: { aws-rds-multi-az: off }\n` });
  expect(multiAz(await reviewChange(open, { rules, caches }))).toEqual([]);
});

test('a scan of a part of a tree says that file functions do not see the rest', async () => {
  const tree = memoryTree({ 'main.tf': 'locals {\n  a = fileexists("x")\n}\n' }, { complete: false });
  expect(codes(await scanTree(tree, 'x', { rules }))).toContain('cap');
});

import { describe, expect, test } from '@jest/globals';
import { codeRule, type Rule } from '../../src/engine/rule.ts';
import type { Review } from '../../src/model/review.ts';
import type { TreeEntry } from '../../src/ports/source-tree.ts';
import { jsonOf } from '../../src/report/json.ts';
import { reviewChange } from '../../src/review.ts';
import { rules } from '../../src/rules/registry.ts';
import { scanTree } from '../../src/scan.ts';
import { type ChangeOptions, type Files, openOf } from './memory-change.ts';
import { memoryTree } from './memory-tree.ts';

const review = (
  base: Files,
  head: Files,
  options: ChangeOptions & { readonly rules?: readonly Rule[] } = {},
): Promise<Review> => reviewChange(openOf(base, head, options), { rules: options.rules ?? rules });

const stateOf = (result: Review): string[] => result.findings.map(({ ruleId, state }) => `${state} ${ruleId}`);

const DATABASE = (multiAz: string): string =>
  `resource "aws_db_instance" "a" {\n  instance_class = "db.r6g.large"\n  engine = "postgres"\n  multi_az = ${multiAz}\n}\n`;

describe('what a review covers', () => {
  test('a variable file alone is enough to change a verdict', async () => {
    const main = `variable "ha" {}\n${DATABASE('var.ha')}`;
    const result = await review(
      { 'main.tf': main, 'terraform.tfvars': 'ha = true\n' },
      { 'main.tf': main, 'terraform.tfvars': 'ha = false\n' },
    );
    expect(stateOf(result)).toContain('introduced aws-rds-multi-az');
  });

  test('a changed module is judged in every root that calls it', async () => {
    const call = 'module "db" {\n  source = "../modules/db"\n}\n';
    const roots = { 'one/main.tf': call, 'two/main.tf': call };
    const result = await review(
      { ...roots, 'modules/db/main.tf': DATABASE('true') },
      { ...roots, 'modules/db/main.tf': DATABASE('false') },
    );
    const found = result.findings.filter(
      ({ ruleId, state }) => ruleId === 'aws-rds-multi-az' && state === 'introduced',
    );
    expect(found.map(({ span }) => span.file)).toEqual(expect.arrayContaining(['modules/db/main.tf']));
    expect(found.flatMap(({ address, instances }) => [address, ...instances])).toEqual(
      expect.arrayContaining(['module.db.aws_db_instance.a']),
    );
  });

  test('folders that the change cannot reach are not parsed', async () => {
    const other = { 'other/main.tf': DATABASE('false') };
    const open = openOf({ ...other, 'main.tf': DATABASE('true') }, { ...other, 'main.tf': DATABASE('false') });
    const result = await reviewChange(open, { rules });
    expect(result.coverage.filesReviewed).toBe(1);
    expect(result.findings.every(({ span }) => span.file === 'main.tf')).toBe(true);
  });

  test('over the read budget the callers are not searched, and the ledger says so', async () => {
    const files = { 'a/main.tf': DATABASE('true'), 'b/main.tf': 'locals {}\n', 'c/main.tf': 'locals {}\n' };
    const result = await review(files, { ...files, 'a/main.tf': DATABASE('false') }, { readBudget: 2 });
    expect(result.coverage.gaps.map(({ code }) => code)).toContain('cap');
    expect(stateOf(result)).toContain('introduced aws-rds-multi-az');
  });

  test('a file that does not parse is a gap, the rest is reviewed, and the check is not green', async () => {
    const result = await review(
      { 'a.tf': DATABASE('true'), 'b.tf': 'locals {}\n' },
      { 'a.tf': DATABASE('true'), 'b.tf': 'locals {{{\n', 'c.tf': 'resource "aws_sqs_queue" "q" {}\n' },
    );
    expect(result.coverage.gaps.map(({ span }) => span.file)).toContain('b.tf');
    expect(result.gate.conclusion).toBe('neutral');
  });

  test('a link in the place of a file is a gap', async () => {
    const extra: readonly TreeEntry[] = [{ path: 'link.tf', kind: 'symlink', size: 1, sha: undefined }];
    const result = await review({ 'a.tf': 'locals {}\n' }, { 'a.tf': 'locals {}\n' }, { extra });
    expect(result.coverage.gaps).toEqual([expect.objectContaining({ code: 'symlink', severity: 'error' })]);
  });

  test('what a broken file may hold is not called missing', async () => {
    const bucket = 'resource "aws_s3_bucket" "b" {\n  bucket = "acme-data"\n}\n';
    const broken = await scanTree(memoryTree({ 'a.tf': bucket, 'b.tf': 'resource {{{\n' }), 'x', { rules });
    const whole = await scanTree(memoryTree({ 'a.tf': bucket, 'b.tf': 'locals {}\n' }), 'x', { rules });
    expect(whole.findings.map(({ ruleId }) => ruleId)).toContain('aws-s3-versioning');
    expect(broken.findings.map(({ ruleId }) => ruleId)).not.toContain('aws-s3-versioning');
    expect(broken.coverage.undecided.map(({ ruleId }) => ruleId)).toContain('aws-s3-versioning');
  });
});

describe('the policy', () => {
  const change = [{ 'main.tf': DATABASE('true') }, { 'main.tf': DATABASE('false') }] as const;

  test('raises a severity, and the gate with it', async () => {
    const result = await review(...change, { policy: 'rules:\n  aws-rds-multi-az:\n    severity: critical\n' });
    expect(result.gate.conclusion).toBe('failure');
  });

  test('switches a rule off', async () => {
    const result = await review(...change, { policy: 'rules:\n  aws-rds-multi-az: off\n' });
    expect(stateOf(result)).not.toContain('introduced aws-rds-multi-az');
  });

  test('leaves ignored paths out', async () => {
    const result = await review(...change, { policy: "paths:\n  ignore: ['main.tf']\n" });
    expect(result.findings).toEqual([]);
  });

  test('with a problem is not green, and says where the problem is', async () => {
    const same = { 'main.tf': 'locals {}\n' };
    const result = await review(same, { 'main.tf': 'locals { a = 1 }\n' }, { policy: 'gate:\n  severty: low\n' });
    expect(result.gate.conclusion).toBe('neutral');
    expect(result.coverage.notes.join('\n')).toMatch(/plumbline\.yml:2:3/);
  });

  test('of the head does not count', async () => {
    const weak = { '.github/plumbline.yml': 'rules:\n  aws-rds-multi-az: off\n' };
    const result = await review(change[0], { ...change[1], ...weak });
    expect(stateOf(result)).toContain('introduced aws-rds-multi-az');
    expect(result.coverage.notes.join('\n')).toMatch(/policy of the base branch/);
  });
});

test('the deductions of the JSON report add up to what the score lacks', async () => {
  const { head } = jsonOf(await review({}, { 'm.tf': DATABASE('false') })).score;
  const sum = head.deductions.reduce((total, { points }) => total + points, 0);
  expect(sum).toBeCloseTo(100 - head.overall.score, 6);
  expect(sum).toBeGreaterThan(1);
});

describe('bad luck', () => {
  test('one failing rule never fails a review, and the check is not green', async () => {
    const broken = codeRule({
      id: 'aws-broken-rule',
      title: 'Throws',
      severity: 'low',
      resource: ['aws_db_instance'],
      why: 'It is broken.',
      remedy: 'Mend it.',
      items: ['compliance'],
      links: ['https://example.invalid/'],
      check: () => {
        throw new Error('broken on purpose');
      },
    });
    const result = await review(
      { 'm.tf': DATABASE('true') },
      { 'm.tf': DATABASE('false') },
      { rules: [broken, ...rules] },
    );
    expect(stateOf(result)).toContain('introduced aws-rds-multi-az');
    expect(result.coverage.ruleErrors).toEqual([expect.objectContaining({ ruleId: 'aws-broken-rule' })]);
    expect(result.gate.conclusion).not.toBe('success');
  });

  test('a review that was superseded stops', async () => {
    const open = openOf({ 'm.tf': DATABASE('true') }, { 'm.tf': DATABASE('false') });
    const signal = AbortSignal.abort(new Error('superseded'));
    await expect(reviewChange(open, { rules, signal })).rejects.toThrow('superseded');
  });
});

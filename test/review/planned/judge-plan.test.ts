import { describe, expect, test } from '@jest/globals';
import type { ComparedFinding } from '../../../src/model/finding.ts';
import { loadPlan } from '../../../src/evaluate/plan/load-plan.ts';
import { defaultPolicy } from '../../../src/policy/schema.ts';
import { judgePlan } from '../../../src/review/planned/judge-plan.ts';
import { sourceIndex } from '../../../src/review/planned/source-index.ts';
import { rules } from '../../../src/rules/registry.ts';
import { judged, judgedFiles, planOf, redacted } from './planned.ts';

const DATABASE = `variable "az" {}
resource "aws_db_instance" "d" {
  engine   = "postgres"
  multi_az = var.az
}
`;
const D = 'aws_db_instance.d';
const values = (multiAz: boolean): Readonly<Record<string, unknown>> => ({ engine: 'postgres', multi_az: multiAz });

const about = (findings: readonly ComparedFinding[], rule: string): readonly string[] =>
  findings
    .filter(({ ruleId }) => ruleId === rule)
    .map(
      ({ state, side, anchor, address }) => `${state} ${address} ${side} ${anchor.file}:${String(anchor.startLine)}`,
    );

describe('a finding', () => {
  test.each([
    ['of what is created is introduced', 'create', null, false, [`introduced ${D} RIGHT main.tf:4`]],
    ['that an update brings is introduced', 'update', true, false, [`introduced ${D} RIGHT main.tf:4`]],
    ['that was there before an update is not', 'update', false, false, [`pre-existing ${D} RIGHT main.tf:4`]],
    ['of what does not change is not', 'no-op', false, false, [`pre-existing ${D} RIGHT main.tf:4`]],
    ['that an update repairs is fixed', 'update', false, true, [`fixed ${D} RIGHT main.tf:4`]],
    ['is none where all is well', 'update', true, true, []],
  ] as const)('%s', async (_what, action, before, after, expected) => {
    const plan = planOf([
      { address: D, actions: [action], before: before === null ? null : values(before), after: values(after) },
    ]);
    const { findings } = await judged(plan, { 'main.tf': DATABASE });
    expect(about(findings, 'aws-rds-multi-az')).toEqual(expected);
  });

  test('of a replaced object that had it before is not new', async () => {
    const change = { address: D, actions: ['delete', 'create'], before: values(false), after: values(false) };
    const { findings } = await judged(planOf([change]), { 'main.tf': DATABASE });
    expect(about(findings, 'aws-rds-multi-az')).toEqual([`pre-existing ${D} RIGHT main.tf:4`]);
  });

  test('of what a plan of a part leaves out is not fixed', async () => {
    const state = {
      root_module: {
        resources: [
          {
            address: D,
            mode: 'managed',
            type: 'aws_db_instance',
            name: 'd',
            values: values(false),
            sensitive_values: {},
          },
        ],
      },
    };
    const plan = planOf([], { errored: true, prior_state: { values: state } });
    const { findings } = await judged(plan, { 'main.tf': DATABASE });
    expect(about(findings, 'aws-rds-multi-az')).toEqual([]);
  });

  test('that gets worse has worsened', async () => {
    const kept = (days: number): Record<string, unknown> => ({ backup_retention_period: days });
    const files = {
      'main.tf': 'variable "n" {}\nresource "aws_db_instance" "d" {\n  backup_retention_period = var.n\n}\n',
    };
    const change = { address: D, actions: ['update'], before: kept(6), after: kept(2) };
    const { findings } = await judged(planOf([change]), files);
    expect(about(findings, 'aws-rds-backup-retention-short')).toEqual([`worsened ${D} RIGHT main.tf:3`]);
  });

  test('of a moved object is no new one', async () => {
    const files = { 'main.tf': `${DATABASE}moved {\n  from = aws_db_instance.old\n  to   = aws_db_instance.d\n}\n` };
    const change = { address: D, previous: 'aws_db_instance.old', before: values(false), after: values(false) };
    const { findings } = await judged(planOf([{ ...change, actions: ['no-op'] }]), files);
    expect(about(findings, 'aws-rds-multi-az')).toEqual([`pre-existing ${D} RIGHT main.tf:4`]);
  });

  test('of a new instance beside others with the same defect is an old one, as in the source', async () => {
    const files = { 'main.tf': 'resource "aws_db_instance" "d" {\n  count    = 2\n  multi_az = false\n}\n' };
    const { findings } = await judged(
      planOf([
        { address: `${D}[0]`, actions: ['no-op'], before: values(false), after: values(false) },
        { address: `${D}[1]`, actions: ['create'], after: values(false) },
      ]),
      files,
    );
    expect(about(findings, 'aws-rds-multi-az')).toEqual([`pre-existing ${D}[0] RIGHT main.tf:3`]);
  });

  test('names all instances of a block', async () => {
    const files = {
      'main.tf': 'variable "n" {}\nresource "aws_db_instance" "d" {\n  count = var.n\n  multi_az = false\n}\n',
    };
    const changes = [0, 1, 2].map((key) => ({
      address: `${D}[${String(key)}]`,
      actions: ['create'],
      after: values(false),
    }));
    const { findings } = await judged(planOf(changes), files);
    const found = findings.filter(({ ruleId }) => ruleId === 'aws-rds-multi-az');
    expect(found.map(({ address, instances }) => [address, instances])).toEqual([[`${D}[0]`, [`${D}[1]`, `${D}[2]`]]]);
  });

  test('has no edit: what a plan holds may not be written', async () => {
    const files = { 'main.tf': 'resource "aws_db_instance" "d" {\n  multi_az = false\n}\n' };
    const { findings } = await judged(planOf([{ address: D, actions: ['create'], after: values(false) }]), files);
    expect(findings.length).toBeGreaterThan(3);
    expect(findings.filter(({ fix }) => fix !== undefined)).toEqual([]);
  });

  test('of an object that is destroyed is fixed where it stood at base', async () => {
    const head = await judgedFiles(new Map([['main.tf', 'locals {}\n']]));
    const before = await judgedFiles(new Map([['old.tf', DATABASE]]));
    const [source, base] = [head, before].map(({ graph }) => sourceIndex(graph, '.'));
    const json = planOf([{ address: D, actions: ['delete'], before: values(false) }]);
    const loaded = loadPlan(json, { source });
    if (!('plan' in loaded)) throw new Error('no plan');
    const { findings } = judgePlan({ plan: loaded.plan, source, base, head, policy: defaultPolicy, rules });
    expect(about(findings, 'aws-rds-multi-az')).toEqual([`fixed ${D} LEFT old.tf:2`]);
  });
});

const BUCKET = `locals {
  name = aws_s3_bucket.b.id
}
resource "aws_s3_bucket" "b" {
  bucket = "acme"
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket                  = local.name
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
`;
const blocked = {
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};
const B = 'aws_s3_bucket.b';
const PAB = 'aws_s3_bucket_public_access_block.b';

describe('what belongs together', () => {
  const created = planOf([
    { address: B, actions: ['create'], after: { bucket: 'acme' }, unknown: { id: true } },
    { address: PAB, actions: ['create'], after: blocked, unknown: { bucket: true, id: true } },
  ]);

  test.each([
    ['a plan', created],
    ["HCP Terraform's redacted form, which has no references", redacted(created)],
  ])('is found in %s, through locals of the source', async (_form, plan) => {
    const { findings, parity } = await judged(plan, { 'main.tf': BUCKET });
    expect(about(findings, 'aws-s3-public-access-block')).toEqual([]);
    expect(parity.differences.filter(({ kind }) => kind === 'contradiction')).toEqual([]);
  });

  test('is new when the plan takes it away, though the object itself stays as it is', async () => {
    const bucket = { bucket: 'acme', id: 'acme' };
    const plan = planOf([
      { address: B, actions: ['no-op'], before: bucket, after: bucket },
      { address: PAB, actions: ['delete'], before: { ...blocked, bucket: 'acme', id: 'acme' } },
    ]);
    const { findings } = await judged(plan, { 'main.tf': 'resource "aws_s3_bucket" "b" {\n  bucket = "acme"\n}\n' });
    expect(about(findings, 'aws-s3-public-access-block')).toEqual([`introduced ${B} RIGHT main.tf:1`]);
  });
});

describe('a module of a registry', () => {
  const files = {
    'main.tf': 'module "db" {\n  source = "./db"\n}\n',
    'db/main.tf': '\n\nmodule "inner" {\n  source  = "acme/db/aws"\n  version = "1.2.3"\n}\n',
  };
  const INSIDE = 'module.db.module.inner.aws_db_instance';
  const plan = planOf([
    { address: `${INSIDE}.one`, actions: ['create'], after: values(false) },
    { address: `${INSIDE}.two["a"]`, actions: ['create'], after: values(false) },
    { address: `${INSIDE}.two["b"]`, actions: ['create'], after: values(false) },
  ]);

  test.each([
    ['a plan', plan],
    ['the redacted form', redacted(plan)],
  ])('is judged at its call in the tree, its resources apart, in %s', async (_form, json) => {
    const { findings } = await judged(json, files);
    const found = findings.filter(({ ruleId }) => ruleId === 'aws-rds-multi-az');
    expect(about(found, 'aws-rds-multi-az')).toEqual([
      `introduced ${INSIDE}.one RIGHT db/main.tf:3`,
      `introduced ${INSIDE}.two["a"] RIGHT db/main.tf:3`,
    ]);
    expect(found[1]?.instances).toEqual([`${INSIDE}.two["b"]`]);
    expect(found[0]?.related.map(({ message }) => message)).toEqual([
      'called here as module.db.module.inner',
      'called here as module.db',
    ]);
  });

  test('is new to the source: the plan decides', async () => {
    const { parity } = await judged(plan, files);
    const about = parity.differences.filter(({ ruleId }) => ruleId === 'aws-rds-multi-az');
    expect(about.map(({ source, plan: is, kind }) => `${source} ${is} ${kind}`)).toEqual([
      'absent fail decided',
      'absent fail decided',
      'absent fail decided',
    ]);
  });
});

describe('the judgement as a whole', () => {
  test('a plan without a tree is judged too, in the plan file', async () => {
    const { findings, parity } = await judged(planOf([{ address: D, actions: ['create'], after: values(false) }]));
    expect(about(findings, 'aws-rds-multi-az')).toEqual([`introduced ${D} RIGHT plan.json:1`]);
    expect(parity).toEqual({ agreed: 0, differences: [] });
  });

  test('what is known only after apply stays undecided', async () => {
    const files = { 'main.tf': 'resource "aws_db_instance" "d" {\n  multi_az = aws_x.y.z\n}\n' };
    const plan = planOf([{ address: D, actions: ['create'], after: {}, unknown: { multi_az: true } }]);
    const { findings, undecided } = await judged(plan, files);
    expect(about(findings, 'aws-rds-multi-az')).toEqual([]);
    expect(undecided.map(({ ruleId }) => ruleId)).toContain('aws-rds-multi-az');
  });

  test('the score knows what the source left open', async () => {
    const files = { 'main.tf': DATABASE };
    const head = await judgedFiles(new Map(Object.entries(files)));
    const { scorecard } = await judged(planOf([{ address: D, actions: ['create'], after: values(true) }]), files);
    expect(scorecard.overall.coverage).toBeGreaterThan(head.scorecard.overall.coverage);
  });

  test('no secret of the plan is in it', async () => {
    const files = { 'main.tf': 'variable "p" {}\nresource "aws_db_instance" "d" {\n  password = var.p\n}\n' };
    const after = { ...values(false), password: 'correct-horse-battery', engine: 'correct-horse-battery' };
    const plan = planOf([{ address: D, actions: ['create'], after, sensitive: { password: true } }]);
    const text = JSON.stringify(await judged(plan, files));
    expect(text).toContain('aws-rds-multi-az');
    expect(text).not.toContain('correct-horse');
  });

  test('names from a hostile plan are data', async () => {
    const address = 'aws_db_instance.d["__proto__"]';
    const { findings } = await judged(planOf([{ address, actions: ['create'], after: values(false) }]), {
      'main.tf': DATABASE,
    });
    expect(about(findings, 'aws-rds-multi-az')).toEqual([`introduced ${address} RIGHT main.tf:4`]);
  });
});

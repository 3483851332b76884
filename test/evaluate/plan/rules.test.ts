import { describe, expect, test } from '@jest/globals';
import { runRules, type RunResult } from '../../../src/engine/run-rules.ts';
import { rules } from '../../../src/rules/registry.ts';
import { creating, planIn, recorded } from './load.ts';

const BUCKET = {
  address: 'aws_s3_bucket.logs',
  after: { bucket: 'acme-logs', force_destroy: false },
  unknown: { id: true },
};
const BLOCK = {
  address: 'aws_s3_bucket_public_access_block.logs',
  after: {
    block_public_acls: true,
    block_public_policy: false,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  },
  unknown: { bucket: true, id: true },
};
const EXPRESSIONS = {
  'aws_s3_bucket.logs': { bucket: { constant_value: 'acme-logs' } },
  'aws_s3_bucket_public_access_block.logs': {
    bucket: { references: ['aws_s3_bucket.logs.id', 'aws_s3_bucket.logs'] },
    block_public_acls: { constant_value: true },
  },
};
const DATABASE = {
  address: 'module.db["eu"].aws_db_instance.this[0]',
  module: 'module.db["eu"]',
  after: {
    identifier: 'orders',
    publicly_accessible: true,
    storage_encrypted: null,
    password: 'correct-horse-battery',
    username: 'admin',
  },
  unknown: { id: true, multi_az: true },
  sensitive: { password: true },
};

const run = (input: unknown): RunResult => runRules(rules, planIn(input).graph);
const found = (result: RunResult, address: string): readonly string[] =>
  result.findings.filter((finding) => finding.address === address).map(({ ruleId }) => ruleId);

describe('rules on a plan', () => {
  test('a planned value that is wrong is a finding', () => {
    const result = run(creating([BUCKET, BLOCK], EXPRESSIONS));
    expect(found(result, BLOCK.address)).toEqual(['aws-s3-block-public-policy']);
    expect(result.findings.find(({ ruleId }) => ruleId === 'aws-s3-block-public-policy')?.message).toBe(
      'aws_s3_bucket_public_access_block.logs has block_public_policy = false',
    );
  });

  test('a companion is found through the references of the configuration', () => {
    expect(found(run(creating([BUCKET, BLOCK], EXPRESSIONS)), BUCKET.address)).not.toContain(
      'aws-s3-public-access-block',
    );
    expect(found(run(creating([BUCKET], EXPRESSIONS)), BUCKET.address)).toContain('aws-s3-public-access-block');
  });

  test('an instance in a module is judged at its address, and null means the default', () => {
    const result = run(creating([DATABASE]));
    expect(found(result, DATABASE.address)).toEqual(
      expect.arrayContaining(['aws-rds-not-public', 'aws-rds-storage-encrypted']),
    );
  });

  test('what is known only after apply is neither a failure nor a pass', () => {
    const after = { identifier: 'orders' };
    const result = run(creating([{ address: 'aws_db_instance.a', after, unknown: { publicly_accessible: true } }]));
    const about = (list: readonly { readonly ruleId: string }[]): boolean =>
      list.some(({ ruleId }) => ruleId === 'aws-rds-not-public');
    expect([about(result.findings), about(result.passes), about(result.undecided)]).toEqual([false, false, true]);
  });

  test('no rule fails on a plan', () => {
    expect(run(creating([BUCKET, BLOCK, DATABASE])).errors).toEqual([]);
    expect(run(recorded('change')).errors).toEqual([]);
  });
});

describe('a secret', () => {
  test.each([
    ['under a mask', DATABASE],
    ['in an argument that a rule prints', { ...DATABASE, after: { ...DATABASE.after, engine: 'x' }, sensitive: true }],
  ])('%s is in no finding', (_where, object) => {
    const text = JSON.stringify(run(creating([object])));
    expect(text).toContain(DATABASE.address.replaceAll('"', '\\"'));
    expect(text).not.toContain('correct-horse-battery');
  });

  test('is not shown by the rule that finds it wrong', () => {
    const after = { bucket: 'acme', object_ownership: 'x' };
    const repository = { address: 'aws_ecr_repository.a', after: { ...after, image_tag_mutability: 'MUTABLE' } };
    const message = (sensitive: unknown): string | undefined =>
      run(creating([{ ...repository, sensitive }])).findings.find(({ ruleId }) => ruleId === 'aws-ecr-immutable-tags')
        ?.message;
    expect(message({})).toBe('aws_ecr_repository.a has image_tag_mutability = "MUTABLE"');
    expect(message({ image_tag_mutability: true })).toBe('aws_ecr_repository.a has image_tag_mutability = (sensitive)');
  });
});

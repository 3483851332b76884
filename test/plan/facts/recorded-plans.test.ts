import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { planFacts } from '../../../src/plan/facts/facts.ts';
import type { PlanFacts } from '../../../src/plan/facts/plan-facts.ts';
import { planLine } from '../../../src/plan/facts/totals.ts';
import { loaded } from './small-plan.ts';

const factsOf = (name: string): PlanFacts =>
  planFacts(loaded(readFileSync(join(import.meta.dirname, '../../../fixtures/plans', `${name}.json`))));

const told = ({ changes }: PlanFacts): readonly string[] =>
  changes.map(({ kind, stateful, change, why }) => `${kind} ${stateful} ${change.address}: ${why ?? ''}`);

/** What Terraform (and an independent count of what holds data) says of plans it printed. */
interface Expected {
  readonly line: string;
  readonly changes: readonly string[];
  readonly drift?: readonly string[];
  readonly protectionLost?: readonly string[];
  readonly outputs?: readonly string[];
  readonly checks?: readonly string[];
}

const PLANS: Readonly<Record<string, Expected>> = {
  'stub-aws-deposed-and-tainted': {
    line: 'Plan: 1 to add, 0 to change, 2 to destroy.',
    changes: [
      'destroy yes aws_ebs_volume.cache: left over from an earlier replacement (deposed 13339320)',
      'replace yes aws_elasticache_replication_group.sessions: it is tainted: an earlier apply left it in a doubtful state, or somebody marked it',
    ],
  },
  'stub-aws-drift-and-update': {
    line: 'Plan: 1 to add, 3 to change, 0 to destroy.',
    changes: [
      'update yes aws_db_instance.reporting: ',
      'update yes aws_sqs_queue.jobs: ',
      'update no aws_iam_role.app: ',
      'create yes aws_s3_bucket.audit: ',
    ],
    protectionLost: ['aws_db_instance.reporting engine_version goes from 8.0.37 to 8.0.36'],
    drift: [
      'changed aws_db_instance.reporting engine_version 8.0.36 → 8.0.37, instance_class db.t4g.medium → db.t4g.large, affects the plan',
      'changed aws_iam_role.app max_session_duration null → 7200, affects the plan',
      'gone aws_s3_bucket.audit , affects the plan',
    ],
  },
  'stub-aws-rds-encryption-replace': {
    line: 'Plan: 4 to add, 2 to change, 4 to destroy.',
    changes: [
      'replace yes aws_db_instance.main: storage_encrypted false → true cannot be changed in place',
      'replace yes aws_ebs_volume.scratch: availability_zone eu-west-1a → eu-west-1b cannot be changed in place',
      'replace yes aws_s3_bucket.exports: bucket orders-exports-prod → orders-exports-prod-v2 cannot be changed in place',
      'replace maybe aws_volume_attachment.scratch: volume_id vol-188e3b6a081fae24f → (known after apply) cannot be changed in place',
      'update maybe aws_instance.batch: ',
      'update no aws_security_group.db: ',
    ],
  },
  'stub-aws-tenant-removed': {
    line: 'Plan: 4 to add, 0 to change, 7 to destroy.',
    changes: [
      'destroy yes module.tenant["globex"].aws_db_instance.this: module.tenant["globex"] is no longer in the configuration',
      'destroy yes module.tenant["globex"].aws_s3_bucket.files: module.tenant["globex"] is no longer in the configuration',
      'destroy maybe module.tenant["acme"].aws_instance.app[1]: index 1 is beyond the count',
      'destroy maybe module.tenant["globex"].aws_instance.app[0]: module.tenant["globex"] is no longer in the configuration',
      'destroy maybe module.tenant["globex"].aws_instance.app[1]: module.tenant["globex"] is no longer in the configuration',
      'destroy maybe module.tenant["globex"].random_password.db: module.tenant["globex"] is no longer in the configuration',
      'destroy maybe module.tenant["initech"].aws_instance.app[1]: index 1 is beyond the count',
      'create yes module.tenant["umbrella"].aws_db_instance.this: ',
      'create yes module.tenant["umbrella"].aws_s3_bucket.files: ',
      'create maybe module.tenant["umbrella"].aws_instance.app[0]: ',
      'create maybe module.tenant["umbrella"].random_password.db: ',
    ],
  },
  'stub-azure-location-move': {
    line: 'Plan: 4 to add, 0 to change, 4 to destroy.',
    changes: [
      'replace yes azurerm_mssql_database.main: server_id "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-billing/providers/mssql_server/sql-billing" → (known after apply) cannot be changed in place',
      'replace yes azurerm_mssql_server.main: location westeurope → northeurope cannot be changed in place',
      'replace yes azurerm_storage_account.docs: location westeurope → northeurope cannot be changed in place',
      'replace maybe azurerm_resource_group.main: location westeurope → northeurope cannot be changed in place',
    ],
    outputs: ['update storage_key (sensitive) → (sensitive)'],
  },
  'stub-drift-delete-recreate': {
    line: 'Plan: 2 to add, 1 to change, 1 to destroy.',
    changes: [
      'replace no aws_s3_bucket_public_access_block.media: bucket acme-media2 → (known after apply) cannot be changed in place',
      'update yes aws_ecr_repository.app: ',
      'create yes aws_s3_bucket.media: ',
    ],
    protectionLost: ['aws_ecr_repository.app image_tag_mutability goes from IMMUTABLE to MUTABLE'],
    drift: [
      'changed aws_ecr_repository.app image_tag_mutability MUTABLE → IMMUTABLE, affects the plan',
      'gone aws_s3_bucket.media , affects the plan',
    ],
  },
  'stub-errored-postcondition': {
    line: 'Plan: 1 to add, 0 to change, 1 to destroy.',
    changes: ['replace yes aws_db_instance.main: engine postgres → mysql cannot be changed in place'],
    checks: ['fail aws_s3_bucket.a The ledger runs on postgres only.'],
  },
  'stub-k8s-pvc-storage-class': {
    line: 'Plan: 1 to add, 2 to change, 1 to destroy.',
    changes: [
      'replace yes kubernetes_persistent_volume_claim.mysql: spec[0].storage_class_name gp2 → gp3 cannot be changed in place',
      'update maybe kubernetes_secret.mysql: ',
      'update no kubernetes_config_map.shop: ',
    ],
  },
  'local-forget': {
    line: 'Plan: 0 to add, 0 to change, 0 to destroy.',
    changes: [
      'forget maybe local_file.test2: its block is no longer in the configuration; the object stays and is no longer managed',
    ],
  },
  'outputs-only-tf1.4': {
    line: 'Plan: 0 to add, 0 to change, 0 to destroy.',
    changes: [],
    outputs: ['update bar bar → bart', 'create baz null → baz', 'delete foo foo → null'],
  },
};

describe.each(Object.entries(PLANS))('the plan %s', (name, expected) => {
  const facts = factsOf(name);

  test("counts as Terraform's own line", () => {
    expect(planLine(facts.totals)).toBe(expected.line);
  });
  test('has its changes explained, dangers first', () => {
    expect(told(facts)).toEqual(expected.changes);
    const destructive = facts.changes.filter(({ kind }) => kind === 'destroy' || kind === 'replace');
    expect(facts.dataLoss).toEqual(destructive.filter(({ stateful }) => stateful !== 'no'));
  });
  test('loses the protections that it loses, and no other', () => {
    expect(facts.protectionLost.map(({ address, message }) => `${address} ${message}`)).toEqual(
      expected.protectionLost ?? [],
    );
  });
  test('has its drift, outputs and failed checks', () => {
    const drift = facts.drift.map(({ kind, address, attributes, affectsPlan }) => {
      const changed = attributes.map(({ attribute, before, after }) => `${attribute} ${before} → ${after}`);
      return `${kind} ${address} ${changed.join(', ')}${affectsPlan ? ', affects the plan' : ''}`;
    });
    expect(drift).toEqual(expected.drift ?? []);
    expect(facts.outputs.map((each) => `${each.action} ${each.name} ${each.before} → ${each.after}`)).toEqual(
      expected.outputs ?? [],
    );
    expect(
      facts.failedChecks.map(({ status, address, problems }) => `${status} ${address} ${problems.join(' ')}`),
    ).toEqual(expected.checks ?? []);
  });
  test('is no rename', () => {
    expect(facts.renames).toEqual([]);
  });
});

test('dependants of a replaced group are all that is in it', () => {
  const { changes } = factsOf('stub-azure-location-move');
  expect(Object.fromEntries(changes.map(({ change, dependants }) => [change.address, dependants]))).toEqual({
    'azurerm_resource_group.main': 4,
    'azurerm_mssql_server.main': 1,
    'azurerm_storage_account.docs': 1,
    'azurerm_mssql_database.main': 0,
  });
});

test('names that try to break out of a report keep their place in the order, and texts show every character', () => {
  const { changes, outputs } = factsOf('tfdata-hostile-names');
  expect(changes).toHaveLength(13);
  expect(outputs[0]?.after).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

import { describe, expect, test } from '@jest/globals';
import { factsOf, type Entry } from './small-plan.ts';

const messages = (entry: Omit<Entry, 'actions'> & { readonly actions?: readonly string[] }): readonly string[] =>
  factsOf([{ actions: ['update'], ...entry }]).protectionLost.map(({ message }) => message);

describe('a protection is lost', () => {
  const cases: readonly (readonly [message: string, type: string, before: object, after: object])[] = [
    [
      'deletion_protection goes from true to false',
      'aws_db_instance',
      { deletion_protection: true },
      { deletion_protection: false },
    ],
    [
      'deletion_protection goes from true to null',
      'aws_db_instance',
      { deletion_protection: true },
      { deletion_protection: null },
    ],
    [
      'skip_final_snapshot goes from false to true',
      'aws_db_instance',
      { skip_final_snapshot: false },
      { skip_final_snapshot: true },
    ],
    ['force_destroy goes from null to true', 'aws_s3_bucket', { force_destroy: null }, { force_destroy: true }],
    [
      'backup_retention_period goes from 7 to 1',
      'aws_db_instance',
      { backup_retention_period: 7 },
      { backup_retention_period: 1 },
    ],
    [
      'retention_in_days goes from 0 to 30',
      'aws_cloudwatch_log_group',
      { retention_in_days: 0 },
      { retention_in_days: 30 },
    ],
    [
      'retention_in_days goes from 90 to 30',
      'aws_cloudwatch_log_group',
      { retention_in_days: 90 },
      { retention_in_days: 30 },
    ],
    ['multi_az goes from true to false', 'aws_db_instance', { multi_az: true }, { multi_az: false }],
    ['kms_key_id goes from key-1 to null', 'aws_ebs_volume', { kms_key_id: 'key-1' }, { kms_key_id: null }],
    [
      'versioning_configuration[0].status goes from Enabled to Suspended',
      'aws_s3_bucket_versioning',
      { versioning_configuration: [{ status: 'Enabled' }] },
      { versioning_configuration: [{ status: 'Suspended' }] },
    ],
    [
      'point_in_time_recovery[0].enabled goes from true to null',
      'aws_dynamodb_table',
      { point_in_time_recovery: [{ enabled: true }] },
      { point_in_time_recovery: [] },
    ],
    [
      'engine_version goes from "15.4" to "14.9"',
      'aws_db_instance',
      { engine_version: '15.4' },
      { engine_version: '14.9' },
    ],
    [
      'database_version goes from POSTGRES_15 to POSTGRES_14',
      'google_sql_database_instance',
      { database_version: 'POSTGRES_15' },
      { database_version: 'POSTGRES_14' },
    ],
    ['version goes from 8.14.1 to 8.9.2', 'ec_deployment', { version: '8.14.1' }, { version: '8.9.2' }],
    [
      'elasticsearch.hot.size goes from 8g to 4g',
      'ec_deployment',
      { elasticsearch: { hot: { size: '8g', zone_count: 3 } } },
      { elasticsearch: { hot: { size: '4g', zone_count: 3 } } },
    ],
    [
      'elasticsearch.warm.zone_count goes from 3 to 1',
      'ec_deployment',
      { elasticsearch: { warm: { size: '4g', zone_count: 3 } } },
      { elasticsearch: { warm: { size: '1t', zone_count: 1 } } },
    ],
    [
      'purge_protection_enabled goes from true to false',
      'azurerm_key_vault',
      { purge_protection_enabled: true },
      { purge_protection_enabled: false },
    ],
    [
      'account_replication_type goes from GRS to LRS',
      'azurerm_storage_account',
      { account_replication_type: 'GRS' },
      { account_replication_type: 'LRS' },
    ],
    [
      'settings[0].backup_configuration[0].enabled goes from true to false',
      'google_sql_database_instance',
      { settings: [{ backup_configuration: [{ enabled: true }] }] },
      { settings: [{ backup_configuration: [{ enabled: false }] }] },
    ],
  ];
  test.each(cases)('%s (%s)', (message, type, before, after) => {
    expect(messages({ address: `${type}.a`, before, after })).toEqual([message]);
    expect(messages({ address: `${type}.a`, before, after, actions: ['delete', 'create'] })).toEqual([message]);
    // The way back is none.
    expect(messages({ address: `${type}.a`, before: after, after: before })).not.toContain(message);
  });
});

describe('no protection is lost', () => {
  const cases: readonly (readonly [name: string, entry: Omit<Entry, 'actions'> & { actions?: readonly string[] }])[] = [
    [
      'when the new value is known only after apply',
      {
        address: 'aws_db_instance.a',
        before: { deletion_protection: true },
        after: {},
        unknown: { deletion_protection: true },
      },
    ],
    [
      'when the block around it is known only after apply',
      {
        address: 'aws_dynamodb_table.a',
        before: { point_in_time_recovery: [{ enabled: true }] },
        after: {},
        unknown: { point_in_time_recovery: true },
      },
    ],
    [
      'when the object goes: that is told otherwise',
      { address: 'aws_db_instance.a', actions: ['delete'], before: { deletion_protection: true } },
    ],
    [
      'when the object is new',
      { address: 'aws_db_instance.a', actions: ['create'], after: { skip_final_snapshot: true } },
    ],
    [
      'when retention becomes endless',
      { address: 'aws_cloudwatch_log_group.a', before: { retention_in_days: 30 }, after: { retention_in_days: 0 } },
    ],
    [
      'when a version says less',
      { address: 'aws_db_instance.a', before: { engine_version: '15.4' }, after: { engine_version: '15' } },
    ],
    [
      'when the engine is another one',
      {
        address: 'google_sql_database_instance.a',
        before: { database_version: 'POSTGRES_15' },
        after: { database_version: 'MYSQL_8_0' },
      },
    ],
    [
      'when elements of a set only changed places',
      {
        address: 'aws_instance.a',
        before: {
          ebs_block_device: [
            { name: 'a', delete_on_termination: false },
            { name: 'b', delete_on_termination: true },
          ],
        },
        after: {
          ebs_block_device: [
            { name: 'b', delete_on_termination: true },
            { name: 'c', delete_on_termination: true },
          ],
        },
      },
    ],
    [
      'that may be told, when it is a secret',
      {
        address: 'aws_db_instance.a',
        before: { backup_retention_period: 7 },
        after: { backup_retention_period: 1 },
        afterSensitive: { backup_retention_period: true },
      },
    ],
  ];
  test.each(cases)('%s', (_name, entry) => {
    expect(messages(entry)).toEqual([]);
  });
});

describe('prevent_destroy', () => {
  const lost = (head: boolean | 'unknown' | undefined): readonly string[] =>
    factsOf([{ address: 'aws_db_instance.a[0]', actions: ['no-op'], before: {}, after: {} }], {
      lifecycleAtBase: () => ({ preventDestroy: true }),
      lifecycleOf: () => (head === undefined ? undefined : { preventDestroy: head }),
    }).protectionLost.map(({ message }) => message);

  test('that is taken away is told, though no plan shows it', () => {
    expect(lost(false)).toEqual(['lifecycle.prevent_destroy is no longer set']);
    expect(lost(undefined)).toEqual(['lifecycle.prevent_destroy goes together with the block']);
  });
  test.each([[true], ['unknown' as const]])('that is %s at head is not', (head) => {
    expect(lost(head)).toEqual([]);
  });
});

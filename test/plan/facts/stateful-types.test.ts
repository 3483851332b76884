import { describe, expect, test } from '@jest/globals';
import { statefulness, type Stateful } from '../../../src/plan/facts/stateful-types.ts';
import { typeMatcher } from '../../../src/plan/facts/type-pattern.ts';

const TYPES: Readonly<Record<Stateful, readonly string[]>> = {
  yes: [
    'aws_db_instance',
    'aws_rds_cluster',
    'aws_rds_cluster_instance',
    'aws_dynamodb_table',
    'aws_s3_bucket',
    'aws_ebs_volume',
    'aws_efs_file_system',
    'aws_fsx_lustre_file_system',
    'aws_elasticache_replication_group',
    'aws_opensearch_domain',
    'aws_redshift_cluster',
    'aws_docdb_cluster',
    'aws_msk_cluster',
    'aws_kms_key',
    'aws_ecr_repository',
    'aws_sqs_queue',
    'aws_kinesis_stream',
    'aws_cognito_user_pool',
    'aws_secretsmanager_secret',
    'aws_route53_zone',
    'azurerm_mssql_database',
    'azurerm_postgresql_flexible_server',
    'azurerm_mysql_flexible_server',
    'azurerm_cosmosdb_account',
    'azurerm_storage_account',
    'azurerm_key_vault',
    'azurerm_managed_disk',
    'azurerm_app_configuration',
    'google_sql_database_instance',
    'google_storage_bucket',
    'google_bigquery_dataset',
    'google_spanner_database',
    'google_compute_disk',
    'google_kms_crypto_key',
    'google_bigtable_instance',
    'ec_deployment',
    'elasticstack_elasticsearch_index',
    'elasticstack_elasticsearch_data_stream',
    'elasticstack_elasticsearch_snapshot_repository',
    'kubernetes_persistent_volume_claim',
    'kubernetes_persistent_volume_claim_v1',
    'kubernetes_namespace',
  ],
  maybe: ['aws_instance', 'random_password', 'tls_private_key', 'azurerm_resource_group', 'local_file'],
  no: [
    'aws_vpc',
    'aws_elasticache_subnet_group',
    'aws_rds_cluster_parameter_group',
    'aws_s3_bucket_public_access_block',
    'azurerm_mssql_firewall_rule',
    'azurerm_key_vault_access_policy',
    'google_bigquery_dataset_iam_member',
    'null_resource',
    '__proto__',
  ],
};

test.each(Object.entries(TYPES).flatMap(([stateful, types]) => types.map((type) => [type, stateful])))(
  'destroying %s loses data: %s',
  (type, stateful) => {
    expect(statefulness(type)).toBe(stateful);
  },
);

describe('a pattern', () => {
  test.each([
    ['aws_x', 'aws_x', true],
    ['aws_x', 'aws_xy', false],
    ['aws_*', 'aws_', true],
    ['*_policy', 'aws_policy', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
  ])('%s on %s: %s', (pattern, type, fits) => {
    expect(typeMatcher(pattern)(type)).toBe(fits);
  });
});

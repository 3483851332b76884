/**
 * How a setting loses: a switch goes off (or on, for what deletes without asking); a number gets lower; it is taken away; a size
 * such as `8g` or a version gets lower; one of `ranks` (best first) becomes a later one.
 */
export type Loss =
  | 'switched-off'
  | 'switched-on'
  | 'lowered'
  /** As `lowered`, where 0 means for ever. */
  | 'lowered-from-forever'
  | 'removed'
  | 'size-lowered'
  | 'version-lowered'
  | { readonly ranks: readonly string[] };

/** A setting that protects an object or the data in it. */
export interface Protection {
  /** Resource types, `*` for any characters. */
  readonly types: string;
  /** Names of blocks and the argument, without indexes; `*` for any one name. */
  readonly path: string;
  readonly loss: Loss;
}

type Row = readonly [types: string, path: string, loss: Loss];

const VERSIONING: Loss = { ranks: ['Enabled', 'Suspended', 'Disabled'] };

const ROWS: readonly Row[] = [
  // Under the same name with many types.
  ['*', 'deletion_protection', 'switched-off'],
  ['*', 'deletion_protection_enabled', 'switched-off'],
  ['*', 'enable_deletion_protection', 'switched-off'],
  ['*', 'delete_protection', 'switched-off'],
  ['*', 'termination_protection', 'switched-off'],
  ['*', 'purge_protection_enabled', 'switched-off'],
  ['*', 'soft_delete_enabled', 'switched-off'],
  ['*', 'force_destroy', 'switched-on'],
  ['*', 'force_delete', 'switched-on'],
  ['*', 'force_destroy_enabled', 'switched-on'],
  ['*', 'skip_final_snapshot', 'switched-on'],
  ['*', 'delete_automated_backups', 'switched-on'],
  ['*', 'delete_contents_on_destroy', 'switched-on'],
  ['*', 'apply_immediately', 'switched-on'],
  ['*', 'skip_destroy', 'switched-off'],
  ['*', 'encrypted', 'switched-off'],
  ['*', 'storage_encrypted', 'switched-off'],
  ['*', 'at_rest_encryption_enabled', 'switched-off'],
  ['*', 'transit_encryption_enabled', 'switched-off'],
  ['*', 'infrastructure_encryption_enabled', 'switched-off'],
  ['*', 'kms_key_id', 'removed'],
  ['*', 'kms_key_arn', 'removed'],
  ['*', 'kms_master_key_id', 'removed'],
  ['*', 'key_vault_key_id', 'removed'],
  ['*', 'kms_key_name', 'removed'],
  ['*', 'kms_key_self_link', 'removed'],
  ['*', 'multi_az', 'switched-off'],
  ['*', 'multi_az_enabled', 'switched-off'],
  ['*', 'automatic_failover_enabled', 'switched-off'],
  ['*', 'zone_redundant', 'switched-off'],
  ['*', 'zone_redundancy_enabled', 'switched-off'],
  ['*', 'backup_retention_period', 'lowered'],
  ['*', 'backup_retention_days', 'lowered'],
  ['*', 'automated_snapshot_retention_period', 'lowered'],
  ['*', 'manual_snapshot_retention_period', 'lowered'],
  ['*', 'snapshot_retention_limit', 'lowered'],
  ['*', 'soft_delete_retention_days', 'lowered'],
  ['*', 'geo_redundant_backup_enabled', 'switched-off'],
  ['*', 'point_in_time_recovery.enabled', 'switched-off'],
  // Amazon Web Services
  ['aws_instance', 'disable_api_termination', 'switched-off'],
  ['aws_instance', 'disable_api_stop', 'switched-off'],
  ['aws_instance', 'root_block_device.delete_on_termination', 'switched-on'],
  ['aws_instance', 'ebs_block_device.delete_on_termination', 'switched-on'],
  ['aws_db_instance', 'engine_version', 'version-lowered'],
  ['aws_rds_*', 'engine_version', 'version-lowered'],
  ['aws_docdb_*', 'engine_version', 'version-lowered'],
  ['aws_neptune_*', 'engine_version', 'version-lowered'],
  ['aws_elasticache_*', 'engine_version', 'version-lowered'],
  ['aws_memorydb_*', 'engine_version', 'version-lowered'],
  ['aws_mq_broker', 'engine_version', 'version-lowered'],
  ['aws_opensearch_domain', 'engine_version', 'version-lowered'],
  ['aws_elasticsearch_domain', 'elasticsearch_version', 'version-lowered'],
  ['aws_msk_cluster', 'kafka_version', 'version-lowered'],
  ['aws_msk_cluster', 'number_of_broker_nodes', 'lowered'],
  ['aws_eks_*', 'version', 'version-lowered'],
  ['aws_elasticache_replication_group', 'num_cache_clusters', 'lowered'],
  ['aws_elasticache_replication_group', 'replicas_per_node_group', 'lowered'],
  ['aws_cloudwatch_log_group', 'retention_in_days', 'lowered-from-forever'],
  ['aws_kinesis_stream', 'retention_period', 'lowered'],
  ['aws_sqs_queue', 'message_retention_seconds', 'lowered'],
  ['aws_kms_*', 'deletion_window_in_days', 'lowered'],
  ['aws_kms_*', 'enable_key_rotation', 'switched-off'],
  ['aws_secretsmanager_secret', 'recovery_window_in_days', 'lowered'],
  ['aws_s3_bucket', 'versioning.enabled', 'switched-off'],
  ['aws_s3_bucket', 'versioning.mfa_delete', 'switched-off'],
  ['aws_s3_bucket', 'object_lock_enabled', 'switched-off'],
  ['aws_s3_bucket_versioning', 'versioning_configuration.status', VERSIONING],
  ['aws_s3_bucket_versioning', 'versioning_configuration.mfa_delete', { ranks: ['Enabled', 'Disabled'] }],
  ['aws_s3_*public_access_block', 'block_public_acls', 'switched-off'],
  ['aws_s3_*public_access_block', 'block_public_policy', 'switched-off'],
  ['aws_s3_*public_access_block', 'ignore_public_acls', 'switched-off'],
  ['aws_s3_*public_access_block', 'restrict_public_buckets', 'switched-off'],
  ['aws_dynamodb_table', 'server_side_encryption.enabled', 'switched-off'],
  ['aws_opensearch_domain', 'encrypt_at_rest.enabled', 'switched-off'],
  ['aws_opensearch_domain', 'cluster_config.instance_count', 'lowered'],
  ['aws_opensearch_domain', 'cluster_config.zone_awareness_enabled', 'switched-off'],
  ['aws_elasticsearch_domain', 'encrypt_at_rest.enabled', 'switched-off'],
  ['aws_elasticsearch_domain', 'cluster_config.instance_count', 'lowered'],
  ['aws_backup_plan', 'rule.lifecycle.delete_after', 'lowered'],
  ['aws_efs_backup_policy', 'backup_policy.status', { ranks: ['ENABLED', 'DISABLED'] }],
  ['aws_ecr_repository', 'image_tag_mutability', { ranks: ['IMMUTABLE', 'MUTABLE'] }],
  ['aws_cognito_user_pool', 'deletion_protection', { ranks: ['ACTIVE', 'INACTIVE'] }],
  // Azure
  ['azurerm_storage_account', 'account_replication_type', { ranks: ['RAGZRS', 'GZRS', 'RAGRS', 'GRS', 'ZRS', 'LRS'] }],
  ['azurerm_storage_account', 'blob_properties.versioning_enabled', 'switched-off'],
  ['azurerm_storage_account', 'blob_properties.delete_retention_policy.days', 'lowered'],
  ['azurerm_storage_account', 'blob_properties.container_delete_retention_policy.days', 'lowered'],
  ['azurerm_storage_account', 'blob_properties.restore_policy.days', 'lowered'],
  ['azurerm_mssql_database', 'short_term_retention_policy.retention_days', 'lowered'],
  ['azurerm_mssql_database', 'transparent_data_encryption_enabled', 'switched-off'],
  ['azurerm_cosmosdb_account', 'automatic_failover_enabled', 'switched-off'],
  ['azurerm_log_analytics_workspace', 'retention_in_days', 'lowered'],
  ['azurerm_management_lock', 'lock_level', { ranks: ['ReadOnly', 'CanNotDelete'] }],
  ['azurerm_*sql*', 'version', 'version-lowered'],
  ['azurerm_kubernetes_cluster', 'kubernetes_version', 'version-lowered'],
  // Google Cloud
  ['google_sql_database_instance', 'settings.deletion_protection_enabled', 'switched-off'],
  ['google_sql_database_instance', 'settings.availability_type', { ranks: ['REGIONAL', 'ZONAL'] }],
  ['google_sql_database_instance', 'settings.backup_configuration.enabled', 'switched-off'],
  ['google_sql_database_instance', 'settings.backup_configuration.point_in_time_recovery_enabled', 'switched-off'],
  ['google_sql_database_instance', 'settings.backup_configuration.binary_log_enabled', 'switched-off'],
  [
    'google_sql_database_instance',
    'settings.backup_configuration.backup_retention_settings.retained_backups',
    'lowered',
  ],
  ['google_sql_database_instance', 'settings.backup_configuration.transaction_log_retention_days', 'lowered'],
  ['google_sql_database_instance', 'database_version', 'version-lowered'],
  ['google_storage_bucket', 'versioning.enabled', 'switched-off'],
  ['google_storage_bucket', 'uniform_bucket_level_access', 'switched-off'],
  ['google_storage_bucket', 'public_access_prevention', { ranks: ['enforced', 'inherited'] }],
  ['google_storage_bucket', 'retention_policy.retention_period', 'lowered'],
  ['google_storage_bucket', 'retention_policy.is_locked', 'switched-off'],
  ['google_storage_bucket', 'soft_delete_policy.retention_duration_seconds', 'lowered'],
  ['google_*', 'deletion_policy', { ranks: ['PREVENT', 'ABANDON', 'DELETE'] }],
  ['google_spanner_database', 'enable_drop_protection', 'switched-off'],
  ['google_container_cluster', 'min_master_version', 'version-lowered'],
  // Elastic
  ['ec_deployment', 'version', 'version-lowered'],
  ['ec_deployment', '*.size', 'size-lowered'],
  ['ec_deployment', '*.zone_count', 'lowered'],
  ['ec_deployment', 'elasticsearch.*.size', 'size-lowered'],
  ['ec_deployment', 'elasticsearch.*.zone_count', 'lowered'],
  ['ec_deployment', '*.topology.size', 'size-lowered'],
  ['ec_deployment', '*.topology.zone_count', 'lowered'],
  ['elasticstack_elasticsearch_index', 'number_of_replicas', 'lowered'],
  ['elasticstack_elasticsearch_snapshot_lifecycle', 'min_count', 'lowered'],
  ['elasticstack_elasticsearch_snapshot_lifecycle', 'max_count', 'lowered'],
  // Kubernetes
  ['kubernetes_persistent_volume', 'spec.persistent_volume_reclaim_policy', { ranks: ['Retain', 'Recycle', 'Delete'] }],
  ['kubernetes_storage_class*', 'reclaim_policy', { ranks: ['Retain', 'Delete'] }],
];

/**
 * Settings that protect something, as the documentation of the providers describes them
 * (https://registry.terraform.io/browse/providers).
 */
export const PROTECTIONS: readonly Protection[] = ROWS.map(([types, path, loss]) => ({ types, path, loss }));

/** What keeps a data store from being lost by an apply, beside `prevent_destroy`. */
interface DataStore {
  /** Arguments that make the service refuse to delete it while true. */
  readonly protections?: readonly string[];
}

/**
 * Resources whose deletion deletes data that Terraform cannot make again. Left out: buckets and registries, which
 * their service refuses to delete while they hold anything (unless `force_destroy` is set).
 */
export const DATA_STORES: Readonly<Record<string, DataStore>> = {
  aws_db_instance: { protections: ['deletion_protection'] },
  aws_rds_cluster: { protections: ['deletion_protection'] },
  aws_docdb_cluster: { protections: ['deletion_protection'] },
  aws_neptune_cluster: { protections: ['deletion_protection'] },
  aws_dynamodb_table: { protections: ['deletion_protection_enabled'] },
  aws_efs_file_system: {},
  aws_ebs_volume: {},
  aws_elasticsearch_domain: {},
  aws_opensearch_domain: {},
  aws_redshift_cluster: {},
  aws_cognito_user_pool: {},
  google_sql_database_instance: { protections: ['deletion_protection', 'settings.deletion_protection_enabled'] },
  google_spanner_instance: {},
  google_spanner_database: { protections: ['deletion_protection', 'enable_drop_protection'] },
  google_bigtable_instance: { protections: ['deletion_protection'] },
  google_compute_disk: {},
  google_filestore_instance: { protections: ['deletion_protection_enabled'] },
  azurerm_postgresql_flexible_server: {},
  azurerm_mysql_flexible_server: {},
  azurerm_mssql_database: {},
  azurerm_cosmosdb_account: {},
  azurerm_managed_disk: {},
  azurerm_storage_account: {},
  ec_deployment: {},
  ec_elasticsearch_project: {},
  ec_observability_project: {},
  ec_security_project: {},
};

/** Types that are protected unless the configuration says otherwise, by the provider's default. */
export const PROTECTED_BY_DEFAULT: ReadonlySet<string> = new Set([
  'google_sql_database_instance',
  'google_spanner_database',
  'google_bigtable_instance',
]);

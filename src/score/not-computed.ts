import type { ReliabilityStandard } from '../model/items.ts';
import type { Graph, Resource } from '../model/resource.ts';
import type { Criticality, CriticalityOf } from './criticality.ts';
import type { NotComputed } from './judgement.ts';

/** Data stores. */
const STORE = new Set([
  ...['aws_db_instance', 'aws_rds_cluster', 'aws_rds_global_cluster', 'aws_dsql_cluster', 'aws_dynamodb_table'],
  ...['aws_docdb_cluster', 'aws_neptune_cluster', 'aws_redshift_cluster', 'aws_opensearch_domain', 'ec_deployment'],
  ...['azurerm_mssql_database', 'azurerm_mssql_managed_instance', 'azurerm_cosmosdb_account'],
  ...['azurerm_postgresql_flexible_server', 'azurerm_mysql_flexible_server'],
  ...['google_sql_database_instance', 'google_spanner_instance', 'google_alloydb_cluster'],
  ...['google_firestore_database', 'google_bigtable_instance'],
]);

/** Entries: where requests come in. */
const ENTRY = new Set([
  ...['aws_lb', 'aws_alb', 'aws_elb', 'aws_api_gateway_rest_api', 'aws_apigatewayv2_api', 'aws_appsync_graphql_api'],
  ...['aws_cloudfront_distribution', 'aws_lambda_function_url', 'aws_apprunner_service'],
  ...['azurerm_application_gateway', 'azurerm_api_management', 'azurerm_cdn_frontdoor_endpoint'],
  ...['azurerm_linux_web_app', 'azurerm_windows_web_app', 'azurerm_linux_function_app', 'azurerm_windows_function_app'],
  ...['azurerm_container_app', 'google_compute_forwarding_rule', 'google_compute_global_forwarding_rule'],
  ...['google_cloud_run_v2_service', 'google_cloud_run_service', 'google_api_gateway_api'],
  'google_cloudfunctions2_function',
]);

/** Standards, each with what is missing to judge it. */
type Standards = readonly (readonly [ReliabilityStandard, string])[];

const PATH_WHY = 'the composition along request paths is not computed in this version';
const RUNTIME_WHY = 'needs a load test or an alarm with a threshold, which this version does not read';

/** Standards that apply as soon as there is a request entry, and what is missing to judge them. */
const BY_ENTRY: Standards = [
  ['availability', PATH_WHY],
  ['maintenance', 'planned maintenance hours are not computed in this version'],
  ['api-latency', RUNTIME_WHY],
  ['error-rate', RUNTIME_WHY],
  ['throughput', 'the throughput ceiling is not computed in this version'],
  ['data-validation', 'where the services validate what they receive is not computed in this version'],
];

/** The same for entries of critical services. */
const BY_CRITICAL_ENTRY: Standards = [
  ['critical-availability', PATH_WHY],
  ['recovery', 'recovery times are not computed in this version'],
];

/** The same for data stores. `backups` is missing here: it is judged by rules. */
const BY_STORE: Standards = [
  ['db-latency', RUNTIME_WHY],
  ['acid', 'transaction and durability settings are not computed in this version'],
];

const BY_CRITICAL_STORE: Standards = [
  ['consistency', 'reads from replicas and caches are not computed in this version'],
];

/**
 * The reliability standards that apply to this graph and whose evidence is not
 * computed yet, each with its most critical subject. A standard that does not apply is left out.
 */
export function notComputedStandards(graph: Graph, criticality: CriticalityOf): readonly NotComputed[] {
  const present = graph.resources
    .filter(({ exists }) => exists !== 'no')
    .map((resource): Subject => ({ resource, criticality: criticality(resource.root, resource.address) }));
  const entry = mostCritical(present.filter(({ resource }) => ENTRY.has(resource.type)));
  const store = mostCritical(present.filter(({ resource }) => STORE.has(resource.type)));
  return [...missing(BY_ENTRY, BY_CRITICAL_ENTRY, entry), ...missing(BY_STORE, BY_CRITICAL_STORE, store)];
}

interface Subject {
  readonly resource: Resource;
  readonly criticality: Criticality;
}

/** The first of the most critical ones, so that the same graph always names the same resource. */
function mostCritical(subjects: readonly Subject[]): Subject | undefined {
  return subjects.reduce<Subject | undefined>(
    (most, subject) => (most && most.criticality.weight >= subject.criticality.weight ? most : subject),
    undefined,
  );
}

function missing(always: Standards, whenCritical: Standards, subject: Subject | undefined): readonly NotComputed[] {
  if (!subject) return [];
  const { resource, criticality } = subject;
  const { file, startLine } = resource.body.headerSpan;
  return [...always, ...(criticality.tier === 'critical' ? whenCritical : [])].map(([item, why]) => ({
    item,
    why,
    criticality: criticality.weight,
    subject: { address: resource.address, file, line: startLine },
  }));
}

import type { ReliabilityStandard } from '../model/items.ts';
import type { Graph, Resource } from '../model/resource.ts';
import type { CriticalityOf } from './criticality.ts';
import type { NotComputed } from './judgement.ts';

/** Data stores: resource types by the beginning of their name. */
const STORE = new RegExp(
  '^(?:' +
    [
      'aws_db_instance$|aws_rds_(?:cluster|global_cluster)$|aws_dynamodb_table$|aws_docdb_cluster$|aws_neptune_cluster$',
      'aws_dsql_cluster$|aws_redshift_cluster$|aws_opensearch_domain$|aws_elasticsearch_domain$|ec_deployment$',
      'azurerm_(?:mssql|postgresql_flexible|mysql_flexible|cosmosdb)_(?:database|server|account|managed_instance)$',
      'google_(?:sql_database_instance|spanner_instance|alloydb_cluster|firestore_database|bigtable_instance)$',
    ].join('|') +
    ')',
);

/** Entries: where requests come in. */
const ENTRY = new RegExp(
  '^(?:' +
    [
      'aws_(?:lb|alb|elb)$|aws_api_gateway_rest_api$|aws_apigatewayv2_api$|aws_appsync_graphql_api$',
      'aws_cloudfront_distribution$|aws_lambda_function_url$|aws_apprunner_service$',
      'azurerm_(?:application_gateway|api_management|linux_web_app|windows_web_app|linux_function_app|windows_function_app|container_app)$',
      'azurerm_cdn_frontdoor_(?:profile|endpoint)$',
      'google_compute_(?:global_)?forwarding_rule$|google_cloud_run_v2_service$|google_cloud_run_service$|google_api_gateway_api$',
      'google_cloudfunctions2_function$',
    ].join('|') +
    ')',
);

const PATH_WHY = 'the composition along request paths is not computed in this version';
const RUNTIME_WHY = 'needs a load test or an alarm with a threshold, which this version does not read';

/** Standards that apply as soon as there is a request entry, and what is missing to judge them. */
const BY_ENTRY: readonly (readonly [ReliabilityStandard, string])[] = [
  ['availability', PATH_WHY],
  ['maintenance', 'planned maintenance hours are not computed in this version'],
  ['api-latency', RUNTIME_WHY],
  ['error-rate', RUNTIME_WHY],
  ['throughput', 'the throughput ceiling is not computed in this version'],
  ['data-validation', 'where the services validate what they receive is not computed in this version'],
];

/** The same for entries of critical services. */
const BY_CRITICAL_ENTRY: readonly (readonly [ReliabilityStandard, string])[] = [
  ['critical-availability', PATH_WHY],
  ['recovery', 'recovery times are not computed in this version'],
];

/** The same for data stores. `backups` is missing here: it is judged by rules. */
const BY_STORE: readonly (readonly [ReliabilityStandard, string])[] = [
  ['db-latency', RUNTIME_WHY],
  ['acid', 'transaction and durability settings are not computed in this version'],
];

const BY_CRITICAL_STORE: readonly (readonly [ReliabilityStandard, string])[] = [
  ['consistency', 'reads from replicas and caches are not computed in this version'],
];

/**
 * The reliability standards that apply to this graph (the n/a rows of standards.md section 2) and whose evidence is not
 * computed yet, each with the criticality of its most critical subject. A standard that does not apply is left out.
 */
export function notComputedStandards(graph: Graph, criticality: CriticalityOf): readonly NotComputed[] {
  const present = graph.resources.filter(({ exists }) => exists !== 'no');
  const entries = subjects(present, ENTRY, criticality);
  const stores = subjects(present, STORE, criticality);
  return [
    ...missing(BY_ENTRY, entries),
    ...missing(BY_CRITICAL_ENTRY, entries.critical),
    ...missing(BY_STORE, stores),
    ...missing(BY_CRITICAL_STORE, stores.critical),
  ];
}

interface Subjects {
  readonly count: number;
  /** Weight of the most critical one. */
  readonly weight: number;
}

function subjects(
  resources: readonly Resource[],
  type: RegExp,
  criticality: CriticalityOf,
): Subjects & { readonly critical: Subjects } {
  const found = resources
    .filter((resource) => type.test(resource.type))
    .map(({ root, address }) => criticality(root, address));
  const critical = found.filter(({ tier }) => tier === 'critical');
  const weightOf = (list: typeof found): number => list.reduce((most, { weight }) => Math.max(most, weight), 0);
  return {
    count: found.length,
    weight: weightOf(found),
    critical: { count: critical.length, weight: weightOf(critical) },
  };
}

function missing(
  standards: readonly (readonly [ReliabilityStandard, string])[],
  { count, weight }: Subjects,
): readonly NotComputed[] {
  return count === 0 ? [] : standards.map(([item, why]) => ({ item, why, criticality: weight }));
}

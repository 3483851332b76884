import type { CollectionType, Type } from '../../model/type.ts';
import type { HclBlock } from '../../syntax/hcl/ast.ts';

const STRINGS: CollectionType = { kind: 'list', element: 'string' };
const STRING_SET: CollectionType = { kind: 'set', element: 'string' };
const STRING_MAP: CollectionType = { kind: 'map', element: 'string' };

/** Providers whose `id` is always a text (their resources are made with the Terraform plugin SDK, which knows no other). */
const TEXT_IDS = /^(?:aws|google|azurerm|azuread|kubernetes)_/;

/**
 * Types of what data sources read that configurations build names, ARNs and lists of zones from.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs (and google, azurerm), "Attribute Reference"
 */
const DATA: ReadonlyMap<string, Readonly<Record<string, Type>>> = new Map([
  ['aws_caller_identity', { account_id: 'string', user_id: 'string' }],
  ['aws_region', { name: 'string', region: 'string', endpoint: 'string', description: 'string' }],
  ['aws_partition', { partition: 'string', dns_suffix: 'string', reverse_dns_prefix: 'string' }],
  ['aws_availability_zones', { names: STRINGS, zone_ids: STRINGS, group_names: STRING_SET }],
  ['aws_canonical_user_id', { display_name: 'string' }],
  ['aws_default_tags', { tags: STRING_MAP }],
  ['aws_elb_service_account', {}],
  ['aws_iam_policy_document', { json: 'string', minified_json: 'string' }],
  ['aws_iam_role', { name: 'string', unique_id: 'string' }],
  ['aws_ami', { image_id: 'string', name: 'string', root_device_name: 'string' }],
  ['aws_vpc', { cidr_block: 'string', main_route_table_id: 'string', owner_id: 'string' }],
  ['aws_subnet', { cidr_block: 'string', availability_zone: 'string', vpc_id: 'string' }],
  ['aws_subnets', { ids: STRINGS }],
  ['aws_security_groups', { ids: STRINGS, arns: STRINGS, vpc_ids: STRINGS }],
  ['aws_route53_zone', { zone_id: 'string', name: 'string', name_servers: STRINGS }],
  ['aws_kms_key', { key_id: 'string' }],
  ['aws_ssm_parameter', { value: 'string', type: 'string' }],
  ['aws_secretsmanager_secret_version', { secret_string: 'string', version_id: 'string' }],
  ['google_client_config', { project: 'string', region: 'string', zone: 'string', access_token: 'string' }],
  ['google_project', { project_id: 'string', number: 'string', name: 'string' }],
  ['google_compute_zones', { names: STRINGS }],
  [
    'azurerm_client_config',
    { client_id: 'string', tenant_id: 'string', subscription_id: 'string', object_id: 'string' },
  ],
  ['azurerm_subscription', { subscription_id: 'string', tenant_id: 'string', display_name: 'string' }],
]);

/** The type of an attribute whose value the provider decides; undefined when it is not listed. */
export function attributeType(block: HclBlock, attribute: string): Type | undefined {
  const type = block.labels[0]?.text ?? '';
  if (attribute === 'id' && TEXT_IDS.test(type)) return 'string';
  if (attribute === 'arn' && type.startsWith('aws_')) return 'string';
  const types = block.type === 'data' ? DATA.get(type) : undefined;
  return types && Object.hasOwn(types, attribute) ? types[attribute] : undefined;
}

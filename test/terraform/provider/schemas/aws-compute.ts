import {
  block,
  computed,
  either,
  listBlock,
  listOf,
  mapOf,
  objectOf,
  optional,
  required,
  setBlock,
  setOf,
  type AttributeSchema,
  type BlockSchema,
  type NestedBlockSchema,
} from '../schema.ts';

/** What nearly every resource of the provider has. */
export const TAGS: Readonly<Record<string, AttributeSchema>> = {
  tags: optional(mapOf('string')),
  tags_all: either(mapOf('string')),
};

/** The identity that the provider gives. */
export const IDENTITY: Readonly<Record<string, AttributeSchema>> = {
  id: either('string'),
  arn: computed('string'),
};

/** How long the provider waits, kept as an object. */
export function timeouts(...names: readonly string[]): NestedBlockSchema {
  return { nesting: 'single', block: block(Object.fromEntries(names.map((name) => [name, optional('string')]))) };
}

const RULE = setOf(
  objectOf({
    cidr_blocks: listOf('string'),
    description: 'string',
    from_port: 'number',
    ipv6_cidr_blocks: listOf('string'),
    prefix_list_ids: listOf('string'),
    protocol: 'string',
    security_groups: setOf('string'),
    self: 'bool',
    to_port: 'number',
  }),
);

const DISK = {
  delete_on_termination: optional('bool', { default: true }),
  encrypted: either('bool'),
  iops: either('number'),
  kms_key_id: either('string'),
  throughput: either('number'),
  volume_id: computed('string'),
  volume_size: either('number'),
  volume_type: either('string'),
  tags: optional(mapOf('string')),
};

/**
 * Compute and network resources. A part of the schemas of the real provider (5.x), with its types and nesting.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */
export const COMPUTE: Readonly<Record<string, BlockSchema>> = {
  aws_instance: block(
    {
      ...IDENTITY,
      ...TAGS,
      ami: either('string', { replaces: true }),
      associate_public_ip_address: either('bool'),
      availability_zone: either('string', { replaces: true }),
      disable_api_termination: either('bool'),
      ebs_optimized: either('bool'),
      get_password_data: optional('bool', { default: false }),
      iam_instance_profile: either('string'),
      instance_type: either('string'),
      key_name: either('string'),
      monitoring: either('bool'),
      private_ip: either('string'),
      public_ip: computed('string'),
      security_groups: either(setOf('string')),
      source_dest_check: optional('bool', { default: true }),
      subnet_id: either('string'),
      user_data: either('string'),
      user_data_base64: either('string'),
      user_data_replace_on_change: optional('bool', { default: false }),
      vpc_security_group_ids: either(setOf('string')),
    },
    {
      credit_specification: listBlock(block({ cpu_credits: optional('string') }), { max: 1 }),
      ebs_block_device: setBlock(block({ ...DISK, device_name: required('string'), snapshot_id: either('string') })),
      metadata_options: listBlock(
        block({
          http_endpoint: either('string'),
          http_put_response_hop_limit: either('number'),
          http_tokens: either('string'),
          instance_metadata_tags: either('string'),
        }),
        { max: 1 },
      ),
      root_block_device: listBlock(block({ ...DISK, device_name: computed('string') }), { max: 1 }),
      timeouts: timeouts('create', 'update', 'delete'),
    },
  ),
  aws_launch_template: block(
    {
      ...IDENTITY,
      ...TAGS,
      image_id: optional('string'),
      instance_type: optional('string'),
      latest_version: computed('number'),
      name: either('string'),
      name_prefix: either('string'),
      update_default_version: optional('bool'),
      user_data: optional('string'),
      vpc_security_group_ids: optional(setOf('string')),
    },
    {
      block_device_mappings: listBlock(
        block(
          { device_name: optional('string') },
          {
            ebs: listBlock(
              block({
                encrypted: optional('string'),
                iops: either('number'),
                volume_size: either('number'),
                volume_type: either('string'),
              }),
              { max: 1 },
            ),
          },
        ),
      ),
      metadata_options: listBlock(
        block({
          http_endpoint: either('string'),
          http_put_response_hop_limit: either('number'),
          http_tokens: either('string'),
        }),
        { max: 1 },
      ),
      monitoring: listBlock(block({ enabled: optional('bool') }), { max: 1 }),
      tag_specifications: listBlock(block({ resource_type: optional('string'), tags: optional(mapOf('string')) })),
    },
  ),
  aws_autoscaling_group: block(
    {
      ...IDENTITY,
      availability_zones: either(setOf('string')),
      desired_capacity: either('number'),
      enabled_metrics: optional(setOf('string')),
      health_check_type: either('string'),
      max_size: required('number'),
      min_size: required('number'),
      name: either('string', { replaces: true }),
      protect_from_scale_in: optional('bool', { default: false }),
      target_group_arns: either(setOf('string')),
      vpc_zone_identifier: either(setOf('string')),
    },
    {
      instance_refresh: listBlock(
        block(
          { strategy: required('string'), triggers: optional(setOf('string')) },
          {
            preferences: listBlock(
              block({
                instance_warmup: optional('string'),
                min_healthy_percentage: optional('number', { default: 90 }),
              }),
              { max: 1 },
            ),
          },
        ),
        { max: 1 },
      ),
      launch_template: listBlock(block({ id: either('string'), name: either('string'), version: either('string') }), {
        max: 1,
      }),
      tag: setBlock(
        block({ key: required('string'), propagate_at_launch: required('bool'), value: required('string') }),
      ),
    },
  ),
  aws_security_group: block(
    {
      ...IDENTITY,
      ...TAGS,
      description: optional('string', { default: 'Managed by Terraform', replaces: true }),
      // Attributes that are also written as blocks, as in the real provider.
      egress: either(RULE),
      ingress: either(RULE),
      name: either('string', { replaces: true }),
      name_prefix: either('string'),
      owner_id: computed('string'),
      revoke_rules_on_delete: optional('bool', { default: false }),
      vpc_id: either('string', { replaces: true }),
    },
    { timeouts: timeouts('create', 'delete') },
  ),
  aws_security_group_rule: block({
    id: either('string'),
    cidr_blocks: optional(listOf('string')),
    description: optional('string'),
    from_port: required('number'),
    protocol: required('string'),
    security_group_id: required('string'),
    self: optional('bool', { default: false }),
    source_security_group_id: either('string'),
    to_port: required('number'),
    type: required('string'),
  }),
  aws_vpc: block({
    ...IDENTITY,
    ...TAGS,
    cidr_block: either('string', { replaces: true }),
    default_security_group_id: computed('string'),
    enable_dns_hostnames: either('bool'),
    enable_dns_support: optional('bool', { default: true }),
    instance_tenancy: optional('string', { default: 'default' }),
  }),
  aws_subnet: block({
    ...IDENTITY,
    ...TAGS,
    availability_zone: either('string'),
    cidr_block: optional('string', { replaces: true }),
    map_public_ip_on_launch: optional('bool', { default: false }),
    vpc_id: required('string', { replaces: true }),
  }),
  aws_route_table: block({
    ...IDENTITY,
    ...TAGS,
    route: either(
      setOf(
        objectOf({ cidr_block: 'string', gateway_id: 'string', nat_gateway_id: 'string', ipv6_cidr_block: 'string' }),
      ),
    ),
    vpc_id: required('string'),
  }),
  aws_lb: block(
    {
      ...IDENTITY,
      ...TAGS,
      dns_name: computed('string'),
      drop_invalid_header_fields: optional('bool', { default: false }),
      enable_deletion_protection: optional('bool', { default: false }),
      idle_timeout: optional('number', { default: 60 }),
      internal: either('bool'),
      ip_address_type: either('string'),
      load_balancer_type: optional('string', { default: 'application' }),
      name: either('string', { replaces: true }),
      security_groups: either(setOf('string')),
      subnets: either(setOf('string')),
    },
    {
      access_logs: listBlock(
        block({
          bucket: required('string'),
          enabled: optional('bool', { default: false }),
          prefix: optional('string'),
        }),
        { max: 1 },
      ),
      subnet_mapping: setBlock(block({ subnet_id: required('string'), private_ipv4_address: optional('string') })),
      timeouts: timeouts('create', 'update', 'delete'),
    },
  ),
  aws_lb_listener: block(
    {
      ...IDENTITY,
      ...TAGS,
      certificate_arn: optional('string'),
      load_balancer_arn: required('string'),
      port: optional('number'),
      protocol: either('string'),
      ssl_policy: either('string'),
    },
    {
      default_action: listBlock(
        block(
          { order: either('number'), target_group_arn: optional('string'), type: required('string') },
          {
            redirect: listBlock(
              block({
                host: optional('string', { default: '#{host}' }),
                port: optional('string', { default: '#{port}' }),
                protocol: optional('string', { default: '#{protocol}' }),
                status_code: required('string'),
              }),
              { max: 1 },
            ),
            forward: listBlock(
              block(
                {},
                {
                  target_group: setBlock(block({ arn: required('string'), weight: optional('number') }), { min: 1 }),
                  stickiness: listBlock(block({ duration: required('number'), enabled: optional('bool') }), { max: 1 }),
                },
              ),
              { max: 1 },
            ),
          },
        ),
        { min: 1 },
      ),
    },
  ),
};

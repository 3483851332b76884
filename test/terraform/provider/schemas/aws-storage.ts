import {
  block,
  computed,
  either,
  listBlock,
  listOf,
  mapOf,
  optional,
  required,
  setBlock,
  setOf,
  type BlockSchema,
} from '../schema.ts';
import { IDENTITY, TAGS, timeouts } from './aws-compute.ts';

/**
 * Storage, database, identity and application resources. A part of the schemas of the real provider (5.x).
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */
export const STORAGE: Readonly<Record<string, BlockSchema>> = {
  aws_s3_bucket: block(
    {
      ...IDENTITY,
      ...TAGS,
      bucket: either('string', { replaces: true }),
      bucket_domain_name: computed('string'),
      bucket_prefix: either('string'),
      force_destroy: optional('bool', { default: false }),
      object_lock_enabled: either('bool'),
      region: computed('string'),
    },
    { timeouts: timeouts('create', 'delete') },
  ),
  aws_s3_bucket_public_access_block: block({
    id: either('string'),
    block_public_acls: optional('bool', { default: false }),
    block_public_policy: optional('bool', { default: false }),
    bucket: required('string', { replaces: true }),
    ignore_public_acls: optional('bool', { default: false }),
    restrict_public_buckets: optional('bool', { default: false }),
  }),
  aws_s3_bucket_versioning: block(
    {
      id: either('string'),
      bucket: required('string'),
      expected_bucket_owner: optional('string'),
      mfa: optional('string'),
    },
    {
      versioning_configuration: listBlock(block({ mfa_delete: either('string'), status: required('string') }), {
        min: 1,
        max: 1,
      }),
    },
  ),
  aws_s3_bucket_server_side_encryption_configuration: block(
    { id: either('string'), bucket: required('string') },
    {
      rule: setBlock(
        block(
          { bucket_key_enabled: optional('bool') },
          {
            apply_server_side_encryption_by_default: listBlock(
              block({ kms_master_key_id: optional('string'), sse_algorithm: required('string') }),
              { max: 1 },
            ),
          },
        ),
        { min: 1 },
      ),
    },
  ),
  aws_s3_bucket_lifecycle_configuration: block(
    { id: either('string'), bucket: required('string') },
    {
      rule: listBlock(
        block(
          { id: required('string'), prefix: optional('string'), status: required('string') },
          {
            expiration: listBlock(block({ date: optional('string'), days: either('number') }), { max: 1 }),
            filter: listBlock(
              block(
                { prefix: either('string'), object_size_greater_than: either('number') },
                { tag: listBlock(block({ key: required('string'), value: required('string') }), { max: 1 }) },
              ),
              { max: 1 },
            ),
            transition: setBlock(block({ days: optional('number'), storage_class: required('string') })),
          },
        ),
      ),
    },
  ),
  aws_s3_bucket_policy: block({ id: either('string'), bucket: required('string'), policy: required('string') }),
  aws_s3_object: block({
    ...IDENTITY,
    ...TAGS,
    bucket: required('string'),
    content: optional('string'),
    content_base64: optional('string'),
    content_type: either('string'),
    etag: either('string'),
    key: required('string'),
    metadata: optional(mapOf('string')),
    source: optional('string'),
    source_hash: optional('string'),
  }),
  aws_db_instance: block(
    {
      ...IDENTITY,
      ...TAGS,
      address: computed('string'),
      allocated_storage: either('number'),
      apply_immediately: either('bool'),
      backup_retention_period: either('number'),
      db_name: either('string'),
      deletion_protection: optional('bool'),
      enabled_cloudwatch_logs_exports: optional(setOf('string')),
      endpoint: computed('string'),
      engine: either('string', { replaces: true }),
      engine_version: either('string'),
      identifier: either('string'),
      instance_class: required('string'),
      kms_key_id: either('string'),
      multi_az: either('bool'),
      password: optional('string', { sensitive: true }),
      performance_insights_enabled: optional('bool', { default: false }),
      port: either('number'),
      publicly_accessible: optional('bool', { default: false }),
      skip_final_snapshot: optional('bool', { default: false }),
      storage_encrypted: optional('bool', { replaces: true }),
      username: either('string'),
      vpc_security_group_ids: either(setOf('string')),
    },
    {
      blue_green_update: listBlock(block({ enabled: optional('bool') }), { max: 1 }),
      restore_to_point_in_time: listBlock(
        block({ restore_time: optional('string'), source_db_instance_identifier: optional('string') }),
        { max: 1 },
      ),
      timeouts: timeouts('create', 'update', 'delete'),
    },
  ),
  aws_db_parameter_group: block(
    { ...IDENTITY, ...TAGS, description: optional('string'), family: required('string'), name: either('string') },
    {
      parameter: setBlock(
        block({
          apply_method: optional('string', { default: 'immediate' }),
          name: required('string'),
          value: required('string'),
        }),
      ),
    },
  ),
  aws_iam_role: block(
    {
      ...IDENTITY,
      ...TAGS,
      assume_role_policy: required('string'),
      description: optional('string'),
      force_detach_policies: optional('bool', { default: false }),
      managed_policy_arns: either(setOf('string')),
      max_session_duration: optional('number', { default: 3600 }),
      name: either('string', { replaces: true }),
      name_prefix: either('string'),
      path: optional('string', { default: '/' }),
    },
    { inline_policy: setBlock(block({ name: optional('string'), policy: optional('string') })) },
  ),
  aws_iam_policy: block({
    ...IDENTITY,
    ...TAGS,
    description: optional('string'),
    name: either('string', { replaces: true }),
    path: optional('string', { default: '/' }),
    policy: required('string'),
  }),
  aws_iam_role_policy_attachment: block({
    id: either('string'),
    policy_arn: required('string'),
    role: required('string'),
  }),
  aws_kms_key: block({
    ...IDENTITY,
    ...TAGS,
    deletion_window_in_days: optional('number'),
    description: either('string'),
    enable_key_rotation: either('bool'),
    key_id: computed('string'),
    policy: either('string'),
  }),
  aws_dynamodb_table: block(
    {
      ...IDENTITY,
      ...TAGS,
      billing_mode: optional('string', { default: 'PROVISIONED' }),
      deletion_protection_enabled: optional('bool'),
      hash_key: either('string'),
      name: required('string'),
      range_key: optional('string'),
      read_capacity: either('number'),
      write_capacity: either('number'),
    },
    {
      attribute: setBlock(block({ name: required('string'), type: required('string') })),
      global_secondary_index: setBlock(
        block({
          hash_key: required('string'),
          name: required('string'),
          non_key_attributes: optional(setOf('string')),
          projection_type: required('string'),
          range_key: optional('string'),
          read_capacity: either('number'),
        }),
      ),
      point_in_time_recovery: listBlock(block({ enabled: required('bool') }), { max: 1 }),
      ttl: listBlock(block({ attribute_name: optional('string'), enabled: optional('bool', { default: false }) }), {
        max: 1,
      }),
    },
  ),
  aws_sns_topic: block({
    ...IDENTITY,
    ...TAGS,
    display_name: optional('string'),
    fifo_topic: optional('bool', { default: false }),
    kms_master_key_id: optional('string'),
    name: either('string', { replaces: true }),
    policy: either('string'),
  }),
  aws_sqs_queue: block({
    ...IDENTITY,
    ...TAGS,
    delay_seconds: optional('number', { default: 0 }),
    fifo_queue: optional('bool', { default: false }),
    message_retention_seconds: optional('number', { default: 345_600 }),
    name: either('string', { replaces: true }),
    redrive_policy: either('string'),
    url: computed('string'),
    visibility_timeout_seconds: optional('number', { default: 30 }),
  }),
  aws_cloudwatch_log_group: block({
    ...IDENTITY,
    ...TAGS,
    kms_key_id: optional('string'),
    name: either('string', { replaces: true }),
    retention_in_days: optional('number', { default: 0 }),
    skip_destroy: optional('bool', { default: false }),
  }),
  aws_cloudwatch_metric_alarm: block(
    {
      ...IDENTITY,
      ...TAGS,
      alarm_actions: optional(setOf('string')),
      alarm_name: required('string'),
      comparison_operator: required('string'),
      dimensions: optional(mapOf('string')),
      evaluation_periods: required('number'),
      metric_name: optional('string'),
      namespace: optional('string'),
      period: optional('number'),
      statistic: optional('string'),
      threshold: optional('number'),
    },
    {
      metric_query: setBlock(
        block(
          { expression: optional('string'), id: required('string'), return_data: optional('bool') },
          {
            metric: listBlock(
              block({
                dimensions: optional(mapOf('string')),
                metric_name: required('string'),
                period: required('number'),
                stat: required('string'),
              }),
              { max: 1 },
            ),
          },
        ),
      ),
    },
  ),
  aws_lambda_function: block(
    {
      ...IDENTITY,
      ...TAGS,
      architectures: either(listOf('string')),
      filename: optional('string'),
      function_name: required('string', { replaces: true }),
      handler: optional('string'),
      layers: optional(listOf('string')),
      memory_size: optional('number', { default: 128 }),
      reserved_concurrent_executions: optional('number', { default: -1 }),
      role: required('string'),
      runtime: optional('string'),
      source_code_hash: either('string'),
      timeout: optional('number', { default: 3 }),
    },
    {
      dead_letter_config: listBlock(block({ target_arn: required('string') }), { max: 1 }),
      environment: listBlock(block({ variables: optional(mapOf('string')) }), { max: 1 }),
      vpc_config: listBlock(
        block({
          security_group_ids: required(setOf('string')),
          subnet_ids: required(setOf('string')),
          vpc_id: computed('string'),
        }),
        { max: 1 },
      ),
    },
  ),
  aws_route53_record: block(
    {
      id: either('string'),
      fqdn: computed('string'),
      name: required('string'),
      records: optional(setOf('string')),
      ttl: optional('number'),
      type: required('string'),
      zone_id: required('string'),
    },
    {
      alias: listBlock(
        block({ evaluate_target_health: required('bool'), name: required('string'), zone_id: required('string') }),
        { max: 1 },
      ),
      weighted_routing_policy: listBlock(block({ weight: required('number') }), { max: 1 }),
    },
  ),
  aws_ssm_parameter: block({
    ...IDENTITY,
    ...TAGS,
    insecure_value: either('string'),
    name: required('string', { replaces: true }),
    tier: either('string'),
    type: required('string'),
    value: either('string', { sensitive: true }),
    version: computed('number'),
  }),
  aws_budgets_budget: block(
    {
      ...IDENTITY,
      budget_type: required('string'),
      limit_amount: either('string'),
      limit_unit: either('string'),
      time_unit: required('string'),
    },
    {
      cost_filter: setBlock(block({ name: required('string'), values: required(listOf('string')) })),
      notification: setBlock(
        block({
          comparison_operator: required('string'),
          notification_type: required('string'),
          subscriber_email_addresses: optional(setOf('string')),
          threshold: required('number'),
          threshold_type: required('string'),
        }),
      ),
    },
  ),
};

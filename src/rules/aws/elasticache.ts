import { attributeRule, rangeRule, same, similar } from '../../engine/kits.ts';
import type { Condition } from '../../engine/kits/definitions.ts';

/** Valkey groups are encrypted unless they say otherwise. */
const isNoValkey: Condition = { attribute: 'engine', expect: { noneOf: ['valkey'] }, whenAbsent: true };
/** The secondary of a global datastore takes its encryption from the primary; the provider accepts no argument for it. */
const isNoSecondary: Condition = { attribute: 'global_replication_group_id', expect: { set: false }, whenAbsent: true };
/** Memcached keeps nothing. */
const isNoMemcached: Condition = { attribute: 'engine', expect: { noneOf: ['memcached'] }, whenAbsent: true };

export default [
  attributeRule({
    id: 'aws-elasticache-encrypted-at-rest',
    title: 'Redis group stores data unencrypted',
    severity: 'high',
    resource: ['aws_elasticache_replication_group'],
    when: [isNoValkey, isNoSecondary],
    attribute: 'at_rest_encryption_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the group.
    fixIsSafe: false,
    why: 'Sessions and cached records lie in the clear on disks and in backups.',
    remedy: 'Set `at_rest_encryption_enabled = true`. It cannot be changed later.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_29', 'AVD-AWS-0045'),
    links: ['https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html'],
    example: {
      bad: `
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  at_rest_encryption_enabled = false # expect
}
`,
      good: `
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  at_rest_encryption_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-elasticache-encrypted-in-transit',
    title: 'Redis group takes unencrypted connections',
    severity: 'high',
    resource: ['aws_elasticache_replication_group'],
    when: [isNoValkey, isNoSecondary],
    attribute: 'transit_encryption_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Clients that connect without TLS are refused.
    fixIsSafe: false,
    why: 'Sessions, tokens and the password of the cache can be read by whoever listens inside the network.',
    remedy:
      'Set `transit_encryption_enabled = true`; change running clients first with `transit_encryption_mode = "preferred"`.',
    items: ['encryption-in-transit'],
    aliases: [...same('CKV_AWS_30', 'AVD-AWS-0051'), ...similar('CKV_AWS_31')],
    links: ['https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html'],
    example: {
      bad: `
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  transit_encryption_enabled = false # expect
}
`,
      good: `
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  transit_encryption_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-elasticache-authentication',
    title: 'Redis group asks for no password',
    severity: 'medium',
    resource: ['aws_elasticache_replication_group'],
    when: [isNoMemcached],
    attribute: ['auth_token', 'user_group_ids'],
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Everything that can reach the port can read and delete the cache.',
    remedy: 'Give it `user_group_ids` (RBAC), or an `auth_token` that comes from a secret.',
    items: ['rbac', 'api-keys'],
    aliases: same('CKV_AWS_31'),
    links: ['https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html'],
    example: {
      bad: `
resource "aws_elasticache_replication_group" "sessions" { # expect
  replication_group_id       = "sessions"
  description                = "sessions"
  transit_encryption_enabled = true
}
`,
      good: `
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  transit_encryption_enabled = true
  user_group_ids             = ["sessions"]
}
`,
    },
  }),

  attributeRule({
    id: 'aws-elasticache-automatic-failover',
    title: 'Redis group waits for a human when its primary fails',
    severity: 'medium',
    resource: ['aws_elasticache_replication_group'],
    attribute: 'automatic_failover_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // It needs at least one replica.
    fixIsSafe: false,
    why: 'When the primary node or its zone fails, writes fail until somebody promotes a replica.',
    remedy: 'Set `automatic_failover_enabled = true` with at least one replica, and `multi_az_enabled = true`.',
    items: ['availability', 'recovery'],
    aliases: same('CKV2_AWS_50'),
    links: ['https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html'],
    example: {
      bad: `
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  automatic_failover_enabled = false # expect
}
`,
      good: `
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "sessions"
  automatic_failover_enabled = true
}
`,
    },
  }),

  rangeRule({
    id: 'aws-elasticache-backups',
    title: 'Redis node has no backups',
    severity: 'low',
    resource: ['aws_elasticache_cluster'],
    when: [isNoMemcached, { attribute: 'replication_group_id', expect: { set: false }, whenAbsent: true }],
    attribute: 'snapshot_retention_limit',
    min: 1,
    whenAbsent: 'fail',
    defaultValue: 0,
    fixTo: '7',
    why: 'When the node fails or is flushed by mistake its content is lost.',
    remedy: 'Set `snapshot_retention_limit` to the days to keep, unless the cache can be filled again.',
    items: ['backups'],
    aliases: same('CKV_AWS_134', 'AVD-AWS-0050'),
    links: ['https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html'],
    example: {
      bad: `
resource "aws_elasticache_cluster" "sessions" {
  cluster_id               = "sessions"
  engine                   = "redis"
  snapshot_retention_limit = 0 # expect
}
`,
      good: `
resource "aws_elasticache_cluster" "sessions" {
  cluster_id               = "sessions"
  engine                   = "redis"
  snapshot_retention_limit = 7
}
`,
    },
  }),
];

import { attributeRule, same } from '../../engine/kits.ts';

export default [
  attributeRule({
    id: 'aws-kinesis-encrypted',
    title: 'Kinesis stream stores records unencrypted',
    severity: 'high',
    resource: ['aws_kinesis_stream'],
    attribute: 'encryption_type',
    expect: { oneOf: ['KMS'] },
    whenAbsent: 'fail',
    defaultValue: 'NONE',
    why: 'Records lie in the clear for as long as the stream keeps them.',
    remedy: 'Set `encryption_type = "KMS"` and a `kms_key_id`, such as `"alias/aws/kinesis"`.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_43', 'AVD-AWS-0064'),
    links: ['https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html'],
    example: {
      bad: `
resource "aws_kinesis_stream" "orders" {
  name            = "orders"
  encryption_type = "NONE" # expect
}
`,
      good: `
resource "aws_kinesis_stream" "orders" {
  name            = "orders"
  encryption_type = "KMS"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-memorydb-encrypted-in-transit',
    title: 'MemoryDB cluster takes unencrypted connections',
    severity: 'high',
    resource: ['aws_memorydb_cluster'],
    attribute: 'tls_enabled',
    expect: { noneOf: [false] },
    whenAbsent: 'pass',
    fixTo: 'true',
    // Changing it replaces the cluster.
    fixIsSafe: false,
    why: 'Records and passwords can be read by whoever listens inside the network.',
    remedy: 'Remove `tls_enabled = false`. It cannot be changed later.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_202'),
    links: ['https://docs.aws.amazon.com/memorydb/latest/devguide/in-transit-encryption.html'],
    example: {
      bad: `
resource "aws_memorydb_cluster" "orders" {
  name        = "orders"
  acl_name    = "orders"
  node_type   = "db.r6g.large"
  tls_enabled = false # expect
}
`,
      good: `
resource "aws_memorydb_cluster" "orders" {
  name        = "orders"
  acl_name    = "orders"
  node_type   = "db.r6g.large"
  tls_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-log-group-retention',
    title: 'Log group keeps everything for ever',
    severity: 'low',
    resource: ['aws_cloudwatch_log_group'],
    attribute: 'retention_in_days',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Nobody decided how long logs, and the personal data in them, are kept; the bill grows every month.',
    remedy: 'Set `retention_in_days` to what audits and privacy rules ask for (0 says that never is meant).',
    items: ['compliance', 'audit-logging', 'cost'],
    aliases: same('CKV_AWS_66'),
    links: ['https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html'],
    example: {
      bad: `
resource "aws_cloudwatch_log_group" "api" { # expect
  name = "/acme/api"
}
`,
      good: `
resource "aws_cloudwatch_log_group" "api" {
  name              = "/acme/api"
  retention_in_days = 365
}
`,
    },
  }),

  attributeRule({
    id: 'aws-ses-require-tls',
    title: 'Mail is sent without TLS when the receiver offers none',
    severity: 'low',
    resource: ['aws_ses_configuration_set'],
    attribute: 'delivery_options.tls_policy',
    expect: { oneOf: ['Require'] },
    whenAbsent: 'fail',
    defaultValue: 'Optional',
    fixTo: '"Require"',
    // Mail to receivers without TLS is not delivered.
    fixIsSafe: false,
    why: 'An attacker on the way can make the connection fall back to clear text and read the mail.',
    remedy: 'Add `delivery_options { tls_policy = "Require" }`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_365'),
    links: ['https://docs.aws.amazon.com/ses/latest/dg/security-protocols.html'],
    example: {
      bad: `
resource "aws_ses_configuration_set" "mail" {
  name = "mail"

  delivery_options {
    tls_policy = "Optional" # expect
  }
}
`,
      good: `
resource "aws_ses_configuration_set" "mail" {
  name = "mail"

  delivery_options {
    tls_policy = "Require"
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-workspaces-root-volume-encrypted',
    title: 'Root volume of the WorkSpace is not encrypted',
    severity: 'high',
    resource: ['aws_workspaces_workspace'],
    attribute: 'root_volume_encryption_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the WorkSpace.
    fixIsSafe: false,
    why: 'Caches, page files and installed credentials on the system disk can be read from a copy of the volume.',
    remedy: 'Set `root_volume_encryption_enabled = true` and a `volume_encryption_key`.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_156', 'AVD-AWS-0109'),
    links: ['https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html'],
    example: {
      bad: `
resource "aws_workspaces_workspace" "desk" {
  bundle_id                      = "wsb-0abc"
  directory_id                   = "d-0abc"
  user_name                      = "ann"
  root_volume_encryption_enabled = false # expect
}
`,
      good: `
resource "aws_workspaces_workspace" "desk" {
  bundle_id                      = "wsb-0abc"
  directory_id                   = "d-0abc"
  user_name                      = "ann"
  root_volume_encryption_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-workspaces-user-volume-encrypted',
    title: 'User volume of the WorkSpace is not encrypted',
    severity: 'high',
    resource: ['aws_workspaces_workspace'],
    attribute: 'user_volume_encryption_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the WorkSpace.
    fixIsSafe: false,
    why: 'Documents, mail and saved passwords of the user lie in the clear on the volume and its snapshots.',
    remedy: 'Set `user_volume_encryption_enabled = true` and a `volume_encryption_key`.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_155', 'AVD-AWS-0109'),
    links: ['https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html'],
    example: {
      bad: `
resource "aws_workspaces_workspace" "desk" {
  bundle_id                      = "wsb-0abc"
  directory_id                   = "d-0abc"
  user_name                      = "ann"
  user_volume_encryption_enabled = false # expect
}
`,
      good: `
resource "aws_workspaces_workspace" "desk" {
  bundle_id                      = "wsb-0abc"
  directory_id                   = "d-0abc"
  user_name                      = "ann"
  user_volume_encryption_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-athena-workgroup-enforced',
    title: 'Clients may switch the settings of the workgroup off',
    severity: 'medium',
    resource: ['aws_athena_workgroup'],
    attribute: 'configuration.enforce_workgroup_configuration',
    expect: { noneOf: [false] },
    whenAbsent: 'pass',
    fixTo: 'true',
    // Settings of clients no longer count.
    fixIsSafe: false,
    why: 'A client can write its results unencrypted, or to a bucket of its choice.',
    remedy: 'Remove `enforce_workgroup_configuration = false`.',
    items: ['encryption-at-rest', 'compliance'],
    aliases: same('CKV_AWS_82', 'AVD-AWS-0007'),
    links: ['https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html'],
    example: {
      bad: `
resource "aws_athena_workgroup" "main" {
  name = "main"

  configuration {
    enforce_workgroup_configuration = false # expect
  }
}
`,
      good: `
resource "aws_athena_workgroup" "main" {
  name = "main"

  configuration {
    enforce_workgroup_configuration = true
  }
}
`,
    },
  }),
];

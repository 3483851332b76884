import { attributeRule, rangeRule, same } from '../../engine/kits.ts';

export default [
  attributeRule({
    id: 'aws-efs-encrypted',
    title: 'EFS file system stores data unencrypted',
    severity: 'high',
    resource: ['aws_efs_file_system'],
    attribute: 'encrypted',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the file system.
    fixIsSafe: false,
    why: 'Files lie in the clear on the disks of AWS and in every backup, and the file system can never be encrypted in place.',
    remedy: 'Set `encrypted = true`. It cannot be changed later.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_42', 'AVD-AWS-0037'),
    links: ['https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html'],
    example: {
      bad: `
resource "aws_efs_file_system" "main" {
  creation_token = "main"
  encrypted      = false # expect
}
`,
      good: `
resource "aws_efs_file_system" "main" {
  creation_token = "main"
  encrypted      = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-docdb-storage-encrypted',
    title: 'DocumentDB cluster stores data unencrypted',
    severity: 'high',
    resource: ['aws_docdb_cluster'],
    // What is restored from a snapshot is encrypted as the snapshot is.
    when: [{ attribute: 'snapshot_identifier', expect: { set: false }, whenAbsent: true }],
    attribute: 'storage_encrypted',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the cluster.
    fixIsSafe: false,
    why: 'A snapshot that is shared or copied by mistake gives away every document.',
    remedy: 'Set `storage_encrypted = true`. It cannot be changed later.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_74', 'AVD-AWS-0021'),
    links: ['https://docs.aws.amazon.com/documentdb/latest/developerguide/encryption-at-rest.html'],
    example: {
      bad: `
resource "aws_docdb_cluster" "main" {
  cluster_identifier = "main"
  storage_encrypted  = false # expect
}
`,
      good: `
resource "aws_docdb_cluster" "main" {
  cluster_identifier = "main"
  storage_encrypted  = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-docdb-global-cluster-encrypted',
    title: 'DocumentDB global cluster stores data unencrypted',
    severity: 'high',
    resource: ['aws_docdb_global_cluster'],
    // A global cluster made of an existing one is encrypted as that is.
    when: [{ attribute: 'source_db_cluster_identifier', expect: { set: false }, whenAbsent: true }],
    attribute: 'storage_encrypted',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the cluster.
    fixIsSafe: false,
    why: 'Each region that joins later stores its copy of the documents in the clear too.',
    remedy: 'Set `storage_encrypted = true`. It cannot be changed later.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_292'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/docdb_global_cluster'],
    example: {
      bad: `
resource "aws_docdb_global_cluster" "main" {
  global_cluster_identifier = "main"
  storage_encrypted         = false # expect
}
`,
      good: `
resource "aws_docdb_global_cluster" "main" {
  global_cluster_identifier = "main"
  storage_encrypted         = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-neptune-storage-encrypted',
    title: 'Neptune cluster stores data unencrypted',
    severity: 'high',
    resource: ['aws_neptune_cluster'],
    // What is restored from a snapshot is encrypted as the snapshot is.
    when: [{ attribute: 'snapshot_identifier', expect: { set: false }, whenAbsent: true }],
    attribute: 'storage_encrypted',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the cluster.
    fixIsSafe: false,
    why: 'The graph can be read from any snapshot of the cluster, without its port or its users.',
    remedy: 'Set `storage_encrypted = true`. It cannot be changed later.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_44', 'AVD-AWS-0076'),
    links: ['https://docs.aws.amazon.com/neptune/latest/userguide/encrypt.html'],
    example: {
      bad: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier = "main"
  storage_encrypted  = false # expect
}
`,
      good: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier = "main"
  storage_encrypted  = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-efs-customer-managed-key',
    title: 'EFS file system is encrypted with a key of AWS',
    severity: 'low',
    resource: ['aws_efs_file_system'],
    attribute: 'kms_key_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Whoever may mount the file system may read it: no key policy of yours can refuse, and no key can be disabled.',
    remedy: 'Set `kms_key_id` to the ARN of a key of your own where the data is sensitive.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_184'),
    links: ['https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html'],
    example: {
      bad: `
resource "aws_efs_file_system" "main" { # expect
  creation_token = "main"
  encrypted      = true
}
`,
      good: `
resource "aws_efs_file_system" "main" {
  creation_token = "main"
  encrypted      = true
  kms_key_id     = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-docdb-customer-managed-key',
    title: 'DocumentDB cluster is encrypted with a key of AWS',
    severity: 'low',
    resource: ['aws_docdb_cluster'],
    attribute: 'kms_key_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Snapshots under the key of AWS cannot be shared with another account, such as one that keeps backups.',
    remedy: 'Set `kms_key_id` to the ARN of a key of your own where the data is sensitive.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_182', 'AVD-AWS-0022'),
    links: ['https://docs.aws.amazon.com/documentdb/latest/developerguide/encryption-at-rest.html'],
    example: {
      bad: `
resource "aws_docdb_cluster" "main" { # expect
  cluster_identifier = "main"
  storage_encrypted  = true
}
`,
      good: `
resource "aws_docdb_cluster" "main" {
  cluster_identifier = "main"
  storage_encrypted  = true
  kms_key_id         = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-neptune-customer-managed-key',
    title: 'Neptune cluster is encrypted with a key of AWS',
    severity: 'low',
    resource: ['aws_neptune_cluster'],
    attribute: 'kms_key_arn',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'The graph cannot be locked by disabling a key, nor its snapshots copied to an account for backups.',
    remedy: 'Set `kms_key_arn` to the ARN of a key of your own where the data is sensitive.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_347', 'AVD-AWS-0128'),
    links: ['https://docs.aws.amazon.com/neptune/latest/userguide/encrypt.html'],
    example: {
      bad: `
resource "aws_neptune_cluster" "main" { # expect
  cluster_identifier = "main"
  storage_encrypted  = true
}
`,
      good: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier = "main"
  storage_encrypted  = true
  kms_key_arn        = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-docdb-deletion-protection',
    title: 'DocumentDB cluster can be deleted by accident',
    severity: 'medium',
    resource: ['aws_docdb_cluster'],
    attribute: 'deletion_protection',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'A renamed cluster is destroyed and made again, empty; the service refuses only while protection is on.',
    remedy: 'Set `deletion_protection = true`.',
    items: ['state-safety'],
    links: ['https://docs.aws.amazon.com/documentdb/latest/developerguide/db-cluster-delete.html'],
    example: {
      bad: `
resource "aws_docdb_cluster" "main" {
  cluster_identifier  = "main"
  deletion_protection = false # expect
}
`,
      good: `
resource "aws_docdb_cluster" "main" {
  cluster_identifier  = "main"
  deletion_protection = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-neptune-deletion-protection',
    title: 'Neptune cluster can be deleted by accident',
    severity: 'medium',
    resource: ['aws_neptune_cluster'],
    attribute: 'deletion_protection',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'A change that forces replacement takes the graph with it, and reloading one from its sources takes days.',
    remedy: 'Set `deletion_protection = true`.',
    items: ['state-safety'],
    aliases: same('CKV2_AWS_58'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/neptune_cluster'],
    example: {
      bad: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier  = "main"
  deletion_protection = false # expect
}
`,
      good: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier  = "main"
  deletion_protection = true
}
`,
    },
  }),

  rangeRule({
    id: 'aws-docdb-backup-retention',
    title: 'DocumentDB cluster keeps backups for less than a week',
    severity: 'medium',
    resource: ['aws_docdb_cluster'],
    attribute: 'backup_retention_period',
    min: 7,
    whenAbsent: 'fail',
    defaultValue: 1,
    fixTo: '7',
    why: 'A mistake that is noticed after a weekend can no longer be undone.',
    remedy: 'Set `backup_retention_period` to 7 or more (days).',
    items: ['backups'],
    aliases: same('CKV_AWS_360'),
    links: ['https://docs.aws.amazon.com/documentdb/latest/developerguide/backup_restore.html'],
    example: {
      bad: `
resource "aws_docdb_cluster" "main" {
  cluster_identifier      = "main"
  backup_retention_period = 1 # expect
}
`,
      good: `
resource "aws_docdb_cluster" "main" {
  cluster_identifier      = "main"
  backup_retention_period = 7
}
`,
    },
  }),

  rangeRule({
    id: 'aws-neptune-backup-retention',
    title: 'Neptune cluster keeps backups for less than a week',
    severity: 'medium',
    resource: ['aws_neptune_cluster'],
    attribute: 'backup_retention_period',
    min: 7,
    whenAbsent: 'fail',
    defaultValue: 1,
    fixTo: '7',
    why: 'The default is one day: a wrong bulk load found on Monday has already replaced the last good backup.',
    remedy: 'Set `backup_retention_period` to 7 or more (days).',
    items: ['backups'],
    aliases: same('CKV_AWS_361'),
    links: ['https://docs.aws.amazon.com/neptune/latest/userguide/backup-restore-overview.html'],
    example: {
      bad: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier      = "main"
  backup_retention_period = 1 # expect
}
`,
      good: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier      = "main"
  backup_retention_period = 7
}
`,
    },
  }),

  attributeRule({
    id: 'aws-docdb-log-exports',
    title: 'DocumentDB cluster sends no logs to CloudWatch',
    severity: 'low',
    resource: ['aws_docdb_cluster'],
    attribute: 'enabled_cloudwatch_logs_exports',
    expect: { set: true },
    whenAbsent: 'fail',
    fixTo: '["audit", "profiler"]',
    why: 'Sign-ins, schema changes and slow operations leave no record.',
    remedy: 'Set `enabled_cloudwatch_logs_exports = ["audit", "profiler"]`.',
    items: ['audit-logging', 'observability'],
    aliases: same('CKV_AWS_85', 'AVD-AWS-0020'),
    links: ['https://docs.aws.amazon.com/documentdb/latest/developerguide/event-auditing.html'],
    example: {
      bad: `
resource "aws_docdb_cluster" "main" {
  cluster_identifier              = "main"
  enabled_cloudwatch_logs_exports = [] # expect
}
`,
      good: `
resource "aws_docdb_cluster" "main" {
  cluster_identifier              = "main"
  enabled_cloudwatch_logs_exports = ["audit"]
}
`,
    },
  }),

  attributeRule({
    id: 'aws-neptune-log-exports',
    title: 'Neptune cluster sends no audit log to CloudWatch',
    severity: 'low',
    resource: ['aws_neptune_cluster'],
    attribute: 'enable_cloudwatch_logs_exports',
    expect: { includes: ['audit'] },
    whenAbsent: 'fail',
    why: 'Nobody can say afterwards who queried or changed the graph.',
    remedy: 'Set `enable_cloudwatch_logs_exports = ["audit"]`.',
    items: ['audit-logging'],
    aliases: same('CKV_AWS_101', 'AVD-AWS-0075'),
    links: ['https://docs.aws.amazon.com/neptune/latest/userguide/cloudwatch-logs.html'],
    example: {
      bad: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier             = "main"
  enable_cloudwatch_logs_exports = ["slowquery"] # expect
}
`,
      good: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier             = "main"
  enable_cloudwatch_logs_exports = ["audit"]
}
`,
    },
  }),

  attributeRule({
    id: 'aws-neptune-iam-authentication',
    title: 'Neptune cluster asks nobody who they are',
    severity: 'medium',
    resource: ['aws_neptune_cluster'],
    attribute: 'iam_database_authentication_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Clients that do not sign their requests are refused.
    fixIsSafe: false,
    why: 'Neptune has no passwords: without IAM everything that reaches the port can read and delete the graph.',
    remedy: 'Set `iam_database_authentication_enabled = true`; clients then sign their requests.',
    items: ['rbac'],
    aliases: same('CKV_AWS_359'),
    links: ['https://docs.aws.amazon.com/neptune/latest/userguide/iam-auth.html'],
    example: {
      bad: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier                  = "main"
  iam_database_authentication_enabled = false # expect
}
`,
      good: `
resource "aws_neptune_cluster" "main" {
  cluster_identifier                  = "main"
  iam_database_authentication_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-neptune-not-public',
    title: 'Neptune instance has a public address',
    severity: 'high',
    resource: ['aws_neptune_cluster_instance'],
    attribute: 'publicly_accessible',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    fixTo: 'false',
    // Clients that use the public address lose their connection.
    fixIsSafe: false,
    why: 'Only a security group keeps the internet from the port of the graph database.',
    remedy: 'Remove `publicly_accessible = true` and connect through the VPC.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_102'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/neptune_cluster_instance'],
    example: {
      bad: `
resource "aws_neptune_cluster_instance" "main" {
  cluster_identifier  = "main"
  instance_class      = "db.r6g.large"
  publicly_accessible = true # expect
}
`,
      good: `
resource "aws_neptune_cluster_instance" "main" {
  cluster_identifier  = "main"
  instance_class      = "db.r6g.large"
  publicly_accessible = false
}
`,
    },
  }),

  attributeRule({
    id: 'aws-redshift-encrypted',
    title: 'Redshift cluster stores data unencrypted',
    severity: 'high',
    resource: ['aws_redshift_cluster'],
    attribute: 'encrypted',
    expect: { noneOf: [false] },
    // True since version 6 of the provider, false before.
    whenAbsent: 'unknown',
    fixTo: 'true',
    why: 'Whoever gets hold of a disk or snapshot can read the warehouse.',
    remedy: 'Set `encrypted = true`.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_64', 'AVD-AWS-0084'),
    links: [
      'https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html',
      'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/redshift_cluster',
    ],
    example: {
      bad: `
resource "aws_redshift_cluster" "main" {
  cluster_identifier = "main"
  node_type          = "ra3.large"
  encrypted          = false # expect
}
`,
      good: `
resource "aws_redshift_cluster" "main" {
  cluster_identifier = "main"
  node_type          = "ra3.large"
  encrypted          = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-redshift-not-public',
    title: 'Redshift cluster has a public address',
    severity: 'high',
    resource: ['aws_redshift_cluster'],
    attribute: 'publicly_accessible',
    expect: { noneOf: [true] },
    // False since version 6 of the provider, true before.
    whenAbsent: 'unknown',
    fixTo: 'false',
    // Clients that use the public address lose their connection.
    fixIsSafe: false,
    why: 'Port 5439 of the warehouse is on the internet the day a security group rule is written too wide.',
    remedy: 'Set `publicly_accessible = false` and connect through the VPC.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_87'),
    links: [
      'https://docs.aws.amazon.com/redshift/latest/mgmt/managing-clusters-vpc.html',
      'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/redshift_cluster',
    ],
    example: {
      bad: `
resource "aws_redshift_cluster" "main" {
  cluster_identifier  = "main"
  node_type           = "ra3.large"
  publicly_accessible = true # expect
}
`,
      good: `
resource "aws_redshift_cluster" "main" {
  cluster_identifier  = "main"
  node_type           = "ra3.large"
  publicly_accessible = false
}
`,
    },
  }),

  rangeRule({
    id: 'aws-redshift-snapshots',
    title: 'Redshift cluster takes no automatic snapshots',
    severity: 'medium',
    resource: ['aws_redshift_cluster'],
    attribute: 'automated_snapshot_retention_period',
    min: 1,
    whenAbsent: 'pass',
    defaultValue: 1,
    fixTo: '7',
    why: 'After a mistaken delete or load there is nothing to restore from.',
    remedy: 'Set `automated_snapshot_retention_period` to 7 or more (days).',
    items: ['backups'],
    aliases: same('CKV_AWS_343'),
    links: ['https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-snapshots.html'],
    example: {
      bad: `
resource "aws_redshift_cluster" "main" {
  cluster_identifier                  = "main"
  node_type                           = "dc2.large"
  automated_snapshot_retention_period = 0 # expect
}
`,
      good: `
resource "aws_redshift_cluster" "main" {
  cluster_identifier                  = "main"
  node_type                           = "dc2.large"
  automated_snapshot_retention_period = 7
}
`,
    },
  }),
];

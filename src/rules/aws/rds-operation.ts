import { attributeRule, same } from '../../engine/kits.ts';
import type { Condition } from '../../engine/kits/definitions.ts';

/** Aurora instances take these settings from their cluster. */
const isNoAurora: Condition = { attribute: 'engine', expect: { doesNotMatch: /^aurora/ }, whenAbsent: true };

export default [
  attributeRule({
    id: 'aws-rds-cluster-deletion-protection',
    title: 'Aurora or Multi-AZ cluster can be deleted by accident',
    severity: 'medium',
    resource: ['aws_rds_cluster'],
    attribute: 'deletion_protection',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'A renamed module or a changed argument that forces replacement deletes every instance of the cluster, and its volume with them.',
    remedy: 'Set `deletion_protection = true`.',
    items: ['state-safety'],
    aliases: same('CKV_AWS_139', 'AVD-AWS-0343'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html'],
    example: {
      bad: `
resource "aws_rds_cluster" "orders" {
  engine              = "aurora-postgresql"
  deletion_protection = false # expect
}
`,
      good: `
resource "aws_rds_cluster" "orders" {
  engine              = "aurora-postgresql"
  deletion_protection = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-final-snapshot',
    title: 'Database is deleted without a last snapshot',
    severity: 'medium',
    resource: ['aws_db_instance', 'aws_rds_cluster'],
    when: [{ attribute: 'replicate_source_db', expect: { set: false }, whenAbsent: true }],
    attribute: 'skip_final_snapshot',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    why: 'When the database is destroyed or replaced, its automated backups go with it and nothing is left to restore.',
    remedy:
      'Set `skip_final_snapshot = false` and a `final_snapshot_identifier`; keep it only where the data can be thrown away.',
    items: ['state-safety', 'backups'],
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  skip_final_snapshot = true # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  skip_final_snapshot = false
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-iam-authentication',
    title: 'RDS instance accepts passwords only',
    severity: 'low',
    resource: ['aws_db_instance'],
    when: [{ attribute: 'engine', expect: { oneOf: ['mysql', 'mariadb', 'postgres'] }, whenAbsent: false }],
    attribute: 'iam_database_authentication_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'Every client shares long-lived passwords that have to be stored, rotated and kept out of the state.',
    remedy: 'Set `iam_database_authentication_enabled = true` and let applications sign in with their role.',
    items: ['rbac', 'api-keys'],
    aliases: same('CKV_AWS_161', 'AVD-AWS-0176'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine                              = "postgres"
  instance_class                      = "db.m6g.large"
  iam_database_authentication_enabled = false # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine                              = "postgres"
  instance_class                      = "db.m6g.large"
  iam_database_authentication_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-cluster-iam-authentication',
    title: 'Aurora cluster accepts passwords only',
    severity: 'low',
    resource: ['aws_rds_cluster'],
    when: [{ attribute: 'engine_mode', expect: { noneOf: ['serverless'] }, whenAbsent: true }],
    attribute: 'iam_database_authentication_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'Every client shares long-lived passwords that have to be stored, rotated and kept out of the state.',
    remedy: 'Set `iam_database_authentication_enabled = true` and let applications sign in with their role.',
    items: ['rbac', 'api-keys'],
    aliases: same('CKV_AWS_162'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html'],
    example: {
      bad: `
resource "aws_rds_cluster" "orders" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = false # expect
}
`,
      good: `
resource "aws_rds_cluster" "orders" {
  engine                              = "aurora-postgresql"
  iam_database_authentication_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-cluster-performance-insights',
    title: 'Slow queries of the Aurora instance cannot be traced afterwards',
    severity: 'low',
    resource: ['aws_rds_cluster_instance'],
    attribute: 'performance_insights_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'When the database is slow there is no record of which query or wait caused it.',
    remedy: 'Set `performance_insights_enabled = true`: seven days of history cost nothing.',
    items: ['db-latency', 'observability'],
    aliases: same('CKV_AWS_353', 'AVD-AWS-0133'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.html'],
    example: {
      bad: `
resource "aws_rds_cluster_instance" "orders" {
  cluster_identifier           = "orders"
  engine                       = "aurora-postgresql"
  instance_class               = "db.r6g.large"
  performance_insights_enabled = false # expect
}
`,
      good: `
resource "aws_rds_cluster_instance" "orders" {
  cluster_identifier           = "orders"
  engine                       = "aurora-postgresql"
  instance_class               = "db.r6g.large"
  performance_insights_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-performance-insights',
    title: 'Slow queries cannot be traced afterwards',
    severity: 'low',
    resource: ['aws_db_instance'],
    when: [
      { attribute: 'engine', expect: { doesNotMatch: /^db2/ }, whenAbsent: true },
      // Small classes of MySQL and MariaDB do not offer it.
      {
        attribute: 'instance_class',
        expect: { doesNotMatch: /^db\.t[23]\.(?:micro|small)$|^db\.t4g\.(?:micro|small)$/ },
        whenAbsent: true,
      },
    ],
    attribute: 'performance_insights_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'When the database is slow there is no record of which query or wait caused it.',
    remedy: 'Set `performance_insights_enabled = true`: seven days of history cost nothing.',
    items: ['db-latency', 'observability'],
    aliases: same('CKV_AWS_353', 'AVD-AWS-0133'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine                       = "postgres"
  instance_class               = "db.m6g.large"
  performance_insights_enabled = false # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine                       = "postgres"
  instance_class               = "db.m6g.large"
  performance_insights_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-performance-insights-key',
    title: 'Performance Insights uses a key of AWS',
    severity: 'low',
    resource: ['aws_db_instance', 'aws_rds_cluster_instance'],
    when: [{ attribute: 'performance_insights_enabled', expect: { oneOf: [true] }, whenAbsent: false }],
    attribute: 'performance_insights_kms_key_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Query texts, with the values in them, lie under a key whose use you can neither restrict nor revoke.',
    remedy: 'Set `performance_insights_kms_key_id` to the ARN of a key of your own.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_354', 'AVD-AWS-0078'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" { # expect
  engine                       = "postgres"
  instance_class               = "db.m6g.large"
  performance_insights_enabled = true
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine                          = "postgres"
  instance_class                  = "db.m6g.large"
  performance_insights_enabled    = true
  performance_insights_kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-minor-upgrades',
    title: 'Database does not install security patches by itself',
    severity: 'low',
    resource: ['aws_db_instance', 'aws_rds_cluster_instance'],
    attribute: 'auto_minor_version_upgrade',
    expect: { noneOf: [false] },
    whenAbsent: 'pass',
    fixTo: 'true',
    why: 'Fixes of known flaws wait until somebody raises the version by hand.',
    remedy: 'Remove `auto_minor_version_upgrade = false`: upgrades run in the maintenance window.',
    items: ['maintenance'],
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine                     = "postgres"
  instance_class             = "db.m6g.large"
  auto_minor_version_upgrade = false # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine                     = "postgres"
  instance_class             = "db.m6g.large"
  auto_minor_version_upgrade = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-log-exports',
    title: 'RDS instance sends no logs to CloudWatch',
    severity: 'low',
    resource: ['aws_db_instance'],
    when: [isNoAurora],
    attribute: 'enabled_cloudwatch_logs_exports',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Errors, slow queries and sign-ins are lost when the instance rotates its log files.',
    remedy: 'List the logs of the engine in `enabled_cloudwatch_logs_exports`, such as `["postgresql", "upgrade"]`.',
    items: ['audit-logging', 'observability'],
    aliases: same('CKV_AWS_129'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine                          = "postgres"
  instance_class                  = "db.m6g.large"
  enabled_cloudwatch_logs_exports = [] # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine                          = "postgres"
  instance_class                  = "db.m6g.large"
  enabled_cloudwatch_logs_exports = ["postgresql"]
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-cluster-log-exports',
    title: 'Aurora cluster sends no logs to CloudWatch',
    severity: 'low',
    resource: ['aws_rds_cluster'],
    when: [{ attribute: 'engine_mode', expect: { noneOf: ['serverless'] }, whenAbsent: true }],
    attribute: 'enabled_cloudwatch_logs_exports',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Errors, slow queries and sign-ins are lost when the cluster rotates its log files.',
    remedy:
      'List the logs of the engine in `enabled_cloudwatch_logs_exports`, such as `["postgresql"]` or `["audit", "error"]`.',
    items: ['audit-logging', 'observability'],
    aliases: same('CKV_AWS_324'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_LogAccess.html'],
    example: {
      bad: `
resource "aws_rds_cluster" "orders" {
  engine                          = "aurora-postgresql"
  enabled_cloudwatch_logs_exports = [] # expect
}
`,
      good: `
resource "aws_rds_cluster" "orders" {
  engine                          = "aurora-postgresql"
  enabled_cloudwatch_logs_exports = ["postgresql"]
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-cluster-customer-managed-key',
    title: 'Aurora cluster is encrypted with a key of AWS',
    severity: 'low',
    resource: ['aws_rds_cluster'],
    attribute: 'kms_key_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Snapshots cannot be shared with another account, and access to the data cannot be cut off by disabling the key.',
    remedy: 'Set `kms_key_id` to the ARN of a key of your own. Changing it replaces the cluster.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_327'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html'],
    example: {
      bad: `
resource "aws_rds_cluster" "orders" { # expect
  engine = "aurora-postgresql"
}
`,
      good: `
resource "aws_rds_cluster" "orders" {
  engine     = "aurora-postgresql"
  kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-ca-certificate',
    title: 'RDS instance uses a certificate authority that has expired',
    severity: 'medium',
    resource: ['aws_db_instance', 'aws_rds_cluster_instance'],
    attribute: 'ca_cert_identifier',
    expect: { noneOf: ['rds-ca-2015', 'rds-ca-2019'] },
    whenAbsent: 'pass',
    fixTo: '"rds-ca-rsa2048-g1"',
    // Clients that do not trust the new authority cannot connect.
    fixIsSafe: false,
    why: 'Clients that verify certificates refuse the connection; those that do not can be deceived.',
    remedy: 'Set `ca_cert_identifier = "rds-ca-rsa2048-g1"` or remove it, after the clients trust the new authority.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_211'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine             = "postgres"
  instance_class     = "db.m6g.large"
  ca_cert_identifier = "rds-ca-2019" # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine             = "postgres"
  instance_class     = "db.m6g.large"
  ca_cert_identifier = "rds-ca-rsa2048-g1"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-snapshot-not-public',
    title: 'Database snapshot is shared with every AWS account',
    severity: 'critical',
    resource: ['aws_db_snapshot', 'aws_db_snapshot_copy', 'aws_db_cluster_snapshot'],
    attribute: 'shared_accounts',
    expect: { excludes: ['all'] },
    whenAbsent: 'pass',
    why: 'Anyone with an AWS account can restore the snapshot and read the whole database.',
    remedy: 'Name the accounts that need it, or remove `shared_accounts`.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_302'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html'],
    example: {
      bad: `
resource "aws_db_snapshot" "orders" {
  db_instance_identifier = "orders"
  db_snapshot_identifier = "orders-2026"
  shared_accounts        = ["all"] # expect
}
`,
      good: `
resource "aws_db_snapshot" "orders" {
  db_instance_identifier = "orders"
  db_snapshot_identifier = "orders-2026"
  shared_accounts        = ["111122223333"]
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-global-cluster-encrypted',
    title: 'Global database stores data unencrypted',
    severity: 'high',
    resource: ['aws_rds_global_cluster'],
    when: [{ attribute: 'source_db_cluster_identifier', expect: { set: false }, whenAbsent: true }],
    attribute: 'storage_encrypted',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the global cluster.
    fixIsSafe: false,
    why: 'Whoever gets hold of a snapshot or backup in any of its regions can read the data.',
    remedy: 'Set `storage_encrypted = true`. It cannot be changed later.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_140'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_global_cluster'],
    example: {
      bad: `
resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
  engine                    = "aurora-postgresql"
  storage_encrypted         = false # expect
}
`,
      good: `
resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
  engine                    = "aurora-postgresql"
  storage_encrypted         = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-proxy-tls',
    title: 'RDS proxy accepts unencrypted connections',
    severity: 'high',
    resource: ['aws_db_proxy'],
    attribute: 'require_tls',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Clients that connect without TLS are refused.
    fixIsSafe: false,
    why: 'Passwords and rows can be read by whoever listens inside the network.',
    remedy: 'Set `require_tls = true`.',
    items: ['encryption-in-transit'],
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-security.html'],
    example: {
      bad: `
resource "aws_db_proxy" "orders" {
  name          = "orders"
  engine_family = "POSTGRESQL"
  role_arn      = "arn:aws:iam::111122223333:role/proxy"
  require_tls   = false # expect
}
`,
      good: `
resource "aws_db_proxy" "orders" {
  name          = "orders"
  engine_family = "POSTGRESQL"
  role_arn      = "arn:aws:iam::111122223333:role/proxy"
  require_tls   = true
}
`,
    },
  }),
];

import { attributeRule, rangeRule, same } from '../../engine/kits.ts';
import type { Condition } from '../../engine/kits/definitions.ts';
import type { CheckContext, FailOutcome } from '../../engine/rule.ts';
import { adjusted, textMatches } from './_adjusted.ts';

/** A replica takes encryption, backups and standby from its own settings or its source: rules about primaries skip it. */
const isPrimary: Condition = { attribute: 'replicate_source_db', expect: { set: false }, whenAbsent: true };

/** What is restored from a snapshot is encrypted as the snapshot is. */
const isNotRestored: Condition = { attribute: 'snapshot_identifier', expect: { set: false }, whenAbsent: true };

/**
 * Aurora encrypts clusters made since 18 February 2026 when nothing is said; for an older one, or with `false`, the
 * finding stays what it is. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
 */
function lowerForAurora(failure: FailOutcome, { resource }: CheckContext): FailOutcome {
  const isOpen = resource.attr('storage_encrypted').value.kind === 'absent';
  if (!isOpen || !textMatches(resource.attr('engine'), /^aurora/)) return failure;
  const message = `${resource.address} does not set storage_encrypted; Aurora encrypts by default only what was made since February 2026`;
  return { ...failure, message, severity: 'low', confidence: 'medium' };
}

export default [
  attributeRule({
    id: 'aws-rds-storage-encrypted',
    title: 'RDS instance stores data unencrypted',
    severity: 'high',
    resource: ['aws_db_instance'],
    when: [isPrimary, isNotRestored],
    attribute: 'storage_encrypted',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the instance.
    fixIsSafe: false,
    why: 'Whoever gets hold of a disk, snapshot or automated backup of this instance can read the data.',
    remedy:
      'Set `storage_encrypted = true`. An existing instance has to be restored from an encrypted copy of a snapshot.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_16', 'AVD-AWS-0080'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine            = "postgres"
  instance_class    = "db.m6g.large"
  storage_encrypted = false # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine            = "postgres"
  instance_class    = "db.m6g.large"
  storage_encrypted = true
}
`,
    },
  }),

  adjusted(
    attributeRule({
      id: 'aws-rds-cluster-storage-encrypted',
      title: 'Aurora or Multi-AZ cluster stores data unencrypted',
      severity: 'high',
      resource: ['aws_rds_cluster'],
      // Aurora Serverless v1 is always encrypted.
      when: [{ attribute: 'engine_mode', expect: { noneOf: ['serverless'] }, whenAbsent: true }, isNotRestored],
      attribute: 'storage_encrypted',
      expect: { oneOf: [true] },
      whenAbsent: 'fail',
      fixTo: 'true',
      // Changing it replaces the cluster.
      fixIsSafe: false,
      why: 'Whoever gets hold of a snapshot or backup of this cluster can read the data.',
      remedy: 'Set `storage_encrypted = true`. An existing cluster has to be restored from a snapshot with a key.',
      items: ['encryption-at-rest'],
      aliases: same('CKV_AWS_96', 'AVD-AWS-0079'),
      links: ['https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html'],
      example: {
        bad: `
resource "aws_rds_cluster" "orders" {
  engine            = "aurora-postgresql"
  storage_encrypted = false # expect
}
`,
        good: `
resource "aws_rds_cluster" "orders" {
  engine            = "aurora-postgresql"
  storage_encrypted = true
}
`,
      },
    }),
    lowerForAurora,
  ),

  attributeRule({
    id: 'aws-rds-multi-az',
    title: 'RDS instance has no standby in a second zone',
    severity: 'medium',
    resource: ['aws_db_instance'],
    // Aurora instances get their standby from the cluster; Terraform creates them as aws_rds_cluster_instance.
    when: [isPrimary, { attribute: 'engine', expect: { doesNotMatch: /^aurora/ }, whenAbsent: true }],
    attribute: 'multi_az',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'When the zone or the host of this instance fails, the database is down until it has been restored.',
    remedy: 'Set `multi_az = true`: AWS then fails over to the standby, usually within one or two minutes.',
    items: ['availability', 'recovery'],
    aliases: same('CKV_AWS_157'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.m6g.large"
  multi_az       = false # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.m6g.large"
  multi_az       = true
}
`,
    },
  }),

  rangeRule({
    id: 'aws-rds-backup-retention-set',
    title: 'RDS backups are off or kept for an impossible time',
    severity: 'high',
    resource: ['aws_db_instance', 'aws_rds_cluster'],
    when: [isPrimary],
    attribute: 'backup_retention_period',
    // 0 turns automated backups off; 35 days is the longest that AWS accepts.
    min: 1,
    max: 35,
    // Through the API (and so Terraform) an instance gets no backups by default, a cluster keeps them for one day.
    whenAbsent: { aws_db_instance: 'fail', aws_rds_cluster: 'pass' },
    defaultValue: 0,
    fixTo: '7',
    why: 'Without automated backups there is no point-in-time recovery: data lost by a mistake or a defect stays lost.',
    remedy: 'Set `backup_retention_period` to at least 7 (days).',
    items: ['backups'],
    aliases: same('CKV_AWS_133', 'AVD-AWS-0077'),
    links: [
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html',
    ],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  instance_class          = "db.m6g.large"
  backup_retention_period = 0 # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  instance_class          = "db.m6g.large"
  backup_retention_period = 7
}
`,
    },
  }),

  rangeRule({
    id: 'aws-rds-backup-retention-short',
    title: 'RDS backups are kept for less than a week',
    severity: 'low',
    resource: ['aws_db_instance', 'aws_rds_cluster'],
    // No backups at all is the matter of aws-rds-backup-retention-set.
    when: [isPrimary, { attribute: 'backup_retention_period', expect: { min: 1 }, whenAbsent: true }],
    attribute: 'backup_retention_period',
    min: 7,
    whenAbsent: { aws_db_instance: 'not-applicable', aws_rds_cluster: 'fail' },
    defaultValue: 1,
    fixTo: '7',
    why: 'Damage that is noticed after a long weekend can no longer be undone: the last good backup is gone by then.',
    remedy: 'Set `backup_retention_period` to at least 7 (days); 14 to 35 for data that the business depends on.',
    items: ['backups'],
    links: [
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html',
    ],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  instance_class          = "db.m6g.large"
  backup_retention_period = 3 # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  instance_class          = "db.m6g.large"
  backup_retention_period = 14
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-deletion-protection',
    title: 'RDS instance can be deleted by accident',
    severity: 'medium',
    resource: ['aws_db_instance'],
    when: [isPrimary],
    attribute: 'deletion_protection',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'An apply that replaces the instance, or a destroy in the wrong workspace, deletes the database at once.',
    remedy: 'Set `deletion_protection = true`.',
    items: ['state-safety'],
    aliases: same('CKV_AWS_293', 'AVD-AWS-0177'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  deletion_protection = false # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  deletion_protection = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-rds-not-public',
    title: 'RDS instance has a public address',
    severity: 'high',
    resource: ['aws_db_instance', 'aws_rds_cluster_instance'],
    attribute: 'publicly_accessible',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    fixTo: 'false',
    // Clients that use the public address lose their connection.
    fixIsSafe: false,
    why: 'One security group rule that is too wide, and the internet can try passwords on the database: its name resolves to a public address.',
    remedy: 'Set `publicly_accessible = false` and connect through the VPC.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_17', 'AVD-AWS-0180'),
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html'],
    example: {
      bad: `
resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  publicly_accessible = true # expect
}
`,
      good: `
resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  publicly_accessible = false
}
`,
    },
  }),
];

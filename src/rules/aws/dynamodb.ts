import { attributeRule, same } from '../../engine/kits.ts';
import type { Condition } from '../../engine/kits/definitions.ts';

/** The lock table of the S3 backend holds nothing but locks and checksums: nothing is lost with it. */
const isNoLockTable: Condition = { attribute: 'hash_key', expect: { noneOf: ['LockID'] }, whenAbsent: true };

export default [
  attributeRule({
    id: 'aws-dynamodb-point-in-time-recovery',
    title: 'DynamoDB table cannot be restored to an earlier moment',
    severity: 'medium',
    resource: ['aws_dynamodb_table'],
    when: [isNoLockTable],
    attribute: 'point_in_time_recovery.enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'Items that a defect or a mistake overwrites or deletes are gone for good.',
    remedy: 'Add `point_in_time_recovery { enabled = true }`: it keeps 35 days.',
    items: ['backups', 'recovery'],
    aliases: same('CKV_AWS_28', 'AVD-AWS-0024'),
    links: ['https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html'],
    example: {
      bad: `
resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"

  point_in_time_recovery {
    enabled = false # expect
  }
}
`,
      good: `
resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"

  point_in_time_recovery {
    enabled = true
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-dynamodb-deletion-protection',
    title: 'DynamoDB table can be deleted by accident',
    severity: 'medium',
    resource: ['aws_dynamodb_table'],
    when: [isNoLockTable],
    attribute: 'deletion_protection_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'One mistaken `terraform destroy`, or a changed key that forces replacement, removes the table with its data.',
    remedy: 'Set `deletion_protection_enabled = true`.',
    items: ['state-safety'],
    links: ['https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html'],
    example: {
      bad: `
resource "aws_dynamodb_table" "orders" {
  name                        = "orders"
  hash_key                    = "id"
  deletion_protection_enabled = false # expect
}
`,
      good: `
resource "aws_dynamodb_table" "orders" {
  name                        = "orders"
  hash_key                    = "id"
  deletion_protection_enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-dynamodb-customer-managed-key',
    title: 'DynamoDB table is encrypted with a key of AWS',
    severity: 'low',
    resource: ['aws_dynamodb_table'],
    when: [isNoLockTable],
    attribute: 'server_side_encryption.kms_key_arn',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Access to the data cannot be cut off by disabling the key, and its use appears in no log.',
    remedy:
      'Add `server_side_encryption` with `enabled = true` and the ARN of a key of your own where the data is sensitive.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_119', 'AVD-AWS-0025'),
    links: ['https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html'],
    example: {
      bad: `
resource "aws_dynamodb_table" "orders" { # expect
  name     = "orders"
  hash_key = "id"
}
`,
      good: `
resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"

  server_side_encryption {
    enabled     = true
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-dax-encrypted',
    title: 'DAX cluster stores data unencrypted',
    severity: 'high',
    resource: ['aws_dax_cluster'],
    attribute: 'server_side_encryption.enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Changing it replaces the cluster.
    fixIsSafe: false,
    why: 'Items of the tables lie in the clear on the disks of the cache.',
    remedy: 'Add `server_side_encryption { enabled = true }`. It cannot be changed later.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_47', 'AVD-AWS-0023'),
    links: ['https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html'],
    example: {
      bad: `
resource "aws_dax_cluster" "orders" {
  cluster_name       = "orders"
  iam_role_arn       = "arn:aws:iam::111122223333:role/dax"
  node_type          = "dax.r5.large"
  replication_factor = 3

  server_side_encryption {
    enabled = false # expect
  }
}
`,
      good: `
resource "aws_dax_cluster" "orders" {
  cluster_name       = "orders"
  iam_role_arn       = "arn:aws:iam::111122223333:role/dax"
  node_type          = "dax.r5.large"
  replication_factor = 3

  server_side_encryption {
    enabled = true
  }
}
`,
    },
  }),
];

import { beforeAll, describe, expect, test } from '@jest/globals';
import { rules } from '../../src/rules/registry.ts';
import { loadParsers } from '../../src/syntax/parse.ts';
import { sideOf } from './side-of.ts';

beforeAll(loadParsers);

const ALL = `jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })`;
const DOCUMENT = `data "aws_iam_policy_document" "all" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}
`;
const BUCKET = `resource "aws_s3_bucket" "logs" {
  bucket = "acme-logs"
}
`;
const INSTANCE = `resource "aws_instance" "app" {
  ami = "ami-0abc"
}
`;

/** Rule, name, code, what is found: `severity address`, or `?` where it is undecided. */
const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'aws-iam-admin-policy',
    'a policy that is attached',
    `resource "aws_iam_policy" "all" {\n  policy = ${ALL}\n}\n`,
    ['high aws_iam_policy.all'],
  ],
  [
    'aws-iam-admin-policy',
    'a policy that is only a boundary',
    `resource "aws_iam_policy" "limit" {\n  policy = ${ALL}\n}\nresource "aws_iam_role" "app" {\n  permissions_boundary = aws_iam_policy.limit.arn\n}\n`,
    [],
  ],
  [
    'aws-iam-admin-policy',
    'a boundary that is attached as well',
    `resource "aws_iam_policy" "limit" {\n  policy = ${ALL}\n}\nresource "aws_iam_role" "app" {\n  permissions_boundary = aws_iam_policy.limit.arn\n}\nresource "aws_iam_role_policy_attachment" "app" {\n  policy_arn = aws_iam_policy.limit.arn\n}\n`,
    ['high aws_iam_policy.limit'],
  ],
  [
    'aws-iam-admin-policy',
    'a document of the organisation',
    `${DOCUMENT}resource "aws_organizations_policy" "all" {\n  content = data.aws_iam_policy_document.all.json\n}\n`,
    [],
  ],
  ['aws-iam-admin-policy', 'a document that nobody uses here', DOCUMENT, ['high data.aws_iam_policy_document.all']],
  [
    'aws-iam-administrator-access',
    'a policy of this code',
    `resource "aws_iam_policy" "app" {\n  name = "app"\n}\nresource "aws_iam_role_policy_attachment" "app" {\n  policy_arn = aws_iam_policy.app.arn\n}\n`,
    [],
  ],
  [
    'aws-iam-administrator-access',
    'a partition that is looked up',
    'data "aws_partition" "here" {}\nresource "aws_iam_role_policy_attachment" "app" {\n  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/AdministratorAccess"\n}\n',
    ['high aws_iam_role_policy_attachment.app'],
  ],
  [
    'aws-iam-administrator-access',
    'another policy in such a partition',
    'data "aws_partition" "here" {}\nresource "aws_iam_role_policy_attachment" "app" {\n  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/ReadOnlyAccess"\n}\n',
    [],
  ],
  [
    'aws-iam-administrator-access',
    'a name that is a variable',
    'variable "name" {}\nresource "aws_iam_role_policy_attachment" "app" {\n  policy_arn = "arn:aws:iam::aws:policy/${var.name}"\n}\n',
    ['?'],
  ],
  [
    'aws-iam-role-administrator-access',
    'a list with a policy of this code',
    `resource "aws_iam_policy" "app" {\n  name = "app"\n}\nresource "aws_iam_role" "app" {\n  managed_policy_arns = [aws_iam_policy.app.arn]\n}\n`,
    [],
  ],
  [
    'aws-iam-role-administrator-access',
    'a list with a variable beside it',
    `variable "other" {}\nresource "aws_iam_policy" "app" {\n  name = "app"\n}\nresource "aws_iam_role" "app" {\n  managed_policy_arns = [aws_iam_policy.app.arn, var.other]\n}\n`,
    ['?'],
  ],
  [
    'aws-iam-root-access-key',
    'a name known in part',
    'variable "env" {}\nresource "aws_iam_access_key" "ci" {\n  user = "ci-${var.env}"\n}\n',
    [],
  ],
  [
    'aws-s3-customer-managed-key',
    'a bucket for the logs of a load balancer',
    `${BUCKET}resource "aws_lb" "web" {\n  access_logs {\n    bucket = aws_s3_bucket.logs.id\n  }\n}\n`,
    [],
  ],
  ['aws-s3-customer-managed-key', 'any other bucket', BUCKET, ['low aws_s3_bucket.logs']],
  [
    'aws-s3-access-logging',
    'a bucket that is logged',
    `${BUCKET}resource "aws_cloudtrail" "main" {\n  s3_bucket_name = aws_s3_bucket.logs.id\n}\n`,
    ['low aws_s3_bucket.logs'],
  ],
  [
    'aws-s3-access-logging',
    'a bucket that others log into',
    `${BUCKET}resource "aws_s3_bucket_logging" "data" {\n  bucket        = "acme-data"\n  target_bucket = aws_s3_bucket.logs.id\n}\n`,
    [],
  ],
  [
    'aws-cloudfront-access-logs',
    'logs that are delivered',
    'resource "aws_cloudfront_distribution" "site" {}\nresource "aws_cloudwatch_log_delivery_source" "site" {\n  log_type     = "ACCESS_LOGS"\n  resource_arn = aws_cloudfront_distribution.site.arn\n}\n',
    [],
  ],
  ['aws-ec2-imdsv2', 'an instance', INSTANCE, ['medium aws_instance.app']],
  [
    'aws-ec2-imdsv2',
    'a region that asks for tokens',
    `${INSTANCE}resource "aws_ec2_instance_metadata_defaults" "this" {\n  http_tokens = "required"\n}\n`,
    [],
  ],
  [
    'aws-ec2-imdsv2',
    'an instance that says no to that',
    'resource "aws_instance" "app" {\n  metadata_options {\n    http_tokens = "optional"\n  }\n}\nresource "aws_ec2_instance_metadata_defaults" "this" {\n  http_tokens = "required"\n}\n',
    ['medium aws_instance.app'],
  ],
  [
    'aws-ec2-imdsv2',
    'an instance of a launch template',
    'resource "aws_instance" "app" {\n  launch_template {\n    id = "lt-0abc"\n  }\n}\n',
    [],
  ],
  [
    'aws-ec2-root-volume-encrypted',
    'an instance of a launch template',
    'resource "aws_instance" "app" {\n  launch_template {\n    name = "app"\n  }\n}\n',
    [],
  ],
  [
    'aws-ebs-volume-encrypted',
    'a volume from a snapshot',
    'resource "aws_ebs_volume" "data" {\n  snapshot_id = "snap-0abc"\n}\n',
    [],
  ],
  [
    'aws-dynamodb-point-in-time-recovery',
    'a table of locks',
    'resource "aws_dynamodb_table" "lock" {\n  hash_key = "LockID"\n}\n',
    [],
  ],
  [
    'aws-elasticache-encrypted-in-transit',
    'the secondary of a global datastore',
    'resource "aws_elasticache_replication_group" "other" {\n  global_replication_group_id = "global-orders"\n}\n',
    [],
  ],
  [
    'aws-rds-cluster-storage-encrypted',
    'Aurora that does not say',
    'resource "aws_rds_cluster" "db" {\n  engine = "aurora-postgresql"\n}\n',
    ['low aws_rds_cluster.db'],
  ],
  [
    'aws-rds-cluster-storage-encrypted',
    'Aurora that says no',
    'resource "aws_rds_cluster" "db" {\n  engine            = "aurora-postgresql"\n  storage_encrypted = false\n}\n',
    ['high aws_rds_cluster.db'],
  ],
  [
    'aws-rds-cluster-storage-encrypted',
    'a Multi-AZ cluster',
    'resource "aws_rds_cluster" "db" {\n  engine = "postgres"\n}\n',
    ['high aws_rds_cluster.db'],
  ],
  [
    'aws-rds-storage-encrypted',
    'an instance from a snapshot',
    'resource "aws_db_instance" "db" {\n  snapshot_identifier = "orders-1"\n}\n',
    [],
  ],
  [
    'azure-role-assignment-broad',
    'a resource group',
    'resource "azurerm_resource_group" "app" {}\nresource "azurerm_role_assignment" "ci" {\n  scope                = azurerm_resource_group.app.id\n  role_definition_name = "Contributor"\n}\n',
    [],
  ],
  [
    'terraform-provider-credentials',
    'a token that a resource gives',
    'resource "random_password" "db" {}\nprovider "postgresql" {\n  password = random_password.db.result\n}\n',
    [],
  ],
];

describe('what is in order for a reason that stands elsewhere', () => {
  test.each(cases)('%s: %s', async (id, _name, text, expected) => {
    const { run, diagnostics } = await sideOf(
      { 'main.tf': text },
      rules.filter((rule) => rule.id === id),
    );
    expect(diagnostics).toEqual([]);
    const undecided = run.undecided.map(() => '?');
    expect([...run.findings.map(({ severity, address }) => `${severity} ${address}`), ...undecided]).toEqual(expected);
  });
});

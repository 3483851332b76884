import { attributeRule, same } from '../../engine/kits.ts';

export default [
  attributeRule({
    id: 'aws-cloudtrail-multi-region',
    title: 'CloudTrail records one region only',
    severity: 'medium',
    resource: ['aws_cloudtrail'],
    attribute: 'is_multi_region_trail',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'What an intruder does in any other region leaves no trace.',
    remedy: 'Set `is_multi_region_trail = true`.',
    items: ['audit-logging', 'compliance'],
    aliases: same('CKV_AWS_67', 'AVD-AWS-0014'),
    links: [
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html',
    ],
    example: {
      bad: `
resource "aws_cloudtrail" "main" {
  name                  = "main"
  s3_bucket_name        = "acme-trail"
  is_multi_region_trail = false # expect
}
`,
      good: `
resource "aws_cloudtrail" "main" {
  name                  = "main"
  s3_bucket_name        = "acme-trail"
  is_multi_region_trail = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-cloudtrail-log-validation',
    title: 'CloudTrail logs can be changed unnoticed',
    severity: 'medium',
    resource: ['aws_cloudtrail'],
    attribute: 'enable_log_file_validation',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'An intruder with access to the bucket can remove the traces, and nobody can prove that the logs are whole.',
    remedy: 'Set `enable_log_file_validation = true`.',
    items: ['audit-logging', 'compliance'],
    aliases: same('CKV_AWS_36', 'AVD-AWS-0016'),
    links: ['https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html'],
    example: {
      bad: `
resource "aws_cloudtrail" "main" {
  name                       = "main"
  s3_bucket_name             = "acme-trail"
  enable_log_file_validation = false # expect
}
`,
      good: `
resource "aws_cloudtrail" "main" {
  name                       = "main"
  s3_bucket_name             = "acme-trail"
  enable_log_file_validation = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-cloudtrail-logging-on',
    title: 'CloudTrail is switched off',
    severity: 'high',
    resource: ['aws_cloudtrail'],
    attribute: 'enable_logging',
    expect: { noneOf: [false] },
    whenAbsent: 'pass',
    fixTo: 'true',
    why: 'The trail exists but records nothing: no call to AWS can be traced.',
    remedy: 'Remove `enable_logging = false`.',
    items: ['audit-logging'],
    aliases: same('CKV_AWS_251'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail'],
    example: {
      bad: `
resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "acme-trail"
  enable_logging = false # expect
}
`,
      good: `
resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "acme-trail"
  enable_logging = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-cloudtrail-customer-managed-key',
    title: 'CloudTrail logs are encrypted with a key of S3',
    severity: 'low',
    resource: ['aws_cloudtrail'],
    attribute: 'kms_key_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Whoever may read the bucket may read every call made in the account; no key policy keeps the two rights apart.',
    remedy: 'Set `kms_key_id` to the ARN of a key that only auditors may use.',
    items: ['encryption-at-rest', 'audit-logging'],
    aliases: same('CKV_AWS_35', 'AVD-AWS-0015'),
    links: [
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html',
    ],
    example: {
      bad: `
resource "aws_cloudtrail" "main" { # expect
  name           = "main"
  s3_bucket_name = "acme-trail"
}
`,
      good: `
resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = "acme-trail"
  kms_key_id     = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-cloudtrail-cloudwatch',
    title: 'CloudTrail raises no alarms',
    severity: 'low',
    resource: ['aws_cloudtrail'],
    attribute: 'cloud_watch_logs_group_arn',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'The logs lie in a bucket until somebody looks: no filter can tell you of a root sign-in or a deleted trail.',
    remedy:
      'Set `cloud_watch_logs_group_arn` and `cloud_watch_logs_role_arn`, or evaluate the trail in EventBridge or a SIEM.',
    items: ['audit-logging', 'observability'],
    aliases: same('CKV2_AWS_10', 'AVD-AWS-0162'),
    links: [
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html',
    ],
    example: {
      bad: `
resource "aws_cloudtrail" "main" { # expect
  name           = "main"
  s3_bucket_name = "acme-trail"
}
`,
      good: `
resource "aws_cloudtrail" "main" {
  name                       = "main"
  s3_bucket_name             = "acme-trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
}
`,
    },
  }),
];

import { attributeRule, blockRule, companionRule, policyRule, same, similar } from '../../engine/kits.ts';
import type { Condition } from '../../engine/kits/definitions.ts';
import { isPublicPrincipal, restrictsPublicPrincipal } from '../../evaluate/facts/policy-match.ts';
import type { PolicyStatement } from '../../evaluate/facts/policy.ts';
import { unlessLogTarget } from './_log-target.ts';

/** A bucket that receives access logs: logging it into itself would never end, and S3 delivers no logs under a customer's key. */
const isNoLogTarget: Condition = { attribute: 'acl', expect: { noneOf: ['log-delivery-write'] }, whenAbsent: true };

/** Actions that only read. */
function onlyReads({ actions }: PolicyStatement): boolean {
  return actions?.every((action) => /^s3:(?:Get|List|Head|Describe|\u{FFFC})/iu.test(action)) ?? false;
}

export default [
  attributeRule({
    id: 'aws-s3-block-public-acls',
    title: 'S3 accepts public ACLs',
    severity: 'medium',
    resource: ['aws_s3_bucket_public_access_block', 'aws_s3_account_public_access_block'],
    attribute: 'block_public_acls',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Readers who rely on public access lose it.
    fixIsSafe: false,
    why: 'Anyone who may write objects can make them public with one header.',
    remedy: 'Set `block_public_acls = true`; serve public files through CloudFront.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_53', 'AVD-AWS-0086'),
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'],
    example: {
      bad: `
resource "aws_s3_bucket_public_access_block" "data" {
  bucket            = "acme-orders"
  block_public_acls = false # expect
}
`,
      good: `
resource "aws_s3_bucket_public_access_block" "data" {
  bucket            = "acme-orders"
  block_public_acls = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-s3-block-public-policy',
    title: 'S3 accepts a public bucket policy',
    severity: 'medium',
    resource: ['aws_s3_bucket_public_access_block', 'aws_s3_account_public_access_block'],
    attribute: 'block_public_policy',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Readers who rely on public access lose it.
    fixIsSafe: false,
    why: 'One mistaken `Principal = "*"` in a bucket policy puts the whole bucket on the internet.',
    remedy: 'Set `block_public_policy = true`; serve public files through CloudFront.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_54', 'AVD-AWS-0087'),
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'],
    example: {
      bad: `
resource "aws_s3_bucket_public_access_block" "data" {
  bucket              = "acme-orders"
  block_public_policy = false # expect
}
`,
      good: `
resource "aws_s3_bucket_public_access_block" "data" {
  bucket              = "acme-orders"
  block_public_policy = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-s3-ignore-public-acls',
    title: 'S3 honours public ACLs that are already there',
    severity: 'medium',
    resource: ['aws_s3_bucket_public_access_block', 'aws_s3_account_public_access_block'],
    attribute: 'ignore_public_acls',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Readers who rely on public access lose it.
    fixIsSafe: false,
    why: 'Objects that were made public earlier stay readable by everyone.',
    remedy: 'Set `ignore_public_acls = true`; serve public files through CloudFront.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_55', 'AVD-AWS-0091'),
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'],
    example: {
      bad: `
resource "aws_s3_bucket_public_access_block" "data" {
  bucket             = "acme-orders"
  ignore_public_acls = false # expect
}
`,
      good: `
resource "aws_s3_bucket_public_access_block" "data" {
  bucket             = "acme-orders"
  ignore_public_acls = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-s3-restrict-public-buckets',
    title: 'S3 serves a public bucket to everyone',
    severity: 'medium',
    resource: ['aws_s3_bucket_public_access_block', 'aws_s3_account_public_access_block'],
    attribute: 'restrict_public_buckets',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Readers who rely on public access lose it.
    fixIsSafe: false,
    why: 'When a bucket policy becomes public, strangers and other accounts can use it at once.',
    remedy: 'Set `restrict_public_buckets = true`; serve public files through CloudFront.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_56', 'AVD-AWS-0093'),
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'],
    example: {
      bad: `
resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = "acme-orders"
  restrict_public_buckets = false # expect
}
`,
      good: `
resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = "acme-orders"
  restrict_public_buckets = true
}
`,
    },
  }),

  companionRule({
    id: 'aws-s3-public-access-block',
    title: 'S3 bucket has no public access block in this code',
    severity: 'low',
    resource: ['aws_s3_bucket'],
    companion: ['aws_s3_bucket_public_access_block'],
    through: 'bucket',
    identity: ['bucket', 'id'],
    // Since April 2023 S3 blocks public access to new buckets by itself; older ones, and what is changed by hand, stay as they are.
    whenAbsent: 'fail',
    why: 'Buckets made before April 2023 are not blocked, and when somebody lifts the block by hand Terraform does not put it back.',
    remedy: 'Add an `aws_s3_bucket_public_access_block` for this bucket with all four settings true.',
    items: ['network-exposure', 'rbac'],
    aliases: similar('AVD-AWS-0094'),
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'],
    example: {
      bad: `
resource "aws_s3_bucket" "data" { # expect
  bucket = "acme-orders"
}
`,
      good: `
resource "aws_s3_bucket" "data" {
  bucket = "acme-orders"
}

resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
`,
    },
  }),

  blockRule({
    id: 'aws-s3-access-point-public-access-block',
    title: 'S3 access point lifts the public access block',
    severity: 'high',
    resource: ['aws_s3_access_point'],
    block: 'public_access_block_configuration',
    each: [
      { attribute: 'block_public_acls', expect: { noneOf: [false] }, whenAbsent: 'pass' },
      { attribute: 'block_public_policy', expect: { noneOf: [false] }, whenAbsent: 'pass' },
      { attribute: 'ignore_public_acls', expect: { noneOf: [false] }, whenAbsent: 'pass' },
      { attribute: 'restrict_public_buckets', expect: { noneOf: [false] }, whenAbsent: 'pass' },
    ],
    // All four are on by default, and cannot be changed later.
    whenAbsent: 'pass',
    why: 'A policy on the access point can make the objects public, whatever the bucket says.',
    remedy: 'Leave the block out, or set all four of its settings to true.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_392'),
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html'],
    example: {
      bad: `
resource "aws_s3_access_point" "data" {
  bucket = "acme-orders"
  name   = "orders"
  public_access_block_configuration {
    block_public_policy = false # expect
  }
}
`,
      good: `
resource "aws_s3_access_point" "data" {
  bucket = "acme-orders"
  name   = "orders"
  public_access_block_configuration {
    block_public_policy = true
  }
}
`,
    },
  }),

  policyRule({
    id: 'aws-s3-public-policy',
    title: 'S3 bucket policy lets everyone in',
    severity: 'critical',
    resource: ['aws_s3_bucket_policy', 'aws_s3_bucket'],
    policy: ['policy'],
    defect(statement) {
      if (statement.effect === 'Deny' || !isPublicPrincipal(statement)) return undefined;
      const restriction = restrictsPublicPrincipal(statement);
      if (restriction !== 'no') return restriction === 'yes' ? undefined : 'undecided';
      const actions = (statement.actions ?? ['every action but some']).slice(0, 3).join(', ');
      return {
        message: `allows ${actions} to everyone`,
        ...(onlyReads(statement) ? { severity: 'high' as const } : {}),
      };
    },
    why: 'Anyone on the internet can use the bucket as the statement says, without an AWS account.',
    remedy:
      'Name the principals, or tie the statement to your network or organisation with a condition such as `aws:SourceVpce` or `aws:PrincipalOrgID`; serve public files through CloudFront with origin access control.',
    items: ['rbac', 'network-exposure'],
    aliases: same('CKV_AWS_70'),
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'],
    example: {
      bad: `
resource "aws_s3_bucket_policy" "data" {
  bucket = "acme-orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect    = "Allow"
        Principal = "*"
        Action    = ["s3:GetObject", "s3:PutObject"]
        Resource  = "arn:aws:s3:::acme-orders/*"
      }
    ]
  })
}
`,
      good: `
resource "aws_s3_bucket_policy" "data" {
  bucket = "acme-orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:role/orders" }
        Action    = ["s3:GetObject", "s3:PutObject"]
        Resource  = "arn:aws:s3:::acme-orders/*"
      }
    ]
  })
}
`,
    },
  }),

  companionRule({
    id: 'aws-s3-versioning',
    title: 'S3 bucket keeps no earlier versions',
    severity: 'medium',
    resource: ['aws_s3_bucket'],
    companion: ['aws_s3_bucket_versioning'],
    through: 'bucket',
    identity: ['bucket', 'id'],
    expect: [{ attribute: 'versioning_configuration.status', expect: { oneOf: ['Enabled'] }, whenAbsent: false }],
    // Provider versions before 4.
    orOwn: [{ attribute: 'versioning.enabled', expect: { oneOf: [true] }, whenAbsent: false }],
    whenAbsent: 'fail',
    why: 'An object that is overwritten or deleted, by mistake or by ransomware, is gone for good.',
    remedy:
      'Add an `aws_s3_bucket_versioning` for this bucket with `status = "Enabled"`, and a lifecycle rule that expires old versions.',
    items: ['backups', 'recovery'],
    aliases: same('CKV_AWS_21', 'AVD-AWS-0090'),
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html'],
    example: {
      bad: `
resource "aws_s3_bucket" "data" { # expect
  bucket = "acme-orders"
}
`,
      good: `
resource "aws_s3_bucket" "data" {
  bucket = "acme-orders"
}

resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id

  versioning_configuration {
    status = "Enabled"
  }
}
`,
    },
  }),

  unlessLogTarget(
    companionRule({
      id: 'aws-s3-customer-managed-key',
      title: 'S3 bucket is encrypted with a key of S3, not with yours',
      severity: 'low',
      resource: ['aws_s3_bucket'],
      // Since January 2023 S3 encrypts every object with SSE-S3 by itself, so only the kind of key is in question.
      when: [isNoLogTarget],
      companion: ['aws_s3_bucket_server_side_encryption_configuration'],
      through: 'bucket',
      identity: ['bucket', 'id'],
      expect: [
        {
          attribute: 'rule.apply_server_side_encryption_by_default.sse_algorithm',
          expect: { oneOf: ['aws:kms', 'aws:kms:dsse'] },
          whenAbsent: false,
        },
      ],
      // Provider versions before 4.
      orOwn: [
        {
          attribute: 'server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.sse_algorithm',
          expect: { oneOf: ['aws:kms', 'aws:kms:dsse'] },
          whenAbsent: false,
        },
      ],
      whenAbsent: 'fail',
      why: 'Whoever may read the bucket may read the data: there is no key policy that could refuse, no log of its use and no way to revoke it.',
      remedy:
        'Where the data is sensitive, add an `aws_s3_bucket_server_side_encryption_configuration` with `sse_algorithm = "aws:kms"` and a key of your own; `bucket_key_enabled` keeps it cheap.',
      items: ['encryption-at-rest'],
      aliases: same('CKV_AWS_145', 'AVD-AWS-0132'),
      links: [
        'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
        'https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html',
      ],
      example: {
        bad: `
resource "aws_s3_bucket" "data" { # expect
  bucket = "acme-orders"
}
`,
        good: `
resource "aws_s3_bucket" "data" {
  bucket = "acme-orders"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "alias/orders"
    }
  }
}
`,
      },
    }),
  ),

  unlessLogTarget(
    companionRule({
      id: 'aws-s3-access-logging',
      title: 'S3 bucket does not log who reads it',
      severity: 'low',
      resource: ['aws_s3_bucket'],
      when: [isNoLogTarget],
      companion: ['aws_s3_bucket_logging'],
      through: 'bucket',
      identity: ['bucket', 'id'],
      // Provider versions before 4.
      orOwn: [{ attribute: 'logging.target_bucket', expect: { set: true }, whenAbsent: false }],
      whenAbsent: 'fail',
      why: 'After a leak nobody can say which objects were read, when and by whom.',
      remedy: 'Add an `aws_s3_bucket_logging` for this bucket, or record its data events in CloudTrail.',
      items: ['audit-logging'],
      aliases: same('CKV_AWS_18', 'AVD-AWS-0089'),
      links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html'],
      example: {
        bad: `
resource "aws_s3_bucket" "data" { # expect
  bucket = "acme-orders"
}
`,
        good: `
resource "aws_s3_bucket" "data" {
  bucket = "acme-orders"
}

resource "aws_s3_bucket_logging" "data" {
  bucket        = aws_s3_bucket.data.id
  target_bucket = "acme-access-logs"
  target_prefix = "orders/"
}
`,
      },
    }),
  ),
];

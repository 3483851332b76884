import { attributeRule, policyRule, same } from '../../engine/kits.ts';
import { isPublicPrincipal, restrictsPublicPrincipal } from '../../evaluate/facts/policy-match.ts';
import type { PolicyStatement } from '../../evaluate/facts/policy.ts';

/** What a statement gives to everyone, as the end of a sentence; undefined when nothing. */
function publicGrant(statement: PolicyStatement): { readonly message: string } | 'undecided' | undefined {
  if (statement.effect === 'Deny' || !isPublicPrincipal(statement)) return undefined;
  const restriction = restrictsPublicPrincipal(statement);
  if (restriction !== 'no') return restriction === 'yes' ? undefined : 'undecided';
  const actions = statement.actions ?? ['every action but some'];
  return { message: `allows ${actions.slice(0, 3).join(', ')}${actions.length > 3 ? ' …' : ''} to everyone` };
}

export default [
  attributeRule({
    id: 'aws-ecr-immutable-tags',
    title: 'Image tags can be overwritten',
    severity: 'medium',
    resource: ['aws_ecr_repository'],
    attribute: 'image_tag_mutability',
    expect: { matches: /^IMMUTABLE/ },
    whenAbsent: 'fail',
    defaultValue: 'MUTABLE',
    fixTo: '"IMMUTABLE"',
    // Pipelines that push the same tag again fail.
    fixIsSafe: false,
    why: 'The same tag can be another image tomorrow: a deployment or a rollback may run code that nobody reviewed.',
    remedy: 'Set `image_tag_mutability = "IMMUTABLE"` and tag images by version or commit.',
    items: ['supply-chain'],
    aliases: same('CKV_AWS_51', 'AVD-AWS-0031'),
    links: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html'],
    example: {
      bad: `
resource "aws_ecr_repository" "api" {
  name                 = "api"
  image_tag_mutability = "MUTABLE" # expect
}
`,
      good: `
resource "aws_ecr_repository" "api" {
  name                 = "api"
  image_tag_mutability = "IMMUTABLE"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-ecr-scan-on-push',
    title: 'Images are not scanned for known flaws',
    severity: 'low',
    resource: ['aws_ecr_repository'],
    attribute: 'image_scanning_configuration.scan_on_push',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'An image with a known hole is deployed without anybody being told.',
    remedy: 'Set `scan_on_push = true`, or scan the whole registry with `aws_ecr_registry_scanning_configuration`.',
    items: ['supply-chain'],
    aliases: same('CKV_AWS_163', 'AVD-AWS-0030'),
    links: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html'],
    example: {
      bad: `
resource "aws_ecr_repository" "api" {
  name = "api"

  image_scanning_configuration {
    scan_on_push = false # expect
  }
}
`,
      good: `
resource "aws_ecr_repository" "api" {
  name = "api"

  image_scanning_configuration {
    scan_on_push = true
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-ecr-customer-managed-key',
    title: 'Images are encrypted with a key of AWS',
    severity: 'low',
    resource: ['aws_ecr_repository'],
    attribute: 'encryption_configuration.encryption_type',
    expect: { oneOf: ['KMS', 'KMS_DSSE'] },
    whenAbsent: 'fail',
    defaultValue: 'AES256',
    why: 'Access to the images cannot be cut off by disabling the key, and its use appears in no log.',
    remedy:
      'Add `encryption_configuration` with `encryption_type = "KMS"` and a key of your own. It cannot be changed later.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_136', 'AVD-AWS-0033'),
    links: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html'],
    example: {
      bad: `
resource "aws_ecr_repository" "api" {
  name = "api"

  encryption_configuration {
    encryption_type = "AES256" # expect
  }
}
`,
      good: `
resource "aws_ecr_repository" "api" {
  name = "api"

  encryption_configuration {
    encryption_type = "KMS"
  }
}
`,
    },
  }),

  policyRule({
    id: 'aws-ecr-public-policy',
    title: 'Everyone may use the image repository',
    severity: 'critical',
    resource: ['aws_ecr_repository_policy'],
    policy: ['policy'],
    defect: publicGrant,
    why: 'Any AWS account can pull the images, or push its own, as the statement says.',
    remedy: 'Name the accounts or roles, or confine `*` with `aws:PrincipalOrgID`.',
    items: ['rbac', 'network-exposure', 'supply-chain'],
    aliases: same('CKV_AWS_32', 'AVD-AWS-0032'),
    links: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html'],
    example: {
      bad: `
resource "aws_ecr_repository_policy" "api" {
  repository = "api"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect    = "Allow"
        Principal = "*"
        Action    = ["ecr:BatchGetImage"]
        Resource  = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_ecr_repository_policy" "api" {
  repository = "api"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:role/orders" }
        Action    = ["ecr:BatchGetImage"]
        Resource  = "*"
      }
    ]
  })
}
`,
    },
  }),
];

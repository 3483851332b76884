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
    id: 'aws-sns-customer-managed-key',
    title: 'SNS topic has no encryption of its own',
    severity: 'low',
    resource: ['aws_sns_topic'],
    attribute: 'kms_master_key_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Messages rest on disks encrypted by the service alone: no key policy limits who can have them decrypted.',
    remedy: 'Set `kms_master_key_id` to a key that the publishers may use.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_26', 'AVD-AWS-0095'),
    links: ['https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html'],
    example: {
      bad: `
resource "aws_sns_topic" "orders" { # expect
  name = "orders"
}
`,
      good: `
resource "aws_sns_topic" "orders" {
  name              = "orders"
  kms_master_key_id = "alias/orders"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-sqs-encrypted',
    title: 'SQS queue is not encrypted',
    severity: 'medium',
    resource: ['aws_sqs_queue'],
    when: [{ attribute: 'kms_master_key_id', expect: { set: false }, whenAbsent: true }],
    attribute: 'sqs_managed_sse_enabled',
    expect: { noneOf: [false] },
    whenAbsent: 'pass',
    fixTo: 'true',
    why: 'Messages that wait in the queue lie in the clear.',
    remedy: 'Remove `sqs_managed_sse_enabled = false`: queues are encrypted by default.',
    items: ['encryption-at-rest'],
    links: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html',
    ],
    example: {
      bad: `
resource "aws_sqs_queue" "orders" {
  name                    = "orders"
  sqs_managed_sse_enabled = false # expect
}
`,
      good: `
resource "aws_sqs_queue" "orders" {
  name                    = "orders"
  sqs_managed_sse_enabled = true
}
`,
    },
  }),

  policyRule({
    id: 'aws-sqs-public-policy',
    title: 'Everyone may use the SQS queue',
    severity: 'critical',
    resource: ['aws_sqs_queue_policy', 'aws_sqs_queue'],
    policy: ['policy'],
    defect: publicGrant,
    why: 'Any AWS account can send forged messages, read waiting ones or delete them, as the statement says.',
    remedy: 'Name the accounts or services, and confine a service with `aws:SourceArn`.',
    items: ['rbac', 'network-exposure'],
    aliases: same('CKV_AWS_168', 'CKV_AWS_387'),
    links: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html',
    ],
    example: {
      bad: `
resource "aws_sqs_queue_policy" "orders" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect    = "Allow"
        Principal = "*"
        Action    = ["sqs:SendMessage"]
        Resource  = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_sqs_queue_policy" "orders" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:role/orders" }
        Action    = ["sqs:SendMessage"]
        Resource  = "*"
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-sns-public-policy',
    title: 'Everyone may use the SNS topic',
    severity: 'critical',
    resource: ['aws_sns_topic_policy', 'aws_sns_topic'],
    policy: ['policy'],
    defect: publicGrant,
    why: 'Any AWS account can publish forged messages or subscribe and read them, as the statement says.',
    remedy: 'Name the accounts or services, and confine a service with `aws:SourceArn`.',
    items: ['rbac', 'network-exposure'],
    aliases: same('CKV_AWS_169'),
    links: ['https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html'],
    example: {
      bad: `
resource "aws_sns_topic_policy" "orders" {
  arn = "arn:aws:sns:eu-west-1:111122223333:orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect    = "Allow"
        Principal = "*"
        Action    = ["sns:Publish"]
        Resource  = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_sns_topic_policy" "orders" {
  arn = "arn:aws:sns:eu-west-1:111122223333:orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:role/orders" }
        Action    = ["sns:Publish"]
        Resource  = "*"
      }
    ]
  })
}
`,
    },
  }),
];

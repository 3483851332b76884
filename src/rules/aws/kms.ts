import { attributeRule, policyRule, rangeRule, same } from '../../engine/kits.ts';
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
    id: 'aws-kms-rotation',
    title: 'KMS key is never rotated',
    severity: 'medium',
    resource: ['aws_kms_key'],
    when: [
      // KMS rotates symmetric encryption keys with material of its own only.
      { attribute: 'customer_master_key_spec', expect: { oneOf: ['SYMMETRIC_DEFAULT'] }, whenAbsent: true },
      { attribute: 'key_usage', expect: { oneOf: ['ENCRYPT_DECRYPT'] }, whenAbsent: true },
      { attribute: 'custom_key_store_id', expect: { set: false }, whenAbsent: true },
    ],
    attribute: 'enable_key_rotation',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'All data ever encrypted hangs on one key: if its material leaks, nothing limits the damage to a period.',
    remedy: 'Set `enable_key_rotation = true`: KMS keeps the old material, so nothing has to be encrypted again.',
    items: ['encryption-at-rest', 'compliance'],
    aliases: same('CKV_AWS_7', 'AVD-AWS-0065'),
    links: ['https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html'],
    example: {
      bad: `
resource "aws_kms_key" "orders" {
  description         = "orders"
  enable_key_rotation = false # expect
}
`,
      good: `
resource "aws_kms_key" "orders" {
  description         = "orders"
  enable_key_rotation = true
}
`,
    },
  }),

  rangeRule({
    id: 'aws-kms-deletion-window',
    title: 'KMS key is destroyed within days of a mistake',
    severity: 'low',
    resource: ['aws_kms_key'],
    attribute: 'deletion_window_in_days',
    min: 14,
    whenAbsent: 'pass',
    defaultValue: 30,
    fixTo: '30',
    why: 'When the key is gone everything encrypted with it is lost; a short window may pass before anybody notices.',
    remedy: 'Set `deletion_window_in_days` to 30, or leave it out: that is the default.',
    items: ['state-safety', 'compliance'],
    links: ['https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html'],
    example: {
      bad: `
resource "aws_kms_key" "orders" {
  description             = "orders"
  deletion_window_in_days = 7 # expect
}
`,
      good: `
resource "aws_kms_key" "orders" {
  description             = "orders"
  deletion_window_in_days = 30
}
`,
    },
  }),

  policyRule({
    id: 'aws-kms-public-policy',
    title: 'KMS key may be used by everyone',
    severity: 'critical',
    resource: ['aws_kms_key', 'aws_kms_key_policy'],
    policy: ['policy'],
    defect: publicGrant,
    why: 'Any AWS account can decrypt with the key, or change it, as the statement says.',
    remedy: 'Name the accounts and roles, or confine `*` with `kms:CallerAccount` or `aws:PrincipalOrgID`.',
    items: ['rbac', 'encryption-at-rest'],
    aliases: same('CKV_AWS_33'),
    links: ['https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html'],
    example: {
      bad: `
resource "aws_kms_key_policy" "orders" {
  key_id = "0abc"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect    = "Allow"
        Principal = "*"
        Action    = ["kms:Decrypt"]
        Resource  = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_kms_key_policy" "orders" {
  key_id = "0abc"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:role/orders" }
        Action    = ["kms:Decrypt"]
        Resource  = "*"
      }
    ]
  })
}
`,
    },
  }),
];

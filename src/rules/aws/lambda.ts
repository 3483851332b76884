import { attributeRule, same } from '../../engine/kits.ts';

export default [
  attributeRule({
    id: 'aws-lambda-public-permission',
    title: 'Everyone may invoke the function',
    severity: 'critical',
    resource: ['aws_lambda_permission'],
    when: [
      { attribute: 'principal_org_id', expect: { set: false }, whenAbsent: true },
      { attribute: 'source_account', expect: { set: false }, whenAbsent: true },
      // IAM signs the requests to such a function URL.
      { attribute: 'function_url_auth_type', expect: { noneOf: ['AWS_IAM'] }, whenAbsent: true },
    ],
    attribute: 'principal',
    expect: { noneOf: ['*'] },
    whenAbsent: 'unknown',
    why: 'Any AWS account can run the function, with input of its choice and at your expense.',
    remedy: 'Name the account or service, or confine `"*"` with `principal_org_id`.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_301'),
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html'],
    example: {
      bad: `
resource "aws_lambda_permission" "call" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "*" # expect
}
`,
      good: `
resource "aws_lambda_permission" "call" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "s3.amazonaws.com"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-lambda-permission-source',
    title: 'A service may invoke the function for any customer',
    severity: 'medium',
    resource: ['aws_lambda_permission'],
    when: [
      { attribute: 'principal', expect: { matches: /\.amazonaws\.com(?:\.cn)?$/ }, whenAbsent: false },
      { attribute: 'principal_org_id', expect: { set: false }, whenAbsent: true },
    ],
    attribute: ['source_arn', 'source_account'],
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Someone else can point their own bucket, topic or API at the function, and the service calls it for them.',
    remedy: 'Set `source_arn` to the resource that may invoke it, or `source_account`.',
    items: ['rbac'],
    aliases: same('CKV_AWS_364', 'AVD-AWS-0067'),
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html'],
    example: {
      bad: `
resource "aws_lambda_permission" "call" { # expect
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "s3.amazonaws.com"
}
`,
      good: `
resource "aws_lambda_permission" "call" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::acme-orders"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-lambda-url-authentication',
    title: 'Function URL asks nobody who they are',
    severity: 'high',
    resource: ['aws_lambda_function_url'],
    attribute: 'authorization_type',
    expect: { noneOf: ['NONE'] },
    whenAbsent: 'unknown',
    why: 'Anyone on the internet who learns the URL can run the function.',
    remedy: 'Set `authorization_type = "AWS_IAM"`, or put the function behind an API with an authorizer.',
    items: ['network-exposure', 'oauth2-oidc', 'rbac'],
    aliases: same('CKV_AWS_258'),
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html'],
    example: {
      bad: `
resource "aws_lambda_function_url" "orders" {
  function_name      = "orders"
  authorization_type = "NONE" # expect
}
`,
      good: `
resource "aws_lambda_function_url" "orders" {
  function_name      = "orders"
  authorization_type = "AWS_IAM"
}
`,
    },
  }),
];

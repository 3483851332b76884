import { attributeRule, companionRule, policyRule, same } from '../../engine/kits.ts';
import { isEveryResource, isPublicPrincipal } from '../../evaluate/facts/policy-match.ts';

export default [
  companionRule({
    id: 'aws-vpc-flow-log',
    title: 'VPC records no traffic',
    severity: 'low',
    resource: ['aws_vpc'],
    companion: ['aws_flow_log'],
    through: 'vpc_id',
    identity: ['id'],
    whenAbsent: 'fail',
    why: 'After an intrusion nobody can say which machine talked to whom, or where the data went.',
    remedy: 'Add an `aws_flow_log` with this VPC as `vpc_id`.',
    items: ['audit-logging', 'observability'],
    aliases: same('CKV2_AWS_11', 'AVD-AWS-0178'),
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html'],
    example: {
      bad: `
resource "aws_vpc" "main" { # expect
  cidr_block = "10.0.0.0/16"
}
`,
      good: `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_flow_log" "main" {
  vpc_id               = aws_vpc.main.id
  traffic_type         = "ALL"
  log_destination      = "arn:aws:s3:::flow-logs"
  log_destination_type = "s3"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-subnet-no-auto-public-ip',
    title: 'Subnet gives every machine a public address',
    severity: 'low',
    resource: ['aws_subnet'],
    attribute: 'map_public_ip_on_launch',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    fixTo: 'false',
    // Machines that are started later get no public address.
    fixIsSafe: false,
    why: 'Every instance started here is on the internet unless its author remembers to say no.',
    remedy:
      'Leave `map_public_ip_on_launch` off and ask for a public address where one is needed; put NAT gateways and load balancers here without it.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_130', 'AVD-AWS-0164'),
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html'],
    example: {
      bad: `
resource "aws_subnet" "app" {
  vpc_id                  = "vpc-0abc"
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true # expect
}
`,
      good: `
resource "aws_subnet" "app" {
  vpc_id                  = "vpc-0abc"
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = false
}
`,
    },
  }),

  attributeRule({
    id: 'aws-vpc-endpoint-service-acceptance',
    title: 'Anyone permitted may connect to the endpoint service unasked',
    severity: 'medium',
    resource: ['aws_vpc_endpoint_service'],
    attribute: 'acceptance_required',
    expect: { oneOf: [true] },
    whenAbsent: 'unknown',
    fixTo: 'true',
    // New consumers wait until somebody accepts them.
    fixIsSafe: false,
    why: 'A consumer that a wide permission lets through is connected to your network without anybody looking.',
    remedy: 'Set `acceptance_required = true`.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_123'),
    links: ['https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html'],
    example: {
      bad: `
resource "aws_vpc_endpoint_service" "api" {
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/api/0abc"]
  acceptance_required        = false # expect
}
`,
      good: `
resource "aws_vpc_endpoint_service" "api" {
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/api/0abc"]
  acceptance_required        = true
}
`,
    },
  }),

  policyRule({
    id: 'aws-vpc-endpoint-open-policy',
    title: 'VPC endpoint lets data go to any account',
    severity: 'medium',
    resource: ['aws_vpc_endpoint', 'aws_vpc_endpoint_policy'],
    policy: ['policy'],
    defect(statement) {
      const { effect, conditions, actions } = statement;
      if (effect === 'Deny' || conditions.length > 0 || !isPublicPrincipal(statement)) return undefined;
      if (!isEveryResource(statement) || !actions?.some((action) => /^(?:\*|[a-z0-9-]+:\*)$/i.test(action)))
        return undefined;
      return { message: `allows ${actions.slice(0, 3).join(', ')} by everyone on every resource` };
    },
    why: 'An intruder inside the network can copy data to a bucket or queue of an account of their own.',
    remedy:
      'Name the resources, or confine the statement with `aws:PrincipalOrgID` and `aws:ResourceOrgID` (or the account keys).',
    items: ['rbac', 'network-exposure'],
    links: ['https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html'],
    example: {
      bad: `
resource "aws_vpc_endpoint" "s3" {
  vpc_id       = "vpc-0abc"
  service_name = "com.amazonaws.eu-west-1.s3"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_vpc_endpoint" "s3" {
  vpc_id       = "vpc-0abc"
  service_name = "com.amazonaws.eu-west-1.s3"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::acme-orders/*"
      }
    ]
  })
}
`,
    },
  }),

  attributeRule({
    id: 'aws-transit-gateway-auto-accept',
    title: 'Transit gateway accepts every attachment',
    severity: 'medium',
    resource: ['aws_ec2_transit_gateway'],
    attribute: 'auto_accept_shared_attachments',
    expect: { noneOf: ['enable'] },
    whenAbsent: 'pass',
    fixTo: '"disable"',
    // New attachments wait until somebody accepts them.
    fixIsSafe: false,
    why: 'Any account the gateway is shared with can attach a network of its own and reach yours.',
    remedy: 'Leave `auto_accept_shared_attachments` at `"disable"`.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_331'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_transit_gateway'],
    example: {
      bad: `
resource "aws_ec2_transit_gateway" "hub" {
  auto_accept_shared_attachments = "enable" # expect
}
`,
      good: `
resource "aws_ec2_transit_gateway" "hub" {
  auto_accept_shared_attachments = "disable"
}
`,
    },
  }),
];

import { attributeRule, blockRule, same, similar } from '../../engine/kits.ts';
import type { Condition } from '../../engine/kits/definitions.ts';

const isApplication: Condition = {
  attribute: 'load_balancer_type',
  expect: { oneOf: ['application'] },
  whenAbsent: true,
};
const isNoGateway: Condition = { attribute: 'load_balancer_type', expect: { noneOf: ['gateway'] }, whenAbsent: true };

export default [
  attributeRule({
    id: 'aws-lb-listener-tls-policy',
    title: 'Load balancer accepts TLS 1.0 or 1.1',
    severity: 'high',
    resource: ['aws_lb_listener', 'aws_alb_listener'],
    when: [{ attribute: 'protocol', expect: { oneOf: ['HTTPS', 'TLS'] }, whenAbsent: false }],
    attribute: 'ssl_policy',
    expect: { matches: /^ELBSecurityPolicy-(?:TLS13-1-[23]-|FS-1-2-|TLS-1-2-)/ },
    // The policy that the API chooses accepts TLS 1.0.
    whenAbsent: 'fail',
    defaultValue: 'ELBSecurityPolicy-2016-08',
    fixTo: '"ELBSecurityPolicy-TLS13-1-2-2021-06"',
    // Clients that know no TLS 1.2 are refused.
    fixIsSafe: false,
    why: 'Old protocol versions and ciphers let an attacker on the way weaken or read the connection, and auditors reject them.',
    remedy: 'Set `ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"`.',
    items: ['encryption-in-transit'],
    aliases: [...same('CKV_AWS_103', 'AVD-AWS-0047'), ...similar('CKV2_AWS_74')],
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html'],
    example: {
      bad: `
resource "aws_lb_listener" "web" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/0abc"
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-2016-08" # expect
}
`,
      good: `
resource "aws_lb_listener" "web" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/0abc"
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-lb-deletion-protection',
    title: 'Load balancer can be deleted by accident',
    severity: 'medium',
    resource: ['aws_lb', 'aws_alb'],
    attribute: 'enable_deletion_protection',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'A change that forces replacement takes the service off the network, and its DNS name is another one afterwards.',
    remedy: 'Set `enable_deletion_protection = true`.',
    items: ['state-safety', 'availability'],
    aliases: same('CKV_AWS_150'),
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html'],
    example: {
      bad: `
resource "aws_lb" "web" {
  name                       = "web"
  enable_deletion_protection = false # expect
}
`,
      good: `
resource "aws_lb" "web" {
  name                       = "web"
  enable_deletion_protection = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-lb-drop-invalid-headers',
    title: 'Load balancer forwards malformed headers',
    severity: 'low',
    resource: ['aws_lb', 'aws_alb'],
    when: [isApplication],
    attribute: 'drop_invalid_header_fields',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'Headers that the application parses differently are how requests are smuggled past checks.',
    remedy: 'Set `drop_invalid_header_fields = true`.',
    items: ['input-validation', 'security-headers'],
    aliases: same('CKV_AWS_131', 'AVD-AWS-0052'),
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html'],
    example: {
      bad: `
resource "aws_lb" "web" {
  name                       = "web"
  drop_invalid_header_fields = false # expect
}
`,
      good: `
resource "aws_lb" "web" {
  name                       = "web"
  drop_invalid_header_fields = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-lb-desync-mitigation',
    title: 'Load balancer lets ambiguous requests through',
    severity: 'medium',
    resource: ['aws_lb', 'aws_alb', 'aws_elb'],
    attribute: 'desync_mitigation_mode',
    expect: { noneOf: ['monitor'] },
    whenAbsent: 'pass',
    fixTo: '"defensive"',
    why: "A request that the load balancer and the application read differently lets an attacker take over the next user's request.",
    remedy: 'Remove `desync_mitigation_mode`, or set it to `"defensive"` or `"strictest"`.',
    items: ['input-validation', 'security-headers'],
    aliases: same('CKV_AWS_328'),
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html'],
    example: {
      bad: `
resource "aws_lb" "web" {
  name                   = "web"
  desync_mitigation_mode = "monitor" # expect
}
`,
      good: `
resource "aws_lb" "web" {
  name                   = "web"
  desync_mitigation_mode = "defensive"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-lb-access-logs',
    title: 'Load balancer keeps no record of requests',
    severity: 'low',
    resource: ['aws_lb', 'aws_alb'],
    when: [isNoGateway],
    attribute: 'access_logs.enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    why: 'Attacks, failed requests and slow targets cannot be traced afterwards.',
    remedy: 'Add an `access_logs` block with a bucket and `enabled = true`.',
    items: ['audit-logging', 'observability'],
    aliases: same('CKV_AWS_91'),
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html'],
    example: {
      bad: `
resource "aws_lb" "web" {
  name = "web"

  access_logs {
    bucket  = "acme-logs"
    enabled = false # expect
  }
}
`,
      good: `
resource "aws_lb" "web" {
  name = "web"

  access_logs {
    bucket  = "acme-logs"
    enabled = true
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-lb-cross-zone',
    title: 'Network load balancer keeps traffic within a zone',
    severity: 'low',
    resource: ['aws_lb'],
    when: [{ attribute: 'load_balancer_type', expect: { oneOf: ['network', 'gateway'] }, whenAbsent: false }],
    attribute: 'enable_cross_zone_load_balancing',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'When the targets of a zone fail or are few, clients sent to that zone are served badly or not at all.',
    remedy: 'Set `enable_cross_zone_load_balancing = true`; traffic between zones costs money.',
    items: ['availability', 'recovery'],
    aliases: same('CKV_AWS_152'),
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html'],
    example: {
      bad: `
resource "aws_lb" "web" {
  name                             = "api"
  load_balancer_type               = "network"
  enable_cross_zone_load_balancing = false # expect
}
`,
      good: `
resource "aws_lb" "web" {
  name                             = "api"
  load_balancer_type               = "network"
  enable_cross_zone_load_balancing = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-lb-target-group-health-path',
    title: 'Load balancer cannot tell a broken application from a working one',
    severity: 'low',
    resource: ['aws_lb_target_group', 'aws_alb_target_group'],
    when: [{ attribute: 'protocol', expect: { oneOf: ['HTTP', 'HTTPS'] }, whenAbsent: false }],
    attribute: 'health_check.path',
    expect: { set: true },
    whenAbsent: 'fail',
    defaultValue: '/',
    why: 'By default it asks for `/`: a home page that is served from memory answers while everything behind it fails.',
    remedy: 'Add a `health_check` block with a `path` that says whether the application can work.',
    items: ['availability', 'observability'],
    aliases: same('CKV_AWS_261'),
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html'],
    example: {
      bad: `
resource "aws_lb_target_group" "api" {
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0abc"

  health_check {
    path = "" # expect
  }
}
`,
      good: `
resource "aws_lb_target_group" "api" {
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0abc"

  health_check {
    path = "/healthz"
  }
}
`,
    },
  }),

  blockRule({
    id: 'aws-elb-listener-tls',
    title: 'Classic load balancer takes unencrypted connections',
    severity: 'medium',
    resource: ['aws_elb'],
    block: 'listener',
    each: [
      { attribute: 'lb_protocol', expect: { oneOf: ['https', 'ssl', 'tcp'], ignoreCase: true }, whenAbsent: 'unknown' },
    ],
    whenAbsent: 'not-applicable',
    why: 'Passwords, cookies and data can be read and changed on the way.',
    remedy:
      'Set `lb_protocol = "https"` with a certificate, or move to an application load balancer that redirects to HTTPS.',
    items: ['encryption-in-transit'],
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html'],
    example: {
      bad: `
resource "aws_elb" "web" {
  name = "web"

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 443
    lb_protocol       = "http" # expect
  }
}
`,
      good: `
resource "aws_elb" "web" {
  name = "web"

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 443
    lb_protocol       = "https"
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-elb-cross-zone',
    title: 'Classic load balancer keeps traffic within a zone',
    severity: 'low',
    resource: ['aws_elb'],
    attribute: 'cross_zone_load_balancing',
    expect: { noneOf: [false] },
    whenAbsent: 'pass',
    fixTo: 'true',
    why: 'When the machines of a zone fail, clients sent to that zone are not served.',
    remedy: 'Remove `cross_zone_load_balancing = false`.',
    items: ['availability'],
    aliases: same('CKV_AWS_138'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elb'],
    example: {
      bad: `
resource "aws_elb" "web" {
  name                      = "web"
  cross_zone_load_balancing = false # expect
}
`,
      good: `
resource "aws_elb" "web" {
  name                      = "web"
  cross_zone_load_balancing = true
}
`,
    },
  }),
];

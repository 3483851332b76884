import { attributeRule, blockRule, rangeRule, same } from '../../engine/kits.ts';
import { unlessEncryptedByDefault } from './_encrypted-by-default.ts';
import { unlessTokensByDefault } from './_tokens-by-default.ts';

export default [
  unlessTokensByDefault(
    attributeRule({
      id: 'aws-ec2-imdsv2',
      title: 'Instance hands out credentials without a session token',
      severity: 'medium',
      // An image may ask for tokens by itself, as Amazon Linux 2023 does.
      confidence: 'medium',
      resource: ['aws_instance', 'aws_launch_template', 'aws_launch_configuration'],
      when: [
        { attribute: 'metadata_options.http_endpoint', expect: { noneOf: ['disabled'] }, whenAbsent: true },
        // What a launch template sets need not be repeated here.
        { attribute: 'launch_template.id', expect: { set: false }, whenAbsent: true },
        { attribute: 'launch_template.name', expect: { set: false }, whenAbsent: true },
      ],
      attribute: 'metadata_options.http_tokens',
      expect: { oneOf: ['required'] },
      whenAbsent: 'fail',
      defaultValue: 'optional',
      fixTo: '"required"',
      // Software that still uses version 1 loses its credentials.
      fixIsSafe: false,
      why: 'A request that an attacker makes the server send (SSRF) is enough to read the credentials of the instance role.',
      remedy: 'Set `http_tokens = "required"` in `metadata_options`.',
      items: ['rbac', 'sessions'],
      aliases: same('CKV_AWS_79', 'AVD-AWS-0028', 'AVD-AWS-0130'),
      links: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html'],
      example: {
        bad: `
resource "aws_instance" "app" {
  ami           = "ami-0abc"
  instance_type = "m6i.large"

  metadata_options {
    http_tokens = "optional" # expect
  }
}
`,
        good: `
resource "aws_instance" "app" {
  ami           = "ami-0abc"
  instance_type = "m6i.large"

  metadata_options {
    http_tokens = "required"
  }
}
`,
      },
    }),
  ),

  rangeRule({
    id: 'aws-ec2-metadata-hop-limit',
    title: 'Containers on the instance can reach its credentials',
    severity: 'low',
    resource: ['aws_launch_template', 'aws_launch_configuration'],
    attribute: 'metadata_options.http_put_response_hop_limit',
    max: 1,
    whenAbsent: 'pass',
    fixTo: '1',
    // Containers that use the role of the host lose it.
    fixIsSafe: false,
    why: 'A second hop lets containers behind the bridge network ask for the credentials of the host, so a flaw in any of them has its rights.',
    remedy: 'Set `http_put_response_hop_limit = 1`, and give containers roles of their own.',
    items: ['rbac'],
    aliases: same('CKV_AWS_341'),
    links: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html'],
    example: {
      bad: `
resource "aws_launch_template" "nodes" {
  image_id = "ami-0abc"

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 2 # expect
  }
}
`,
      good: `
resource "aws_launch_template" "nodes" {
  image_id = "ami-0abc"

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-ec2-public-address',
    title: 'Instance has a public address',
    severity: 'medium',
    resource: ['aws_instance', 'aws_launch_configuration'],
    attribute: 'associate_public_ip_address',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    fixTo: 'false',
    // The machine is replaced and loses its address.
    fixIsSafe: false,
    why: 'The machine stands on the internet: one wide security group rule exposes whatever listens on it.',
    remedy: 'Place it in a private subnet behind a load balancer, and remove `associate_public_ip_address = true`.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_88', 'CKV_AWS_389', 'AVD-AWS-0009'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance'],
    example: {
      bad: `
resource "aws_instance" "app" {
  ami                         = "ami-0abc"
  instance_type               = "m6i.large"
  associate_public_ip_address = true # expect
}
`,
      good: `
resource "aws_instance" "app" {
  ami                         = "ami-0abc"
  instance_type               = "m6i.large"
  associate_public_ip_address = false
}
`,
    },
  }),

  blockRule({
    id: 'aws-launch-template-public-address',
    title: 'Machines of the launch template get public addresses',
    severity: 'medium',
    resource: ['aws_launch_template'],
    block: 'network_interfaces',
    each: [{ attribute: 'associate_public_ip_address', expect: { noneOf: [true] }, whenAbsent: 'pass' }],
    whenAbsent: 'pass',
    why: 'Every machine of the group stands on the internet: one wide security group rule exposes all of them.',
    remedy: 'Remove `associate_public_ip_address = true` and place the group in private subnets.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_88'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/launch_template'],
    example: {
      bad: `
resource "aws_launch_template" "app" {
  image_id = "ami-0abc"

  network_interfaces {
    associate_public_ip_address = true # expect
  }
}
`,
      good: `
resource "aws_launch_template" "app" {
  image_id = "ami-0abc"

  network_interfaces {
    associate_public_ip_address = false
  }
}
`,
    },
  }),

  unlessEncryptedByDefault(
    attributeRule({
      id: 'aws-ami-copy-encrypted',
      title: 'Copied image is not encrypted',
      severity: 'medium',
      // The copy of an encrypted image is encrypted in any case.
      confidence: 'medium',
      resource: ['aws_ami_copy'],
      attribute: 'encrypted',
      expect: { oneOf: [true] },
      whenAbsent: 'fail',
      fixTo: 'true',
      // Changing it makes a new image.
      fixIsSafe: false,
      why: 'Whoever gets hold of the snapshots behind the image can read its disks.',
      remedy: 'Set `encrypted = true`.',
      items: ['encryption-at-rest'],
      aliases: same('CKV_AWS_235'),
      links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ami_copy'],
      example: {
        bad: `
resource "aws_ami_copy" "base" {
  name              = "base"
  source_ami_id     = "ami-0abc"
  source_ami_region = "eu-west-1"
  encrypted         = false # expect
}
`,
        good: `
resource "aws_ami_copy" "base" {
  name              = "base"
  source_ami_id     = "ami-0abc"
  source_ami_region = "eu-west-1"
  encrypted         = true
}
`,
      },
    }),
  ),
];

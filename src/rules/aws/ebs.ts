import { attributeRule, blockRule, same } from '../../engine/kits.ts';
import { unlessEncryptedByDefault } from './_encrypted-by-default.ts';

export default [
  unlessEncryptedByDefault(
    attributeRule({
      id: 'aws-ebs-volume-encrypted',
      title: 'EBS volume is not encrypted',
      severity: 'high',
      resource: ['aws_ebs_volume'],
      // A disk from a snapshot is encrypted as the snapshot is.
      when: [{ attribute: 'snapshot_id', expect: { set: false }, whenAbsent: true }],
      attribute: 'encrypted',
      expect: { oneOf: [true] },
      whenAbsent: 'fail',
      fixTo: 'true',
      // Changing it replaces the volume.
      fixIsSafe: false,
      why: 'Whoever gets hold of the volume or one of its snapshots can read the data.',
      remedy:
        'Set `encrypted = true`, or switch encryption on for the whole region with `aws_ebs_encryption_by_default`.',
      items: ['encryption-at-rest'],
      aliases: same('CKV_AWS_3', 'AVD-AWS-0026'),
      links: ['https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html'],
      example: {
        bad: `
resource "aws_ebs_volume" "data" {
  availability_zone = "eu-west-1a"
  size              = 100
  encrypted         = false # expect
}
`,
        good: `
resource "aws_ebs_volume" "data" {
  availability_zone = "eu-west-1a"
  size              = 100
  encrypted         = true
}
`,
      },
    }),
  ),

  unlessEncryptedByDefault(
    attributeRule({
      id: 'aws-ec2-root-volume-encrypted',
      title: 'Root disk of the instance is not encrypted',
      severity: 'medium',
      confidence: 'medium',
      resource: ['aws_instance', 'aws_launch_configuration'],
      when: [
        // What a launch template sets need not be repeated here.
        { attribute: 'launch_template.id', expect: { set: false }, whenAbsent: true },
        { attribute: 'launch_template.name', expect: { set: false }, whenAbsent: true },
      ],
      attribute: 'root_block_device.encrypted',
      expect: { oneOf: [true] },
      whenAbsent: 'fail',
      fixTo: 'true',
      // Changing it replaces the instance.
      fixIsSafe: false,
      why: 'Whoever gets hold of the disk or one of its snapshots can read what is on it, credentials and logs included.',
      remedy:
        'Set `encrypted = true` in `root_block_device`, or switch encryption on for the whole region with `aws_ebs_encryption_by_default`.',
      items: ['encryption-at-rest'],
      aliases: same('CKV_AWS_8', 'AVD-AWS-0131', 'AVD-AWS-0008'),
      links: ['https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html'],
      example: {
        bad: `
resource "aws_instance" "app" {
  ami           = "ami-0abc"
  instance_type = "m6i.large"

  root_block_device {
    encrypted = false # expect
  }
}
`,
        good: `
resource "aws_instance" "app" {
  ami           = "ami-0abc"
  instance_type = "m6i.large"

  root_block_device {
    encrypted = true
  }
}
`,
      },
    }),
  ),

  unlessEncryptedByDefault(
    blockRule({
      id: 'aws-ec2-data-volume-encrypted',
      title: 'Data disk of the instance is not encrypted',
      severity: 'high',
      resource: ['aws_instance', 'aws_launch_configuration'],
      block: 'ebs_block_device',
      // A disk from a snapshot is encrypted as the snapshot is.
      only: [{ attribute: 'snapshot_id', expect: { set: false }, whenAbsent: true }],
      each: [{ attribute: 'encrypted', expect: { oneOf: [true] }, whenAbsent: 'fail' }],
      whenAbsent: 'not-applicable',
      why: 'Whoever gets hold of the disk or one of its snapshots can read the data.',
      remedy:
        'Set `encrypted = true` in `ebs_block_device`, or switch encryption on for the whole region with `aws_ebs_encryption_by_default`.',
      items: ['encryption-at-rest'],
      aliases: same('CKV_AWS_8', 'AVD-AWS-0008', 'AVD-AWS-0131'),
      links: ['https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html'],
      example: {
        bad: `
resource "aws_instance" "app" {
  ami           = "ami-0abc"
  instance_type = "m6i.large"

  ebs_block_device {
    device_name = "/dev/sdf"
    encrypted   = false # expect
  }
}
`,
        good: `
resource "aws_instance" "app" {
  ami           = "ami-0abc"
  instance_type = "m6i.large"

  ebs_block_device {
    device_name = "/dev/sdf"
    encrypted   = true
  }
}
`,
      },
    }),
  ),

  unlessEncryptedByDefault(
    blockRule({
      id: 'aws-launch-template-volume-encrypted',
      title: 'Disks of the launch template are not encrypted',
      severity: 'high',
      resource: ['aws_launch_template'],
      block: 'block_device_mappings.ebs',
      // A disk from a snapshot is encrypted as the snapshot is.
      only: [{ attribute: 'snapshot_id', expect: { set: false }, whenAbsent: true }],
      each: [{ attribute: 'encrypted', expect: { oneOf: [true] }, whenAbsent: 'fail' }],
      // Without a mapping the image decides.
      whenAbsent: 'not-applicable',
      why: 'Whoever gets hold of a disk of any machine of the group, or of its snapshots, can read the data.',
      remedy:
        'Set `encrypted = true` in `ebs`, or switch encryption on for the whole region with `aws_ebs_encryption_by_default`.',
      items: ['encryption-at-rest'],
      links: ['https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html'],
      example: {
        bad: `
resource "aws_launch_template" "app" {
  image_id = "ami-0abc"

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 50
      encrypted   = false # expect
    }
  }
}
`,
        good: `
resource "aws_launch_template" "app" {
  image_id = "ami-0abc"

  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 50
      encrypted   = true
    }
  }
}
`,
      },
    }),
  ),

  attributeRule({
    id: 'aws-ebs-encryption-by-default',
    title: 'Encryption of new disks is switched off for the region',
    severity: 'high',
    resource: ['aws_ebs_encryption_by_default'],
    attribute: 'enabled',
    expect: { noneOf: [false] },
    whenAbsent: 'pass',
    fixTo: 'true',
    why: 'Every disk whose author forgets to ask for encryption is stored in the clear.',
    remedy: 'Set `enabled = true`.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_106'),
    links: ['https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html'],
    example: {
      bad: `
resource "aws_ebs_encryption_by_default" "this" {
  enabled = false # expect
}
`,
      good: `
resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-ebs-volume-customer-managed-key',
    title: 'EBS volume is encrypted with a key of AWS',
    severity: 'low',
    resource: ['aws_ebs_volume'],
    attribute: 'kms_key_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Snapshots cannot be shared with another account, and access to the data cannot be cut off by disabling the key.',
    remedy: 'Set `kms_key_id` to the ARN of a key of your own where the data is sensitive.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_189', 'AVD-AWS-0027'),
    links: ['https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html'],
    example: {
      bad: `
resource "aws_ebs_volume" "data" { # expect
  availability_zone = "eu-west-1a"
  encrypted         = true
}
`,
      good: `
resource "aws_ebs_volume" "data" {
  availability_zone = "eu-west-1a"
  encrypted         = true
  kms_key_id        = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-ebs-snapshot-copy-customer-managed-key',
    title: 'Snapshot copy is encrypted with no key of yours',
    severity: 'low',
    resource: ['aws_ebs_snapshot_copy'],
    attribute: 'kms_key_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'The copy cannot be shared with another account, and access to it cannot be cut off by disabling the key.',
    remedy: 'Set `encrypted = true` and `kms_key_id` to the ARN of a key of your own.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_183'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_snapshot_copy'],
    example: {
      bad: `
resource "aws_ebs_snapshot_copy" "data" { # expect
  source_snapshot_id = "snap-0abc"
  source_region      = "eu-west-1"
  encrypted          = true
}
`,
      good: `
resource "aws_ebs_snapshot_copy" "data" {
  source_snapshot_id = "snap-0abc"
  source_region      = "eu-west-1"
  encrypted          = true
  kms_key_id         = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
}
`,
    },
  }),
];

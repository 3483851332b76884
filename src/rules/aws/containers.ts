import { attributeRule, blockRule, same } from '../../engine/kits.ts';

export default [
  attributeRule({
    id: 'aws-ecs-service-public-address',
    title: 'Tasks of the ECS service get public addresses',
    severity: 'medium',
    resource: ['aws_ecs_service'],
    attribute: 'network_configuration.assign_public_ip',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    why: 'Every container stands on the internet: one wide security group rule exposes all of them.',
    remedy: 'Set `assign_public_ip = false` and run the tasks in private subnets.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_333'),
    links: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html'],
    example: {
      bad: `
resource "aws_ecs_service" "api" {
  name = "api"

  network_configuration {
    subnets          = ["subnet-0abc"]
    assign_public_ip = true # expect
  }
}
`,
      good: `
resource "aws_ecs_service" "api" {
  name = "api"

  network_configuration {
    subnets          = ["subnet-0abc"]
    assign_public_ip = false
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-ecs-task-host-processes',
    title: 'Task sees the processes of its host',
    severity: 'high',
    resource: ['aws_ecs_task_definition'],
    attribute: 'pid_mode',
    expect: { noneOf: ['host'] },
    whenAbsent: 'pass',
    fixTo: '"task"',
    // Software that inspects its host no longer can.
    fixIsSafe: false,
    why: 'A container that is broken into can read the memory and environment of every other task on the machine.',
    remedy: 'Remove `pid_mode = "host"`.',
    items: ['rbac'],
    aliases: same('CKV_AWS_335'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition'],
    example: {
      bad: `
resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = "[]"
  pid_mode              = "host" # expect
}
`,
      good: `
resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = "[]"
  pid_mode              = "task"
}
`,
    },
  }),

  blockRule({
    id: 'aws-ecs-efs-transit-encryption',
    title: 'Task mounts its file system without TLS',
    severity: 'high',
    resource: ['aws_ecs_task_definition'],
    block: 'volume.efs_volume_configuration',
    each: [{ attribute: 'transit_encryption', expect: { oneOf: ['ENABLED'] }, whenAbsent: 'fail', fixTo: '"ENABLED"' }],
    whenAbsent: 'not-applicable',
    why: 'Files can be read and changed on the way between task and file system.',
    remedy: 'Set `transit_encryption = "ENABLED"`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_97', 'AVD-AWS-0035'),
    links: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html'],
    example: {
      bad: `
resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = "[]"

  volume {
    name = "data"
    efs_volume_configuration {
      file_system_id     = "fs-0abc"
      transit_encryption = "DISABLED" # expect
    }
  }
}
`,
      good: `
resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = "[]"

  volume {
    name = "data"
    efs_volume_configuration {
      file_system_id     = "fs-0abc"
      transit_encryption = "ENABLED"
    }
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-eks-public-cidrs',
    title: 'Kubernetes API is open to the internet',
    severity: 'high',
    resource: ['aws_eks_cluster'],
    when: [{ attribute: 'vpc_config.endpoint_public_access', expect: { noneOf: [false] }, whenAbsent: true }],
    attribute: 'vpc_config.public_access_cidrs',
    expect: { excludes: ['0.0.0.0/0', '::/0'] },
    whenAbsent: 'fail',
    defaultValue: '0.0.0.0/0',
    why: 'A leaked kubeconfig, or a flaw in the API server, is enough to reach the cluster from anywhere.',
    remedy: 'Set `endpoint_public_access = false`, or name the networks in `public_access_cidrs`.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_38', 'AVD-AWS-0041'),
    links: ['https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html'],
    example: {
      bad: `
resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"

  vpc_config {
    subnet_ids          = ["subnet-0abc"]
    public_access_cidrs = ["0.0.0.0/0"] # expect
  }
}
`,
      good: `
resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/eks"

  vpc_config {
    subnet_ids          = ["subnet-0abc"]
    public_access_cidrs = ["203.0.113.0/24"]
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-eks-control-plane-audit-log',
    title: 'Kubernetes API calls are not recorded',
    severity: 'medium',
    resource: ['aws_eks_cluster'],
    attribute: 'enabled_cluster_log_types',
    expect: { includes: ['audit'] },
    whenAbsent: 'fail',
    why: 'Nobody can say afterwards who read a secret, started a pod or changed a role.',
    remedy: 'List at least `"audit"` and `"authenticator"` in `enabled_cluster_log_types`.',
    items: ['audit-logging', 'observability'],
    links: ['https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html'],
    example: {
      bad: `
resource "aws_eks_cluster" "main" {
  name                      = "main"
  role_arn                  = "arn:aws:iam::111122223333:role/eks"
  enabled_cluster_log_types = ["api"] # expect
}
`,
      good: `
resource "aws_eks_cluster" "main" {
  name                      = "main"
  role_arn                  = "arn:aws:iam::111122223333:role/eks"
  enabled_cluster_log_types = ["api", "audit"]
}
`,
    },
  }),

  attributeRule({
    id: 'aws-eks-node-group-ssh',
    title: 'SSH of the nodes is open to the internet',
    severity: 'high',
    resource: ['aws_eks_node_group'],
    when: [{ attribute: 'remote_access.ec2_ssh_key', expect: { set: true }, whenAbsent: false }],
    attribute: 'remote_access.source_security_group_ids',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Without source groups EKS opens port 22 of every node to everyone.',
    remedy: 'Set `source_security_group_ids`, or remove `ec2_ssh_key` and use Session Manager.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_100'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_node_group'],
    example: {
      bad: `
resource "aws_eks_node_group" "main" {
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::111122223333:role/nodes"
  subnet_ids    = ["subnet-0abc"]

  remote_access { # expect
    ec2_ssh_key = "ops"
  }
}
`,
      good: `
resource "aws_eks_node_group" "main" {
  cluster_name  = "main"
  node_role_arn = "arn:aws:iam::111122223333:role/nodes"
  subnet_ids    = ["subnet-0abc"]

  remote_access {
    ec2_ssh_key               = "ops"
    source_security_group_ids = ["sg-0abc"]
  }
}
`,
    },
  }),
];

import { ingressRule, same, similar } from '../../engine/kits.ts';
import { INGRESS_TYPES } from '../../evaluate/facts/ingress.ts';

export default [
  ingressRule({
    id: 'aws-security-group-all-ports-open',
    title: 'Security group opens every port to the internet',
    severity: 'critical',
    resource: INGRESS_TYPES,
    ports: 'all',
    service: 'every port',
    why: 'Whatever listens behind this group, now or later, can be reached and attacked by anyone, administration ports included.',
    remedy: 'Open only the ports that the service offers, and only to the networks that use it.',
    items: ['network-exposure', 'rbac'],
    aliases: [...same('CKV_AWS_277'), ...similar('CKV_AWS_24', 'CKV_AWS_25', 'AVD-AWS-0107')],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
    },
  }),

  ingressRule({
    id: 'aws-security-group-ssh-open',
    title: 'SSH is open to the internet',
    severity: 'critical',
    resource: INGRESS_TYPES,
    ports: [22],
    service: 'SSH',
    why: 'Scanners find the port within minutes; one weak password, leaked key or OpenSSH flaw gives a shell on the machine.',
    remedy: 'Use Session Manager or EC2 Instance Connect, or name the network that administers the machines.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_24', 'AVD-AWS-0107'),
    links: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
`,
    },
  }),

  ingressRule({
    id: 'aws-security-group-alternate-ssh-open',
    title: 'A usual second SSH port is open to the internet',
    severity: 'high',
    resource: INGRESS_TYPES,
    ports: [222, 2222],
    service: 'what is usually SSH',
    why: 'Moving SSH to another port keeps no scanner away: one weak password, leaked key or OpenSSH flaw gives a shell.',
    remedy: 'Name the network that administers the machines, or use Session Manager.',
    items: ['network-exposure', 'rbac'],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 2222
    to_port     = 2222
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 2222
    to_port     = 2222
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
`,
    },
  }),

  ingressRule({
    id: 'aws-security-group-rdp-open',
    title: 'Remote Desktop is open to the internet',
    severity: 'critical',
    resource: INGRESS_TYPES,
    ports: [3389],
    protocol: 'any',
    service: 'RDP',
    why: 'RDP is the usual way in for ransomware: passwords are tried around the clock, and flaws in it gave control without one.',
    remedy: 'Use Fleet Manager or a VPN, or name the network that administers the machines.',
    items: ['network-exposure', 'rbac'],
    aliases: [...same('CKV_AWS_25'), ...similar('AVD-AWS-0107')],
    links: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 3389
    to_port     = 3389
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 3389
    to_port     = 3389
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
`,
    },
  }),

  ingressRule({
    id: 'aws-security-group-sql-database-open',
    title: 'SQL database port is open to the internet',
    severity: 'critical',
    resource: INGRESS_TYPES,
    ports: [1433, 1521, 3306, 5432, 5439],
    service: 'a SQL database',
    why: 'Only the database password stands between the internet and the data, and it is tried around the clock.',
    remedy:
      'Refer to the security group of the application (`security_groups` or `referenced_security_group_id`) instead of a range.',
    items: ['network-exposure', 'rbac'],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
`,
    },
  }),

  ingressRule({
    id: 'aws-security-group-nosql-database-open',
    title: 'Document or wide-column database port is open to the internet',
    severity: 'critical',
    resource: INGRESS_TYPES,
    ports: [7000, 7001, 9042, 9160, 27017, 27018, 27019],
    service: 'a database',
    why: 'MongoDB and Cassandra often run without a password inside a VPC; reachable from outside, they are copied and wiped by bots.',
    remedy: 'Refer to the security group of the application instead of a range.',
    items: ['network-exposure', 'rbac'],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 27017
    to_port     = 27017
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 27017
    to_port     = 27017
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
`,
    },
  }),

  ingressRule({
    id: 'aws-security-group-search-open',
    title: 'Elasticsearch, OpenSearch or Kibana port is open to the internet',
    severity: 'critical',
    resource: INGRESS_TYPES,
    ports: [5601, 9200, 9300],
    service: 'a search cluster',
    why: 'Anyone can query the indices, or sign in to Kibana; without authentication they can also delete them.',
    remedy:
      'Refer to the security group of the application, and put dashboards behind a load balancer that authenticates.',
    items: ['network-exposure', 'rbac'],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 9200
    to_port     = 9200
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 9200
    to_port     = 9200
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
`,
    },
  }),

  ingressRule({
    id: 'aws-security-group-cache-open',
    title: 'Redis or Memcached port is open to the internet',
    severity: 'critical',
    resource: INGRESS_TYPES,
    ports: [6379, 6380, 11211],
    protocol: 'any',
    service: 'a cache',
    why: 'Caches rarely ask for a password: sessions and cached data can be read, and an open Redis can be made to write files.',
    remedy: 'Refer to the security group of the application instead of a range.',
    items: ['network-exposure', 'rbac'],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 6379
    to_port     = 6379
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 6379
    to_port     = 6379
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
`,
    },
  }),

  ingressRule({
    id: 'aws-security-group-orchestration-open',
    title: 'Docker, kubelet or etcd port is open to the internet',
    severity: 'critical',
    resource: INGRESS_TYPES,
    ports: [2375, 2376, 2379, 2380, 10250],
    service: 'an orchestration API',
    why: 'These interfaces start containers or hold the secrets of the cluster: access to them is root on the machines.',
    remedy: 'Allow only the control plane and the nodes to reach them.',
    items: ['network-exposure', 'rbac'],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 2375
    to_port     = 2375
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 2375
    to_port     = 2375
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
`,
    },
  }),

  ingressRule({
    id: 'aws-security-group-clear-text-service-open',
    title: 'Telnet, FTP or file sharing is open to the internet',
    severity: 'high',
    resource: INGRESS_TYPES,
    ports: [20, 21, 23, 111, 135, 137, 138, 139, 445, 2049],
    protocol: 'any',
    service: 'a clear-text or file sharing service',
    why: 'Passwords and files of these protocols can be read on the way, and SMB flaws spread worms.',
    remedy: 'Replace it by SFTP, SSH or HTTPS, or allow only the networks that need it.',
    items: ['network-exposure', 'rbac'],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    example: {
      bad: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress { # expect
    from_port   = 21
    to_port     = 21
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      good: `
resource "aws_security_group" "app" {
  vpc_id = "vpc-0abc"

  ingress {
    from_port   = 21
    to_port     = 21
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
`,
    },
  }),
];

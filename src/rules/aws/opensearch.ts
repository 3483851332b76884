import { attributeRule, blockRule, same } from '../../engine/kits.ts';
/** The service under its two names. */
const DOMAINS = ['aws_opensearch_domain', 'aws_elasticsearch_domain'];

export default [
  attributeRule({
    id: 'aws-opensearch-encrypted-at-rest',
    title: 'Search domain stores data unencrypted',
    severity: 'high',
    resource: DOMAINS,
    attribute: 'encrypt_at_rest.enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Some versions replace the domain.
    fixIsSafe: false,
    why: 'Whoever gets hold of a disk or snapshot can read the indices.',
    remedy: 'Add `encrypt_at_rest { enabled = true }`.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_5', 'AVD-AWS-0048'),
    links: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html'],
    example: {
      bad: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  encrypt_at_rest {
    enabled = false # expect
  }
}
`,
      good: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  encrypt_at_rest {
    enabled = true
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-opensearch-node-to-node',
    title: 'Nodes of the search domain talk in the clear',
    severity: 'high',
    resource: DOMAINS,
    when: [
      // A single node talks to nobody; the default is one.
      { attribute: 'cluster_config.instance_count', expect: { min: 2 }, whenAbsent: false },
    ],
    attribute: 'node_to_node_encryption.enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    // Some versions replace the domain.
    fixIsSafe: false,
    why: 'Documents can be read on the way between the nodes.',
    remedy: 'Add `node_to_node_encryption { enabled = true }`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_6', 'AVD-AWS-0043'),
    links: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ntn.html'],
    example: {
      bad: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  cluster_config {
    instance_count = 3
  }

  node_to_node_encryption {
    enabled = false # expect
  }
}
`,
      good: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  cluster_config {
    instance_count = 3
  }

  node_to_node_encryption {
    enabled = true
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-opensearch-enforce-https',
    title: 'Search domain answers without TLS',
    severity: 'high',
    resource: DOMAINS,
    attribute: 'domain_endpoint_options.enforce_https',
    expect: { oneOf: [true] },
    // True in recent versions of the provider, false in old ones.
    whenAbsent: 'unknown',
    fixTo: 'true',
    // Clients that connect without TLS are refused.
    fixIsSafe: false,
    why: 'Queries, results and credentials can be read on the way.',
    remedy: 'Set `enforce_https = true` in `domain_endpoint_options`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_83', 'AVD-AWS-0046'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/opensearch_domain'],
    example: {
      bad: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  domain_endpoint_options {
    enforce_https = false # expect
  }
}
`,
      good: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  domain_endpoint_options {
    enforce_https = true
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-opensearch-tls-version',
    title: 'Search domain accepts TLS 1.0 or 1.1',
    severity: 'high',
    resource: DOMAINS,
    attribute: 'domain_endpoint_options.tls_security_policy',
    expect: { matches: /^Policy-Min-TLS-1-[23]/ },
    whenAbsent: 'fail',
    fixTo: '"Policy-Min-TLS-1-2-PFS-2023-10"',
    // Clients that know no TLS 1.2 are refused.
    fixIsSafe: false,
    why: 'Old protocol versions let an attacker on the way weaken or read the connection, and auditors reject them.',
    remedy: 'Set `tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"`.',
    items: ['encryption-in-transit'],
    aliases: same('CKV_AWS_228', 'AVD-AWS-0126'),
    links: ['https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/opensearch_domain'],
    example: {
      bad: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-0-2019-07" # expect
  }
}
`,
      good: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-opensearch-zone-awareness',
    title: 'Search domain lives in a single zone',
    severity: 'medium',
    resource: DOMAINS,
    attribute: 'cluster_config.zone_awareness_enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    why: 'When the zone fails, search is down and indices without a copy elsewhere are lost.',
    remedy:
      'Set `zone_awareness_enabled = true` with nodes in two or three zones, and at least one replica for each index.',
    items: ['availability', 'recovery'],
    links: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html'],
    example: {
      bad: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  cluster_config {
    instance_count         = 3
    zone_awareness_enabled = false # expect
  }
}
`,
      good: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  cluster_config {
    instance_count         = 3
    zone_awareness_enabled = true
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-opensearch-in-vpc',
    title: 'Search domain has a public endpoint',
    severity: 'high',
    resource: DOMAINS,
    attribute: 'vpc_options.subnet_ids',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Only the access policy stands between the internet and the indices.',
    remedy: 'Add `vpc_options` with private subnets. It cannot be added to a running domain.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_AWS_137'),
    links: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html'],
    example: {
      bad: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  vpc_options {
    subnet_ids = [] # expect
  }
}
`,
      good: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  vpc_options {
    subnet_ids = ["subnet-0abc"]
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-opensearch-fine-grained-access',
    title: 'Everyone who reaches the search domain sees every index',
    severity: 'medium',
    resource: DOMAINS,
    attribute: 'advanced_security_options.enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    why: 'There are no users or roles inside the domain: a client of one index can read and delete all others.',
    remedy: 'Add `advanced_security_options` with `enabled = true` and a master user.',
    items: ['rbac'],
    links: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html'],
    example: {
      bad: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  advanced_security_options {
    enabled = false # expect
  }
}
`,
      good: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  advanced_security_options {
    enabled = true
  }
}
`,
    },
  }),

  attributeRule({
    id: 'aws-opensearch-customer-managed-key',
    title: 'Search domain is encrypted with a key of AWS',
    severity: 'low',
    resource: DOMAINS,
    attribute: 'encrypt_at_rest.kms_key_id',
    expect: { set: true },
    whenAbsent: 'fail',
    why: 'Access to the data cannot be cut off by disabling the key.',
    remedy: 'Set `kms_key_id` in `encrypt_at_rest` to a key of your own where the data is sensitive.',
    items: ['encryption-at-rest'],
    aliases: same('CKV_AWS_247'),
    links: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html'],
    example: {
      bad: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  encrypt_at_rest {
    enabled    = true
    kms_key_id = "" # expect
  }
}
`,
      good: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  encrypt_at_rest {
    enabled    = true
    kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/0abc"
  }
}
`,
    },
  }),

  blockRule({
    id: 'aws-opensearch-audit-logs',
    title: 'Search domain does not log who reads what',
    severity: 'low',
    resource: DOMAINS,
    block: 'log_publishing_options',
    quantifier: 'some',
    each: [
      { attribute: 'log_type', expect: { oneOf: ['AUDIT_LOGS'] }, whenAbsent: 'unknown' },
      { attribute: 'enabled', expect: { noneOf: [false] }, whenAbsent: 'pass' },
    ],
    whenAbsent: 'fail',
    why: 'After a leak nobody can say which documents were read, when and by whom.',
    remedy:
      'Add a `log_publishing_options` block with `log_type = "AUDIT_LOGS"`; it needs fine-grained access control.',
    items: ['audit-logging'],
    aliases: same('CKV_AWS_317', 'AVD-AWS-0042'),
    links: ['https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html'],
    example: {
      bad: `
resource "aws_opensearch_domain" "search" { # expect
  domain_name = "search"
}
`,
      good: `
resource "aws_opensearch_domain" "search" {
  domain_name = "search"

  log_publishing_options {
    cloudwatch_log_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:search:*"
    log_type                 = "AUDIT_LOGS"
    enabled                  = true
  }
}
`,
    },
  }),
];

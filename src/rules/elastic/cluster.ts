import { attributeRule, presenceRule, rangeRule } from '../../engine/kits.ts';

const DOCS = 'https://registry.terraform.io/providers/elastic/elasticstack/latest/docs';

export default [
  presenceRule({
    id: 'elasticstack-api-key-expiration',
    title: 'Elasticsearch API key never expires',
    severity: 'medium',
    resource: ['elasticstack_elasticsearch_security_api_key'],
    path: 'expiration',
    must: 'exist',
    why: 'A key that leaks, or that is forgotten, opens the cluster until somebody finds and revokes it.',
    remedy: 'Set `expiration` (`"90d"`) and rotate the key before it ends.',
    items: ['api-keys'],
    links: [`${DOCS}/resources/elasticsearch_security_api_key`],
    example: {
      bad: `
resource "elasticstack_elasticsearch_security_api_key" "ingest" { # expect
  name = "ingest"
}
`,
      good: `
resource "elasticstack_elasticsearch_security_api_key" "ingest" {
  name       = "ingest"
  expiration = "90d"
}
`,
    },
  }),

  presenceRule({
    id: 'elasticstack-api-key-scoped',
    title: 'Elasticsearch API key has all rights of its owner',
    severity: 'medium',
    resource: ['elasticstack_elasticsearch_security_api_key'],
    // Keys between clusters have `access` instead.
    path: ['role_descriptors', 'access'],
    must: 'exist',
    why: 'Without role descriptors the key can do what the user of the provider can do, and that is usually everything.',
    remedy: 'Set `role_descriptors` to the indices and privileges that the key is for.',
    items: ['rbac', 'api-keys'],
    links: [`${DOCS}/resources/elasticsearch_security_api_key`],
    example: {
      bad: `
resource "elasticstack_elasticsearch_security_api_key" "ingest" { # expect
  name       = "ingest"
  expiration = "90d"
}
`,
      good: `
resource "elasticstack_elasticsearch_security_api_key" "ingest" {
  name       = "ingest"
  expiration = "90d"

  role_descriptors = jsonencode({
    ingest = {
      indices = [{ names = ["logs-*"], privileges = ["create_doc"] }]
    }
  })
}
`,
    },
  }),

  attributeRule({
    id: 'elasticstack-user-superuser',
    title: 'Elasticsearch user is a superuser',
    severity: 'high',
    resource: ['elasticstack_elasticsearch_security_user'],
    attribute: 'roles',
    expect: { excludes: ['superuser'] },
    whenAbsent: 'pass',
    why: 'Whoever gets this password can read, change and delete all data, all users and the security settings.',
    remedy: 'Give the user a role with the indices and privileges that it needs.',
    items: ['rbac'],
    links: [
      'https://www.elastic.co/docs/deploy-manage/users-roles/cluster-or-deployment-auth/built-in-roles',
      `${DOCS}/resources/elasticsearch_security_user`,
    ],
    example: {
      bad: `
resource "elasticstack_elasticsearch_security_user" "ingest" {
  username = "ingest"
  roles    = ["superuser"] # expect
}
`,
      good: `
resource "elasticstack_elasticsearch_security_user" "ingest" {
  username = "ingest"
  roles    = ["logs_writer"]
}
`,
    },
  }),

  attributeRule({
    id: 'elasticstack-provider-insecure',
    title: 'Elastic Stack provider skips the TLS check',
    severity: 'high',
    resource: ['provider.elasticstack'],
    attribute: 'elasticsearch.insecure',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    fixTo: 'false',
    // A cluster with a certificate of its own needs `ca_file` first.
    fixIsSafe: false,
    why: 'Whoever sits between Terraform and the cluster can take the credentials and change what is applied.',
    remedy: 'Remove `insecure` and give the certificate authority in `ca_file` or `ca_data`.',
    items: ['encryption-in-transit', 'api-keys'],
    links: [DOCS],
    example: {
      bad: `
provider "elasticstack" {
  elasticsearch {
    endpoints = ["https://search.example.com"]
    insecure  = true # expect
  }
}
`,
      good: `
provider "elasticstack" {
  elasticsearch {
    endpoints = ["https://search.example.com"]
    insecure  = false
  }
}
`,
    },
  }),

  attributeRule({
    id: 'elasticstack-index-deletion-protection',
    title: 'Elasticsearch index can be deleted by an apply',
    severity: 'medium',
    resource: ['elasticstack_elasticsearch_index'],
    attribute: 'deletion_protection',
    expect: { noneOf: [false] },
    whenAbsent: 'pass',
    fixTo: 'true',
    why: 'A renamed resource or a static setting that changes deletes the index with its documents.',
    remedy: 'Remove `deletion_protection = false`; the provider protects by default.',
    items: ['state-safety'],
    links: [`${DOCS}/resources/elasticsearch_index`],
    example: {
      bad: `
resource "elasticstack_elasticsearch_index" "orders" {
  name                = "orders"
  deletion_protection = false # expect
}
`,
      good: `
resource "elasticstack_elasticsearch_index" "orders" {
  name                = "orders"
  deletion_protection = true
}
`,
    },
  }),

  rangeRule({
    id: 'elasticstack-index-replicas',
    title: 'Elasticsearch index has no second copy',
    severity: 'medium',
    resource: ['elasticstack_elasticsearch_index'],
    // Elasticsearch sets the number itself then.
    when: [{ attribute: 'auto_expand_replicas', expect: { set: false }, whenAbsent: true }],
    attribute: 'number_of_replicas',
    min: 1,
    // One replica is the default of Elasticsearch.
    whenAbsent: 'pass',
    fixTo: '1',
    why: 'When the node that holds a shard is lost or restarted, its part of the index cannot be searched or written.',
    remedy: 'Set `number_of_replicas = 1` or more.',
    items: ['availability'],
    links: [
      'https://www.elastic.co/docs/reference/elasticsearch/index-settings/index-modules',
      `${DOCS}/resources/elasticsearch_index`,
    ],
    example: {
      bad: `
resource "elasticstack_elasticsearch_index" "orders" {
  name               = "orders"
  number_of_replicas = 0 # expect
}
`,
      good: `
resource "elasticstack_elasticsearch_index" "orders" {
  name               = "orders"
  number_of_replicas = 1
}
`,
    },
  }),

  attributeRule({
    id: 'elasticstack-snapshot-partial',
    title: 'Snapshots may lack shards',
    severity: 'medium',
    resource: ['elasticstack_elasticsearch_snapshot_lifecycle'],
    attribute: 'partial',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    fixTo: 'false',
    why: 'A snapshot counts as taken although shards were not available, which shows only when a restore comes back incomplete.',
    remedy: 'Remove `partial = true`, so that a snapshot that cannot be complete fails and is seen.',
    items: ['backups', 'recovery'],
    links: [`${DOCS}/resources/elasticsearch_snapshot_lifecycle`],
    example: {
      bad: `
resource "elasticstack_elasticsearch_snapshot_lifecycle" "daily" {
  name       = "daily"
  schedule   = "0 30 1 * * ?"
  repository = "backups"
  partial    = true # expect
}
`,
      good: `
resource "elasticstack_elasticsearch_snapshot_lifecycle" "daily" {
  name       = "daily"
  schedule   = "0 30 1 * * ?"
  repository = "backups"
  partial    = false
}
`,
    },
  }),

  presenceRule({
    id: 'elasticstack-snapshot-retention',
    title: 'Snapshots are never removed',
    severity: 'low',
    resource: ['elasticstack_elasticsearch_snapshot_lifecycle'],
    path: ['expire_after', 'max_count'],
    must: 'exist',
    why: 'Snapshots pile up without limit: cost grows, listing and cleaning get slow, and personal data outlives its retention.',
    remedy: 'Set `expire_after` (`"30d"`) with a `min_count` that always stays.',
    items: ['backups', 'compliance'],
    links: [`${DOCS}/resources/elasticsearch_snapshot_lifecycle`],
    example: {
      bad: `
resource "elasticstack_elasticsearch_snapshot_lifecycle" "daily" { # expect
  name       = "daily"
  schedule   = "0 30 1 * * ?"
  repository = "backups"
}
`,
      good: `
resource "elasticstack_elasticsearch_snapshot_lifecycle" "daily" {
  name         = "daily"
  schedule     = "0 30 1 * * ?"
  repository   = "backups"
  expire_after = "30d"
  min_count    = 7
}
`,
    },
  }),
];

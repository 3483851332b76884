import { attributeRule, blockRule } from '../../engine/kits.ts';
import { same } from '../../engine/rule.ts';
import type { Condition } from '../../engine/kits/definitions.ts';

const DOCS = 'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance';

/** A replica takes its backups and standby from the primary. */
const isPrimary: Condition = { attribute: 'master_instance_name', expect: { set: false }, whenAbsent: true };

export default [
  blockRule({
    id: 'google-sql-authorized-world',
    title: 'Cloud SQL accepts connections from everywhere',
    severity: 'critical',
    resource: ['google_sql_database_instance'],
    block: 'settings.ip_configuration.authorized_networks',
    each: [{ attribute: 'value', expect: { doesNotMatch: /^[0-9a-f:.]+\/0+$/i }, whenAbsent: 'not-applicable' }],
    whenAbsent: 'pass',
    why: 'Anyone on the internet can try passwords and use the next hole in the database.',
    remedy: 'Remove the range; connect by private IP or through the Cloud SQL Auth Proxy.',
    items: ['network-exposure', 'rbac'],
    aliases: same('CKV_GCP_11'),
    links: [DOCS, 'https://cloud.google.com/sql/docs/postgres/authorize-networks'],
    example: {
      bad: `
resource "google_sql_database_instance" "orders" {
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-7680"

    ip_configuration {
      authorized_networks {
        value = "0.0.0.0/0" # expect
      }
    }
  }
}
`,
      good: `
resource "google_sql_database_instance" "orders" {
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-7680"

    ip_configuration {
      authorized_networks {
        value = "198.51.100.0/24"
      }
    }
  }
}
`,
    },
  }),

  attributeRule({
    id: 'google-sql-public-address',
    title: 'Cloud SQL instance has a public address',
    severity: 'medium',
    resource: ['google_sql_database_instance'],
    attribute: 'settings.ip_configuration.ipv4_enabled',
    expect: { noneOf: [true] },
    // The provider leaves it to the service: public unless a private network is given.
    whenAbsent: 'unknown',
    fixTo: 'false',
    // Clients that use the public address lose their connection.
    fixIsSafe: false,
    why: 'One authorized network that is too wide, and the database is on the internet.',
    remedy: 'Set `ipv4_enabled = false` with a `private_network`.',
    items: ['network-exposure'],
    aliases: same('CKV_GCP_60'),
    links: [DOCS],
    example: {
      bad: `
resource "google_sql_database_instance" "orders" {
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-7680"

    ip_configuration {
      ipv4_enabled = true # expect
    }
  }
}
`,
      good: `
resource "google_sql_database_instance" "orders" {
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-7680"

    ip_configuration {
      ipv4_enabled = false
    }
  }
}
`,
    },
  }),

  attributeRule({
    id: 'google-sql-backups',
    title: 'Cloud SQL instance has no automated backups',
    severity: 'high',
    resource: ['google_sql_database_instance'],
    when: [isPrimary],
    attribute: 'settings.backup_configuration.enabled',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    why: 'Data lost by a mistake or a defect stays lost: there is nothing to restore.',
    remedy:
      'Set `enabled = true` in `backup_configuration`, with `point_in_time_recovery_enabled` or, for MySQL, `binary_log_enabled`.',
    items: ['backups', 'recovery'],
    aliases: same('CKV_GCP_14'),
    links: [DOCS, 'https://cloud.google.com/sql/docs/postgres/backup-recovery/backups'],
    example: {
      bad: `
resource "google_sql_database_instance" "orders" {
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-7680"

    backup_configuration {
      enabled = false # expect
    }
  }
}
`,
      good: `
resource "google_sql_database_instance" "orders" {
  database_version = "POSTGRES_16"

  settings {
    tier = "db-custom-2-7680"

    backup_configuration {
      enabled = true
    }
  }
}
`,
    },
  }),

  attributeRule({
    id: 'google-sql-high-availability',
    title: 'Cloud SQL instance has no standby in a second zone',
    severity: 'medium',
    resource: ['google_sql_database_instance'],
    when: [isPrimary],
    attribute: 'settings.availability_type',
    expect: { oneOf: ['REGIONAL'] },
    whenAbsent: 'fail',
    defaultValue: 'ZONAL',
    fixTo: '"REGIONAL"',
    // The instance restarts.
    fixIsSafe: false,
    why: 'When the zone fails, the database is down until the zone is back or a backup has been restored.',
    remedy: 'Set `availability_type = "REGIONAL"`; it needs backups and point-in-time recovery.',
    items: ['availability', 'recovery'],
    links: [DOCS, 'https://cloud.google.com/sql/docs/postgres/high-availability'],
    example: {
      bad: `
resource "google_sql_database_instance" "orders" {
  database_version = "POSTGRES_16"

  settings {
    tier              = "db-custom-2-7680"
    availability_type = "ZONAL" # expect
  }
}
`,
      good: `
resource "google_sql_database_instance" "orders" {
  database_version = "POSTGRES_16"

  settings {
    tier              = "db-custom-2-7680"
    availability_type = "REGIONAL"
  }
}
`,
    },
  }),
];

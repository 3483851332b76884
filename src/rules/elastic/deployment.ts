import { attributeRule, blockRule, companionRule, presenceRule, rangeRule } from '../../engine/kits.ts';
import type { Rule } from '../../engine/rule.ts';
import { viewOf } from '../../engine/resource-view.ts';

const DEPLOYMENT_DOCS = 'https://registry.terraform.io/providers/elastic/ec/latest/docs/resources/deployment';
const FILTER_DOCS =
  'https://registry.terraform.io/providers/elastic/ec/latest/docs/resources/deployment_traffic_filter';
const HA_DOCS = 'https://www.elastic.co/docs/deploy-manage/production-guidance/availability-and-resilience';

const trafficFilter = companionRule({
  id: 'ec-traffic-filter',
  title: 'Elastic deployment can be reached from anywhere',
  severity: 'medium',
  // A ruleset that another configuration applies to new deployments by default is not visible here.
  confidence: 'medium',
  resource: ['ec_deployment'],
  companion: ['ec_deployment_traffic_filter_association'],
  through: 'deployment_id',
  identity: [],
  orOwn: [{ attribute: 'traffic_filter', expect: { set: true }, whenAbsent: false }],
  whenAbsent: 'fail',
  why: 'Elasticsearch and Kibana answer to every address on the internet, so one leaked password or key is enough to read the data.',
  remedy:
    'Create an `ec_deployment_traffic_filter` with your own ranges or private link endpoints and list it in `traffic_filter`.',
  items: ['network-exposure', 'rbac'],
  links: [FILTER_DOCS, 'https://www.elastic.co/docs/deploy-manage/security/traffic-filtering'],
  example: {
    bad: `
resource "ec_deployment" "orders" { # expect
  version = "8.19.4"
}
`,
    good: `
resource "ec_deployment_traffic_filter" "office" {
  name   = "office"
  region = "us-east-1"
  type   = "ip"

  rule {
    source = "198.51.100.0/24"
  }
}

resource "ec_deployment" "orders" {
  version        = "8.19.4"
  traffic_filter = [ec_deployment_traffic_filter.office.id]
}
`,
  },
});

/** As the kit judges, but a ruleset of the same configuration that applies by default counts too. */
const trafficFilterOrDefault: Rule = {
  ...trafficFilter,
  check(context) {
    const { resource, graph } = context;
    for (const filter of graph.ofType(resource.resource.root, 'ec_deployment_traffic_filter')) {
      const { value, span } = viewOf(filter).attr('include_by_default');
      if (value.kind === 'known' && value.value === true) {
        return { kind: 'pass', attribute: 'ec_deployment_traffic_filter_association', span };
      }
    }
    const result = trafficFilter.check(context) ?? [];
    return ('kind' in result ? [result] : result).map((outcome) =>
      outcome.kind === 'fail' ? { ...outcome, message: `${resource.address} has no traffic filter` } : outcome,
    );
  },
};

export default [
  trafficFilterOrDefault,

  blockRule({
    id: 'ec-traffic-filter-world',
    title: 'Elastic traffic filter lets everyone in',
    severity: 'high',
    resource: ['ec_deployment_traffic_filter'],
    when: [{ attribute: 'type', expect: { oneOf: ['ip'] }, whenAbsent: true }],
    block: 'rule',
    each: [{ attribute: 'source', expect: { doesNotMatch: /^[0-9a-f:.]+\/0+$/i }, whenAbsent: 'not-applicable' }],
    whenAbsent: 'not-applicable',
    why: 'The deployment looks protected, but every address on the internet passes the filter.',
    remedy: 'List the ranges that need access, or use a private link endpoint.',
    items: ['network-exposure', 'rbac'],
    links: [FILTER_DOCS],
    example: {
      bad: `
resource "ec_deployment_traffic_filter" "office" {
  name   = "office"
  region = "us-east-1"
  type   = "ip"

  rule {
    source = "0.0.0.0/0" # expect
  }
}
`,
      good: `
resource "ec_deployment_traffic_filter" "office" {
  name   = "office"
  region = "us-east-1"
  type   = "ip"

  rule {
    source = "198.51.100.0/24"
  }
}
`,
    },
  }),

  rangeRule({
    id: 'ec-hot-zone-count',
    title: 'Elasticsearch runs in a single zone',
    severity: 'medium',
    resource: ['ec_deployment'],
    attribute: 'elasticsearch.hot.zone_count',
    min: 2,
    // The deployment template decides.
    whenAbsent: 'unknown',
    fixTo: '2',
    // Adds nodes, and cost.
    fixIsSafe: false,
    why: 'When the zone fails, search and ingest stop, and what was written since the last snapshot may be lost: no second zone holds a copy.',
    remedy: 'Set `zone_count = 2` (Elastic adds a tiebreaker in a third zone), or 3 for critical data.',
    items: ['availability', 'recovery'],
    links: [DEPLOYMENT_DOCS, HA_DOCS],
    example: {
      bad: `
resource "ec_deployment" "orders" {
  version = "8.19.4"

  elasticsearch = {
    hot = {
      autoscaling = {}
      zone_count  = 1 # expect
    }
  }
}
`,
      good: `
resource "ec_deployment" "orders" {
  version = "8.19.4"

  elasticsearch = {
    hot = {
      autoscaling = {}
      zone_count  = 2
    }
  }
}
`,
    },
  }),

  rangeRule({
    id: 'ec-master-zone-count',
    title: 'Dedicated masters cannot lose a zone',
    severity: 'medium',
    resource: ['ec_deployment'],
    // Without dedicated masters the data nodes elect one.
    when: [{ attribute: 'elasticsearch.master', expect: { set: true }, whenAbsent: false }],
    attribute: 'elasticsearch.master.zone_count',
    min: 3,
    whenAbsent: 'unknown',
    fixTo: '3',
    fixIsSafe: false,
    why: 'Masters in fewer than three zones lose their majority with one zone; without a master the cluster takes no writes.',
    remedy: 'Set `zone_count = 3` for `elasticsearch.master`.',
    items: ['availability', 'consistency'],
    links: [DEPLOYMENT_DOCS, HA_DOCS],
    example: {
      bad: `
resource "ec_deployment" "orders" {
  version = "8.19.4"

  elasticsearch = {
    hot = {
      autoscaling = {}
    }
    master = {
      autoscaling = {}
      zone_count  = 1 # expect
    }
  }
}
`,
      good: `
resource "ec_deployment" "orders" {
  version = "8.19.4"

  elasticsearch = {
    hot = {
      autoscaling = {}
    }
    master = {
      autoscaling = {}
      zone_count  = 3
    }
  }
}
`,
    },
  }),

  rangeRule({
    id: 'ec-kibana-zone-count',
    title: 'Kibana runs in a single zone',
    severity: 'low',
    resource: ['ec_deployment'],
    attribute: 'kibana.zone_count',
    min: 2,
    whenAbsent: 'unknown',
    fixTo: '2',
    fixIsSafe: false,
    why: 'Dashboards and alerting rules, which run inside Kibana, stop with the zone: just when they are needed.',
    remedy: 'Set `zone_count = 2` for `kibana`.',
    items: ['availability', 'observability'],
    links: [DEPLOYMENT_DOCS],
    example: {
      bad: `
resource "ec_deployment" "orders" {
  version = "8.19.4"

  kibana = {
    zone_count = 1 # expect
  }
}
`,
      good: `
resource "ec_deployment" "orders" {
  version = "8.19.4"

  kibana = {
    zone_count = 2
  }
}
`,
    },
  }),

  presenceRule({
    id: 'ec-snapshot-source-left',
    title: 'Every apply restores a snapshot over the data',
    severity: 'high',
    resource: ['ec_deployment'],
    path: 'elasticsearch.snapshot_source',
    must: 'not-exist',
    why: 'The provider does not keep `snapshot_source` in the state, so each apply restores the snapshot again over what has been written since.',
    remedy: 'Remove `snapshot_source` in the change that follows the restore.',
    items: ['state-safety', 'backups'],
    links: [DEPLOYMENT_DOCS],
    example: {
      bad: `
resource "ec_deployment" "orders" {
  version = "8.19.4"

  elasticsearch = {
    snapshot_source = { # expect
      source_elasticsearch_cluster_id = "4c52e9be0e5f4b1d9a0f3f7d2f3c1a90"
    }
    hot = {
      autoscaling = {}
    }
  }
}
`,
      good: `
resource "ec_deployment" "orders" {
  version = "8.19.4"

  elasticsearch = {
    hot = {
      autoscaling = {}
    }
  }
}
`,
    },
  }),

  attributeRule({
    id: 'ec-password-reset-left',
    title: 'The elastic password changes by a standing flag',
    severity: 'medium',
    resource: ['ec_deployment'],
    attribute: 'reset_elasticsearch_password',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    fixTo: 'false',
    why: 'A new password is made when the flag is applied, and everything that signs in with the old one is locked out.',
    remedy: 'Remove the flag once the password has been reset; give applications API keys instead of this user.',
    items: ['api-keys', 'availability'],
    links: [DEPLOYMENT_DOCS],
    example: {
      bad: `
resource "ec_deployment" "orders" {
  version                      = "8.19.4"
  reset_elasticsearch_password = true # expect
}
`,
      good: `
resource "ec_deployment" "orders" {
  version                      = "8.19.4"
  reset_elasticsearch_password = false
}
`,
    },
  }),

  attributeRule({
    id: 'ec-provider-insecure',
    title: 'Elastic Cloud provider skips the TLS check',
    severity: 'high',
    resource: ['provider.ec'],
    attribute: 'insecure',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    fixTo: 'false',
    // A private installation may have a certificate that is not trusted yet.
    fixIsSafe: false,
    why: 'Whoever sits between Terraform and the API can take the API key and with it every deployment.',
    remedy: 'Remove `insecure`, and trust the certificate authority of a private installation on the machine.',
    items: ['encryption-in-transit', 'api-keys'],
    links: ['https://registry.terraform.io/providers/elastic/ec/latest/docs'],
    example: {
      bad: `
provider "ec" {
  endpoint = "https://ece.example.com"
  insecure = true # expect
}
`,
      good: `
provider "ec" {
  endpoint = "https://ece.example.com"
  insecure = false
}
`,
    },
  }),

  attributeRule({
    id: 'ec-provider-verbose-credentials',
    title: 'Elastic Cloud provider writes its key to a log',
    severity: 'high',
    resource: ['provider.ec'],
    // Without `verbose` nothing is logged.
    when: [{ attribute: 'verbose', expect: { oneOf: [true] }, whenAbsent: false }],
    attribute: 'verbose_credentials',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    fixTo: 'false',
    why: 'The request log holds the Authorization header, so whoever gets the log or the build artifact has the API key.',
    remedy: 'Remove `verbose_credentials`.',
    items: ['api-keys'],
    links: ['https://registry.terraform.io/providers/elastic/ec/latest/docs'],
    example: {
      bad: `
provider "ec" {
  verbose             = true
  verbose_credentials = true # expect
}
`,
      good: `
provider "ec" {
  verbose             = true
  verbose_credentials = false
}
`,
    },
  }),
];

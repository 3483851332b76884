import {
  block,
  computed,
  either,
  listOf,
  mapOf,
  nested,
  optional,
  required,
  setBlock,
  setOf,
  type AttributeSchema,
  type ProviderSchema,
} from '../schema.ts';

const AUTOSCALING = nested('single', 'required', {
  autoscale: either('bool'),
  max_size: either('string'),
  max_size_resource: either('string'),
  min_size: either('string'),
  min_size_resource: either('string'),
  policy_override_json: computed('string'),
});

const TIER: Readonly<Record<string, AttributeSchema>> = {
  autoscaling: AUTOSCALING,
  instance_configuration_id: either('string'),
  node_roles: computed(setOf('string')),
  node_type_data: either('string'),
  size: either('string'),
  size_resource: either('string'),
  zone_count: either('number'),
};

const SERVICE: Readonly<Record<string, AttributeSchema>> = {
  elasticsearch_cluster_ref_id: either('string'),
  https_endpoint: computed('string'),
  instance_configuration_id: either('string'),
  region: computed('string'),
  resource_id: computed('string'),
  size: either('string'),
  size_resource: either('string'),
  zone_count: either('number'),
};

/**
 * A part of `elastic/ec`: a provider on the plugin framework, with attributes nested in attributes.
 * Source: https://registry.terraform.io/providers/elastic/ec/latest/docs
 */
export const ELASTIC_CLOUD: ProviderSchema = {
  address: 'registry.terraform.io/elastic/ec',
  version: '0.12.2',
  legacy: false,
  provider: block({
    apikey: optional('string', { sensitive: true }),
    endpoint: optional('string'),
    insecure: optional('bool'),
    timeout: optional('string'),
  }),
  resources: {
    ec_deployment: block({
      id: computed('string'),
      alias: either('string'),
      apm_secret_token: computed('string', { sensitive: true }),
      deployment_template_id: required('string', { replaces: true }),
      elasticsearch: nested('single', 'required', {
        autoscale: either('bool'),
        cloud_id: computed('string'),
        cold: nested('single', 'optional', TIER),
        config: nested('single', 'optional', {
          plugins: optional(setOf('string')),
          user_settings_json: optional('string'),
          user_settings_yaml: optional('string'),
        }),
        frozen: nested('single', 'optional', TIER),
        hot: nested('single', 'required', TIER),
        https_endpoint: computed('string'),
        master: nested('single', 'optional', TIER),
        ml: nested('single', 'optional', TIER),
        ref_id: either('string'),
        region: computed('string'),
        remote_cluster: nested('set', 'optional', {
          alias: required('string'),
          deployment_id: required('string'),
          ref_id: either('string'),
          skip_unavailable: either('bool'),
        }),
        resource_id: computed('string'),
        snapshot: nested('single', 'optional', {
          repository: nested('single', 'optional', {
            reference: nested('single', 'optional', { repository_name: required('string') }),
          }),
        }),
        trust_account: nested('set', 'optional', {
          account_id: required('string'),
          trust_all: required('bool'),
          trust_allowlist: optional(setOf('string')),
        }),
        warm: nested('single', 'optional', TIER),
      }),
      elasticsearch_password: computed('string', { sensitive: true }),
      elasticsearch_username: computed('string'),
      integrations_server: nested('single', 'optional', SERVICE),
      kibana: nested('single', 'optional', SERVICE),
      name: optional('string'),
      observability: nested('single', 'optional', {
        deployment_id: required('string'),
        logs: either('bool'),
        metrics: either('bool'),
        ref_id: either('string'),
      }),
      region: required('string', { replaces: true }),
      request_id: either('string'),
      reset_elasticsearch_password: optional('bool'),
      tags: optional(mapOf('string')),
      traffic_filter: optional(setOf('string')),
      version: required('string'),
    }),
    ec_deployment_traffic_filter: block(
      {
        id: computed('string'),
        description: optional('string'),
        include_by_default: either('bool', { default: false }),
        name: required('string'),
        region: required('string'),
        type: required('string'),
      },
      {
        rule: setBlock(
          block({
            id: computed('string'),
            azure_endpoint_guid: optional('string'),
            description: optional('string'),
            source: optional('string'),
          }),
        ),
      },
    ),
    ec_snapshot_repository: block({
      id: computed('string'),
      generic: nested('single', 'optional', { settings: required('string'), type: required('string') }),
      name: required('string'),
      s3: nested('single', 'optional', {
        access_key: optional('string'),
        bucket: required('string'),
        secret_key: optional('string', { sensitive: true }),
      }),
    }),
  },
  dataSources: {
    ec_stack: block({
      id: computed('string'),
      available: computed('bool'),
      lock: optional('bool'),
      min_upgradable_from: computed('string'),
      region: required('string'),
      version: computed('string'),
      version_regex: required('string'),
      zones: computed(listOf('string')),
    }),
  },
};

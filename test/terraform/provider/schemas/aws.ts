import {
  block,
  computed,
  either,
  listBlock,
  listOf,
  mapOf,
  optional,
  required,
  setBlock,
  setOf,
  type BlockSchema,
  type ProviderSchema,
} from '../schema.ts';
import { COMPUTE } from './aws-compute.ts';
import { STORAGE } from './aws-storage.ts';

const PRINCIPAL = block({ identifiers: required(setOf('string')), type: required('string') });

const DATA: Readonly<Record<string, BlockSchema>> = {
  aws_ami: block(
    {
      id: either('string'),
      arn: computed('string'),
      most_recent: optional('bool'),
      name_regex: optional('string'),
      owners: optional(listOf('string')),
    },
    { filter: setBlock(block({ name: required('string'), values: required(setOf('string')) })) },
  ),
  aws_availability_zones: block({
    id: either('string'),
    names: computed(listOf('string')),
    state: optional('string'),
    zone_ids: computed(listOf('string')),
  }),
  aws_caller_identity: block({
    id: either('string'),
    account_id: computed('string'),
    arn: computed('string'),
    user_id: computed('string'),
  }),
  aws_iam_policy_document: block(
    {
      id: either('string'),
      json: computed('string'),
      minified_json: computed('string'),
      override_policy_documents: optional(listOf('string')),
      policy_id: optional('string'),
      source_policy_documents: optional(listOf('string')),
      version: either('string'),
    },
    {
      statement: listBlock(
        block(
          {
            actions: optional(setOf('string')),
            effect: optional('string'),
            not_actions: optional(setOf('string')),
            not_resources: optional(setOf('string')),
            resources: optional(setOf('string')),
            sid: optional('string'),
          },
          {
            condition: setBlock(
              block({ test: required('string'), values: required(listOf('string')), variable: required('string') }),
            ),
            not_principals: setBlock(PRINCIPAL),
            principals: setBlock(PRINCIPAL),
          },
        ),
      ),
    },
  ),
  aws_partition: block({ id: either('string'), dns_suffix: computed('string'), partition: computed('string') }),
  aws_region: block({
    id: either('string'),
    description: computed('string'),
    endpoint: either('string'),
    name: either('string'),
  }),
  aws_vpc: block({
    id: either('string'),
    arn: computed('string'),
    cidr_block: either('string'),
    default: either('bool'),
    tags: either(mapOf('string')),
  }),
};

/** A part of `hashicorp/aws`. */
export const AWS: ProviderSchema = {
  address: 'registry.terraform.io/hashicorp/aws',
  version: '5.90.0',
  legacy: true,
  provider: block(
    {
      access_key: optional('string'),
      profile: optional('string'),
      region: optional('string'),
      secret_key: optional('string'),
      skip_credentials_validation: optional('bool'),
    },
    {
      assume_role: listBlock(block({ role_arn: optional('string'), session_name: optional('string') })),
      default_tags: listBlock(block({ tags: optional(mapOf('string')) }), { max: 1 }),
    },
  ),
  resources: { ...COMPUTE, ...STORAGE },
  dataSources: DATA,
};

import { codeRule, type Outcome } from '../../engine/rule.ts';
import { clearText } from '../_clear-text.ts';

/** Arguments that hold a credential in the clear. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  elasticstack_elasticsearch_security_user: ['password', 'elasticsearch_connection.password'],
  elasticstack_elasticsearch_security_system_user: ['password', 'elasticsearch_connection.password'],
  ec_deployment_elasticsearch_keystore: ['value'],
  ec_snapshot_repository: ['s3.access_key', 's3.secret_key'],
  'provider.elasticstack': [
    'elasticsearch.password',
    'elasticsearch.api_key',
    'elasticsearch.bearer_token',
    'kibana.password',
    'kibana.api_key',
    'fleet.password',
    'fleet.api_key',
  ],
  'provider.ec': ['apikey', 'password'],
};

export default codeRule({
  id: 'elasticstack-clear-text-secret',
  title: 'Elastic credential stands in the code',
  severity: 'high',
  resource: Object.keys(SECRETS),
  why: 'Everyone who can read the repository, now or later, can sign in to Elastic with it; deleting the line leaves it in the history.',
  remedy:
    'Change the credential, then take the new one from a sensitive variable or a secret store (`password_wo` keeps it out of the state as well; providers read `EC_API_KEY` and `ELASTICSEARCH_API_KEY`).',
  items: ['api-keys'],
  links: [
    'https://registry.terraform.io/providers/elastic/elasticstack/latest/docs/resources/elasticsearch_security_user',
    'https://registry.terraform.io/providers/elastic/ec/latest/docs',
  ],
  check({ resource }) {
    return (SECRETS[resource.type] ?? []).flatMap((path) =>
      resource.attrs(path).flatMap((place): Outcome | readonly Outcome[] => clearText(resource, place) ?? []),
    );
  },
});

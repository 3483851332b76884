import { codeRule, same, type Outcome } from '../../engine/rule.ts';
import { clearText } from '../_clear-text.ts';

interface Credential {
  readonly path: string;
  /** What a real one looks like; without it anything but a stand-in counts. */
  readonly shape?: RegExp;
}

// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
const AWS: readonly Credential[] = [
  { path: 'access_key', shape: /^(?:AKIA|ASIA)[A-Z0-9]{16}$/ },
  { path: 'secret_key', shape: /^[A-Za-z0-9/+=]{40}$/ },
  { path: 'token', shape: /^[A-Za-z0-9/+=]{100,}$/ },
];

/** A service account key is JSON with a private key in it; a path to a file is not. */
const GOOGLE: readonly Credential[] = [
  { path: 'credentials', shape: /-----BEGIN/ },
  { path: 'access_token', shape: /^ya29\./ },
];

const of = (...paths: readonly string[]): readonly Credential[] => paths.map((path) => ({ path }));

/** Arguments of provider blocks that hold a credential. */
const CREDENTIALS: Readonly<Record<string, readonly Credential[]>> = {
  'provider.aws': AWS,
  'provider.awscc': AWS,
  'provider.google': GOOGLE,
  'provider.google-beta': GOOGLE,
  'provider.azurerm': of('client_secret', 'client_certificate_password', 'oidc_token'),
  'provider.azuread': of('client_secret', 'client_certificate_password', 'oidc_token'),
  'provider.kubernetes': of('token', 'password', 'client_key'),
  'provider.helm': of('kubernetes.token', 'kubernetes.password', 'kubernetes.client_key'),
  'provider.github': of('token', 'app_auth.pem_file'),
  'provider.gitlab': of('token'),
  'provider.cloudflare': of('api_token', 'api_key', 'api_user_service_key'),
  'provider.datadog': of('api_key', 'app_key'),
  'provider.newrelic': of('api_key'),
  'provider.grafana': of('auth', 'cloud_access_policy_token'),
  'provider.pagerduty': of('token', 'user_token'),
  'provider.fastly': of('api_key'),
  'provider.digitalocean': of('token', 'spaces_secret_key'),
  'provider.hcloud': of('token'),
  'provider.vault': of('token'),
  'provider.postgresql': of('password'),
  'provider.mysql': of('password'),
  'provider.mongodbatlas': of('private_key'),
  'provider.snowflake': of('password', 'private_key'),
  'provider.okta': of('api_token'),
  'provider.auth0': of('client_secret', 'api_token'),
};

export default codeRule({
  id: 'terraform-provider-credentials',
  title: 'Key of a provider stands in the code',
  severity: 'critical',
  resource: Object.keys(CREDENTIALS),
  why: 'Everyone who can read the repository can act in the account with the rights of Terraform, which are usually all rights; the key stays in the history.',
  remedy:
    'Revoke the key now. Let the provider take a role (OpenID Connect in CI), its environment variables, or a sensitive variable.',
  items: ['api-keys'],
  aliases: same('CKV_AWS_41'),
  links: [
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration',
    'https://developer.hashicorp.com/terraform/language/manage-sensitive-data',
  ],
  check({ resource }) {
    return (CREDENTIALS[resource.type] ?? []).flatMap(({ path, shape }): readonly Outcome[] => {
      const outcome = clearText(resource, resource.attr(path), shape);
      // An argument that is not written is in order: environment or role.
      return [outcome ?? { kind: 'pass', attribute: path, span: resource.headerSpan }];
    });
  },
});

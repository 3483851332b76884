import { codeRule, type Outcome } from '../../engine/rule.ts';
import { clearText } from '../_clear-text.ts';

/** Arguments of backends that hold a credential, by backend type. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  s3: ['access_key', 'secret_key', 'token'],
  azurerm: ['access_key', 'sas_token', 'client_secret', 'client_certificate_password'],
  gcs: ['access_token', 'encryption_key'],
  http: ['password'],
  remote: ['token'],
  consul: ['access_token'],
  oss: ['access_key', 'secret_key', 'security_token'],
  cos: ['secret_id', 'secret_key'],
};

/** A connection string with a password. */
const WITH_PASSWORD = /:\/\/[^\s:@/]{0,200}:[^\s@/]{1,200}@|(?:^|\s)password=\S/;

export default codeRule({
  id: 'terraform-backend-credentials',
  title: 'Key to the Terraform state stands in the code',
  severity: 'critical',
  resource: ['terraform'],
  why: 'Whoever reads the repository can read the state with every secret in it, and change it; the key also ends up in `.terraform` and in saved plans.',
  remedy:
    'Revoke the key, then use a role or workload identity, or environment variables of the backend (`AWS_ACCESS_KEY_ID`, `ARM_ACCESS_KEY`, `PG_CONN_STR`).',
  items: ['api-keys', 'state-safety'],
  links: ['https://developer.hashicorp.com/terraform/language/backend#credentials-and-sensitive-data'],
  check({ resource }) {
    return resource.blocks('backend').blocks.flatMap((block) => {
      const type = block.labels[0] ?? '';
      const names = Object.hasOwn(SECRETS, type) ? (SECRETS[type] ?? []) : [];
      const judge = (name: string, isSecret?: RegExp): Outcome | readonly Outcome[] => {
        return clearText(resource, resource.attr(`backend.${name}`), isSecret) ?? [];
      };
      const connection = type === 'pg' ? judge('conn_str', WITH_PASSWORD) : [];
      return [...names.map((name) => judge(name)), connection].flat();
    });
  },
});

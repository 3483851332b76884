import { codeRule, type FailOutcome, type Outcome } from '../../engine/rule.ts';
import { actionReference } from '../../evaluate/facts/action-reference.ts';
import { expressionsIn, inputEntry, mappingOf } from '../../evaluate/facts/workflow-facts.ts';
import { hasExpression } from '../../evaluate/workflow-expression.ts';
import { get, type YamlEntry, type YamlMapping } from '../../syntax/yaml/tree.ts';

/** Inputs that take a long-lived key, by action, and what to use instead. */
const KEY_INPUTS: ReadonlyMap<string, { readonly inputs: readonly string[]; readonly instead: string }> = new Map([
  ['aws-actions/configure-aws-credentials', { inputs: ['aws-access-key-id'], instead: 'role-to-assume' }],
  ['google-github-actions/auth', { inputs: ['credentials_json'], instead: 'workload_identity_provider' }],
  ['google-github-actions/setup-gcloud', { inputs: ['service_account_key'], instead: 'google-github-actions/auth' }],
  ['azure/login', { inputs: ['creds'], instead: 'client-id, tenant-id and subscription-id' }],
]);

/** Environment variables that hold a long-lived key of AWS. */
const KEY_VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'];

export default codeRule({
  id: 'github-actions-long-lived-cloud-keys',
  title: 'Workflow logs in to the cloud with a stored key',
  severity: 'high',
  resource: ['workflow', 'workflow.job', 'workflow.step'],
  why: 'A stored key works from anywhere until somebody rotates it, so one leaked log, artifact or compromised action gives lasting access to the cloud account.',
  remedy:
    'Let the job log in with OpenID Connect (`permissions: id-token: write` and a role that trusts this repository), and delete the key.',
  items: ['api-keys', 'oauth2-oidc'],
  links: [
    'https://docs.github.com/en/actions/concepts/security/openid-connect',
    'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws',
  ],
  check({ resource }) {
    const owner = mappingOf(resource.resource);
    if (!owner) return undefined;
    return [...judgeLogin(owner, resource.address), ...judgeVariables(owner, resource.address)];
  },
});

function judgeLogin(step: YamlMapping, address: string): readonly Outcome[] {
  const reference = actionReference(step);
  const login = reference?.kind === 'repository' ? KEY_INPUTS.get(reference.id) : undefined;
  if (!login || reference?.kind !== 'repository') return [];
  const key = login.inputs.map((name) => inputEntry(step, name)).find((input) => input && isStored(input));
  // With a session token the key is a temporary one, handed on from another login.
  if (!key || isWritten(inputEntry(step, 'aws-session-token'))) {
    return [{ kind: 'pass', attribute: 'with', valueClass: reference.id, span: reference.scalar.span }];
  }
  const fail: FailOutcome = {
    kind: 'fail',
    message: `${address} gives ${reference.id} a stored key (${key.key.text}) instead of ${login.instead}`,
    attribute: `with.${key.key.text}`,
    valueClass: reference.id,
    span: key.span,
  };
  return [fail];
}

function judgeVariables(owner: YamlMapping, address: string): readonly Outcome[] {
  const env = get(owner, 'env');
  if (env?.kind !== 'mapping') return [];
  const names = new Set(env.entries.map(({ key }) => key.text));
  const secret = KEY_VARIABLES.map((name) => env.entries.find(({ key }) => key.text === name)).find(
    (variable) => variable && secretName(variable) !== undefined,
  );
  // S3-compatible stores of others (R2, MinIO, …) take the same variables and have no OpenID Connect login.
  const isOtherStore = [...names].some((name) => name.startsWith('AWS_ENDPOINT_URL') || name === 'AWS_S3_ENDPOINT');
  if (!secret || isOtherStore || names.has('AWS_SESSION_TOKEN')) return [];
  if (/(?:^|_)(?:R2|MINIO|B2|WASABI|SPACES|CLOUDFLARE|CF|DO)(?:_|$)/i.test(secretName(secret) ?? '')) return [];
  return [
    {
      kind: 'fail',
      message: `${address} sets ${secret.key.text} from secrets.${secretName(secret) ?? ''}`,
      attribute: `env.${secret.key.text}`,
      span: secret.span,
    },
  ];
}

/** True for an input that holds a secret or a literal; the output of another step may be temporary. */
function isStored(input: YamlEntry): boolean {
  if (!isWritten(input) || input.value.kind !== 'scalar') return false;
  return !hasExpression(input.value.text) || secretName(input) !== undefined;
}

function isWritten(input: YamlEntry | undefined): boolean {
  return input?.value.kind === 'scalar' && input.value.text.trim() !== '';
}

/** The secret whose text a value holds, in upper case as GitHub stores names. */
function secretName(input: YamlEntry): string | undefined {
  if (input.value.kind !== 'scalar') return undefined;
  const use = expressionsIn(input.value)
    .flatMap(({ contexts }) => contexts)
    .find(({ path, reachesResult }) => reachesResult && path[0] === 'secrets' && path.length === 2);
  return use?.path[1]?.toUpperCase();
}

import type { GateBlock, ModuleFolder } from './closure.ts';
import type { GateCode } from './gate-codes.data.ts';
import { blocksOf, heldUnlessSame, tellAt, type GateContext } from './gate-context.ts';
import { shown } from './gate-report.ts';
import { PUBLIC_REGISTRIES, providerStanding } from './provider-address.ts';

/** Data sources that run what the configuration says, with the provider that has them. */
const RUNS: ReadonlyMap<string, string> = new Map([
  ['external', 'hashicorp/external'],
  ['http', 'hashicorp/http'],
  ['local_command', 'hashicorp/local'],
]);

/** Kinds of data sources; the first that fits counts. Names are those of the providers' documentation. */
const KINDS: readonly (readonly [GateCode, RegExp, string])[] = [
  [
    'data-has-effect',
    /^(?:aws_lambda_invocation|tfe_slug|azapi_resource_action|azurerm_function_app_host_keys|restapi_object)$/,
    'does more than read',
  ],
  ['data-writes-file', /^archive_file$/, 'writes a file'],
  [
    'data-mints-token',
    /^(?:aws_eks_cluster_auth|aws_ecr_authorization_token|aws_ecrpublic_authorization_token|aws_codeartifact_authorization_token|google_client_config|google_service_account_(?:access_token|id_token|jwt|key)|github_app_token|azurerm_storage_account_(?:sas|blob_container_sas)|.+_(?:access_token|auth_token|authorization_token))$/,
    'makes a token out of our credentials',
  ],
  [
    'data-reads-secret',
    /^(?:aws_ssm_parameters?(?:_by_path)?|aws_secretsmanager_(?:secret_version|random_password)|aws_kms_secrets?|aws_s3_(?:bucket_)?object|google_kms_secret(?:_asymmetric)?|google_secret_manager_secret_version(?:_access)?|google_storage_bucket_object_contents?|azurerm_key_vault_(?:secret|certificate_data|encrypted_value)|azurerm_storage_blob|kubernetes_secret(?:_v1)?|tfe_outputs|vault_(?!policy_document$).+|.+_secret_version|.+_secret_value)$/,
    'reads a secret or the content of a file in the cloud',
  ],
  [
    'data-contacts-host',
    /^(?:tls_certificate|helm_template|dns_.+_record_set)$/,
    'connects to an address that the configuration names',
  ],
];

/** Judges data sources that do more than look something up. */
export function checkDataSources(context: GateContext): void {
  for (const [module, at] of blocksOf(context)) {
    const type = at.block.type === 'data' ? at.block.labels[0]?.text : undefined;
    if (type !== undefined) judge(context, module, at, type);
  }
}

function judge(context: GateContext, module: ModuleFolder, at: GateBlock, type: string): void {
  const subject = `The data source ${shown(`${type}.${at.block.labels[1]?.text ?? ''}`)}`;
  const provider = RUNS.get(type);
  if (provider !== undefined) {
    const { policy, tool } = context.input;
    // The provider that runs anything is told of by its own code; here it is what it runs.
    const listed = policy.allow.providers ?? [];
    const isListed = providerStanding(`${PUBLIC_REGISTRIES[tool]}/${provider}`, listed) === 'exact';
    const what = type === 'http' ? 'sends a request' : 'runs a program';
    tellAt(context, at, 'data-runs-program', isListed ? 'hold' : 'refuse', `${subject} ${what} while planning`);
    return;
  }
  const kind = KINDS.find(([, pattern]) => pattern.test(type));
  if (!kind) return;
  const [code, , what] = kind;
  const effect = code === 'data-writes-file' ? 'flag' : heldUnlessSame(context.compare.sameBlock(module.folder, at));
  tellAt(context, at, code, effect, `${subject} ${what}`);
}

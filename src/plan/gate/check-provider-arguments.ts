import type { GateBlock, ModuleFolder } from './closure.ts';
import { settingKey, textAt } from './comparison.ts';
import type { GateCode } from './gate-codes.data.ts';
import { blocksOf, heldUnlessSame, tellAt, type GateContext } from './gate-context.ts';
import { shown } from './gate-report.ts';
import { settingsOf, type Setting } from './settings.ts';

/** Names of arguments, anywhere in a provider block, that name a program or a file that can name one. */
const PROGRAM =
  /^(?:exec|exec_env|command|args|binary|interpreter|program|shell|use_cli|profile|config_paths?|config_context|config_file|config_file_profile|kubeconfig|kubeconfig_path|shared_(?:config|credentials)_files?|shared_config|.*credential_process|plugin_dir.*|git_binary_path)$/;

/** Names that say where requests go, or which credentials they carry. */
const REDIRECT =
  /^(?:endpoints?|.*_endpoints?|.*endpoint_override|urls?|.*_urls?|.*_url_override|address|.*_address|hosts?|hostname|.*_hostname|.*_host|server|proxy|.*_proxy|api_base_path|universe_domain|access_token|assume_role.*|impersonate_.*|external_credentials|credentials|credentials_file|auth_login.*|token_file.*|.*_token_file.*|.*_secret_file.*|.*_secret_path|.*_key_path|.*certificate_path|.*_(?:cert|ca|key)_file|ca_file|cert_file|key_file|cafile|.*ca_bundle|verbose_file|add_address_to_env|skip_child_token)$/;

/** Names that match above and say nothing of the kind. */
const HARMLESS =
  /^(?:s3_us_east_1_regional_endpoint|sts_regional_endpoints|use_(?:dualstack|fips)_endpoint|skip_.*|request_(?:timeout|reason))$/;

/**
 * Holds provider blocks with arguments that run a program or send our credentials to a place that the configuration names, unless
 * they are as at the base. Only names are looked at: what is meant by a value is known after evaluation only.
 */
export function checkProviderArguments(context: GateContext): void {
  for (const [module, at] of blocksOf(context)) {
    if (at.block.type !== 'provider') continue;
    const told = new Map<string, { readonly setting: Setting; readonly code: GateCode; readonly isSame: boolean }>();
    for (const setting of settingsOf(at.block.body)) {
      const code = codeOf(setting.path) ?? hidden(setting);
      if (code === undefined) continue;
      // One reason for a nested block, at the part of it that changed.
      const key = `${code} ${setting.path[0] ?? ''}`;
      const isSame = sameAsBase(context, module, at, setting);
      const known = told.get(key);
      if (known === undefined || (known.isSame && !isSame)) told.set(key, { setting, code, isSame });
    }
    const provider = at.block.labels[0]?.text ?? '';
    for (const { setting, code, isSame } of told.values()) {
      const what = code === 'provider-argument-program' ? 'can run a program' : 'decides where our credentials go';
      const message = `${shown(namedPath(setting.path))} of the provider ${shown(provider)} ${what}`;
      tellAt(
        context,
        at,
        code,
        heldUnlessSame(isSame),
        isSame ? `${message}; it is as at the base` : message,
        setting.span,
      );
    }
  }
}

/** `kubernetes = local.x` of helm: what is in it, such as `exec`, is not written here. */
function hidden({ path, expression }: Setting): GateCode | undefined {
  const isWritten = expression === undefined || expression.kind === 'object' || expression.kind === 'literal';
  return path.at(-1) === 'kubernetes' && !isWritten ? 'provider-argument-program' : undefined;
}

/** The way to the name that decides: `kubernetes.exec`. */
function namedPath(path: readonly string[]): string {
  const at = path.findIndex((name) => codeOf([name]) !== undefined);
  return (at < 0 ? path : path.slice(0, at + 1)).join('.');
}

function codeOf(path: readonly string[]): GateCode | undefined {
  if (path.some((name) => PROGRAM.test(name))) return 'provider-argument-program';
  return path.some((name) => name === '*' || (REDIRECT.test(name) && !HARMLESS.test(name)))
    ? 'provider-argument-redirect'
    : undefined;
}

function sameAsBase({ compare }: GateContext, module: ModuleFolder, at: GateBlock, setting: Setting): boolean {
  const { path, span, expression } = setting;
  return compare.sameSetting(module.folder, settingKey(at.block, path), textAt(at.file, span), expression);
}

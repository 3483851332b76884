import { INSIDE } from '../sandbox/sandbox-options.ts';

/**
 * The settings that every command runs with. Providers come from the mirror alone; without one, from their registries where
 * hosts may be reached; else from nowhere. An explicit block switches every implied place off, such as `terraform.d`.
 * Source: https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
export function cliConfig(options: { readonly hasMirror: boolean; readonly hasEgress: boolean }): string {
  const mirror = `  filesystem_mirror {\n    path = "${INSIDE.mirror}"\n  }\n`;
  const nothing = '  direct {\n    exclude = ["*/*/*"]\n  }\n';
  const methods = options.hasMirror ? mirror + nothing : options.hasEgress ? '  direct {}\n' : nothing;
  return `disable_checkpoint = true\nprovider_installation {\n${methods}}\n`;
}

import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { ProcessOptions } from './provider-process.ts';
import type { ProviderSchema } from './schema.ts';

const MACHINES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Writes a filesystem mirror whose "binaries" are scripts for this Node, and returns the text of a CLI configuration
 * that allows nothing else. `terraform init` then installs and locks the providers as it does real ones.
 * Source: https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
export async function writeProviderMirror(
  folder: string,
  schemas: readonly ProviderSchema[],
  options: ProcessOptions = {},
): Promise<string> {
  const platform = `${process.platform}_${MACHINES[process.arch] ?? process.arch}`;
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const program = pathToFileURL(join(import.meta.dirname, 'provider-process.ts')).href;
  for (const { address, version } of schemas) {
    const place = join(folder, ...address.split('/'), version, platform);
    const name = address.split('/').at(-1) ?? '';
    const script = `#!${process.execPath}
import(${JSON.stringify(loader)})
  .then(() => import(${JSON.stringify(program)}))
  .then(({ runProvider }) => runProvider(${JSON.stringify(address)}, ${JSON.stringify(options)}));
`;
    await mkdir(place, { recursive: true });
    // It is installed together with the script. Without it a package.json further up decides how Node reads the script.
    await writeFile(join(place, 'package.json'), '{ "type": "commonjs" }\n');
    await writeFile(join(place, `terraform-provider-${name}_v${version}`), script, { mode: 0o755 });
  }
  return `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(folder)}
  }
  direct {
    exclude = ["*/*/*"]
  }
}
`;
}

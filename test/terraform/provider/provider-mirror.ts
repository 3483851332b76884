import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import ts from 'typescript';

import type { ProcessOptions } from './provider-process.ts';
import type { ProviderSchema } from './schema.ts';

const MACHINES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = { x64: 'amd64', arm64: 'arm64' };

/** In the mirror, where no host is called so: Terraform passes it over. */
const PROGRAM_FOLDER = '.program';

/**
 * Writes the program of the providers as JavaScript: started from TypeScript each start would take a second, and every
 * command starts each provider anew. It finds its libraries where they are now.
 */
async function compileProvider(folder: string): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  for (const path of await readdir(import.meta.dirname, { recursive: true })) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    if (path.endsWith('.proto')) await copyFile(join(import.meta.dirname, path), target);
    if (!path.endsWith('.ts')) continue;
    const { outputText } = ts.transpileModule(await readFile(join(import.meta.dirname, path), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        rewriteRelativeImportExtensions: true,
        verbatimModuleSyntax: true,
      },
    });
    const linked = outputText.replaceAll(
      /(?<= from ')(@grpc|@msgpack)[^']+(?=')/g,
      (name) => pathToFileURL(resolve(name)).href,
    );
    await writeFile(target.replace(/\.ts$/, '.js'), linked);
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
}

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
  await compileProvider(join(folder, PROGRAM_FOLDER));
  for (const { address, version } of schemas) {
    const place = join(folder, ...address.split('/'), version, platform);
    const name = address.split('/').at(-1) ?? '';
    // From the script, which is seen at its place in the mirror even where `init` has made a link to it.
    const program = JSON.stringify(`../../../../../${PROGRAM_FOLDER}/provider-process.js`);
    const script = `#!${process.execPath}
import(${program}).then(({ runProvider }) => runProvider(${JSON.stringify(address)}, ${JSON.stringify(options)}));
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

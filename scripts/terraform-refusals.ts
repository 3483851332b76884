/**
 * Plans every configuration of test/evaluate/refused with the `terraform` on PATH and the test provider, offline, and writes the
 * first error of each to `expected.json`. Exit status 1 when Terraform accepts one of them.
 *
 *   npx tsx scripts/terraform-refusals.ts            writes
 *   npx tsx scripts/terraform-refusals.ts --check    exit status 1 when the file would change
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { format, resolveConfig } from 'prettier';

import { PROVIDERS } from '../test/terraform/provider/schemas.ts';
import { attachProviders } from '../test/terraform/provider/serve.ts';
import { refusedConfigurations, REFUSALS } from '../test/terraform/refused-configurations.ts';
import { terraformRunner } from '../test/terraform/terraform-runner.ts';

const providers = await attachProviders(PROVIDERS);
const terraform = await terraformRunner(providers.reattach);
const refusals: Record<string, string> = {};
for (const { name, files } of refusedConfigurations()) {
  try {
    await terraform.plan(files);
    console.error(`${name}: Terraform accepts it`);
    process.exitCode = 1;
  } catch (error) {
    refusals[name] = errorOf(error instanceof Error ? error.message : String(error));
  }
}
await terraform.close();
await providers.close();

const style = await resolveConfig(REFUSALS);
const text = await format(JSON.stringify(refusals), { ...style, parser: 'json' });
if (!existsSync(REFUSALS) || readFileSync(REFUSALS, 'utf8') !== text) {
  if (process.argv.includes('--check')) {
    console.error(`${REFUSALS}: Terraform says something else than is written here`);
    process.exitCode = 1;
  } else writeFileSync(REFUSALS, text);
}

/** The title of the first error, after the general one of `terraform init`. Cycles name their members in any order. */
function errorOf(output: string): string {
  const titles = [...output.matchAll(/^Error: (.*)$/gm)].map(([, title = '']) => title);
  const title = titles.find((one) => !one.startsWith('Terraform encountered problems')) ?? titles[0] ?? '';
  return title.startsWith('Cycle: ') ? 'Cycle' : title;
}

/**
 * Plans every configuration of test/evaluate/plans with the `terraform` on PATH and the test provider, offline, and
 * writes what was planned to `expected.json` of its group.
 *
 *   npx tsx scripts/terraform-plans.ts            writes
 *   npx tsx scripts/terraform-plans.ts --check    exit status 1 when a file would change
 *   npx tsx scripts/terraform-plans.ts --report   compares our evaluation with what is written: share, differences, gaps
 *
 * Names of groups may follow, to take only these.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { format, resolveConfig } from 'prettier';

import {
  configurationGroups,
  configurationsOf,
  expectedFile,
  type Configuration,
} from '../test/terraform/configurations.ts';
import type { ExpectedPlan } from '../test/terraform/expected-plan.ts';
import { PROVIDERS } from '../test/terraform/provider/schemas.ts';
import { attachProviders } from '../test/terraform/provider/serve.ts';
import { terraformRunner } from '../test/terraform/terraform-runner.ts';
import { compactPlan } from './terraform-plans/compact-plan.ts';
import { printReport } from './terraform-plans/print-report.ts';

/** Plans at the same time; each is mostly one process of Terraform. */
const PARALLEL = 3;

const options = process.argv.slice(2);
const named = options.filter((option) => !option.startsWith('--'));
const groups = configurationGroups().filter((group) => named.length === 0 || named.includes(group));

if (options.includes('--report')) await printReport(groups);
else process.exitCode = (await planGroups(groups, options.includes('--check'))) ? 0 : 1;

/** True when all could be planned and, with `check`, nothing differs from what is written. */
async function planGroups(names: readonly string[], check: boolean): Promise<boolean> {
  const providers = await attachProviders(PROVIDERS);
  const terraform = await terraformRunner(providers.reattach);
  let good = true;
  const waiting = names.flatMap((group) => configurationsOf(group));
  const plans = new Map<Configuration, ExpectedPlan>();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        plans.set(next, compactPlan(await terraform.plan(next.files)));
      } catch (error) {
        good = false;
        console.error(`${next.group}/${next.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  await terraform.close();
  await providers.close();
  for (const group of names) {
    const own = [...plans].filter(([configuration]) => configuration.group === group);
    const byName = own.sort(([a], [b]) => (a.name < b.name ? -1 : 1)).map(([{ name }, plan]) => [name, plan]);
    const file = expectedFile(group);
    const style = await resolveConfig(file);
    const text = await format(JSON.stringify(Object.fromEntries(byName)), { ...style, parser: 'json' });
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (text === before) continue;
    if (check) console.error(`${file}: Terraform plans something else than is written here`);
    else writeFileSync(file, text);
    good &&= !check;
  }
  console.log(`${plans.size} configurations planned in ${names.length} groups`);
  return good;
}

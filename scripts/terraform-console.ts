/**
 * Asks the real `terraform console` for the value and type of every expression in `test/evaluate/console/*.txt` and writes them to
 * `test/evaluate/console/expected/`, which `console.test.ts` compares our evaluation with.
 *
 *   npx tsx scripts/terraform-console.ts [--check] [topic …]
 *
 * With `--check` nothing is written: exit status 1 and a line for every difference between the files and what Terraform says now.
 * Needs Terraform of `VERSION` on PATH: another one may rightly give other values.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { derive, type Expected } from './terraform-console/derive.ts';
import { readTopics } from './terraform-console/topic.ts';

/** The version whose values the files hold. */
const VERSION = '1.11.4';

const { stdout } = await execa('terraform', ['version', '-json']);
const { terraform_version: version } = JSON.parse(stdout) as { readonly terraform_version: string };
if (version !== VERSION) throw new RangeError(`Terraform ${VERSION} is expected on PATH, found ${version}`);

const folder = join(import.meta.dirname, '../test/evaluate/console');
const args = process.argv.slice(2);
const check = args.includes('--check');
const wanted = args.filter((arg) => !arg.startsWith('--'));

mkdirSync(join(folder, 'expected'), { recursive: true });
let [count, errors] = [0, 0];
const differences: string[] = [];
for (const topic of readTopics(folder)) {
  if (wanted.length > 0 && !wanted.includes(topic.name)) continue;
  const results = await derive(topic, join(folder, 'files'));
  count += results.length;
  errors += results.filter((result) => 'error' in result).length;
  const path = join(folder, 'expected', `${topic.name}.json`);
  if (check) differences.push(...compare(topic.name, results, path));
  else writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
}
for (const difference of differences) console.error(difference);
console.log(
  `${count} expressions, ${errors} of them errors${check ? `, ${differences.length} differ from the files` : ''}`,
);
process.exitCode = differences.length > 0 ? 1 : 0;

function compare(topic: string, results: readonly Expected[], path: string): readonly string[] {
  const written = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Expected[]) : [];
  const before = new Map(written.map((one) => [one.expression, one]));
  const now = new Set(results.map(({ expression }) => expression));
  return [
    ...results
      .filter((one) => JSON.stringify(one) !== JSON.stringify(before.get(one.expression)))
      .map(
        (one) => `${topic}: ${JSON.stringify(before.get(one.expression) ?? 'missing')} is now ${JSON.stringify(one)}`,
      ),
    ...written
      .filter(({ expression }) => !now.has(expression))
      .map((one) => `${topic}: ${one.expression} is not listed`),
  ];
}

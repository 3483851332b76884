/**
 * Renders every plan of a folder with an `index.json` in all formats and checks that no masked text can be read in any, that GitHub's
 * limits are kept, that nothing unseen is in them, and that what is no plan is refused in a way that helps. Prints figures; exit 1 when
 * something does not hold.
 *
 *   npx tsx scripts/plan-renderings.ts <folder>
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkRenderings } from './plan-renderings/check-renderings.ts';

const INDEX = z.object({
  files: z.array(z.object({ path: z.string(), kind: z.string(), recognised: z.boolean().optional() })),
});

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: plan-renderings <folder with index.json>\n');
  process.exit(2);
}
const { files } = INDEX.parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')));
// `broken` holds what is given by mistake; some of it can be read all the same.
const inputs = files
  .filter(({ kind }) => kind === 'plan' || kind === 'broken')
  .map((file) => ({
    ...file,
    bytes: readFileSync(join(folder, file.path)),
    readable: file.kind === 'plan' && file.recognised !== false,
  }));
const check = (plant: boolean) =>
  inputs.map(({ path, bytes, readable }) => ({ path, ...checkRenderings(bytes, path, { readable, plant }) }));
const asTheyAre = check(false);
const planted = check(true).filter(({ result }) => result === 'plan');
const checked = [...asTheyAre, ...planted];

for (const { path, result, told } of asTheyAre) if (result === 'error') process.stdout.write(`${path}: ${told}\n`);
for (const { path, problems } of checked) {
  for (const problem of problems) process.stdout.write(`PROBLEM ${path}: ${problem}\n`);
}
const figures = (name: string, all: typeof checked): string => {
  const sum = (of: (one: (typeof checked)[number]) => number): string =>
    all.reduce((total, one) => total + of(one), 0).toLocaleString('en');
  return (
    `${name}: ${sum(({ result }) => Number(result === 'plan'))} plans rendered in 7 outputs, ` +
    `${sum(({ result }) => Number(result === 'error'))} files refused; ${sum(({ changes }) => changes)} changes, ` +
    `${sum(({ secrets }) => secrets)} masked texts looked for in ${sum(({ bytes }) => bytes)} bytes; ` +
    `${sum(({ problems }) => problems.length)} problems\n`
  );
};
process.stdout.write(`\n${figures('as they are', asTheyAre)}${figures('with secrets planted', planted)}`);
process.exitCode = checked.some(({ problems }) => problems.length > 0) ? 1 : 0;

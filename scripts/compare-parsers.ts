/**
 * Compares our tree of every `.tf` file below a folder with what HashiCorp's own parser (hcl2json) reads from it:
 * blocks, labels, argument names, literal values and the text of templates and expressions.
 *
 *   npx tsx scripts/compare-parsers.ts <folder>
 *
 * Exit status 1 when there is a difference that no known class explains.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseFile } from '../src/syntax/parse.ts';
import { CLASSES, comparison, type Counts, type Difference } from './compare-parsers/comparison.ts';

const counts: Counts = { files: 0, bytes: 0, blocks: 0, attributes: 0, values: 0, templates: 0, expressions: 0 };
const differences: Difference[] = [];

async function main(root: string | undefined): Promise<number> {
  if (root === undefined) {
    console.error('usage: npx tsx scripts/compare-parsers.ts <folder>');
    return 2;
  }
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tf'));
  for (const path of paths.sort()) {
    const bytes = readFileSync(join(root, path));
    counts.files += 1;
    counts.bytes += bytes.length;
    differences.push(...comparison(await parseFile(path, bytes), counts));
  }
  console.log(
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(' · '),
  );
  for (const known of new Set(differences.map((one) => one.class))) {
    const list = differences.filter((one) => one.class === known);
    console.log(`\n${known === undefined ? 'UNEXPLAINED' : `${known}: ${CLASSES[known] ?? ''}`} (${list.length})`);
    for (const one of list.slice(0, 40)) console.log(`  ${one.file}:${one.line} ${one.what}`);
  }
  return differences.some((one) => one.class === undefined) ? 1 : 0;
}

// The Go program inside hcl2json keeps the process alive.
process.exit(await main(process.argv[2]));

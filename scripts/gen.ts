import { join } from 'node:path';
import { generate, staleFiles, writeGenerated } from './gen/generate.ts';
import { reportTexts } from './gen/reports.ts';

// `npm run gen` writes the rule registry and the documentation; `npm run gen -- --check` only says what is out of date.
const project = join(import.meta.dirname, '..');
try {
  const { texts: ruleTexts, problems } = await generate(project);
  const texts = new Map([...ruleTexts, ...(await reportTexts(project))]);
  for (const problem of problems) console.error(problem);
  if (process.argv.includes('--check')) {
    const stale = await staleFiles(project, texts);
    for (const path of stale) console.error(`${path} is out of date: run \`npm run gen\` and commit the result`);
    process.exitCode = stale.length + problems.length > 0 ? 1 : 0;
  } else {
    const written = await writeGenerated(project, texts);
    console.log(`${String(texts.size)} generated files, ${String(written.length)} changed`);
    process.exitCode = problems.length > 0 ? 1 : 0;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

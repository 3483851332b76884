import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parseRequest, scaffold } from './new-rule/scaffold.ts';

// `npm run new:rule -- aws/rds/deletion-protection --kit attribute` starts a rule; `npm run gen` then says what is missing.
const project = join(import.meta.dirname, '..');
try {
  const files = scaffold(parseRequest(process.argv.slice(2)), (path) => {
    const file = join(project, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  });
  const style = await resolveConfig(join(project, 'package.json'));
  for (const [path, text] of files) {
    const file = join(project, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, path.endsWith('.ts') ? await format(text, { ...style, filepath: path }) : text);
    console.log(path);
  }
  console.log('Fill in what is empty, then run `npm run gen` and `npm test -- test/rules.test.ts`.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

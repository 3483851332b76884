import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { checkRules } from './check-rules.ts';
import { coveragePage, rulesIndex } from './index-pages.ts';
import { loadRules } from './load-rules.ts';
import { registryText } from './registry-text.ts';
import { exampleOf, rulePage } from './rule-page.ts';

/** Folder whose files are all generated. */
const PAGES = 'docs/rules';

/** The generated files, by path from the top of the project, and what is wrong with the rules they come from. */
export interface Generated {
  readonly texts: ReadonlyMap<string, string>;
  /** One sentence each. A rule without an example has no page; everything else is there. */
  readonly problems: readonly string[];
}

/** Generates the registry and the documentation of a project. Throws when a rules file cannot be loaded. */
export async function generate(project: string): Promise<Generated> {
  const files = await loadRules(join(project, 'src/rules'));
  const problems = [...checkRules(files)];
  const rules = files.flatMap((file) => file.rules);
  const texts = new Map<string, string>();
  texts.set('src/rules/registry.ts', registryText(files));
  for (const rule of rules) {
    const example = await exampleOf(rule, join(project, 'fixtures/rules'));
    if (typeof example === 'string') problems.push(example);
    else texts.set(`${PAGES}/${rule.id}.md`, rulePage(rule, example));
  }
  texts.set(`${PAGES}/README.md`, rulesIndex(rules));
  texts.set('docs/coverage.md', coveragePage(rules));
  const style = await resolveConfig(join(project, 'package.json'));
  const formatted = new Map<string, string>();
  for (const [path, text] of texts) formatted.set(path, await format(text, { ...style, filepath: path }));
  return { texts: formatted, problems };
}

/** Generated files of a project that are missing, out of date, or left over from a rule that is gone. */
export async function staleFiles(project: string, wanted: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const [path, text] of wanted) {
    const found = await readFile(join(project, path), 'utf8').catch(() => undefined);
    if (found !== text) stale.push(path);
  }
  const pages = await readdir(join(project, PAGES)).catch(() => []);
  return [...stale, ...pages.map((name) => `${PAGES}/${name}`).filter((path) => !wanted.has(path))].sort();
}

/** Writes the generated files and removes pages that are no longer wanted. Returns the paths that changed. */
export async function writeGenerated(project: string, wanted: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const stale = await staleFiles(project, wanted);
  for (const path of stale) {
    const text = wanted.get(path);
    if (text === undefined) await rm(join(project, path), { recursive: true });
    else {
      await mkdir(dirname(join(project, path)), { recursive: true });
      await writeFile(join(project, path), text);
    }
  }
  return stale;
}

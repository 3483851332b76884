import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../../src/engine/rule.ts';
import type { RuleFile } from './check-rules.ts';

/** Rule files below a folder, by path: `.ts`, not beginning with `_` (shared pieces), without the registry itself. */
export async function listRuleFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.startsWith('_'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => path !== 'registry.ts')
    .sort();
}

/** Loads the rules of every file below `folder`. Throws, naming the file, when one cannot be loaded or exports no rule. */
export async function loadRules(folder: string): Promise<readonly RuleFile[]> {
  const files: RuleFile[] = [];
  for (const path of await listRuleFiles(folder)) {
    const module = await load(join(folder, path));
    const exported = module['default'];
    const rules = Array.isArray(exported) ? (exported as readonly unknown[]) : [exported];
    if (!rules.every(isRule)) {
      throw new Error(
        `src/rules/${path}: the default export must be a rule or a list of rules (name other files _….ts)`,
      );
    }
    files.push({ path, isSingle: !Array.isArray(exported), rules });
  }
  return files;
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`${file} cannot be loaded: ${String(cause)}`, { cause });
  }
}

function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && 'id' in value && 'check' in value;
}

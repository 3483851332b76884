import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One tree of a code rule's fixtures. */
export interface Fixture {
  readonly name: string;
  readonly kind: 'bad' | 'good';
  /** Texts by path. */
  readonly texts: Readonly<Record<string, string>>;
  /** What a bad one must become when its fixes are applied, when that is given. */
  readonly fixed: string | undefined;
}

const TOP = join(import.meta.dirname, '../../fixtures/rules');

/**
 * The fixtures of a rule: each `bad*`, `good*` file is a tree of its own (at its own path, so workflows lie in
 * `.github/workflows/`), each folder `bad*.test-case/`, `good*.test-case/` is one tree of several files.
 */
export function fixturesOf(id: string): readonly Fixture[] {
  const read = (path: string): string => readFileSync(join(TOP, id, path), 'utf8');
  const paths = list(id);
  const single = paths.flatMap((path): Fixture[] => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const kind = kindOf(name);
    if (path.includes('.test-case/') || !kind) return [];
    const fixedPath = path.slice(0, -name.length) + name.replace(/^bad/, 'fixed');
    const fixed = kind === 'bad' && paths.includes(fixedPath) ? read(fixedPath) : undefined;
    return [{ name: path, kind, texts: { [path]: read(path) }, fixed }];
  });
  const folders = [...new Set(paths.flatMap((path) => /^[^/]+\.test-case(?=\/)/.exec(path)?.[0] ?? []))];
  const cases = folders.flatMap((folder): Fixture[] => {
    const kind = kindOf(folder);
    const inside = paths.filter((path) => path.startsWith(`${folder}/`));
    const texts = Object.fromEntries(inside.map((path) => [path.slice(folder.length + 1), read(path)]));
    return kind ? [{ name: folder, kind, texts, fixed: undefined }] : [];
  });
  return [...single, ...cases];
}

/** Names of the fixture folders. */
export function fixtureFolders(): readonly string[] {
  return readdirSync(TOP).sort();
}

function list(id: string): readonly string[] {
  try {
    return readdirSync(join(TOP, id), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(join(TOP, id).length + 1)
          .replaceAll('\\', '/'),
      )
      .sort();
  } catch {
    // No folder: the test says that the rule has no fixtures.
    return [];
  }
}

function kindOf(name: string): 'bad' | 'good' | undefined {
  return /^(bad|good)(?=[.-])/.exec(name)?.[1] as 'bad' | 'good' | undefined;
}

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { SourceFiles } from '../../src/evaluate/source-files.ts';
import { fileKind } from '../../src/syntax/file-kind.ts';

/** A real file to mutate, with the files around it, which stay as they are. */
export interface Sample {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The infrastructure files nearest to it. */
  readonly siblings: ReadonlyMap<string, Uint8Array>;
  /** Everything in the folder of the corpus that it is from, for file functions. */
  readonly tree: SourceFiles;
}

/** Larger files would only make every input slow; the limits have tests of their own. */
const MAX_BYTES = 20_000;
const MAX_SIBLINGS = 24;

/**
 * The small enough files below `root`, by what they are to us: infrastructure of each kind, and `template` for the rest,
 * which only file functions read. Paths are sorted.
 */
export function corpus(root: string): ReadonlyMap<string, readonly Sample[]> {
  const bytes = new Map<string, Uint8Array>();
  const trees = new Map<string, string[]>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(join(root, '/').length).replaceAll('\\', '/');
    if (!entry.isFile() || path.split('/').includes('node_modules')) continue;
    bytes.set(path, readFileSync(join(root, path)));
    trees.set(treeOf(path), [...(trees.get(treeOf(path)) ?? []), path]);
  }
  const samples = new Map<string, Sample[]>();
  for (const paths of trees.values()) {
    const tree: SourceFiles = { paths: new Set(paths.sort()), read: (path) => bytes.get(path) };
    const infrastructure = paths.filter((path) => fileKind(path) !== undefined);
    for (const path of paths) {
      const content = bytes.get(path);
      if (!content || content.length === 0 || content.length > MAX_BYTES) continue;
      const near = nearest(path, infrastructure).map((other) => [other, bytes.get(other) ?? content] as const);
      const kind = fileKind(path) ?? 'template';
      samples.set(kind, [...(samples.get(kind) ?? []), { path, bytes: content, siblings: new Map(near), tree }]);
    }
  }
  return new Map([...samples].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The first folder of a path: a corpus holds one tree in each. */
function treeOf(path: string): string {
  return path.split('/').slice(0, -1)[0] ?? '';
}

/** The files that share most folders with `path`. */
function nearest(path: string, others: readonly string[]): readonly string[] {
  const folders = dirname(path).split('/');
  const shared = (other: string): number => {
    const parts = other.split('/');
    const end = folders.findIndex((folder, index) => folder !== parts[index]);
    return end < 0 ? folders.length : end;
  };
  return others
    .filter((other) => other !== path)
    .map((other) => ({ other, shared: shared(other) }))
    .sort((a, b) => b.shared - a.shared)
    .slice(0, MAX_SIBLINGS)
    .map(({ other }) => other);
}

/**
 * The sample at a place (0 to 1) among all: half of the places are Terraform's, the other kinds share the rest. Undefined when
 * there is none at all.
 */
export function sampleAt(samples: ReadonlyMap<string, readonly Sample[]>, place: number): Sample | undefined {
  const { terraform = [], ...others } = Object.fromEntries(samples);
  const rest = Object.values(others);
  if (place < 0.5 || rest.length === 0) {
    const within = rest.length === 0 ? place : place * 2;
    return terraform[Math.floor(within * terraform.length)];
  }
  const within = (place * 2 - 1) * rest.length;
  const kind = rest[Math.floor(within)] ?? [];
  return kind[Math.floor((within % 1) * kind.length)];
}

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { fileKind } from '../../src/syntax/file-kind.ts';

/** A real file to mutate, with the files beside it, which stay as they are. */
export interface Sample {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly siblings: ReadonlyMap<string, Uint8Array>;
}

/** Larger files would only make every input slow; the limits have tests of their own. */
const MAX_BYTES = 20_000;
const MAX_SIBLINGS = 8;

/** All infrastructure files below `root` that are small enough, sorted by path. */
export function corpus(root: string): readonly Sample[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => fileKind(path) !== undefined && !path.split('/').includes('node_modules'))
    .sort();
  const bytes = new Map(paths.map((path) => [path, readFileSync(join(root, path))] as const));
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const folder = dirname(path);
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return paths.flatMap((path) => {
    const content = bytes.get(path);
    if (!content || content.length === 0 || content.length > MAX_BYTES) return [];
    const beside = (folders.get(dirname(path)) ?? []).filter((other) => other !== path).slice(0, MAX_SIBLINGS);
    return [{ path, bytes: content, siblings: new Map(beside.map((other) => [other, bytes.get(other) ?? content])) }];
  });
}

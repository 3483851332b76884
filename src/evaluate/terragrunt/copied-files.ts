import type { SourceFiles } from '../source-files.ts';

/** Files of a unit that are copied to its module; a unit has a handful. */
const MAX_COPIED = 1_000;

/** The files that the module of a unit finds. */
export interface CopiedFiles {
  readonly sourceFiles: SourceFiles;
  /** Where a file that the module finds lies in the tree. */
  readonly origin: (path: string) => string;
}

/**
 * The files of the tree as Terraform finds them when Terragrunt has copied those of a unit's folder over those of the module in
 * folder `to`. Hidden files are not copied. Linear in the number of files.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#terraform (include_in_copy)
 */
export function copiedFiles(from: string, to: string, files: SourceFiles): CopiedFiles {
  const origins = new Map<string, string>();
  const start = from === '.' ? '' : `${from}/`;
  if (from !== to) {
    for (const path of files.paths) {
      if (!path.startsWith(start) || origins.size >= MAX_COPIED) continue;
      const below = path.slice(start.length);
      if (/(?:^|\/)\./.test(below)) continue;
      origins.set(to === '.' ? below : `${to}/${below}`, path);
    }
  }
  const origin = (path: string): string => origins.get(path) ?? path;
  if (origins.size === 0) return { sourceFiles: files, origin };
  const paths = new Set([...files.paths, ...origins.keys()]);
  const partial = files.partial === true || origins.size >= MAX_COPIED;
  return { sourceFiles: { paths, partial, read: (path) => files.read(origin(path)) }, origin };
}

import { createHash } from 'node:crypto';
import { folderOf } from '../model/path.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import type { EnvironmentInputs, EvaluateOptions } from './evaluate-options.ts';
import { readsSourceFiles } from './reads-source-files.ts';
import { reach } from './root-modules.ts';
import { NO_SOURCE_FILES, type SourceFiles } from './source-files.ts';

/** Everything that the evaluation of one root module can depend on. */
export interface RootInputs {
  /** Folder of the root module. */
  readonly root: string;
  readonly environment: EnvironmentInputs;
  /** The folders that each module folder calls (see `moduleEdges`). */
  readonly edges: ReadonlyMap<string, readonly string[]>;
  /** Terraform files by folder. */
  readonly moduleFiles: ReadonlyMap<string, readonly ParsedFile[]>;
  /** All variable files of the tree. */
  readonly variableFiles: readonly ParsedFile[];
  readonly sourceFiles: SourceFiles;
}

/**
 * The identity of what a root module is computed from: its inputs, the contents of the modules that it leads to and of the variable files
 * that concern it, and, when one of them names a file function, the tree's paths and loaded files. Equal keys mean equal results.
 * Time: each file is hashed once in its life.
 */
export function rootKey({ root, environment, edges, moduleFiles, variableFiles, sourceFiles }: RootInputs): string {
  const folders = new Set<string>();
  reach(root, edges, folders);
  const files = [...folders].sort().flatMap((folder) => moduleFiles.get(folder) ?? []);
  const named = new Set(environment.varFiles);
  const concerns = ({ path }: ParsedFile): boolean =>
    named.has(path) || root === '.' || folderOf(path) === root || path.startsWith(`${root}/`);
  const variables = variableFiles.filter(concerns);
  const hash = createHash('sha256');
  const add = (...parts: readonly string[]): void => {
    // Lengths keep the parts apart whatever is in them.
    for (const part of parts) hash.update(`${part.length}:`).update(part);
  };
  add(
    root,
    environment.name,
    environment.workspace ?? '',
    String(environment.varFiles.length),
    ...environment.varFiles,
  );
  add(String(files.length), ...files.map(fileIdentity));
  // A variable file counts differently when a module stands beside it.
  for (const file of variables) add(fileIdentity(file), String(moduleFiles.has(folderOf(file.path))));
  if (files.some(readsSourceFiles) || variables.some(readsSourceFiles)) add(sourceIdentity(sourceFiles));
  return hash.digest('base64');
}

/** The identity of everything that the evaluation of a whole tree can depend on. Equal ones mean equal evaluations. */
export function treeKey(
  files: ReadonlyMap<string, ParsedFile>,
  { environments, varFiles, workspace, roots, sourceFiles = NO_SOURCE_FILES }: EvaluateOptions,
): string {
  const hash = createHash('sha256').update(JSON.stringify([[...(environments ?? [])], varFiles, workspace, roots]));
  for (const path of [...files.keys()].sort()) {
    const file = files.get(path);
    if (file) hash.update(fileIdentity(file));
  }
  if ([...files.values()].some(readsSourceFiles)) hash.update(sourceIdentity(sourceFiles));
  return hash.digest('base64');
}

const identities = new WeakMap<object, string>();

function remembered(item: object, compute: () => string): string {
  const known = identities.get(item);
  if (known !== undefined) return known;
  const identity = compute();
  identities.set(item, identity);
  return identity;
}

/** The identity of a parsed file: it is the same when its place, its text and what is wrong with it are. */
export function fileIdentity(file: ParsedFile): string {
  return remembered(file, () => {
    const problems = file.diagnostics.map(({ code, severity }) => `${code} ${severity}`).join();
    return createHash('sha256').update(`${file.path}\0${problems}\0`).update(file.text).digest('base64');
  });
}

/** The identity of the content of a file; one of its own for a file that was not loaded. */
export function contentIdentity(content: Uint8Array | undefined): string {
  if (!content) return '-';
  return remembered(content, () => createHash('sha256').update(content).digest('base64'));
}

/** Of a tree's files: all paths, and the contents that are loaded. */
function sourceIdentity(files: SourceFiles): string {
  return remembered(files, () => {
    const hash = createHash('sha256').update(files.partial === true ? 'partial\0' : 'whole\0');
    for (const path of [...files.paths].sort()) {
      const content = files.read(path);
      hash.update(`${path}\0${content === undefined ? '-' : String(content.length)}\0`);
      if (content) hash.update(content);
    }
    return hash.digest('base64');
  });
}

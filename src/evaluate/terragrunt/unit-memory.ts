import { createHash } from 'node:crypto';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Resource } from '../../model/resource.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { EvaluationCache, RememberedUnit } from '../evaluation-cache.ts';
import { contentIdentity, fileIdentity } from '../root-key.ts';
import type { SourceFiles } from '../source-files.ts';

/** Sets of files that one unit was read from, of which the results are found again: those of both sides of some changes. */
const MAX_TRACES = 4;

/** What was used while a unit was read and evaluated. */
export interface UnitUse {
  /** Parsed files, whether they are there or not. */
  readonly files: Set<string>;
  /** Files that file functions read. */
  readonly sources: Set<string>;
  /** Folders that were asked for a unit. */
  readonly units: Set<string>;
}

/** A unit as an earlier evaluation left it. */
export interface RecalledUnit extends RememberedUnit {
  readonly resources: readonly Resource[];
  readonly diagnostics: readonly Diagnostic[];
  readonly wanted: readonly string[];
}

/** Units of earlier evaluations, found by everything that they depended on. */
export interface UnitMemory {
  /** What evaluating the unit in the file at `path` would give, if that is known; `told` must still hold. */
  recall(path: string): RecalledUnit | undefined;
  remember(path: string, use: UnitUse, unit: RecalledUnit): void;
}

/** Everything that all units of one evaluation depend on, but for the contents of files. */
export interface MemoryContext {
  readonly files: ReadonlyMap<string, ParsedFile>;
  readonly sourceFiles: SourceFiles;
  readonly workspace: string | undefined;
  readonly extra: readonly ParsedFile[];
}

/**
 * The memory of units in `cache`. Which files a unit depends on is known only when it was evaluated, so the cache has by unit the
 * sets of files that it depended on, and by their contents the results. Which files there are is part of every key.
 */
export function unitMemory(cache: EvaluationCache, context: MemoryContext): UnitMemory {
  const { files, sourceFiles, workspace, extra } = context;
  const hash = createHash('sha256').update(`units\0${workspace ?? ''}\0${String(sourceFiles.partial)}\0`);
  for (const path of [...files.keys()].sort()) hash.update(`${path}\0`);
  hash.update('\0');
  for (const path of [...sourceFiles.paths].sort()) hash.update(`${path}\0`);
  for (const file of extra) hash.update(fileIdentity(file));
  const start = hash.digest('base64');
  const traceKey = (path: string): string => `${start} ${path}`;
  const identity = (used: string): string => {
    const path = used.slice(1);
    if (used.startsWith('s')) return contentIdentity(sourceFiles.read(path));
    const file = files.get(path);
    return file ? fileIdentity(file) : '-';
  };
  const key = (path: string, trace: readonly string[]): string => {
    const content = createHash('sha256').update(traceKey(path));
    for (const used of trace) content.update(`\0${used}\0${identity(used)}`);
    return content.digest('base64');
  };
  return {
    recall: (path) => {
      for (const trace of cache.get(traceKey(path))?.traces ?? []) {
        const found = cache.get(key(path, trace));
        if (found?.unit) return { ...found, ...found.unit };
      }
      return undefined;
    },
    remember: (path, use, { resources, diagnostics, wanted, ...unit }) => {
      const trace = [...[...use.files].map((file) => `f${file}`), ...[...use.sources].map((file) => `s${file}`)].sort();
      const name = trace.join('\0');
      const others = (cache.get(traceKey(path))?.traces ?? []).filter((other) => other.join('\0') !== name);
      const traces = [trace, ...others].slice(0, MAX_TRACES);
      cache.set(traceKey(path), { resources: [], diagnostics: [], wanted: [], traces });
      cache.set(key(path, trace), { resources, diagnostics, wanted, unit });
    },
  };
}

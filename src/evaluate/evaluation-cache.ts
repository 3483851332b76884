import { type BoundedCache, boundedCache } from '../model/bounded-cache.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Block, Resource } from '../model/resource.ts';
import type { Value } from '../model/value.ts';
import type { Allowance } from './budget.ts';

/** What evaluating one root module with one set of inputs gives. */
export interface RootEvaluation {
  readonly resources: readonly Resource[];
  readonly diagnostics: readonly Diagnostic[];
  /** Paths of the tree that file functions asked for and that were not loaded. */
  readonly wanted: readonly string[];
  /** What it took of the allowance of all root modules. */
  readonly spent?: Readonly<Allowance> | undefined;
  /** Of a Terragrunt unit: what others need to know of it. */
  readonly unit?: RememberedUnit | undefined;
  /** Of a Terragrunt unit: sets of files that it was computed from in earlier evaluations. */
  readonly traces?: readonly (readonly string[])[] | undefined;
}

/** What is known of a Terragrunt unit without reading it. */
export interface RememberedUnit {
  readonly folder: string;
  /** Folder of its module; undefined when that is not in the tree. */
  readonly module: string | undefined;
  readonly includes: readonly string[];
  readonly dependencies: readonly string[];
  readonly files: readonly string[];
  /** Folders that it looked for units in, and whether there was one. */
  readonly told: readonly (readonly [folder: string, isUnit: boolean])[];
}

/** Results of root modules by the identity of everything they were computed from (see `rootKey`): an entry is never stale. */
export type EvaluationCache = BoundedCache<RootEvaluation>;

/** About 100 bytes each: half a million values with their places, or texts of 50 MB. */
const DEFAULT_MAX_SIZE = 2_000_000;
/** Characters of text that weigh as much as one value. */
const CHARACTERS_PER_UNIT = 100;

/**
 * A cache that forgets what was used least recently when it holds more than `maxSize`, counted in values, blocks and hundreds
 * of characters. A result that is larger by itself is not kept.
 */
export function evaluationCache(maxSize: number = DEFAULT_MAX_SIZE): EvaluationCache {
  return boundedCache(maxSize, (result) => sizeOf(result, maxSize));
}

/** How much a result holds; counting stops above `limit`. What is shared is counted once. */
function sizeOf({ resources, diagnostics, wanted, unit, traces = [] }: RootEvaluation, limit: number): number {
  const seen = new Set<object>();
  let size = 1 + diagnostics.length + wanted.length;
  if (unit) size += unit.includes.length + unit.dependencies.length + unit.files.length + unit.told.length;
  for (const trace of traces) size += trace.length;
  const waiting: (Block | Value)[] = resources.map(({ body }) => body);
  const isNew = (item: object): boolean => {
    if (seen.has(item)) return false;
    seen.add(item);
    return true;
  };
  for (let item = waiting.pop(); item !== undefined && size <= limit; item = waiting.pop()) {
    if (!isNew(item)) continue;
    size += 1;
    if ('attributes' in item) {
      for (const { value } of item.attributes.values()) waiting.push(value);
      for (const value of item.openBlocks.values()) waiting.push(value);
      for (const block of item.blocks) waiting.push(block);
      continue;
    }
    if (isNew(item.trace)) size += item.trace.length;
    if (item.encoded) waiting.push(item.encoded);
    if (item.kind === 'unknown') size += item.detail.length / CHARACTERS_PER_UNIT;
    if (item.kind !== 'known') continue;
    const { value } = item;
    if (typeof value === 'string') size += value.length / CHARACTERS_PER_UNIT;
    else if (typeof value === 'object' && value !== null && isNew(value)) {
      size += 'length' in value ? value.length : value.size;
      for (const element of value.values()) waiting.push(element);
    }
  }
  return size;
}

import { type BoundedCache, boundedCache } from '../model/bounded-cache.ts';
import type { ParsedFile } from './parsed-file.ts';

/** Parsed files by content. Bounded: the files used longest ago are dropped first. */
export type ParseCache = BoundedCache<ParsedFile>;

/** 16 million characters of source; their trees take about 20 times as much memory. */
const DEFAULT_MAX_CHARACTERS = 16_000_000;

/** A cache that holds files of up to `maxCharacters` of source text together. */
export function parseCache(maxCharacters: number = DEFAULT_MAX_CHARACTERS): ParseCache {
  return boundedCache(maxCharacters, ({ text }) => text.length + 200);
}

import type { ParsedFile } from './parsed-file.ts';

/** Parsed files by content. Bounded: the files used longest ago are dropped first. */
export interface ParseCache {
  get(key: string): ParsedFile | undefined;
  set(key: string, file: ParsedFile): void;
}

/** 16 million characters of source; their trees take about 20 times as much memory. */
const DEFAULT_MAX_CHARACTERS = 16_000_000;

/** A cache that holds files of up to `maxCharacters` of source text together. */
export function parseCache(maxCharacters: number = DEFAULT_MAX_CHARACTERS): ParseCache {
  const files = new Map<string, ParsedFile>();
  let held = 0;
  const cost = (file: ParsedFile): number => file.text.length + 200;
  const drop = (key: string): void => {
    const file = files.get(key);
    if (file && files.delete(key)) held -= cost(file);
  };
  return {
    get(key) {
      const file = files.get(key);
      if (file) {
        // A map keeps the order of insertion: the newest use goes to the end.
        files.delete(key);
        files.set(key, file);
      }
      return file;
    },
    set(key, file) {
      drop(key);
      if (cost(file) > maxCharacters) return;
      files.set(key, file);
      held += cost(file);
      for (const oldest of files.keys()) {
        if (held <= maxCharacters) break;
        drop(oldest);
      }
    },
  };
}

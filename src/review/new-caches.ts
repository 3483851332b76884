import { evaluationCache } from '../evaluate/evaluation-cache.ts';
import { parseCache } from '../syntax/parse-cache.ts';
import { judgementCache } from './judgement-cache.ts';
import type { ReadCaches } from './read-side.ts';

/** Empty caches of their default sizes: one set for a process, or for one review. */
export function newCaches(): Required<ReadCaches> {
  return { parse: parseCache(), evaluation: evaluationCache(), judgement: judgementCache() };
}

import type { Span } from '../../model/span.ts';

/**
 * A copy of a syntax tree (plain objects and lists) with every span replaced by what `place` gives for its offsets. Trees of the
 * parsers are not deeper than they allow, so the recursion is bounded.
 */
export function placed<T>(tree: T, place: (start: number, end: number) => Span): T {
  if (Array.isArray(tree)) return tree.map((item: unknown) => placed(item, place)) as T;
  if (tree === null || typeof tree !== 'object') return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, part]: [string, unknown]) => [
      key,
      isSpan(key, part) ? place(part.start, part.end) : placed(part, place),
    ]),
  ) as T;
}

function isSpan(key: string, part: unknown): part is Span {
  return /span$/i.test(key) && typeof part === 'object' && part !== null && 'startLine' in part;
}

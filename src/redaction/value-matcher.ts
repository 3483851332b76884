/** A part of a text, in UTF-16 code units, `end` exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Most code units of a pattern that are nodes of the automaton; what follows is compared where the beginning is found. */
const LONGEST_START = 128;
/** Code units of such comparisons for each one of the text; beyond that a beginning counts as the whole. */
const COMPARED_PER_UNIT = 16;

interface Node {
  readonly depth: number;
  /** The node to go on with where no child matches: the longest other beginning that ends here. */
  fallback: number;
  /** Length of the longest pattern start that ends at this node, itself or by `fallback`; 0 for none. */
  found: number;
  /** Continuations of the patterns that were cut here. */
  readonly rests: string[];
  /** The next node by `fallback` that has rests; 0 for none. */
  nextWithRests: number;
}

/** Many patterns side by side, each of at least one code unit. */
export interface ValueMatcher {
  /** Where any pattern stands: ranges that overlap or touch are joined, in order. Time is linear in the text. */
  rangesIn(text: string): readonly TextRange[];
}

/** A matcher (after Aho and Corasick, https://doi.org/10.1145/360825.360855) that finds overlapping patterns in one pass. */
export function valueMatcher(patterns: readonly string[]): ValueMatcher {
  const nodes: Node[] = [newNode(0)];
  // Child of a node by code unit; one map for all, since most nodes have one child.
  const children = new Map<number, number>();
  const childOf = (node: number, unit: number): number | undefined => children.get(node * 0x10000 + unit);
  const starts = new Uint8Array(0x10000);
  const nodeAt = (index: number): Node => nodes[index] ?? newNode(0);

  for (const pattern of patterns) {
    const length = Math.min(pattern.length, LONGEST_START);
    if (length === 0) continue;
    starts[pattern.charCodeAt(0)] = 1;
    let at = 0;
    for (let i = 0; i < length; i++) {
      const unit = pattern.charCodeAt(i);
      let next = childOf(at, unit);
      if (next === undefined) {
        next = nodes.push(newNode(i + 1)) - 1;
        children.set(at * 0x10000 + unit, next);
      }
      at = next;
    }
    nodeAt(at).found = length;
    if (pattern.length > length) nodeAt(at).rests.push(pattern.slice(length));
  }
  link(nodeAt, children, childOf);

  return {
    rangesIn(text) {
      const ranges: { start: number; end: number }[] = [];
      const add = (start: number, end: number): void => {
        // A longer match may begin before those that were found while it was read.
        let from = start;
        for (let last = ranges.at(-1); last && last.end >= from; last = ranges.at(-1)) {
          from = Math.min(from, last.start);
          end = Math.max(end, last.end);
          ranges.pop();
        }
        ranges.push({ start: from, end });
      };
      let compared = 0;
      let at = 0;
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (at === 0 && starts[unit] === 0) continue;
        let next = childOf(at, unit);
        while (next === undefined && at !== 0) {
          at = nodeAt(at).fallback;
          next = childOf(at, unit);
        }
        at = next ?? 0;
        const { found } = nodeAt(at);
        if (found === 0) continue;
        let end = i + 1;
        for (let node = at; node !== 0; node = nodeAt(node).nextWithRests) {
          for (const rest of nodeAt(node).rests) {
            const isSpent = compared > COMPARED_PER_UNIT * text.length;
            const length = isSpent ? rest.length : equalUnits(text, i + 1, rest);
            compared += length + 1;
            end = Math.max(end, Math.min(text.length, i + 1 + length));
          }
        }
        add(i + 1 - found, end);
      }
      return ranges;
    },
  };
}

function newNode(depth: number): Node {
  return { depth, fallback: 0, found: 0, rests: [], nextWithRests: 0 };
}

/** Fallbacks, level by level: nodes are made parent first, but a parent's fallback must be known before its child's. */
function link(
  nodeAt: (index: number) => Node,
  children: ReadonlyMap<number, number>,
  childOf: (node: number, unit: number) => number | undefined,
): void {
  const edges = [...children].map(([key, child]) => ({
    parent: Math.floor(key / 0x10000),
    unit: key % 0x10000,
    child,
  }));
  edges.sort((a, b) => nodeAt(a.child).depth - nodeAt(b.child).depth);
  for (const { parent, unit, child } of edges) {
    const node = nodeAt(child);
    if (parent !== 0) {
      let at = nodeAt(parent).fallback;
      while (at !== 0 && childOf(at, unit) === undefined) at = nodeAt(at).fallback;
      node.fallback = childOf(at, unit) ?? 0;
    }
    const fallback = nodeAt(node.fallback);
    node.found = Math.max(node.found, fallback.found);
    node.nextWithRests = fallback.rests.length > 0 ? node.fallback : fallback.nextWithRests;
  }
}

/** How many code units of `text` from `at` on are those of `rest`. */
function equalUnits(text: string, at: number, rest: string): number {
  let length = 0;
  while (length < rest.length && text.charCodeAt(at + length) === rest.charCodeAt(length)) length++;
  return length;
}

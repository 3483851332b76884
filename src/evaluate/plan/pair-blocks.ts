import type { Block } from '../../model/resource.ts';
import { isList, type Value } from '../../model/value.ts';
import { scalarText } from './graft.ts';

/** Most pairs of blocks that are compared; beyond it they are paired by their order. */
const MAX_COMPARED = 10_000;

/**
 * For each planned block of one type the written one that it came from. Blocks of a set have another order in a plan than in
 * the source, so the most alike are paired first; of those that are alike, in order.
 */
export function pairBlocks(planned: readonly Block[], written: readonly Block[]): readonly (Block | undefined)[] {
  if (written.length <= 1) return planned.map(() => written[0]);
  if (planned.length * written.length > MAX_COMPARED) return planned.map((_block, index) => written[index]);
  const candidates = planned.flatMap((block, to) =>
    written.map((other, from) => ({ to, from, likeness: likeness(block, other) })),
  );
  candidates.sort(
    (a, b) => b.likeness - a.likeness || Math.abs(a.to - a.from) - Math.abs(b.to - b.from) || a.to - b.to,
  );
  const partners = new Array<Block | undefined>(planned.length).fill(undefined);
  const used = new Set<number>();
  for (const { to, from } of candidates) {
    if (partners[to] !== undefined || used.has(from)) continue;
    partners[to] = written[from];
    used.add(from);
  }
  return partners;
}

/** How many known arguments are equal, less those that differ. */
function likeness(planned: Block, written: Block): number {
  let sum = 0;
  for (const [name, { value }] of written.attributes) {
    const [own, other] = [planned.attributes.get(name)?.value, value];
    if (own?.kind !== 'known' || other.kind !== 'known') continue;
    sum += shortText(own) === shortText(other) ? 1 : -1;
  }
  return sum;
}

/** A value as text, the same for a set in any order. */
function shortText(value: Value): string {
  if (value.kind === 'known' && isList(value.value)) {
    return JSON.stringify(value.value.map((item) => scalarText(item) ?? '').sort());
  }
  return scalarText(value) ?? '';
}

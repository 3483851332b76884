/** A part of a report that may lose items from its end when space is short. */
export interface Section {
  /** Heading, table head or opening of a fold: kept as long as one item is. */
  readonly head: string;
  /** Complete pieces of Markdown, most important first; an item is never cut. */
  readonly items: readonly string[];
  /** How many items there are, when only the first were made because no more can fit; else `items.length`. */
  readonly total?: number | undefined;
  /** Between two items: a line break for rows and lists, an empty line for paragraphs. */
  readonly between: '\n' | '\n\n';
  /** Closing of a fold. */
  readonly tail: string;
  /** Who is served first when space is short: 1 before 2. The order of printing is the order of the array. */
  readonly rank: number;
}

/** Bytes of a text in UTF-8. GitHub does not say whether it counts characters or bytes; bytes are never fewer. */
export function sizeOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Room for the line that says what is missing. */
const NOTE_BYTES = 120;

/**
 * The sections joined to one text of at most `limit` bytes. When not all fits, the sections with the lowest rank keep
 * their items longest, each shortened section says `n of m shown`, and sections with no room at all are counted in the last line.
 */
export function fit(sections: readonly Section[], limit: number): string {
  const wanted = sections.filter((section) => section.items.length > 0);
  const shown = new Map<Section, number>();
  let left = limit - NOTE_BYTES;
  for (const section of [...wanted].sort((a, b) => a.rank - b.rank)) {
    left -= place(section, left, shown);
  }
  const parts = wanted.filter((section) => (shown.get(section) ?? 0) > 0).map((section) => print(section, shown));
  const dropped = wanted.length - parts.length;
  if (dropped > 0) {
    parts.push(`_${String(dropped)} ${dropped === 1 ? 'section is' : 'sections are'} not shown: no room._`);
  }
  return parts.join('\n\n');
}

/** Decides how many items of a section fit into `left` bytes; returns the bytes they take. */
function place(section: Section, left: number, shown: Map<Section, number>): number {
  let used = sizeOf(section.head) + sizeOf(section.tail) + 4;
  let count = 0;
  const whole = section.items.reduce((sum, item) => sum + sizeOf(item) + section.between.length, used);
  const budget = whole <= left && totalOf(section) === section.items.length ? left : left - NOTE_BYTES;
  for (const item of section.items) {
    const next = used + sizeOf(item) + section.between.length;
    if (next > budget) break;
    used = next;
    count++;
  }
  shown.set(section, count);
  if (count === 0) return 0;
  return count === totalOf(section) ? used : used + NOTE_BYTES;
}

function totalOf(section: Section): number {
  return section.total ?? section.items.length;
}

function print(section: Section, shown: ReadonlyMap<Section, number>): string {
  const count = shown.get(section) ?? 0;
  const total = totalOf(section);
  const note = count < total ? `\n\n_${String(count)} of ${String(total)} shown._` : '';
  return section.head + section.items.slice(0, count).join(section.between) + note + section.tail;
}

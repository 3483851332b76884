import type { ChangeLines } from './change-lines.ts';

/** A piece of a sentence: our own words and texts of the plan alike, or code (an address). Neither is escaped yet. */
export type Inline = string | { readonly code: string };

/** A sentence: pieces with one space between them, but none before a comma, a colon, a semicolon, a full stop or a bracket. */
export type Words = readonly Inline[];

/** A list of which only as many items are made as are shown: a plan may have many thousands. */
export interface Items<T> {
  readonly total: number;
  readonly make: (index: number) => T;
}

/** How a block is coloured where there are colours. */
export type Tone = 'danger' | 'warning' | 'good' | 'plain';

/** What changes in one object. */
export interface ObjectChange {
  /** Address and action. */
  readonly title: Words;
  readonly notes: readonly Words[];
  readonly change: ChangeLines;
}

interface Part {
  /** '' for none. */
  readonly title: string;
  readonly tone: Tone;
  /** Who is served first when space is short: 1 before 2. */
  readonly rank: number;
}

/** A part of a plan's report, in the order of reading, the same for every format. */
export type PlanBlock =
  | (Part & { readonly kind: 'paragraph'; readonly words: Words })
  | (Part & { readonly kind: 'list'; readonly items: Items<Words>; readonly folded?: boolean })
  | (Part & {
      readonly kind: 'table';
      readonly columns: readonly string[];
      /** Indexes of columns with numbers. */
      readonly right: readonly number[];
      readonly rows: Items<readonly Words[]>;
      readonly folded?: boolean;
    })
  | (Part & { readonly kind: 'source'; readonly items: Items<{ readonly intro: Words; readonly text: string }> })
  | (Part & { readonly kind: 'changes'; readonly items: Items<ObjectChange> });

/** Items that are made from the elements of a list, each when it is asked for. */
export function itemsFrom<T, R>(all: readonly T[], make: (item: T) => R): Items<R> {
  return {
    total: all.length,
    make(index) {
      const item = all[index];
      if (item === undefined) throw new RangeError(`there is no item ${String(index)}`);
      return make(item);
    },
  };
}

/** Pieces joined as `Words` says, each shown in its own way. */
export function joinWords(words: Words, text: (text: string) => string, code: (text: string) => string): string {
  let joined = '';
  for (const piece of words) {
    const isText = typeof piece === 'string';
    const shown = isText ? text(piece) : code(piece.code);
    if (shown === '') continue;
    joined += joined === '' || (isText && /^[,.;:)]/.test(piece)) || joined.endsWith('(') ? shown : ` ${shown}`;
  }
  return joined;
}

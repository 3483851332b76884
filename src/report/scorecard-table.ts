import type { Item } from '../model/items.ts';
import { OTHER_ITEMS, RELIABILITY_STANDARDS, SECURITY_ITEMS } from '../model/items.ts';
import type { Review } from '../model/review.ts';
import type { ItemScore, Verdict } from '../model/scorecard.ts';
import type { Section } from './fit.ts';
import { ITEM_NAMES } from './item-names.ts';
import { code, DETAILS_END, detailsStart, escapeMarkdown, row, tableHead } from './markdown.ts';
import { points, verdictWord } from './wording.ts';

/** The three groups in which items are shown. */
export const ITEM_GROUPS: readonly { readonly title: string; readonly items: readonly Item[] }[] = [
  { title: 'Reliability standards', items: RELIABILITY_STANDARDS },
  { title: 'Security checklist', items: SECURITY_ITEMS },
  { title: 'Also counted', items: OTHER_ITEMS },
];

/**
 * The scorecard as sections: a table for each group with the items that apply, and one fold with the names of the items
 * that do not. A group in which nothing applies has no table.
 */
export function scorecardTable(review: Review, rank: number): readonly Section[] {
  const tables = ITEM_GROUPS.map(({ title, items }): Section => {
    const applicable = itemsOf(review, items);
    return {
      head: `### ${title}\n\n${tableHead(['Item', review.base ? 'Base → head' : 'Verdict', 'Points', 'Decided by'], [2])}\n`,
      items: rowsOf(applicable),
      between: '\n',
      tail: '',
      rank,
    };
  });
  const idle = review.head.items.filter((item) => !applies(item, baseOf(review, item.item)));
  return [
    ...tables,
    {
      head: detailsStart(`Not applicable here: ${String(idle.length)} of ${String(review.head.items.length)} items`),
      items: idle.length > 0 ? [idle.map(({ item }) => ITEM_NAMES[item]).join(' · ')] : [],
      between: '\n',
      tail: DETAILS_END,
      rank: rank + 5,
    },
  ];
}

interface Compared {
  readonly head: ItemScore;
  readonly base: ItemScore | undefined;
}

/** From here on, items that are unknown on both sides for one reason share a row: ten equal rows would hide the others. */
const SHARED_ROW = 3;

function rowsOf(items: readonly Compared[]): readonly string[] {
  const isOpen = ({ head, base }: Compared): boolean =>
    head.verdict === 'unknown' && (base === undefined || base.verdict === 'unknown');
  const alike = (one: Compared): readonly Compared[] =>
    isOpen(one) ? items.filter((other) => isOpen(other) && other.head.undecided === one.head.undecided) : [one];
  return items.flatMap((one) => {
    const group = alike(one);
    if (group.length < SHARED_ROW) return [rowOf([one])];
    return group[0] === one ? [rowOf(group)] : [];
  });
}

/** A row for items that have verdict and reason in common; their points are added. */
function rowOf(group: readonly Compared[]): string {
  const [first] = group;
  if (!first) return '';
  const names = group.map(({ head }) => ITEM_NAMES[head.item]).join(', ');
  const sum = (of: (item: ItemScore) => number): number => group.reduce((total, { head }) => total + of(head), 0);
  const weight = sum((item) => item.weight);
  const held =
    first.head.verdict === 'not-applicable'
      ? ''
      : `${points(weight - sum((item) => item.penalty))} / ${points(weight)}`;
  return row([names, verdictCell(first.head, first.base), held, evidenceCell(first.head)]);
}

/** The items of a group that apply at head or at base, in the order of the group. */
export function itemsOf(review: Review, items: readonly Item[]): readonly Compared[] {
  return items.flatMap((name) => {
    const head = review.head.items.find(({ item }) => item === name);
    const base = baseOf(review, name);
    return head && applies(head, base) ? [{ head, base }] : [];
  });
}

function baseOf(review: Review, name: Item): ItemScore | undefined {
  return review.base?.items.find(({ item }) => item === name);
}

function applies(head: ItemScore, base: ItemScore | undefined): boolean {
  return head.verdict !== 'not-applicable' || (base !== undefined && base.verdict !== 'not-applicable');
}

function emphasis(verdict: Verdict): string {
  return verdict === 'fail' ? `**${verdictWord(verdict)}**` : verdictWord(verdict);
}

function verdictCell(head: ItemScore, base: ItemScore | undefined): string {
  if (!base || base.verdict === head.verdict) return emphasis(head.verdict);
  return `${verdictWord(base.verdict)} → ${emphasis(head.verdict)}`;
}

function evidenceCell(item: ItemScore): string {
  switch (item.verdict) {
    case 'fail': {
      const [worst, ...rest] = item.deductions;
      if (!worst) return '';
      const others = rest.length + Math.max(0, worst.count - 1);
      const more = others > 0 ? ` and ${String(others)} more` : '';
      return `${code(worst.address, 100)} (${code(`${worst.file}:${String(worst.line)}`, 120)})${more}`;
    }
    case 'unknown':
      return escapeMarkdown(item.undecided ?? 'a value that is not known', 160);
    case 'pass':
      return item.passes > 0 ? `${String(item.passes)} passed` : '';
    case 'not-applicable':
      return '';
  }
}

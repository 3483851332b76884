import { sizeOf, type Section } from '../fit.ts';
import { escapeHtml } from '../html.ts';
import { code, DETAILS_END, detailsStart, fenced, prose, row, tableHead } from '../markdown.ts';
import { plural } from '../wording.ts';
import type { ChangeLine } from './change-lines.ts';
import { joinWords, type Items, type ObjectChange, type PlanBlock, type Words } from './plan-document.ts';

/** A sentence as Markdown: all of it escaped or inside of code. */
function markdownOf(words: Words): string {
  return joinWords(
    words,
    (text) => prose(text, [], 2000),
    (text) => code(text, 1000),
  );
}

/** Markdown of the blocks, as sections that can be shortened; only as many items are made as fit into `limit` bytes. */
export function markdownSections(blocks: readonly PlanBlock[], limit: number): readonly Section[] {
  return blocks.map((block) => sectionOf(block, limit));
}

function sectionOf(block: PlanBlock, limit: number): Section {
  const { title, rank } = block;
  switch (block.kind) {
    case 'paragraph': {
      const text = markdownOf(block.words);
      const shown = block.tone === 'plain' ? text : bold(text);
      return { head: heading(title), items: text === '' ? [] : [shown], between: '\n\n', tail: '', rank };
    }
    case 'list': {
      const items = made(block.items, limit, (words) => `- ${markdownOf(words)}`);
      const [head, tail] = block.folded === true ? fold(title) : [heading(title), ''];
      return { head, ...items, between: '\n', tail, rank };
    }
    case 'table': {
      const items = made(block.rows, limit, (cells) => row(cells.map(markdownOf)));
      const [head, tail] = block.folded === true ? fold(title) : [heading(title), ''];
      return { head: `${head}${tableHead(block.columns, block.right)}\n`, ...items, between: '\n', tail, rank };
    }
    case 'source': {
      const items = made(block.items, limit, ({ intro, text }) => {
        const words = markdownOf(intro);
        return text === '' ? words : `${words}\n\n${fenced(text, 'hcl')}`;
      });
      return { head: heading(title), ...items, between: '\n\n', tail: '', rank };
    }
    case 'changes':
      return { head: heading(title), ...made(block.items, limit, objectChange), between: '\n\n', tail: '', rank };
  }
}

/** The items that could fit, and how many there are in all. */
function made<T>(
  items: Items<T>,
  limit: number,
  show: (item: T) => string,
): { readonly items: readonly string[]; readonly total: number } {
  const shown: string[] = [];
  for (let size = 0, index = 0; index < items.total && size <= limit; index++) {
    const text = show(items.make(index));
    size += sizeOf(text);
    shown.push(text);
  }
  return { items: shown, total: items.total };
}

function heading(title: string): string {
  return title === '' ? '' : `### ${prose(title)}\n\n`;
}

function fold(title: string): [string, string] {
  return [detailsStart(escapeHtml(title)), DETAILS_END];
}

/** Bold with code in it; a text that ends in something of its own does not become a rule or a list. */
function bold(text: string): string {
  return `**${text}**`;
}

/** Colours of a diff go by the first character of a line; GitHub shows `!` as changed. */
const MARKS: Readonly<Record<ChangeLine['mark'], string>> = { '+': '+', '-': '-', '~': '!', ' ': ' ' };

function objectChange({ title, notes, change }: ObjectChange): string {
  // A summary is HTML: Markdown is not read in it, while mentions in plain text are; so what is not ours is code.
  const summary = joinWords(
    title,
    (text) => escapeHtml(text),
    (text) => `<code>${escapeHtml(text, 300)}</code>`,
  );
  const lines = change.lines.map(({ mark, text }) => `${MARKS[mark]} ${text}`);
  if (change.more > 0) lines.push(`  ${plural(change.more, 'more line')} not shown`);
  const parts = [...notes.map(markdownOf), ...(lines.length > 0 ? [fenced(lines.join('\n'), 'diff')] : [])];
  return `${detailsStart(summary)}${parts.join('\n\n')}${DETAILS_END}`;
}

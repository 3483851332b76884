import picocolors from 'picocolors';
import type { PlanReport } from '../../plan/plan-report.ts';
import type { TerminalOptions } from '../terminal.ts';
import { toAscii, wrap } from '../terminal-layout.ts';
import { plural } from '../wording.ts';
import type { ChangeLine } from './change-lines.ts';
import { detailBlocks } from './detail-blocks.ts';
import { joinWords, type Items, type ObjectChange, type PlanBlock, type Tone, type Words } from './plan-document.ts';
import { summaryBlocks } from './plan-blocks.ts';
import { shownTextOf } from './shown-text.ts';

type Colors = ReturnType<typeof picocolors.createColors>;

interface Page {
  readonly colors: Colors;
  readonly width: number;
  readonly verbose: boolean;
}

/** Items of a list, rows, objects and lines of an object, unless verbose: nobody scrolls further. */
const MOST = { items: 20, objects: 30, lines: 25 } as const;

/**
 * The plan for a developer at a terminal: outcome, dangers, what else was found, then each change. Every text is on one line without
 * control characters, so none can steer the terminal. Ends with a line break.
 */
export function planTerminalOf(report: PlanReport, options: TerminalOptions): string {
  const verbose = options.verbose ?? false;
  const page: Page = {
    colors: picocolors.createColors(options.color),
    width: Math.min(120, Math.max(60, options.width)),
    verbose,
  };
  const shown = shownTextOf(report.plan);
  const blocks = [...summaryBlocks(report, shown), ...detailBlocks(report, shown, verbose ? 1000 : MOST.lines)].map(
    (block) => linesOf(page, block),
  );
  const places = report.run?.redactions ?? 0;
  const text = [
    page.colors.bold('Plumbline plan'),
    ...blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')),
    ...redacted(places + shown.count(), page),
  ].join('\n\n');
  return `${options.unicode === false ? toAscii(text) : text}\n`;
}

function redacted(places: number, { colors }: Page): readonly string[] {
  return places > 0 ? [colors.dim(`${plural(places, 'place')} redacted.`)] : [];
}

/** Words of a terminal: code stands as it is. */
function plain(words: Words): string {
  return joinWords(
    words,
    (text) => text,
    (text) => text,
  );
}

function paintOf({ colors }: Page, tone: Tone): (text: string) => string {
  return { danger: colors.red, warning: colors.yellow, good: colors.green, plain: (text: string) => text }[tone];
}

const MARKS: Readonly<Record<Tone, string>> = { danger: '✗', warning: '○', good: '✓', plain: '' };

function linesOf(page: Page, block: PlanBlock): readonly string[] {
  const { tone, title } = block;
  const head = title === '' ? [] : wrap(title, page.width).map((line) => paintOf(page, tone)(page.colors.bold(line)));
  switch (block.kind) {
    case 'paragraph': {
      const mark = MARKS[tone];
      const text = plain(block.words);
      if (text === '') return [];
      const indent = mark === '' ? '' : '  ';
      const paint = paintOf(page, tone);
      const lines = wrap(text, page.width - indent.length).map((line, index) =>
        paint(`${index === 0 && mark !== '' ? `${mark} ` : indent}${line}`),
      );
      return [...head, ...lines];
    }
    case 'list':
      return withHead(
        head,
        several(page, block.items, MOST.items, (words) => hanging(plain(words), '- ', page.width)),
      );
    case 'table':
      return withHead(head, table(page, block));
    case 'source':
      return withHead(
        head,
        several(page, block.items, MOST.items, ({ intro, text }) => [
          ...hanging(plain(intro), '- ', page.width),
          ...(text === ''
            ? []
            : text
                .replace(/\n$/, '')
                .split('\n')
                .map((line) => `      ${printable(line)}`)),
        ]),
      );
    case 'changes':
      return withHead(
        head,
        several(page, block.items, MOST.objects, (item) => objectLines(page, item)),
      );
  }
}

function withHead(head: readonly string[], body: readonly string[]): readonly string[] {
  return body.length === 0 ? [] : [...head, ...body];
}

/** `shown` texts of several lines keep their line breaks only; anything else that could steer a terminal was written out. */
function printable(line: string): string {
  return line.replaceAll('\t', '  ');
}

function several<T>(
  page: Page,
  items: Items<T>,
  most: number,
  show: (item: T) => readonly string[],
): readonly string[] {
  const count = page.verbose ? items.total : Math.min(items.total, most);
  const lines = Array.from({ length: count }, (_, index) => show(items.make(index))).flat();
  if (count < items.total) lines.push(`  ${String(count)} of ${String(items.total)} shown; --verbose shows all.`);
  return lines;
}

/** Wrapped, with the mark before the first line and the others below its text. */
function hanging(text: string, mark: string, width: number, indent = 2): readonly string[] {
  const column = ' '.repeat(indent);
  return wrap(text, Math.max(30, width - indent - mark.length)).map(
    (line, index) => column + (index === 0 ? mark : ' '.repeat(mark.length)) + line,
  );
}

/** In columns where the rows are narrow enough, else each row as a paragraph: the first cell, the others below it. */
function table(page: Page, { columns, right, rows }: PlanBlock & { readonly kind: 'table' }): readonly string[] {
  const count = page.verbose ? rows.total : Math.min(rows.total, MOST.items);
  if (count === 0) return [];
  const cells = Array.from({ length: count }, (_, index) => rows.make(index).map(plain));
  const note = count < rows.total ? [`  ${String(count)} of ${String(rows.total)} shown; --verbose shows all.`] : [];
  const widths = columns.map((column, at) => Math.max(column.length, ...cells.map((row) => row[at]?.length ?? 0)));
  if (widths.reduce((sum, width) => sum + width + 2, 0) > page.width) {
    return [
      ...cells.flatMap(([first = '', ...others]) => [
        ...hanging(first, '', page.width).map((line) => page.colors.bold(line)),
        ...others.flatMap((cell, index) => {
          if (cell === '') return [];
          const name = columns[index + 1] ?? '';
          return hanging(right.includes(index + 1) ? `${name.toLowerCase()}: ${cell}` : cell, '', page.width, 6);
        }),
      ]),
      ...note,
    ];
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (right.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [`  ${page.colors.dim(line(columns))}`, ...cells.map((row) => `  ${line(row)}`), ...note];
}

function objectLines(page: Page, { title, notes, change }: ObjectChange): readonly string[] {
  const { colors, width } = page;
  const paint: Readonly<Record<ChangeLine['mark'], (text: string) => string>> = {
    '+': colors.green,
    '-': colors.red,
    '~': colors.yellow,
    ' ': colors.dim,
  };
  return [
    ...hanging(plain(title), '', width).map((line) => colors.bold(line)),
    ...notes.flatMap((words) => hanging(plain(words), '', width, 4)).map((line) => colors.dim(line)),
    ...change.lines.flatMap(({ mark, text }) => changed(mark, text, width).map((line) => paint[mark](line))),
    ...(change.more > 0 ? [`      ${plural(change.more, 'more line')} not shown; --verbose shows them.`] : []),
  ];
}

/** The line of an attribute; of one that is too long, what follows the arrow stands below. */
function changed(mark: string, text: string, width: number): readonly string[] {
  const indent = '    ';
  if (text.length + 6 <= width) return [`${indent}${mark} ${text}`];
  // Spaces at the start say how deep a line of a text is.
  const lead = /^ */.exec(text)?.[0] ?? '';
  return wrap(text.slice(lead.length), Math.max(30, width - 10 - lead.length)).map(
    (line, index) => `${indent}${index === 0 ? mark : ' '} ${index === 0 ? '' : '  '}${lead}${line}`,
  );
}

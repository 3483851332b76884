import { visibleText } from '../redaction/visible-text.ts';

/** Zero width space: keeps GitHub from linking a mention, an issue number, a commit or a web address, and is not seen. */
const BREAK = '&#8203;';

/**
 * What must not stand as it is, found in one pass so that no replacement is replaced again: HTML, Markdown, table borders;
 * mentions; `#1`, `GH-1`; web addresses; emoji codes; runs that look like a commit id (before their second character).
 * Inside a word an underscore is literal, and addresses stay readable.
 */
const SPECIAL =
  /[&<>\\`*[\]~|$@]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|#(?=\d)|:(?=\/\/|[a-z0-9_+-]{1,40}:)|(?<=\bGH)-(?=\d)|(?<=\bwww)\.|(?<=(?<![0-9a-z])[0-9a-f])(?=[0-9a-f]{6,39}(?![0-9a-z]))/giu;

const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['|', '&#124;'],
  // A formula would swallow the text between two dollars; GitHub's documentation says to use a span.
  ['$', '<span>$</span>'],
  ['@', `@${BREAK}`],
  ['#', `#${BREAK}`],
  [':', `:${BREAK}`],
  ['-', `${BREAK}-`],
  ['.', `${BREAK}.`],
  ['', BREAK],
]);

/** What would start a heading, a list or a rule at the beginning of a line, the first character apart. */
const LINE_START = /^(?:(#)(?=[# ]|$)|([-+=])|(\d{1,9})(?=[.)]))/;

/**
 * Text that GitHub shows literally, on one line: HTML and Markdown are escaped, mentions, references, commit ids, web
 * addresses, emoji codes and formulas are not turned into anything. Safe inside a table cell and at the start of a line. At
 * most `limit` code units of the text are kept (600 unless told).
 */
export function escapeMarkdown(text: string, limit?: number): string {
  return visibleText(text, limit)
    .replaceAll(SPECIAL, (found) => REPLACEMENTS.get(found) ?? `\\${found}`)
    .replace(LINE_START, (start) => (/^\d/.test(start) ? `${start}${BREAK}` : `\\${start}`));
}

/**
 * Inline code that holds exactly the visible text, whatever backticks it has. Where GitHub would read a pipe as the border
 * of a table cell, or a reader of ours a marker, the text is written as an HTML code element. An empty text gives `""`.
 */
export function code(text: string, limit?: number): string {
  const visible = visibleText(text, limit);
  if (visible === '') return '`""`';
  if (visible.includes('|') || visible.includes('<!--')) return `<code>${escapeMarkdown(visible)}</code>`;
  const fence = '`'.repeat(longestRun(visible) + 1);
  const pad = visible.startsWith('`') || visible.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${visible}${pad}${fence}`;
}

/**
 * A sentence in which `code` in backticks stays code and all else is escaped; so are the `literals` (addresses, attributes)
 * wherever they stand as words. Safe for hostile text: each piece is either escaped or inside a code span.
 */
export function prose(text: string, literals: readonly string[] = [], limit?: number): string {
  const pieces = visibleText(text, limit)
    .split(/(`[^`]+`)/)
    .map((piece) =>
      piece.length > 2 && piece.startsWith('`') && piece.endsWith('`')
        ? code(piece.slice(1, -1))
        : literalsAsCode(piece, literals),
    );
  return joined(pieces);
}

/** Pieces of Markdown side by side; backticks of two code spans must not touch, they would become another fence. */
function joined(pieces: readonly string[]): string {
  return pieces.reduce((text, piece) => text + (text.endsWith('`') && piece.startsWith('`') ? BREAK : '') + piece, '');
}

function literalsAsCode(text: string, literals: readonly string[]): string {
  const [literal, ...rest] = literals;
  if (literal === undefined) return escapeInner(text);
  const at = literal === '' ? -1 : indexOfWord(text, literal);
  if (at === -1) return literalsAsCode(text, rest);
  const after = text.slice(at + literal.length);
  return joined([literalsAsCode(text.slice(0, at), rest), code(literal), literalsAsCode(after, literals)]);
}

/** Where `word` stands by itself: a part of a longer name is no match (`aws_s3_bucket.log` in `aws_s3_bucket.logs`). */
function indexOfWord(text: string, word: string): number {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + word.length] ?? ' ';
    if (!/[\w.[`-]/.test(before) && !/[\w[`-]/.test(after)) return at;
  }
  return -1;
}

/** Escaped; what has an at sign in it (`actions/checkout@v4`, an account) is code, which reads better than a torn mention. */
function escapeInner(text: string): string {
  const pieces = text.split(/([\w./-]*@[\w./-]*\w)/);
  return joined(pieces.map((piece, index) => (index % 2 === 1 ? code(piece) : escapeBetween(piece))));
}

/** Escaped with the spaces at both ends, which matter between two pieces. */
function escapeBetween(text: string): string {
  const inner = escapeMarkdown(text);
  if (inner === '') return text === '' ? '' : ' ';
  return `${text.startsWith(' ') ? ' ' : ''}${inner}${text.endsWith(' ') ? ' ' : ''}`;
}

/**
 * A fenced block with the text exactly as it is: for suggestions, which are applied as written. The fence is longer than any run
 * of backticks in the text; `info` must be our own word.
 */
export function fenced(text: string, info: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${info}\n${text === '' || text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}

/** A web address of ours as a link; anything that is not plainly an https address is shown as code. */
export function link(url: string): string {
  return /^https:\/\/[^\s<>()[\]"'`\\|]{1,500}$/.test(url) ? `<${url}>` : code(url);
}

/** A table row of cells that are Markdown already. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Head of a table: titles and the rule below; `right` names the columns with numbers. */
export function tableHead(titles: readonly string[], right: readonly number[] = []): string {
  return `${row(titles)}\n${row(titles.map((_title, index) => (right.includes(index) ? '--:' : '---')))}`;
}

/** Opening of a folded section; close it with `DETAILS_END`. `summary` is our own text or escaped. */
export function detailsStart(summary: string): string {
  return `<details><summary>${summary}</summary>\n\n`;
}

/** Ends what `detailsStart` began. */
export const DETAILS_END = '\n\n</details>';

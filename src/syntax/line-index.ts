import type { Span } from '../model/span.ts';

/** Turns offsets of one text into lines, columns and spans. */
export interface LineIndex {
  readonly file: string;
  readonly text: string;
  /** Line and column, both from 1, of an offset in UTF-16 units; an offset beyond the text counts as its end. */
  position(offset: number): { readonly line: number; readonly column: number; readonly offset: number };
  /** The span from `start` to `end` (exclusive). */
  span(start: number, end: number): Span;
  /** The offset at which a line (from 1) begins; the end of the text for a line beyond the last. */
  lineStart(line: number): number;
}

/**
 * Indexes the lines of a text. Only `\n` ends a line, as in git and on GitHub: a `\r` before it belongs to the line,
 * and a lone `\r` does not start a new one.
 */
export function lineIndex(file: string, text: string): LineIndex {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  // Parsers ask in roughly ascending order: the line of the last answer is tried first.
  let last = 0;
  const lineOf = (offset: number): number => {
    if (offset >= (starts[last] ?? 0)) {
      for (let step = 0; step < 4; step += 1) {
        if (offset < (starts[last + 1] ?? Infinity)) return last;
        last += 1;
      }
    }
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    last = low;
    return low;
  };
  const position = (offset: number) => {
    const bounded = Math.max(0, Math.min(offset, text.length));
    const line = lineOf(bounded);
    return { line: line + 1, column: bounded - (starts[line] ?? 0) + 1, offset: bounded };
  };
  return {
    file,
    text,
    position,
    span(start, end) {
      const from = position(start);
      const to = position(Math.max(start, end));
      return {
        file,
        startLine: from.line,
        startColumn: from.column,
        endLine: to.line,
        endColumn: to.column,
        start: from.offset,
        end: to.offset,
      };
    },
    lineStart: (line) => starts[line - 1] ?? text.length,
  };
}

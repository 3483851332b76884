import type { Span } from '../../model/span.ts';

/**
 * A function from offsets in a decoded text to places in the file. Exact to the line for a heredoc (and to the column
 * where the line stands as written); else the span of the whole text.
 */
export function placesIn(
  text: string,
  span: Span | undefined,
  source: string | undefined,
): (start: number, end: number) => Span | undefined {
  const raw = span && source?.slice(span.start, span.end);
  if (!span || !raw?.startsWith('<<')) return () => span;
  const lines = raw.split('\n');
  // Between the `<<EOT` line and the closing marker; a difference means that an interpolation brought line breaks.
  const textLines = text.replace(/\n$/, '').split('\n');
  const starts = lineStarts(text);
  const bodyCount = lines.length - 1 - (lines.at(-1)?.trim() === '' ? 2 : 1);
  if (bodyCount !== textLines.length) return () => span;
  const rawStarts = lineStarts(raw);

  const place = (offset: number): { line: number; column: number; offset: number } => {
    const index = lineOf(starts, offset);
    const line = lines[index + 1] ?? '';
    const written = textLines[index] ?? '';
    // `<<-` strips white space from the start of each line; the text itself may have unknown pieces.
    const indent = Math.max(0, indentOf(line) - indentOf(written));
    const column = Math.min(indent + offset - (starts[index] ?? 0), line.length);
    return {
      line: span.startLine + index + 1,
      column: column + 1,
      offset: span.start + (rawStarts[index + 1] ?? 0) + column,
    };
  };
  return (start, end) => {
    const from = place(start);
    const to = place(Math.max(start, end - 1));
    return {
      file: span.file,
      startLine: from.line,
      startColumn: from.column,
      endLine: to.line,
      endColumn: to.column + 1,
      start: from.offset,
      end: to.offset + 1,
    };
  };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return starts;
}

/** Index of the line that holds `offset`, by binary search. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

import type { Span } from '../../model/span.ts';

/** The empty span at `offset`, counted on from a known place before it (so that the cost is the distance, not the file). */
export function spanAt(text: string, offset: number, from: Span): Span {
  const between = text.slice(from.start, offset);
  const lastBreak = between.lastIndexOf('\n');
  const lines = between.split('\n').length - 1;
  const line = from.startLine + lines;
  const column = lastBreak < 0 ? from.startColumn + between.length : between.length - lastBreak;
  return {
    file: from.file,
    startLine: line,
    startColumn: column,
    endLine: line,
    endColumn: column,
    start: offset,
    end: offset,
  };
}

/** The span from `start` to `end`, counted on from a known place before both. */
export function spanBetween(text: string, start: number, end: number, from: Span): Span {
  const first = spanAt(text, start, from);
  const last = spanAt(text, end, first);
  return { ...first, endLine: last.endLine, endColumn: last.endColumn, end };
}

/** The line break the text uses near `offset`: a fix keeps it. */
export function lineBreakAt(text: string, offset: number): '\r\n' | '\n' {
  const after = text.indexOf('\n', offset);
  const at = after >= 0 ? after : text.lastIndexOf('\n', offset);
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** Offset of the end of the line that holds `offset`, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return at > offset && text[at - 1] === '\r' ? at - 1 : at;
}

/** Offset of the start of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The white space that the line holding `offset` starts with. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? '';
}

/**
 * A range of text in one file of the reviewed tree.
 * Lines and columns start at 1; columns and offsets count UTF-16 code units (as JavaScript strings do);
 * `end` and `endColumn` are exclusive. Offsets count from the start of the text after a byte order mark is removed.
 */
export interface Span {
  readonly file: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly start: number;
  readonly end: number;
}

/** The span of a file that has no better place to point at: its first character. */
export function fileSpan(file: string): Span {
  return { file, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1, start: 0, end: 0 };
}

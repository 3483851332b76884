import type { Span } from './span.ts';

/** Replace the text of `span` by `newText`. An insertion has `start === end`. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** A text change that repairs a finding. */
export interface Fix {
  /** Imperative, without a full stop: `Set storage_encrypted = true`. */
  readonly title: string;
  /** Safe: cannot break a working system when merged and applied (an in-place change). Others are shown as text only. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

/** `text` with the edits applied. Edits must lie in one file and not overlap; throws a RangeError when they do. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
  let result = text;
  let before = Number.POSITIVE_INFINITY;
  for (const { span, newText } of sorted) {
    if (span.end > before || span.start > span.end || span.end > text.length) {
      throw new RangeError(
        `edit ${String(span.start)}–${String(span.end)} in ${span.file} overlaps another or lies outside the file`,
      );
    }
    result = result.slice(0, span.start) + newText + result.slice(span.end);
    before = span.start;
  }
  return result;
}

import type { ComparedFinding } from '../model/finding.ts';
import type { Review } from '../model/review.ts';
import { lastLine } from './wording.ts';
import { clip, visibleText } from '../redaction/visible-text.ts';

/** A source line with the part that is meant. Columns count from 0 in the text as printed. */
export interface ExcerptLine {
  readonly number: number;
  readonly text: string;
  readonly markStart: number;
  readonly markEnd: number;
}

/** Longest line that is shown. */
const LINE_LIMIT = 160;

/**
 * The first lines of what a finding points at, at most `max` (3), common indentation removed, unseen characters written
 * out. Empty when the text is not available. `review` must be redacted already (redact-secrets works on whole files).
 */
export function excerptOf(review: Review, finding: ComparedFinding, max = 3): readonly ExcerptLine[] {
  const { anchor } = finding;
  const text = review.text(finding.side, anchor.file);
  if (text === undefined) return [];
  const lines = text.split('\n');
  const last = Math.min(lastLine(anchor), anchor.startLine + max - 1, lines.length);
  const raw = lines.slice(anchor.startLine - 1, last);
  const indent = Math.min(
    ...raw.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return raw.map((line, index) => {
    const number = anchor.startLine + index;
    const from = number === anchor.startLine ? anchor.startColumn - 1 : 0;
    const to = number === anchor.endLine ? anchor.endColumn - 1 : line.length;
    const cut = Number.isFinite(indent) ? indent : 0;
    return marked(line.slice(cut).trimEnd(), number, from - cut, to - cut);
  });
}

/** Redaction and naming of unseen characters may move columns, so the mark is measured on the printed text. */
function marked(line: string, number: number, from: number, to: number): ExcerptLine {
  const spaces = (text: string): string => text.replaceAll('\t', '  ');
  const printed = clip(visible(spaces(line)), LINE_LIMIT);
  const start = Math.max(0, visible(spaces(line.slice(0, Math.max(0, from)))).length);
  const end = visible(spaces(line.slice(0, Math.max(0, to)))).length;
  const lead = printed.length - printed.trimStart().length;
  return {
    number,
    text: printed,
    markStart: Math.min(Math.max(start, lead), Math.max(0, printed.length - 1)),
    markEnd: Math.min(Math.max(end, start + 1), printed.length),
  };
}

/** `visibleText` that keeps the spaces, which columns depend on. */
function visible(text: string): string {
  return text
    .slice(0, LINE_LIMIT * 2)
    .split(' ')
    .map((word) => visibleText(word, LINE_LIMIT * 2))
    .join(' ');
}

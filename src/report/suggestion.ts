import type { Edit } from '../model/edit.ts';
import { applyEdits } from '../model/edit.ts';
import type { ComparedFinding } from '../model/finding.ts';
import type { Review } from '../model/review.ts';
import { redactSecrets } from '../redaction/redact-secrets.ts';
import { fenced } from './markdown.ts';
import { changedFile, inOneHunk } from './placement.ts';
import { visibleLines } from '../redaction/visible-text.ts';

/** A block that GitHub applies with one click, and exactly the lines of the head that it replaces. */
export interface Suggestion {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly markdown: string;
}

/** Larger replacements are not reviewed by anyone who clicks. */
const LONGEST = 3000;

/**
 * The suggestion for a finding, when its fix was proved and is safe, lies in one hunk of one file at head, and its text can be
 * shown as it is: no credential, no character that a reader would not see. `review` is the review before redaction.
 */
export function suggestionOf(review: Review, finding: ComparedFinding): Suggestion | undefined {
  const { fix } = finding;
  if (!fix?.safe || finding.side !== 'RIGHT' || !review.provenFixes.has(finding.fingerprint)) return undefined;
  const [first] = fix.edits;
  if (!first || fix.edits.some((edit) => edit.span.file !== first.span.file)) return undefined;
  const file = changedFile(review.change, 'RIGHT', first.span.file);
  const text = review.text('RIGHT', first.span.file);
  if (!file || text === undefined) return undefined;
  const firstLine = Math.min(...fix.edits.map((edit) => edit.span.startLine));
  const lastLine = Math.max(...fix.edits.map(lastTouchedLine));
  if (!inOneHunk(file, 'RIGHT', firstLine, lastLine)) return undefined;
  const replacement = replacementOf(text, fix.edits, firstLine, lastLine);
  if (replacement === undefined || replacement.length > LONGEST || !isPlain(replacement)) return undefined;
  return { path: file.path, firstLine, lastLine, markdown: fenced(replacement, 'suggestion') };
}

/** An edit that ends at the start of a line leaves that line alone when what it puts there ends a line, or is nothing. */
function lastTouchedLine({ span, newText }: Edit): number {
  const leavesLast =
    span.endLine > span.startLine && span.endColumn === 1 && (newText === '' || newText.endsWith('\n'));
  return leavesLast ? span.endLine - 1 : span.endLine;
}

/** The new text of the whole lines `firstLine` to `lastLine`, without a last line break; undefined when lines were joined. */
function replacementOf(text: string, edits: readonly Edit[], firstLine: number, lastLine: number): string | undefined {
  const start = lineStart(text, firstLine);
  const end = lineStart(text, lastLine + 1);
  const fixed = applyEdits(text, edits);
  const lines = fixed.slice(start, fixed.length - (text.length - end)).replaceAll('\r\n', '\n');
  if (lines === '') return '';
  if (lines.endsWith('\n')) return lines.slice(0, -1);
  // Without a line break at the end the following line would be drawn up, unless there is none.
  return end === text.length ? lines : undefined;
}

/** Offset of the start of a line; the length of the text for lines behind its end. */
function lineStart(text: string, line: number): number {
  let offset = 0;
  for (let current = 1; current < line; current++) {
    const end = text.indexOf('\n', offset);
    if (end === -1) return text.length;
    offset = end + 1;
  }
  return offset;
}

function isPlain(text: string): boolean {
  // A comment mark could pass for one of our own hidden markers.
  return visibleLines(text) === text && redactSecrets(text) === text && !text.includes('<!--');
}

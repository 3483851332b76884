import type { Diagnostic } from '../../model/diagnostic.ts';
import type { LineIndex } from '../line-index.ts';
import type { HclProblem } from './hcl2json.ts';

/**
 * A problem of HashiCorp's parser as a diagnostic. `consequence` ends the message: what was not done because of it and
 * what to do. `lineShift` is how many lines the parser was given before the first one of `lines`.
 */
export function problemDiagnostic(
  problem: HclProblem,
  lines: LineIndex,
  consequence: string,
  lineShift = 0,
): Diagnostic {
  const start = offsetOf(problem.startLine - lineShift, problem.startColumn, lines);
  const end = offsetOf(problem.endLine - lineShift, problem.endColumn, lines);
  return {
    code: 'hcl-syntax',
    severity: 'error',
    span: lines.span(start, end),
    message: `${placeOf(lines, start)}: ${problem.message} ${consequence}`,
  };
}

/** `file:line:column` of an offset, as messages begin. */
export function placeOf(lines: LineIndex, offset: number): string {
  const { line, column } = lines.position(offset);
  return `${lines.file}:${line}:${column}`;
}

/** HashiCorp's parser counts columns in grapheme clusters. */
function offsetOf(line: number, column: number, lines: LineIndex): number {
  if (line < 1) return 0;
  const start = lines.lineStart(line);
  const text = lines.text.slice(start, Math.min(lines.lineStart(line + 1), start + 10_000));
  let count = 1;
  for (const cluster of new Intl.Segmenter('en').segment(text)) {
    if (count >= column) return start + cluster.index;
    count += 1;
  }
  return start + text.length;
}

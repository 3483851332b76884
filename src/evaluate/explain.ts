import type { Span } from '../model/span.ts';
import type { Value } from '../model/value.ts';

/** One line of an explanation: what was read there, and the source that says it. */
export interface ExplainedLine {
  /** In Terraform's words: `var.multi_az`, `default of variable "multi_az"`. */
  readonly what: string;
  readonly span: Span;
  /** The first line of the source at the span, without the white space around it; '' when the file is not there. */
  readonly source: string;
}

/** Longest source line that is shown, in characters. */
const MAX_SOURCE = 200;

/**
 * How a value came about, line by line: from the argument that holds it (`what`, at `span`) over locals, module inputs and outputs to
 * the variable file, the default or the literal that decides it.
 */
export function explainValue(
  argument: { readonly what: string; readonly span: Span; readonly value: Value },
  text: (file: string) => string | undefined,
): readonly ExplainedLine[] {
  const { what, span, value } = argument;
  const steps = [{ what, span }, ...value.trace];
  const origin = value.span;
  // Where the value is written, when none of the steps leads there.
  if (origin && !steps.some((step) => isInside(origin, step.span))) steps.push({ what: 'written', span: origin });
  return steps.map((step) => ({ ...step, source: lineAt(step.span, text) }));
}

function isInside(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

function lineAt(span: Span, text: (file: string) => string | undefined): string {
  const content = text(span.file) ?? '';
  const start = content.lastIndexOf('\n', Math.max(0, span.start - 1)) + 1;
  const end = content.indexOf('\n', Math.max(start, span.start));
  return content
    .slice(start, end < 0 ? undefined : end)
    .trim()
    .slice(0, MAX_SOURCE);
}

import type { Span } from '../../model/span.ts';
import type { Value } from '../../model/value.ts';
import type { Expression, TemplatePart } from '../../syntax/hcl/ast.ts';
import { lineIndex, type LineIndex } from '../../syntax/line-index.ts';
import { MAX_TEXT } from '../budget.ts';
import { scalarBoolean, scalarOf, textOf } from '../conversion.ts';
import { evaluateExpression } from '../expression.ts';
import { bind, type Scope } from '../scope.ts';
import { entriesOf } from '../collections.ts';
import { PLACEHOLDER, type Placeholders } from './placeholders.ts';

/** A text that Terragrunt generates, and where each part of it is written. */
export interface GeneratedText {
  readonly text: string;
  /** The place in the Terragrunt file of `text` from `start` to `end`. */
  span(start: number, end: number): Span;
}

/** A stretch of the text and the part of the source that gave it. */
interface Stretch {
  readonly start: number;
  readonly text: string;
  readonly span: Span;
  /** Whether its lines are those of the source; else all of it stands for the whole span. */
  readonly byLine: boolean;
}

/**
 * The text of `expression` with the places of its lines. A part that is not known is replaced by an expression that is not known
 * either, so that what is around it is still read. A text says why there is none.
 */
export function generatedText(
  expression: Expression,
  scope: Scope,
  sourceText: (file: string) => string,
  placeholders: Placeholders,
): GeneratedText | Value {
  const stretches: Stretch[] = [];
  let length = 0;
  const add = (text: string, span: Span, byLine: boolean): boolean => {
    stretches.push({ start: length, text, span, byLine });
    length += text.length;
    return length <= MAX_TEXT;
  };
  const whole = evaluateExpression(expression, scope);
  const isTemplate = expression.kind === 'template' && (expression.heredoc || expression.parts.length > 1);
  if (isTemplate) {
    if (
      !addParts(expression.parts, { scope, add, before: () => stretches.map((one) => one.text).join(''), placeholders })
    )
      return whole;
  } else {
    const text = textOf(whole);
    if (text === undefined) return whole;
    const span = whole.span ?? expression.span;
    const inside = heredocBody(text, span, sourceText(span.file));
    add(text, inside ?? span, inside !== undefined);
  }
  const indexes = new Map<string, LineIndex>();
  const linesOf = (file: string): LineIndex => {
    const index = indexes.get(file) ?? lineIndex(file, sourceText(file));
    indexes.set(file, index);
    return index;
  };
  return {
    text: stretches.map((one) => one.text).join(''),
    span: (start, end) => {
      const first = placeOf(start, stretches, linesOf);
      const last = placeOf(Math.max(start, end - 1), stretches, linesOf);
      if (first.file !== last.file || last.end < first.start) return first;
      return { ...first, endLine: last.endLine, endColumn: last.endColumn, end: last.end };
    },
  };
}

/** Where the parts of a template go. */
interface Rendering {
  readonly scope: Scope;
  /** False when the text is too long. */
  readonly add: (text: string, span: Span, byLine: boolean) => boolean;
  /** The text so far. */
  readonly before: () => string;
  readonly placeholders: Placeholders;
}

function addParts(parts: readonly TemplatePart[], rendering: Rendering): boolean {
  const { scope, add, before, placeholders } = rendering;
  for (const part of parts) {
    if (!scope.module.budget.spend(1, part.span)) return false;
    switch (part.kind) {
      case 'text':
        if (!add(part.text, part.span, true)) return false;
        break;
      case 'interpolation': {
        const value = evaluateExpression(part.expression, scope);
        const text = textOf(value);
        if (text === undefined && value.kind !== 'unknown') return false;
        const shown = value.kind === 'unknown' ? standIn(placeholders.add(value), before()) : (text ?? '');
        if (!add(shown, part.span, false)) return false;
        break;
      }
      case 'if': {
        const condition = scalarBoolean(scalarOf(evaluateExpression(part.condition, scope)) ?? null);
        if (condition === undefined) return false;
        if (!addParts(condition ? part.then : part.else, rendering)) return false;
        break;
      }
      case 'for': {
        const entries = entriesOf(evaluateExpression(part.collection, scope));
        if (entries === undefined) return false;
        for (const [key, value] of entries) {
          const outer = part.key === undefined ? scope : bind(scope, part.key, key);
          if (!addParts(part.body, { ...rendering, scope: bind(outer, part.value, value) })) return false;
        }
        break;
      }
    }
  }
  return true;
}

/** `${…}` inside quotes, the bare call outside of them. */
function standIn(key: string, before: string): string {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  let quotes = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') quotes += 1;
  }
  const call = `${PLACEHOLDER}(${key})`;
  return quotes % 2 === 1 ? `\${${call}}` : call;
}

/** The span of the lines of a heredoc whose lines are those of `text`; undefined for any other value. */
function heredocBody(text: string, span: Span, source: string): Span | undefined {
  const written = source.slice(span.start, span.end);
  if (!written.startsWith('<<')) return undefined;
  const first = source.indexOf('\n', span.start) + 1;
  const lines = (content: string): number => content.split('\n').length;
  // The first line and the one of the closing marker are not part of the text.
  if (first === 0 || lines(text) !== lines(written) - 1) return undefined;
  return { ...span, start: first, startLine: span.startLine + 1, startColumn: 1 };
}

/** The place of one character of the text. */
function placeOf(offset: number, stretches: readonly Stretch[], linesOf: (file: string) => LineIndex): Span {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stretches[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const stretch = stretches[low];
  if (!stretch) return linesOf('').span(0, 0);
  if (!stretch.byLine) return stretch.span;
  const { span, text } = stretch;
  const index = linesOf(span.file);
  const within = Math.max(0, Math.min(offset - stretch.start, text.length));
  const lineStart = text.lastIndexOf('\n', within - 1) + 1;
  const line = span.startLine + text.slice(0, lineStart).split('\n').length - 1;
  if (line > span.endLine) return span;
  const from = lineStart === 0 ? span.start : index.lineStart(line);
  const rest = index.text.slice(from, index.lineStart(line + 1));
  const indent = lineStart === 0 ? 0 : leading(rest) - leading(text.slice(lineStart));
  const at = Math.min(from + within - lineStart + Math.max(0, indent), from + Math.max(0, rest.length - 1));
  return index.span(at, at + 1);
}

function leading(text: string): number {
  let count = 0;
  while (text[count] === ' ' || text[count] === '\t') count += 1;
  return count;
}

import type { Diagnostic } from '../../model/diagnostic.ts';
import { lineIndex } from '../line-index.ts';
import type { TemplatePart } from './ast.ts';
import { readFragment } from './fragment.ts';

/** A template read, or why it is none. */
export type TemplateText = { readonly parts: readonly TemplatePart[] } | { readonly error: Diagnostic };

/**
 * Parses the content of a template file (`templatefile`, `templatestring`): sequences, strip markers and the escapes
 * `$${` and `%%{`; a backslash means nothing. `file` is where its places are said to be. A template of one
 * interpolation and nothing else has that one part: its value may be of any type. `loadParsers` must have been awaited.
 * Never throws.
 */
export function parseTemplateText(file: string, text: string): TemplateText {
  const lines = lineIndex(file, text.startsWith('\ufeff') ? text.slice(1) : text);
  if (!hasSequence(lines.text)) {
    const value = lines.text.normalize('NFC');
    return { parts: value === '' ? [] : [{ kind: 'text', text: value, span: lines.span(0, lines.text.length) }] };
  }
  const result = readFragment(lines, { ...heredocAround(lines.text), what: 'template' });
  if ('error' in result) return result;
  // Text that only looks like a sequence (`$${`) is a template of one text.
  return { parts: result.expression.kind === 'template' ? withoutLastLineEnd(result.expression.parts) : [] };
}

/** Whether a template has anything that is not plain text. */
export function hasSequence(text: string): boolean {
  return text.includes('${') || text.includes('%{');
}

/**
 * What makes a template the value of an argument: in a heredoc nothing but the sequences is special, as in a file. Its
 * marker is in no line of the text.
 */
export function heredocAround(text: string): { readonly head: string; readonly tail: string } {
  const taken = new Set(text.match(/T\d+/g));
  let number = 0;
  while (taken.has(`T${number}`)) number += 1;
  return { head: `x = <<T${number}\n`, tail: `\nT${number}\n` };
}

/** The parts of a template that was read as a heredoc, without the line end that was put before the marker. */
export function withoutLastLineEnd(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const last = parts.at(-1);
  if (last?.kind !== 'text' || !last.text.endsWith('\n')) return parts;
  const text = last.text.slice(0, -1);
  return text === '' ? parts.slice(0, -1) : [...parts.slice(0, -1), { ...last, text }];
}

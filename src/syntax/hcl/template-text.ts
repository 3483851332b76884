import type { Diagnostic } from '../../model/diagnostic.ts';
import { lineIndex } from '../line-index.ts';
import type { TemplatePart } from './ast.ts';
import { readFragment } from './fragment.ts';
import { placeOf } from './hcl-problem.ts';
import { emptyText } from './template.ts';

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
  const lone = loneReturn(lines.text);
  if (lone !== -1) {
    const message = `${placeOf(lines, lone)}: a carriage return without a line feed in a template is not understood. Save the file with LF or CRLF line ends.`;
    return { error: { code: 'hcl-syntax', severity: 'error', span: lines.span(lone, lone + 1), message } };
  }
  const result = readFragment(lines, { ...heredocAround(lines.text), what: 'template' });
  if ('error' in result) return result;
  // Text that only looks like a sequence (`$${`) is a template of one text.
  return { parts: result.expression.kind === 'template' ? fromHeredoc(result.expression.parts, lines.text) : [] };
}

/** Whether a template has anything that is not plain text. */
export function hasSequence(text: string): boolean {
  return text.includes('${') || text.includes('%{');
}

/** Where a carriage return stands alone, or -1: HashiCorp's scanner takes all behind it for text. */
export function loneReturn(text: string): number {
  return text.search(/\r(?!\n)/);
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

/**
 * The parts of template `text` from those of the heredoc that was put around it: without the line end before the marker,
 * and with an empty text where white space was stripped beside the only interpolation.
 */
export function fromHeredoc(parts: readonly TemplatePart[], text: string): readonly TemplatePart[] {
  const real = parts.filter((part, index) => part.kind !== 'text' || index < parts.length - 1 || part.text !== '\n');
  const last = real.at(-1);
  if (real.length === parts.length && last?.kind === 'text' && last.text.endsWith('\n')) {
    return [...real.slice(0, -1), { ...last, text: last.text.slice(0, -1) }];
  }
  const isWhole = text.startsWith('${') && text.endsWith('}');
  return last?.kind === 'interpolation' && real.length === 1 && !isWhole ? [emptyText(last.span), last] : real;
}

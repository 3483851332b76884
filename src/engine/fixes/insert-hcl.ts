import type { Edit } from '../../model/edit.ts';
import type { Block } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { indentationAt, lineBreakAt, lineEnd, lineStart, spanAt, spanBetween } from './text-place.ts';

/** What to insert: lines without their outer indentation. An argument goes to the arguments, a block to the end. */
export interface Insertion {
  readonly kind: 'argument' | 'block';
  readonly lines: readonly string[];
}

/**
 * The edit that inserts into an HCL block as `terraform fmt` would have it. Undefined when the block is not written
 * as a block at this place (made by `dynamic`, or from an object) or when its text cannot be extended safely.
 */
export function insertIntoHcl(text: string, block: Block, insertion: Insertion): Edit | undefined {
  const { span, headerSpan } = block;
  const header = text.slice(span.start, headerSpan.end);
  if (!header.startsWith(block.type) || text[span.end - 1] !== '}') return undefined;
  const brace = text.indexOf('{', headerSpan.end);
  const close = span.end - 1;
  if (brace < 0 || brace >= close || text.slice(headerSpan.end, brace).trim() !== '') return undefined;
  const inside = text.slice(brace + 1, close);
  if (!inside.includes('\n')) return intoOneLine(text, block, insertion, brace, inside);
  return insertion.kind === 'argument'
    ? argumentIntoLines(text, block, insertion, brace)
    : blockIntoLines(text, block, insertion, brace);
}

function intoOneLine(text: string, block: Block, insertion: Insertion, brace: number, inside: string): Edit {
  const eol = lineBreakAt(text, block.span.end);
  const outer = indentationAt(text, block.span.start);
  const inner = outer + indentUnit(text, block.span);
  const written = inside.trim();
  const lines = [...(written === '' ? [] : [written]), ...insertion.lines];
  const newText = `${eol}${lines.map((line) => indent(line, inner)).join(eol)}${eol}${outer}`;
  return { span: spanBetween(text, brace + 1, block.span.end - 1, block.span), newText };
}

function argumentIntoLines(text: string, block: Block, insertion: Insertion, brace: number): Edit | undefined {
  const eol = lineBreakAt(text, brace);
  // Only what is written directly inside these braces counts; a nested block begins the part after the arguments.
  const isInside = (span: Span): boolean =>
    span.file === block.span.file && span.start > brace && span.end < block.span.end;
  const firstBlock = Math.min(
    ...block.blocks
      .map((child) => child.span)
      .filter(isInside)
      .map((span) => span.start),
  );
  const argument = [...block.attributes.values()]
    .map((attribute) => attribute.span)
    .filter((span) => isInside(span) && span.end <= firstBlock && isInsideDirectly(block, span))
    .reduce<Span | undefined>((last, span) => (last && last.end > span.end ? last : span), undefined);
  if (argument) {
    // A heredoc's span may include the line break after its end marker.
    const end = text[argument.end - 1] === '\n' ? argument.end - 1 : argument.end;
    const at = lineEnd(text, end);
    if (at < block.span.end && !opensComment(text.slice(end, at))) {
      const inner = indentationAt(text, argument.start);
      const lines = align(insertion.lines, text, argument);
      return { span: spanAt(text, at, block.span), newText: lines.map((line) => eol + indent(line, inner)).join('') };
    }
  }
  const at = lineEnd(text, brace);
  if (opensComment(text.slice(brace + 1, at))) return undefined;
  const next = Number.isFinite(firstBlock) ? firstBlock : undefined;
  const inner = indentationAt(text, block.span.start) + indentUnit(text, block.span);
  const newText = insertion.lines.map((line) => eol + indent(line, inner)).join('') + (next === undefined ? '' : eol);
  return { span: spanAt(text, at, block.span), newText };
}

function blockIntoLines(text: string, block: Block, insertion: Insertion, brace: number): Edit | undefined {
  const eol = lineBreakAt(text, brace);
  const close = block.span.end - 1;
  const at = lineStart(text, close);
  if (text.slice(at, close).trim() !== '') return undefined;
  const inner = indentationAt(text, block.span.start) + indentUnit(text, block.span);
  const isEmpty = text.slice(brace + 1, at).trim() === '';
  const lines = insertion.lines.map((line) => indent(line, inner) + eol).join('');
  return { span: spanAt(text, at, block.span), newText: (isEmpty ? '' : eol) + lines };
}

/** False for an argument of another block that happens to be listed here (a `dynamic` block's content). */
function isInsideDirectly(block: Block, span: Span): boolean {
  return block.blocks.every((child) => span.start < child.span.start || span.start >= child.span.end);
}

function opensComment(rest: string): boolean {
  const open = rest.lastIndexOf('/*');
  return open >= 0 && !rest.includes('*/', open);
}

/** Pads the name so that its `=` stands under that of the argument on the line before, as `terraform fmt` has it. */
function align(lines: readonly string[], text: string, argument: Span): readonly string[] {
  const [first = '', ...rest] = lines;
  const name = /^([\w-]+) = /.exec(first)?.[1];
  const before = /^([\w-]+)( *)= ?/.exec(text.slice(argument.start, argument.end));
  if (!name || !before || rest.length > 0 || argument.startLine !== argument.endLine) return lines;
  const width = (before[1]?.length ?? 0) + (before[2]?.length ?? 0) - 1;
  return [name.padEnd(width) + first.slice(name.length)];
}

function indent(line: string, indentation: string): string {
  return line === '' ? '' : indentation + line;
}

/** One level of indentation, as the block's own text has it; two spaces when it has none. */
function indentUnit(text: string, span: Span): string {
  const outer = indentationAt(text, span.start);
  const inside = /\n([ \t]+)\S/.exec(text.slice(span.start, Math.min(span.end, span.start + 2000)))?.[1] ?? '';
  if (inside.startsWith(outer) && inside.length > outer.length) return inside.slice(outer.length);
  return outer.startsWith('\t') ? '\t' : '  ';
}

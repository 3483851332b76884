import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

import type { LineIndex } from '../line-index.ts';
import { coreValue, taggedValue } from './core-schema.ts';
import type { YamlScalar } from './tree.ts';

const STYLES: Readonly<Record<ScalarEvent['style'], YamlScalar['style']>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single-quoted',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double-quoted',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};

/** Builds a scalar from its event. `emptyAt` is where a scalar stands that is not written (`key:` and nothing). */
export function yamlScalar(event: ScalarEvent, emptyAt: number, lines: LineIndex): YamlScalar {
  const text = getScalarValue(lines.text, event);
  const style = STYLES[event.style];
  const tag = event.tagStart === -1 ? undefined : lines.text.slice(event.tagStart, event.tagEnd);
  const value = tag !== undefined ? taggedValue(tag, text) : style === 'plain' ? coreValue(text) : text;
  const { start, end } = extent(event, style, emptyAt, lines.text);
  // Most scalars are never asked for a place inside, so the way back to the source is worked out on demand.
  let offsets: Uint32Array | undefined;
  return {
    kind: 'scalar',
    value,
    text,
    style,
    span: lines.span(start, end),
    positionAt(index) {
      if (event.valueStart === -1) return lines.position(emptyAt);
      const bounded = Math.max(0, Math.min(Math.trunc(index) || 0, text.length));
      if (event.fast) return lines.position(event.valueStart + bounded);
      offsets ??= sourceOffsets(text, event, lines.text);
      return lines.position(offsets[bounded] ?? event.valueEnd);
    },
  };
}

/** Where a scalar is written: with its quotes; a block from its `|` or `>` to the end of its last line of text. */
function extent(event: ScalarEvent, style: YamlScalar['style'], emptyAt: number, source: string) {
  if (event.valueStart === -1) return { start: emptyAt, end: emptyAt };
  if (style === 'plain') return { start: event.valueStart, end: event.valueEnd };
  if (style !== 'literal' && style !== 'folded') return { start: event.valueStart - 1, end: event.valueEnd + 1 };
  // Back over the line end behind the header, then over the header itself; nothing is searched further than its line.
  let headerEnd = event.valueStart;
  while (headerEnd > 0 && /\s/.test(source.charAt(headerEnd - 1))) headerEnd -= 1;
  let headerLine = headerEnd;
  while (headerLine > 0 && !/[\r\n]/.test(source.charAt(headerLine - 1))) headerLine -= 1;
  const header = /[|>][-+0-9]*[ \t]*(#[^\r\n]*)?$/.exec(source.slice(headerLine, headerEnd));
  const start = header ? headerLine + header.index : event.valueStart;
  let end = event.valueEnd;
  while (end > event.valueStart && /\s/.test(source.charAt(end - 1))) end -= 1;
  return { start, end: Math.max(end, headerEnd) };
}

/** For each index of the decoded text (and its end) the offset in the source. */
function sourceOffsets(text: string, event: ScalarEvent, source: string): Uint32Array {
  return event.style === SCALAR_STYLE.LITERAL_BLOCK
    ? literalOffsets(text, event, source)
    : alignedOffsets(text, event, source);
}

/** A literal block: line by line, without the indentation. Exact. */
function literalOffsets(text: string, event: ScalarEvent, source: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let at = event.valueStart;
  let index = 0;
  while (index < text.length) {
    let indent = 0;
    while (indent < event.indent && source.charAt(at + indent) === ' ') indent += 1;
    at += indent;
    for (; index < text.length && text.charAt(index) !== '\n'; index += 1, at += 1) offsets[index] = at;
    if (index < text.length) {
      // A line of white space that is shorter than the indentation has nothing in the text.
      while (at < event.valueEnd && !/[\r\n]/.test(source.charAt(at))) at += 1;
      offsets[index] = at;
      index += 1;
    }
    at += source.startsWith('\r\n', at) ? 2 : 1;
  }
  offsets[text.length] = Math.min(at, event.valueEnd);
  return offsets;
}

/** Escapes of double-quoted scalars that stand for more than the two characters they are written with. */
const LONG_ESCAPE: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

/** Folded and escaped text: walks both texts side by side; where they differ, the nearest place before. */
function alignedOffsets(text: string, event: ScalarEvent, source: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  const single = event.style === SCALAR_STYLE.SINGLE_QUOTED;
  const escapes = event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  let at = event.valueStart;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    const blank = char === ' ' || char === '\n';
    if (!blank) {
      // Line ends and indentation that folding removed; `\` before a line end joins lines.
      while (at < event.valueEnd && char !== source.charAt(at) && isSkipped(source, at, escapes)) at += 1;
    }
    offsets[index] = Math.min(at, event.valueEnd);
    if (escapes && source.charAt(at) === '\\') {
      at += LONG_ESCAPE[source.charAt(at + 1)] ?? 2;
      const code = text.codePointAt(index) ?? 0;
      if (code > 0xffff && index + 1 < text.length) {
        index += 1;
        offsets[index] = offsets[index - 1] ?? at;
        // `\ud83d\ude00` writes one character as two escapes.
        if (source.charAt(at) === '\\' && source.charAt(at - 5) === 'u') at += 6;
      }
      continue;
    }
    if (source.charAt(at) === char) at += single && char === "'" ? 2 : 1;
    else if (/\s/.test(source.charAt(at))) at += source.startsWith('\r\n', at) ? 2 : 1;
  }
  offsets[text.length] = event.valueEnd;
  return offsets;
}

function isSkipped(source: string, at: number, escapes: boolean): boolean {
  if (/\s/.test(source.charAt(at))) return true;
  return escapes && source.charAt(at) === '\\' && /[\r\n]/.test(source.charAt(at + 1));
}

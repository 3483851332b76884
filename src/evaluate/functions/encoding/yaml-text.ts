import type { YamlWriter } from './yaml-writer.ts';

/** Lines are folded at the first space behind this column. */
const WIDTH = 80;

/** Keys of more bytes are written with a `?` before them. */
const LONGEST_KEY = 128;

const BREAK = /[\r\n\u0085\u2028\u2029]/;

/** What may stand unescaped; beyond U+FFFF nothing may. Source: https://github.com/yaml/libyaml (yaml_private.h, IS_PRINTABLE) */
const PRINTABLE = /^[\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\0', '0'],
  ['\x07', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\x1b', 'e'],
  ['"', '"'],
  ['\\', '\\'],
  ['\u0085', 'N'],
  ['\u2028', 'L'],
  ['\u2029', 'P'],
]);

/** True when the key may stand before its `:` on one line. */
export function isSimpleKey(key: string): boolean {
  return !BREAK.test(key) && Buffer.byteLength(key) <= LONGEST_KEY;
}

/** Writes a text: a literal block where it has several lines and may be one, else in double quotes. */
export function writeText(writer: YamlWriter, text: string, indent: number, isKey: boolean): void {
  if (!isKey && text.includes('\n') && fitsBlock(text)) writeBlock(writer, text, indent);
  else writeQuoted(writer, text, indent, !isKey);
}

/** A block can hold neither characters that need an escape nor spaces at the end of a line. */
function fitsBlock(text: string): boolean {
  if (text.endsWith(' ') || / [\r\n\u0085\u2028\u2029]/.test(text)) return false;
  for (const character of text) if (!PRINTABLE.test(character)) return false;
  return true;
}

function writeBlock(writer: YamlWriter, text: string, indent: number): void {
  writer.token('|');
  const first = text.charAt(0);
  // The column must be said where the text itself begins with white space.
  if (first === ' ' || BREAK.test(first)) writer.raw('2');
  const last = text.charAt(text.length - 1);
  if (!BREAK.test(last)) writer.raw('-');
  else if (text.length === 1 || BREAK.test(text.charAt(text.length - 2))) writer.raw('+');
  writer.lineEnd('\n');
  writer.block(true);
  let atStart = true;
  for (const character of text) {
    if (BREAK.test(character)) {
      writer.lineEnd(character);
      writer.block(true);
      atStart = true;
      continue;
    }
    if (atStart) writer.lineFor(indent);
    writer.raw(character);
    writer.block(false);
    atStart = false;
  }
}

function writeQuoted(writer: YamlWriter, text: string, indent: number, mayFold: boolean): void {
  writer.token('"');
  const characters = Array.from(text);
  let afterSpace = false;
  for (const [index, character] of characters.entries()) {
    const isInside = index > 0 && index < characters.length - 1;
    if (character === ' ' && mayFold && !afterSpace && isInside && writer.column() > WIDTH) {
      writer.lineFor(indent);
      if (characters[index + 1] === ' ') writer.raw('\\');
    } else writer.raw(PRINTABLE.test(character) && !ESCAPES.has(character) ? character : escaped(character));
    afterSpace = character === ' ';
  }
  writer.raw('"');
  writer.solid();
}

function escaped(character: string): string {
  const letter = ESCAPES.get(character);
  if (letter !== undefined) return `\\${letter}`;
  const code = character.codePointAt(0) ?? 0;
  const digits = (length: number): string => code.toString(16).toUpperCase().padStart(length, '0');
  if (code <= 0xff) return `\\x${digits(2)}`;
  return code <= 0xffff ? `\\u${digits(4)}` : `\\U${digits(8)}`;
}

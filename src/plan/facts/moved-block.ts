import { addressParts, withoutKey } from '../../evaluate/plan/address.ts';

/** Longest address written into a block, in characters. */
const LONGEST = 1_000;

/** Names as the language has them. Source: https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers */
const NAME = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/**
 * The `moved` block that gives the object at `from` the address `to`, with a line feed at the end, to stand in the root module.
 * Undefined when an address cannot be written in the language (one that a hostile plan made up).
 * Source: https://developer.hashicorp.com/terraform/language/moved
 */
export function movedBlock(from: string, to: string): string | undefined {
  const [source, target] = [writtenAddress(from), writtenAddress(to)];
  if (source === undefined || target === undefined) return undefined;
  return `moved {\n  from = ${source}\n  to   = ${target}\n}\n`;
}

function writtenAddress(address: string): string | undefined {
  if (address.length > LONGEST) return undefined;
  const written: string[] = [];
  for (const part of addressParts(address)) {
    const name = withoutKey(part);
    const key = part.slice(name.length);
    if (!NAME.test(name)) return undefined;
    if (key === '') written.push(name);
    else if (/^\[\d{1,9}\]$/.test(key)) written.push(name + key);
    else {
      const text = /^\["(?<text>(?:[^"\\]|\\.)*)"\]$/s.exec(key)?.groups?.['text'];
      const value = text === undefined ? undefined : unescaped(text);
      if (value === undefined) return undefined;
      written.push(`${name}["${escaped(value)}"]`);
    }
  }
  return written.join('.');
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

/** Escapes of the language, of which no other is written. */
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|([nrt"\\]))/g;

/** The text that an instance key stands for; before Terraform 1.1 template marks in it are not doubled. */
function unescaped(text: string): string | undefined {
  if (text.replaceAll(ESCAPE, '').includes('\\')) return undefined;
  return text
    .replaceAll(/([$%])\1\{/g, '$1{')
    .replaceAll(ESCAPE, (_, short?: string, long?: string, letter?: string) =>
      letter === undefined
        ? String.fromCodePoint(Number.parseInt(short ?? long ?? '', 16))
        : (ESCAPES.get(letter) ?? letter),
    );
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/([$%])\{/g, '$1$1{')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, (character) => {
      const hex = (character.codePointAt(0) ?? 0).toString(16);
      return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
    });
}

import { refuse, undecide, type Outcome } from '../refusal.ts';

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Signs that join consonants of Indian scripts: whether what they join is one character differs between the Unicode
 * version of Terraform (15.0) and later ones.
 */
const CONJUNCT_LINKER = /[\u094D\u09CD\u0ACD\u0B4D\u0C4D\u0D4D]/;

/** Every code unit of such a text is a character; `\r\n` and what is beyond ASCII may be joined. */
const PLAIN = /^[\n\t -~]*$/;

/**
 * The characters of a text as a reader counts them (grapheme clusters).
 * Source: https://github.com/apparentlymart/go-textseg
 */
export function charactersOf(text: string): Outcome<readonly string[]> {
  if (PLAIN.test(text)) return text.split('');
  if (CONJUNCT_LINKER.test(text))
    return undecide('characters of this script are counted differently by Unicode version');
  return Array.from(SEGMENTER.segment(text), (part) => part.segment);
}

/** The number of characters. */
export function characterCount(text: string): Outcome<number> {
  const characters = charactersOf(text);
  return 'length' in characters ? characters.length : characters;
}

/** The characters in reverse order. */
export function reverse(text: string): Outcome<string> {
  const characters = charactersOf(text);
  if (!('length' in characters)) return characters;
  return [...characters].reverse().join('').normalize('NFC');
}

/** `length` characters from `offset`; a negative offset counts from the end, a negative length means all the rest. */
export function substring(text: string, offset: number, length: number): Outcome<string> {
  if (!Number.isInteger(offset) || !Number.isInteger(length)) return refuse('offset and length must be whole numbers');
  if (Math.abs(offset) >= 2 ** 63 || Math.abs(length) >= 2 ** 63) return refuse('offset or length is too large');
  const characters = charactersOf(text);
  if (!('length' in characters)) return characters;
  const start = offset < 0 ? Math.max(0, offset + characters.length) : offset;
  if (length === 0 && offset >= 0) return '';
  // A length of zero counted from the end gives all the rest: so does Terraform.
  const end = length <= 0 ? undefined : start + length;
  return characters.slice(start, end).join('').normalize('NFC');
}

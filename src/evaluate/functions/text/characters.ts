import { refuse, type Outcome } from '../refusal.ts';

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Between the sign that joins consonants of Indian scripts and the next consonant: later versions of Unicode have one character
 * there, Terraform's (15.0) has two.
 */
const JOINED = /(?<=[\p{M}\u200C\u200D])(?=\p{Lo})/u;

/** Every code unit of such a text is a character; `\r\n` and what is beyond ASCII may be joined. */
const PLAIN = /^[\n\t -~]*$/;

/**
 * The characters of a text as a reader counts them (grapheme clusters).
 * Source: https://github.com/apparentlymart/go-textseg
 */
export function charactersOf(text: string): readonly string[] {
  if (PLAIN.test(text)) return text.split('');
  const characters: string[] = [];
  for (let start = 0; start < text.length;) {
    const found = charactersFrom(text, start);
    for (const { segment } of found) {
      start += segment.length;
      if (segment.length === 1) characters.push(segment);
      else for (const part of segment.split(JOINED)) characters.push(part);
    }
  }
  return characters;
}

/** Code units looked at together: the time that a segmenter takes grows with the square of the text's length. */
const WINDOW = 256;

/** The first characters from `start`, where one begins. What stands before the beginning of a character never matters. */
function charactersFrom(text: string, start: number): readonly Intl.SegmentData[] {
  for (let length = WINDOW; ; length *= 4) {
    const last = text.codePointAt(start + length - 1) ?? 0;
    const end = start + length + (last > 0xffff ? 1 : 0);
    const found = [...SEGMENTER.segment(text.slice(start, end))];
    if (end >= text.length) return found;
    // The last one may go on behind the end.
    if (found.length > 1) return found.slice(0, -1);
  }
}

/** The number of characters. */
export function characterCount(text: string): number {
  return charactersOf(text).length;
}

/** The characters in reverse order. */
export function reverse(text: string): string {
  return [...charactersOf(text)].reverse().join('').normalize('NFC');
}

/** `length` characters from `offset`; a negative offset counts from the end, a negative length means all the rest. */
export function substring(text: string, offset: number, length: number): Outcome<string> {
  if (!Number.isInteger(offset) || !Number.isInteger(length)) return refuse('offset and length must be whole numbers');
  if (Math.abs(offset) >= 2 ** 63 || Math.abs(length) >= 2 ** 63) return refuse('offset or length is too large');
  const characters = charactersOf(text);
  const start = offset < 0 ? Math.max(0, offset + characters.length) : offset;
  if (length === 0 && offset >= 0) return '';
  // A length of zero counted from the end gives all the rest: so does Terraform.
  const end = length <= 0 ? undefined : start + length;
  return characters.slice(start, end).join('').normalize('NFC');
}

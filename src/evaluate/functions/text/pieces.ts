import { refuse, undecide, type Outcome } from '../refusal.ts';

/** Longest text that a function gives, in UTF-16 code units (1 MB). */
export const LONGEST_TEXT = 1_048_576;

/** The parts between the separators; an empty separator splits between code points. */
export function split(separator: string, text: string): readonly string[] {
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  return parts.map((part) => part.normalize('NFC'));
}

/** The text with every `from` replaced by `to`; an empty `from` stands before, between and behind the code points. */
export function replaceText(text: string, from: string, to: string): Outcome<string> {
  const parts = from === '' ? ['', ...Array.from(text), ''] : text.split(from);
  const length = text.length + (parts.length - 1) * to.length;
  if (length > LONGEST_TEXT) return undecide('the text would be longer than 1 MB');
  return parts.join(to).normalize('NFC');
}

/** The text with `spaces` spaces at the start of every line but the first. */
export function indent(spaces: number, text: string): Outcome<string> {
  if (!Number.isSafeInteger(spaces)) return refuse('the number of spaces must be a whole number');
  if (spaces < 0) return refuse('the number of spaces is negative');
  const lines = text.split('\n');
  if (text.length + (lines.length - 1) * spaces > LONGEST_TEXT) return undecide('the text would be longer than 1 MB');
  return lines.join(`\n${' '.repeat(lines.length > 1 ? spaces : 0)}`);
}

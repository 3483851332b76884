/**
 * Case mapping as Go does it: one code point to one code point, without context. JavaScript's own mapping differs for
 * letters that become several (`ß`), and for `İ` and `Σ`.
 * Source: https://pkg.go.dev/unicode#ToUpper
 */
const GREEK_WITH_IOTA: readonly (readonly [first: number, last: number, distance: number])[] = [
  [0x1f80, 0x1f87, 8],
  [0x1f90, 0x1f97, 8],
  [0x1fa0, 0x1fa7, 8],
  [0x1fb3, 0x1fb3, 9],
  [0x1fc3, 0x1fc3, 9],
  [0x1ff3, 0x1ff3, 9],
];

/** Letters that stand for two, whose form at the start of a word is neither upper nor lower case. */
const DIGRAPHS: readonly (readonly [first: number, title: number])[] = [
  [0x01c4, 0x01c5],
  [0x01c7, 0x01c8],
  [0x01ca, 0x01cb],
  [0x01f1, 0x01f2],
];

/** Letters that got their other case after Unicode 15.0, which is Terraform's version. */
const LATER =
  /^[\u019b\u0264\u1c89\u1c8a\ua7cb-\ua7cf\ua7d2-\ua7d5\ua7da-\ua7dc\u{10d50}-\u{10d85}\u{16ea0}-\u{16ed3}]$/u;

/** The text in upper case. */
export function upper(text: string): string {
  return mapped(text, upperLetter);
}

/** The text in lower case. */
export function lower(text: string): string {
  return mapped(text, (letter) => (letter === '\u0130' ? 'i' : single(letter.toLowerCase(), letter)));
}

/** The text with the first letter of each word in title case. Source: https://pkg.go.dev/strings#Title */
export function title(text: string): string {
  let previous = ' ';
  return mapped(text, (letter) => {
    const startsWord = separatesWords(previous);
    previous = letter;
    return startsWord ? titleLetter(letter) : letter;
  });
}

function mapped(text: string, map: (letter: string) => string): string {
  let result = '';
  for (const letter of text) result += map(letter);
  return result.normalize('NFC');
}

function upperLetter(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1ff3) {
    const range = GREEK_WITH_IOTA.find(([first, last]) => code >= first && code <= last);
    if (range) return String.fromCodePoint(code + range[2]);
  }
  return single(letter.toUpperCase(), letter);
}

function titleLetter(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  // Georgian has capitals, but does not use them at the start of words.
  if (code >= 0x10d0 && code <= 0x10ff) return letter;
  const digraph = DIGRAPHS.find(([first]) => code >= first && code <= first + 2);
  return digraph ? String.fromCodePoint(digraph[1]) : upperLetter(letter);
}

/** `mapped` when it is one code point, else the letter as it was. */
function single(result: string, letter: string): string {
  if (result === letter || LATER.test(letter)) return letter;
  return Array.from(result).length === 1 ? result : letter;
}

function separatesWords(character: string): boolean {
  if ((character.codePointAt(0) ?? 0) < 0x80) return !/^\w$/.test(character);
  return /^\p{White_Space}$/u.test(character);
}

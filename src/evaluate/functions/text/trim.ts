/** White space as Go has it: Unicode's, which is not JavaScript's (U+0085 is, U+FEFF is not). */
const isSpace = (character: string): boolean => /^\p{White_Space}$/u.test(character);

/** The text without white space at both ends. Source: https://pkg.go.dev/strings#TrimSpace */
export function trimSpace(text: string): string {
  return strip(text, isSpace);
}

/** The text without the characters of `cutset` at both ends. */
export function trim(text: string, cutset: string): string {
  const characters = new Set(cutset);
  return strip(text, (character) => characters.has(character));
}

/** The text without line ends behind it. */
export function chomp(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return text.slice(0, end);
}

/** The text without `prefix`, once. */
export function trimPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length).normalize('NFC') : text;
}

/** The text without `suffix`, once. */
export function trimSuffix(text: string, suffix: string): string {
  return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
}

/** Drops what `drops` says at both ends, by code point. */
function strip(text: string, drops: (character: string) => boolean): string {
  let start = 0;
  while (start < text.length) {
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    if (!drops(character)) break;
    start += character.length;
  }
  let end = text.length;
  while (end > start) {
    const isPair = end - start > 1 && /[\uDC00-\uDFFF]/.test(text.charAt(end - 1));
    const character = text.slice(isPair ? end - 2 : end - 1, end);
    if (!drops(character)) break;
    end -= character.length;
  }
  return text.slice(start, end).normalize('NFC');
}

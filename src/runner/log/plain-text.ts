const ESCAPE = '\u001B';
const BELL = '\u0007';

/**
 * Text of a program without what controls a terminal or hides text: escape sequences, control characters other than tab and
 * line feed, and marks that turn the direction of writing. Still hostile: escape it where it is shown.
 * Sources: ECMA-48, sections 5.4 and 5.6; https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export function plainText(text: string): string {
  const [first = '', ...rest] = text.split(ESCAPE);
  return (first + rest.map(withoutSequence).join(''))
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (sign) =>
      sign === '\n' || sign === '\t' ? sign : '',
    );
}

/** What follows an escape character, without the sequence that it begins. */
function withoutSequence(text: string): string {
  if (text.startsWith('[')) return text.replace(/^\[[0-?]{0,100}[ -/]{0,10}[@-~]?/, '');
  if (!/^[\]PX^_]/.test(text)) return text.slice(1);
  // A string for the terminal (its title, a link) ends at a bell, at the next escape character, or at the latest with the line.
  const ends = [text.indexOf(BELL) + 1, text.indexOf('\n')].filter((end) => end > 0);
  return ends.length === 0 ? '' : text.slice(Math.min(...ends));
}

import { refuse, undecide, type Outcome, type Refused, type Undecided } from '../refusal.ts';
import { DEEPEST_DATA, MOST_DATA, storedText, type Data } from './data.ts';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// Control characters must be escaped; `\u` and a few letters are all that may follow a backslash.
const STRING = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const WORDS: readonly (readonly [string, null | boolean])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];

/**
 * The data in a JSON text, numbers with all their digits. Of a key that is written twice the last one counts.
 * Source: https://www.rfc-editor.org/rfc/rfc8259
 */
export function decodeJson(text: string): Outcome<{ readonly data: Data }> {
  let position = 0;
  let count = 0;
  let failure: Refused | Undecided | undefined;
  /** Gives no data, and keeps the first reason. */
  const fail = (reason: Refused | Undecided): Data | undefined => {
    failure ??= reason;
    return undefined;
  };
  const invalid = (): Data | undefined => fail(refuse(`the text is not JSON at character ${position + 1}`));
  const skipBlank = (): void => {
    while (' \t\n\r'.includes(text[position] ?? 'x')) position++;
  };
  const take = (character: string): boolean => {
    skipBlank();
    if (text[position] !== character) return false;
    position++;
    return true;
  };
  const string = (): string | undefined => {
    STRING.lastIndex = position;
    const match = STRING.exec(text);
    if (!match) {
      invalid();
      return undefined;
    }
    position = STRING.lastIndex;
    return JSON.parse(match[0]) as string;
  };
  const list = (depth: number): Data | undefined => {
    const items: Data[] = [];
    if (take(']')) return items;
    do {
      const item = value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    } while (take(','));
    return take(']') ? items : invalid();
  };
  const object = (depth: number): Data | undefined => {
    const entries = new Map<string, Data>();
    if (take('}')) return entries;
    do {
      skipBlank();
      const key = string();
      if (key === undefined || !take(':')) return invalid();
      // Terraform composes texts, and does not find such a key again.
      if (storedText(key) !== key) return fail(refuse('a key of the JSON text has characters that are not composed'));
      const item = value(depth + 1);
      if (item === undefined) return undefined;
      entries.set(key, item);
    } while (take(','));
    return take('}') ? entries : invalid();
  };
  const value = (depth: number): Data | undefined => {
    if (depth > DEEPEST_DATA || ++count > MOST_DATA) return fail(undecide('the JSON text is too large or too deep'));
    skipBlank();
    if (take('[')) return list(depth);
    if (take('{')) return object(depth);
    if (text[position] === '"') {
      const written = string();
      return written === undefined ? undefined : storedText(written);
    }
    const word = WORDS.find(([written]) => text.startsWith(written, position));
    if (word) {
      position += word[0].length;
      return word[1];
    }
    NUMBER.lastIndex = position;
    const match = NUMBER.exec(text);
    if (!match) return invalid();
    position = NUMBER.lastIndex;
    return { digits: match[0] };
  };
  const data = value(0);
  skipBlank();
  if (failure) return failure;
  return data === undefined || position < text.length
    ? refuse(`the text is not JSON at character ${position + 1}`)
    : { data };
}

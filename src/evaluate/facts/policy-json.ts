import type { Span } from '../../model/span.ts';
import { known, unknown, type Origin, type UnknownValue, type Value } from '../../model/value.ts';
import { placesIn } from './text-places.ts';

/** AWS limits a policy to 20 kB (bucket policy); anything far beyond is not one. */
const MAX_LENGTH = 200_000;
const MAX_DEPTH = 32;
/** Stands for one unknown piece in the text that is parsed. */
const HOLE = '\u{FFFC}';

/**
 * A JSON text with unknown pieces as a value tree in which each part has its place in the file. A text with holes
 * becomes an unknown with parts. Undefined when it is not JSON (a hole may stand for a value or inside a text only).
 * Grammar: https://www.rfc-editor.org/rfc/rfc8259
 */
export function policyJson(
  parts: readonly (string | UnknownValue)[],
  span: Span | undefined,
  source: string | undefined,
): Value | undefined {
  const holes = parts.filter((part) => typeof part !== 'string');
  const text = parts.map((part) => (typeof part === 'string' ? part.replaceAll(HOLE, ' ') : HOLE)).join('');
  if (text.length > MAX_LENGTH) return undefined;
  const places = placesIn(text, span, source);
  let at = 0;
  let hole = 0;

  const origin = (start: number): Origin => ({ span: places(start, at), trace: [], references: [] });
  const skip = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  };
  const take = (char: string): boolean => {
    skip();
    if (text[at] !== char) return false;
    at += 1;
    return true;
  };

  const readText = (): { readonly pieces: readonly (string | UnknownValue)[] } | undefined => {
    if (!take('"')) return undefined;
    const pieces: (string | UnknownValue)[] = [];
    let start = at;
    const flush = (): boolean => {
      try {
        const piece = JSON.parse(`"${text.slice(start, at)}"`) as string;
        if (piece !== '') pieces.push(piece);
        return true;
      } catch {
        return false; // a bad escape or a raw control character: not JSON
      }
    };
    for (; at < text.length && text[at] !== '"'; at += 1) {
      if (text[at] === '\\') at += 1;
      else if (text[at] === HOLE) {
        if (!flush()) return undefined;
        const missing = holes[hole];
        if (missing) pieces.push(missing);
        hole += 1;
        start = at + 1;
      }
    }
    if (at >= text.length || !flush()) return undefined;
    at += 1;
    return { pieces };
  };

  const readScalar = (): Value | undefined => {
    const start = at;
    const quoted = text[at] === '"' ? readText() : undefined;
    if (quoted) {
      const { pieces } = quoted;
      const missing = pieces.find((piece) => typeof piece !== 'string');
      if (missing) return unknown(missing.reason, missing.detail, { ...missing, ...placeOf(start) }, pieces);
      return known(joined(pieces), origin(start));
    }
    const word = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(text.slice(at, at + 40))?.[0];
    if (word === undefined) return undefined;
    at += word.length;
    return known(JSON.parse(word) as number | boolean | null, origin(start));
  };
  const placeOf = (start: number): { span: Span | undefined } => ({ span: places(start, at) });

  const readContainer = (depth: number): Value | undefined => {
    const start = at;
    const isObject = text[at] === '{';
    const end = isObject ? '}' : ']';
    const items: Value[] = [];
    const entries = new Map<string, Value>();
    at += 1;
    let isClosed = take(end);
    if (!isClosed) {
      do {
        // A comma too many: AWS refuses the text, but what it says is plain, and a defect in it is one once the comma is gone.
        if (items.length + entries.size > 0 && (isClosed = take(end))) break;
        const key = isObject ? readText() : undefined;
        if (isObject && (!key || !take(':'))) return undefined;
        const value = readValue(depth + 1);
        if (!value) return undefined;
        if (key) entries.set(joined(key.pieces), value);
        else items.push(value);
      } while (take(','));
      if (!isClosed && !take(end)) return undefined;
    }
    return known(isObject ? entries : items, origin(start));
  };

  const readValue = (depth: number): Value | undefined => {
    skip();
    if (depth > MAX_DEPTH) return undefined;
    if (text[at] === '{' || text[at] === '[') return readContainer(depth);
    if (text[at] !== HOLE) return readScalar();
    const missing = holes[hole];
    hole += 1;
    at += 1;
    return missing && { ...missing, ...placeOf(at - 1) };
  };

  const value = readValue(0);
  skip();
  return at === text.length ? value : undefined;
}

/** The text of pieces, with a hole for each unknown one. */
function joined(pieces: readonly (string | UnknownValue)[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : HOLE)).join('');
}

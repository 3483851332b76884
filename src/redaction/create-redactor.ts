import { encodedForms } from './encoded-forms.ts';
import { highEntropyRanges } from './high-entropy.ts';
import { REDACTED, redactSecrets } from './redact-secrets.ts';
import { unescapeJson } from './unescape-json.ts';
import { type TextRange, type ValueMatcher, valueMatcher } from './value-matcher.ts';

/** Takes secrets out of texts before they are stored, logged or shown. Line breaks stay; doing it again changes nothing. */
export interface Redactor {
  /** Text without the values that were passed in and without anything that looks like a credential. For logs and messages. */
  redact(text: string): string;
  /**
   * JSON text without the values that were passed in, inside of its strings only, so that it is still JSON. They are found in
   * what a string says, and in JSON that it holds, up to three deep (`jsonencode` of `jsonencode`). What merely looks like a
   * credential stays: for a plan, which is read and redacted again before it is shown.
   */
  redactJson(json: string): string;
  /** Places at which something was taken out so far. */
  count(): number;
  /** How many of the values are too short to be looked for (under 6 characters): they would hide half of every text. */
  readonly notLookedFor: number;
}

/**
 * A redactor for `values`: secrets that a run was given (credentials in its environment, variables). They are found as they are,
 * in base64, for URLs, inside of JSON, in hexadecimal. Time is linear in the text.
 */
export function createRedactor(options: { readonly values?: readonly string[] | undefined } = {}): Redactor {
  const values = [...new Set(options.values ?? [])].filter((value) => value.trim() !== '');
  const forms = values.map(encodedForms);
  const matcher = valueMatcher([...new Set(forms.flat())]);
  let places = 0;
  const without = (text: string, rangesIn: (piece: string) => readonly TextRange[]): string =>
    text
      // What was taken out before is left alone, even by a secret that reads like our own mark.
      .split(REDACTED)
      .map((piece) => withoutRanges(piece, rangesIn(piece)))
      .join(REDACTED);
  const withoutValues = (text: string): string => without(text, (piece) => matcher.rangesIn(piece));
  const withoutEscapedValues = (inner: string): string => without(inner, (piece) => escapedRanges(piece, matcher));
  const once = (text: string): string => withoutRandom(redactSecrets(withoutValues(text)));
  const counted = (before: string, after: string): string => {
    if (after !== before) places += Math.max(1, marksIn(after) - marksIn(before));
    return after;
  };
  return {
    redact(text) {
      let result = once(text);
      // Taking one out can uncover the edge of another; more than a few in a row need a text made for it.
      for (let pass = 0, before = text; pass < MOST_PASSES && result !== before; pass++) {
        before = result;
        result = once(result);
      }
      return counted(text, result);
    },
    redactJson(json) {
      return counted(json, eachString(json, withoutEscapedValues));
    },
    count: () => places,
    notLookedFor: forms.filter((found) => found.length === 0).length,
  };
}

const MOST_PASSES = 8;

function marksIn(text: string): number {
  return text.split(REDACTED).length - 1;
}

function withoutRandom(text: string): string {
  return withoutRanges(
    text,
    highEntropyRanges(text, (decoded) => redactSecrets(decoded) !== decoded),
  );
}

function withoutRanges(text: string, ranges: readonly TextRange[]): string {
  if (ranges.length === 0) return text;
  const pieces: string[] = [];
  let position = 0;
  for (const { start, end } of ranges) {
    pieces.push(text.slice(position, start), REDACTED, text.slice(start, end).replaceAll(/[^\n]/g, ''));
    position = end;
  }
  return pieces.join('') + text.slice(position);
}

/** How deep JSON is looked for in a string of JSON. */
const DEEPEST_JSON = 3;

/**
 * Where values stand in the inside of a JSON string, from the first escape that is a part of one to the end of the last: in what
 * it says, and in what it would say unescaped again and again, whoever escaped it and how.
 */
function escapedRanges(inner: string, matcher: ValueMatcher): readonly TextRange[] {
  let text = inner;
  let origins: Uint32Array | undefined;
  let ranges: readonly TextRange[] = [];
  for (let level = 0; level <= DEEPEST_JSON; level++) {
    const next = unescapeJson(text);
    if (next === undefined && level > 0) break;
    if (next !== undefined) {
      const outer = origins;
      origins = outer === undefined ? next.origins : next.origins.map((origin) => outer[origin] ?? inner.length);
      text = next.text;
    }
    const from = origins;
    const found = matcher.rangesIn(text).map(({ start, end }) => ({
      start: from?.[start] ?? start,
      end: from?.[end] ?? end,
    }));
    ranges = joined(ranges.concat(found));
  }
  return ranges;
}

/** Ranges in order, those that overlap or touch made one. */
function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const result: TextRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else result.push(range);
  }
  return result;
}

/** JSON text with `change` applied to what stands in each of its strings, keys too. */
function eachString(json: string, change: (inner: string) => string): string {
  const pieces: string[] = [];
  let position = 0;
  for (let open = json.indexOf('"'); open !== -1; open = json.indexOf('"', position)) {
    const close = endOfString(json, open + 1);
    pieces.push(json.slice(position, open + 1), change(json.slice(open + 1, close)));
    position = close;
    if (position < json.length) {
      pieces.push('"');
      position++;
    }
  }
  return pieces.join('') + json.slice(position);
}

/** Where the closing quote stands; the end of the text when there is none. */
function endOfString(json: string, from: number): number {
  for (let i = from; i < json.length; i++) {
    const unit = json.charCodeAt(i);
    if (unit === 0x5c) i++;
    else if (unit === 0x22) return i;
  }
  return json.length;
}

import { encodedForms } from './encoded-forms.ts';
import { highEntropyRanges } from './high-entropy.ts';
import { REDACTED, redactSecrets } from './redact-secrets.ts';
import { type TextRange, valueMatcher } from './value-matcher.ts';

/** Takes secrets out of texts before they are stored, logged or shown. Line breaks stay; doing it again changes nothing. */
export interface Redactor {
  /** Text without the values that were passed in and without anything that looks like a credential. For logs and messages. */
  redact(text: string): string;
  /**
   * JSON text without the values that were passed in, inside of its strings only, so that it is still JSON. What merely looks
   * like a credential stays: for a plan, which is read and redacted again before it is shown.
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
  const withoutValues = (text: string): string =>
    text
      // What was taken out before is left alone, even by a secret that reads like our own mark.
      .split(REDACTED)
      .map((piece) => withoutRanges(piece, matcher.rangesIn(piece)))
      .join(REDACTED);
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
      return counted(json, eachString(json, withoutValues));
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

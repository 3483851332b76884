import { parseReal, truncate, realText, type Real } from '../../number.ts';
import { textJson } from '../encoding/json-text.ts';
import { refuse, undecide, type Outcome } from '../refusal.ts';
import { characterCount, substring } from './characters.ts';
import { formatMagnitude } from './format-float.ts';
import type { FormatVerb } from './format-spec.ts';

/** An argument of `format`. `other` is a list, set, map or object, which only `%v` can write: as its JSON. */
export type FormatArgument =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly real: Real }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'other'; readonly json: string };

/** What one conversion writes for its argument. Source: https://pkg.go.dev/github.com/zclconf/go-cty/cty/function/stdlib#Format */
export function formatValue(verb: FormatVerb, argument: FormatArgument): Outcome<string> {
  if (argument.kind === 'number' && argument.real.infinite) return undecide('an infinite number');
  if (verb.letter === 'v') return padded(verb, plainText(verb, argument));
  if (argument.kind === 'null') return refuse(`null cannot be formatted with "%${verb.letter}"`);
  if (argument.kind === 'other') return refuse(`a collection cannot be formatted with "%${verb.letter}"`);
  if (verb.letter === 't') return boolText(argument);
  if (verb.letter === 's' || verb.letter === 'q') return textOf(verb, argument);
  const real =
    argument.kind === 'number' ? argument.real : argument.kind === 'text' ? parseReal(argument.text) : undefined;
  if (!real) return refuse(`"%${verb.letter}" needs a number`);
  return 'bdoxX'.includes(verb.letter) ? wholeText(verb, real) : floatText(verb, real);
}

function plainText(verb: FormatVerb, argument: FormatArgument): string {
  switch (argument.kind) {
    case 'text':
      return verb.sharp ? textJson(argument.text) : argument.text;
    case 'number':
      return verb.sharp
        ? realText(argument.real)
        : signed(argument.real, formatMagnitude(argument.real, { verb: 'g', places: undefined }));
    case 'bool':
      return String(argument.value);
    case 'null':
      return 'null';
    case 'other':
      return argument.json;
  }
}

function boolText(argument: FormatArgument): Outcome<string> {
  if (argument.kind === 'bool') return String(argument.value);
  const text = argument.kind === 'text' ? argument.text : '';
  if (text === 'true' || text === '1') return 'true';
  return text === 'false' || text === '0' ? 'false' : refuse('"%t" needs true or false');
}

function textOf(
  verb: FormatVerb,
  argument: FormatArgument & { readonly kind: 'text' | 'number' | 'bool' },
): Outcome<string> {
  const text =
    argument.kind === 'text'
      ? argument.text
      : argument.kind === 'number'
        ? realText(argument.real)
        : String(argument.value);
  // A precision of zero does not cut: so does Terraform.
  const cut = (verb.precision ?? 0) > 0 ? substring(text, 0, verb.precision ?? 0) : text;
  if (typeof cut !== 'string') return cut;
  return padded(verb, verb.letter === 'q' ? textJson(cut) : cut);
}

/** Fills up to the width, measured in characters as a reader counts them. */
function padded(verb: FormatVerb, text: string): Outcome<string> {
  if (verb.width === undefined) return text;
  const fill = (verb.zero ? '0' : ' ').repeat(Math.max(0, verb.width - characterCount(text)));
  return verb.minus ? text + fill : fill + text;
}

const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  b: [2, '0b'],
  o: [8, '0'],
  x: [16, '0x'],
  X: [16, '0X'],
  d: [10, ''],
};

/** A whole number, as Go's fmt writes big integers: the precision is the least number of digits. */
function wholeText(verb: FormatVerb, real: Real): Outcome<string> {
  if (real.exponent < 0 && real.mantissa !== 0n) return refuse(`"%${verb.letter}" needs a whole number`);
  const [base, prefix] = BASES[verb.letter] ?? [10, ''];
  const whole = truncate(real);
  const magnitude = (whole < 0n ? -whole : whole).toString(base);
  // A precision of zero writes nothing for zero.
  const digits = verb.precision === 0 && whole === 0n ? '' : magnitude.padStart(verb.precision ?? 0, '0');
  const sign = signOf(verb, whole < 0n);
  const head = sign + (verb.sharp ? prefix : '');
  const body = verb.letter === 'X' ? digits.toUpperCase() : digits;
  return filled(verb, head, body, verb.zero && verb.precision === undefined);
}

function floatText(verb: FormatVerb, real: Real): Outcome<string> {
  const letter = verb.letter.toLowerCase();
  if (letter !== 'e' && letter !== 'f' && letter !== 'g') return undecide(`"%${verb.letter}" is not evaluated`);
  const places = verb.precision ?? (letter === 'g' ? undefined : 6);
  const magnitude = formatMagnitude(real, { verb: letter, places });
  const body = letter === verb.letter ? magnitude : magnitude.toUpperCase();
  return filled(verb, signOf(verb, isNegative(real)), body, verb.zero);
}

function signOf(verb: FormatVerb, isNegative: boolean): string {
  return isNegative ? '-' : verb.plus ? '+' : verb.space ? ' ' : '';
}

function signed(real: Real, magnitude: string): string {
  return isNegative(real) ? `-${magnitude}` : magnitude;
}

function isNegative(real: Real): boolean {
  return real.mantissa < 0n || real.negativeZero === true;
}

function filled(verb: FormatVerb, head: string, body: string, zeros: boolean): string {
  const missing = Math.max(0, (verb.width ?? 0) - head.length - body.length);
  if (verb.minus) return head + body + ' '.repeat(missing);
  return zeros ? head + '0'.repeat(missing) + body : ' '.repeat(missing) + head + body;
}

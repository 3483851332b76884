import { parseReal, realText } from '../../number.ts';
import { refuse, undecide, type Outcome } from '../refusal.ts';
import { formatTimestamp, parseYamlTimestamp } from '../date/timestamp.ts';
import { decodeBase64 } from './base64.ts';
import { storedText, type Data } from './data.ts';

/** Tags as `!!str` writes them; the empty text for none. */
export const YAML_TAGS: ReadonlySet<string> = new Set([
  '',
  'str',
  'bool',
  'int',
  'float',
  'null',
  'timestamp',
  'binary',
]);

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

const INTEGER = /^[-+]?\d+$/;
const OCTAL = /^0o[0-7]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;

/**
 * The value of a scalar as Terraform reads it: mostly YAML 1.2, with the words of YAML 1.1 for true and false, and with
 * dates as RFC 3339 texts. Source: https://github.com/zclconf/go-cty-yaml
 */
export function yamlScalarValue(tag: string, text: string, isQuoted: boolean): Outcome<{ readonly data: Data }> {
  if (!YAML_TAGS.has(tag)) return refuse(`the YAML tag "${tag}" is not supported`);
  if (tag === 'str') return { data: storedText(text) };
  if (tag === 'binary') {
    const bytes = decodeBase64(text);
    return 'refused' in bytes ? bytes : { data: text };
  }
  // Quotes make a text of what looks like something else, whatever the tag says.
  if (isQuoted && /^(?:$|[-+\d.yYnNtTfFoO~])/.test(text)) return { data: storedText(text) };
  const word = WORDS.get(text);
  if (word !== undefined) return { data: word };
  if (INFINITE.test(text)) return undecide('an infinite number');
  if (tag === '' && /^\.(?:nan|NaN|NAN)$/.test(text)) return refuse('YAML has a number that is none (.nan)');
  if (tag === '' || tag === 'timestamp') {
    const time = isQuoted ? undefined : parseYamlTimestamp(text);
    if (time) return { data: formatTimestamp(time) };
  }
  if (tag === 'null') return { data: null };
  const number = isQuoted ? undefined : numberText(text);
  if (number !== undefined && (tag === '' || tag === 'int' || tag === 'float')) return number;
  if (tag === 'int' || tag === 'float') return taggedNumber(tag, text);
  if (tag !== '') return refuse(`"${text}" is no YAML ${tag}`);
  return { data: storedText(text) };
}

function numberText(text: string): Outcome<{ readonly data: Data }> | undefined {
  if (INTEGER.test(text) || FLOAT.test(text)) return numeric(text);
  if (!OCTAL.test(text) && !HEXADECIMAL.test(text)) return undefined;
  const whole = BigInt(text);
  return whole < 1n << 64n ? { data: { digits: whole.toString() } } : refuse(`the number ${text} is too large`);
}

function numeric(text: string): Outcome<{ readonly data: Data }> {
  const real = parseReal(text);
  return real ? { data: { digits: realText(real) } } : undecide('a number with too many digits');
}

/** With a tag, `_` between digits and the notations of Go are read too. */
function taggedNumber(tag: string, text: string): Outcome<{ readonly data: Data }> {
  const plain = text.replaceAll('_', '');
  if (parseReal(plain)) return numeric(plain);
  const match = /^([+-]?)(0[box][0-9a-fA-F]+)$/i.exec(plain);
  const whole = match && isWhole(match[2] ?? '') ? BigInt(match[2] ?? '') : undefined;
  if (whole !== undefined) {
    if (whole >= 1n << 63n) return undecide('a number of more than 63 bits');
    return { data: { digits: String(match?.[1] === '-' ? -whole : whole) } };
  }
  return refuse(`"${text.slice(0, 40)}" is no YAML ${tag}`);
}

function isWhole(text: string): boolean {
  return /^0(?:x[0-9a-f]+|o[0-7]+|b[01]+)$/i.test(text);
}

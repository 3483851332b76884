import { known, type Value } from '../../model/value.ts';
import { isNull, scalarNumber, scalarOf, scalarText } from '../conversion.ts';
import { container, originFrom, unknownFrom } from '../origin.ts';
import { joinPieces } from '../template.ts';
import {
  affordable,
  itemsOf,
  notEvaluated,
  ofTexts,
  refused,
  unsuitable,
  type Call,
  type TerraformFunction,
} from './signature.ts';

// Case mapping and "white space" beyond ASCII differ between Go and JavaScript: such text is not evaluated.
const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
};
const ascii = (compute: (text: string) => string): TerraformFunction =>
  ofTexts(1, 1, ([text = '']) => (isAscii(text) ? compute(text) : undefined));

/** Functions of texts. */
export const TEXT_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['lower', ascii((text) => text.toLowerCase())],
  ['upper', ascii((text) => text.toUpperCase())],
  ['trimspace', ascii((text) => text.trim())],
  ['chomp', ofTexts(1, 1, ([text = '']) => withoutNewlines(text))],
  ['startswith', ofTexts(2, 2, ([text = '', prefix = '']) => text.startsWith(prefix))],
  ['endswith', ofTexts(2, 2, ([text = '', suffix = '']) => text.endsWith(suffix))],
  ['strcontains', ofTexts(2, 2, ([text = '', part = '']) => text.includes(part))],
  [
    'trimprefix',
    ofTexts(2, 2, ([text = '', prefix = '']) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  ],
  [
    'trimsuffix',
    ofTexts(2, 2, ([text = '', suffix = '']) =>
      text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
    ),
  ],
  ['replace', replace],
  ['join', join],
  ['split', split],
  ['format', format],
];

function withoutNewlines(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return text.slice(0, end);
}

/** `/…/` is a regular expression in Go's syntax: not evaluated. */
function replace(args: readonly Value[], call: Call): Value {
  const pattern = args[1] ? scalarOf(args[1]) : undefined;
  if (typeof pattern === 'string' && pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/')) {
    return notEvaluated(args, call);
  }
  return ofTexts(3, 3, ([text = '', from = '', to = '']) => {
    if (from === '') return undefined;
    const count = text.split(from).length - 1;
    return affordable(text.length + count * to.length, call) ? text.split(from).join(to) : undefined;
  })(args, call);
}

function join(args: readonly Value[], call: Call): Value {
  const [separator, ...lists] = args;
  if (separator === undefined || lists.length === 0) return refused(args, call, 'wrong number of arguments');
  const pieces: Value[] = [];
  for (const list of lists) {
    const items = itemsOf(list);
    if (items === undefined) return unsuitable(args, call);
    for (const item of items) {
      if (pieces.length > 0) pieces.push(separator);
      pieces.push(item);
    }
  }
  if (pieces.length === 0 && separator.kind === 'unknown') return unknownFrom(call.span, args);
  const text = joinPieces(pieces, call.span, call.scope);
  return text.kind === 'known' ? known(text.value, originFrom(call.span, args)) : text;
}

function split(args: readonly Value[], call: Call): Value {
  return ofTexts(2, 2, ([separator = '', text = '']) => {
    // An empty separator splits by character, in Go by code point.
    const parts = separator === '' ? Array.from(text) : text.split(separator);
    if (!affordable(text.length + parts.length * 64, call)) return undefined;
    const origin = originFrom(call.span, args);
    return container(
      parts.map((part) => known(part, origin)),
      origin,
    );
  })(args, call);
}

/** A verb of `format`: `%%`, or `%s %d %v` with `-`, `0` and a width. */
const VERB = /%(?:%|(-?)(0?)(\d{0,3})([sdv]))/g;

/** `format` with `%s`, `%d`, `%v`; other verbs are not evaluated. Unknown arguments leave a partly known text. */
function format(args: readonly Value[], call: Call): Value {
  const [first, ...values] = args;
  if (first === undefined) return refused(args, call, 'wrong number of arguments');
  if (first.kind === 'unknown') return unknownFrom(call.span, args);
  const spec = scalarOf(first);
  if (typeof spec !== 'string') return refused(args, call, 'the format is not a text');
  const pieces: Value[] = [];
  let position = 0;
  let used = 0;
  const text = (piece: string): void => {
    if (piece !== '') pieces.push(known(piece));
  };
  for (const match of spec.matchAll(VERB)) {
    const [whole, left = '', zero = '', width = '', verb] = match;
    const before = spec.slice(position, match.index);
    if (before.includes('%')) return notEvaluated(args, call);
    text(before);
    position = match.index + whole.length;
    if (verb === undefined) {
      text('%');
      continue;
    }
    const value = values[used++];
    if (value === undefined) return refused(args, call, 'too few arguments');
    const piece = verbPiece(value, verb);
    if (piece === undefined) return notEvaluated(args, call);
    if (piece.kind === 'unknown' && width !== '') return unknownFrom(call.span, args);
    const plain = scalarOf(piece);
    pieces.push(
      typeof plain === 'string' ? { ...piece, kind: 'known', value: pad(plain, left, zero, Number(width)) } : piece,
    );
  }
  if (spec.includes('%', position)) return notEvaluated(args, call);
  text(spec.slice(position));
  if (used < values.length) return refused(args, call, 'too many arguments');
  const result = joinPieces(pieces, call.span, call.scope);
  return result.kind === 'known' ? known(result.value, originFrom(call.span, args)) : result;
}

function verbPiece(value: Value, verb: string): Value | undefined {
  if (value.kind === 'unknown') return value;
  const scalar = scalarOf(value);
  if (scalar === undefined || isNull(value)) return undefined;
  if (verb !== 'd') return { ...value, kind: 'known', value: scalarText(scalar) ?? '' };
  const number = scalarNumber(scalar);
  return number !== undefined && Number.isInteger(number)
    ? { ...value, kind: 'known', value: scalarText(number) ?? '' }
    : undefined;
}

function pad(text: string, left: string, zero: string, width: number): string {
  if (left !== '') return text.padEnd(width);
  if (zero === '') return text.padStart(width);
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}

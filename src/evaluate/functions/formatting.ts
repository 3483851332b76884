import type { Type } from '../../model/type.ts';
import { known, type UnknownValue, type Value } from '../../model/value.ts';
import { containsUnknown } from '../equality.ts';
import { realOf } from '../number.ts';
import { container, invalid, originFrom, unknownBecause, unknownFrom } from '../origin.ts';
import { joinPieces } from '../template.ts';
import { typeOf } from '../types/type-of.ts';
import { convertValue } from '../types/convert.ts';
import { encodeJson } from './encoding/json-encode.ts';
import { dataOf } from './plain-data.ts';
import { isFailure } from './refusal.ts';
import { affordable, itemsOf, refused, type Call, type TerraformFunction } from './signature.ts';
import { parseFormat, type FormatVerb } from './text/format-spec.ts';
import { formatValue, type FormatArgument } from './text/format-value.ts';

const TEXTS: Type = { kind: 'list', element: 'string' };

/** Functions of formats. Source: https://developer.hashicorp.com/terraform/language/functions/format */
export const FORMAT_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  [
    'format',
    (args, call) =>
      args.slice(1).some(isUntypedNull) ? open(args, call, 'a null without a type') : formatted(args, call),
  ],
  ['formatlist', formatList],
];

/** The text of a format; unknown arguments leave a partly known text. */
function formatted(args: readonly Value[], call: Call): Value {
  const [first, ...values] = args;
  if (first === undefined) return refused(args, call, 'wrong number of arguments');
  const spec = convertValue(first, 'string', call.scope.module.budget);
  if (spec.kind === 'unknown') {
    if (spec.reason === 'invalid' && first.kind !== 'unknown') return refused(args, call, 'the format is not a text');
    return { ...unknownFrom(call.span, args), type: 'string' };
  }
  if (spec.kind === 'absent' || typeof spec.value !== 'string') return refused(args, call, 'the format is null');
  const invalidValue = values.find((value) => value.kind === 'unknown' && value.reason === 'invalid');
  if (invalidValue) return unknownFrom(call.span, args);
  if (!affordable(spec.value.length * 4, call)) return open(args, call, 'too much text');
  const parsed = parseFormat(spec.value);
  if (isFailure(parsed)) return failed(parsed, args, call);
  const pieces: Value[] = [];
  for (const part of parsed.parts) {
    const piece = typeof part === 'string' ? known(part) : pieceOf(part, values, call);
    if (piece.kind === 'unknown' && piece.reason === 'invalid') return refused(args, call, piece.detail);
    // What is not known in full may be of any width.
    if (typeof part !== 'string' && piece.kind === 'unknown' && !isPlain(part)) return open(args, call, piece);
    pieces.push(piece);
  }
  if (parsed.needed < values.length) return refused(args, call, 'the format uses fewer arguments than it is given');
  const text = joinPieces(pieces, call.span, call.scope);
  if (text.kind === 'unknown') return { ...text, ...originFrom(call.span, args), type: 'string' };
  if (text.kind === 'absent') return text;
  return known(typeof text.value === 'string' ? text.value.normalize('NFC') : '', originFrom(call.span, args));
}

function isPlain(verb: FormatVerb): boolean {
  return 'sdv'.includes(verb.letter) && verb.width === undefined && verb.precision === undefined && !verb.sharp;
}

/** What one verb writes. */
function pieceOf(verb: FormatVerb, values: readonly Value[], call: Call): Value {
  const value = values[verb.argument];
  if (value === undefined) return invalid('the format needs more arguments', call.span);
  if (value.kind === 'unknown' || containsUnknown(value, call.scope.module.budget)) {
    return value.kind === 'unknown' ? value : unknownFrom(call.span, [value]);
  }
  const argument = argumentOf(value, call);
  const text = argument === undefined ? { undecided: 'a value that is too large' } : formatValue(verb, argument);
  if (typeof text === 'string') return known(text, originFrom(call.span, [value]));
  return failed(text, [value], call);
}

function failed(
  failure: { refused: string } | { undecided: string },
  args: readonly Value[],
  call: Call,
): UnknownValue {
  if ('refused' in failure) return invalid(`${call.name}(…): ${failure.refused}`, call.span, args);
  return unknownBecause('not-evaluated', `${call.name}(…): ${failure.undecided}`, call.span, args);
}

function argumentOf(value: Value, call: Call): FormatArgument | undefined {
  if (value.kind !== 'known' || value.value === null) return { kind: 'null' };
  if (typeof value.value === 'string') return { kind: 'text', text: value.value };
  if (typeof value.value === 'boolean') return { kind: 'bool', value: value.value };
  if (typeof value.value === 'number') {
    const real = realOf(value);
    return real && { kind: 'number', real };
  }
  const data = dataOf(value, call);
  const json = data === undefined ? undefined : encodeJson(data);
  return typeof json === 'string' ? { kind: 'other', json } : undefined;
}

/** Terraform does not look further than at an argument that is such a null. */
function isUntypedNull(value: Value): boolean {
  return value.kind !== 'unknown' && (value.kind === 'absent' || value.value === null) && typeOf(value) === 'dynamic';
}

function open(args: readonly Value[], call: Call, cause: string | UnknownValue): UnknownValue {
  const why =
    typeof cause === 'string' ? unknownBecause('not-evaluated', `${call.name}(…): ${cause}`, call.span) : cause;
  return { ...unknownFrom(call.span, [why, ...args]), type: 'string' };
}

/** One text for each element of the lists among the arguments, which are of the same length. */
function formatList(args: readonly Value[], call: Call): Value {
  const [spec, ...values] = args;
  if (spec === undefined) return refused(args, call, 'wrong number of arguments');
  const origin = originFrom(call.span, args);
  const sequences = values.map((value) => (isSequence(value) ? value : undefined));
  if (values.some((value) => value.kind === 'unknown' && (isSequence(value) || typeOf(value) === 'dynamic'))) {
    return { ...unknownFrom(call.span, args), type: TEXTS };
  }
  if (values.some(isUntypedNull)) return { ...open(args, call, 'a null without a type'), type: TEXTS };
  const lists = sequences.map((value) => itemsOf(value));
  const lengths = new Set(lists.flatMap((list) => (list === undefined ? [] : [list.length])));
  if (lengths.size > 1) return refused(args, call, 'the lists are of different length');
  const [count = 1] = lengths;
  const texts: Value[] = [];
  for (let i = 0; i < count; i++) {
    if (!affordable(64, call)) return { ...open(args, call, 'too much text'), type: TEXTS };
    const row = values.map((value, index) => lists[index]?.[i] ?? value);
    const text = formatted([spec, ...row], call);
    if (text.kind === 'unknown' && text.reason === 'invalid') return refused(args, call, text.detail);
    texts.push(text);
  }
  return container(texts, origin, TEXTS);
}

/** True for lists, sets and tuples, known or not. */
function isSequence(value: Value): boolean {
  const type = typeOf(value);
  return typeof type === 'object' && type.kind !== 'map' && type.kind !== 'object';
}

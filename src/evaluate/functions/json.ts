import { isList, isScalar, known, unknown, type UnknownValue, type Value } from '../../model/value.ts';
import { MAX_TEXT } from '../budget.ts';
import { sortedEntries } from '../collections.ts';
import { scalarOf, textOf } from '../conversion.ts';
import { container, invalid, originFrom, unknownBecause, unknownFrom } from '../origin.ts';
import { joinPieces } from '../template.ts';
import { affordable, refused, unsuitable, type Call, type TerraformFunction } from './signature.ts';

/** Functions that write and read JSON (and YAML, whose exact text is not evaluated). */
export const JSON_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['jsonencode', encode],
  ['yamlencode', encodeYaml],
  ['jsondecode', decode],
];

/** The text Terraform writes, and what it encodes; partly unknown values leave a partly known text. */
function encode(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
  if (value.kind === 'unknown') return { ...unknownFrom(call.span, args), encoded: value };
  const pieces: (string | UnknownValue)[] = [];
  if (!write(value, pieces, call, 0)) {
    return { ...unknownBecause('too-large', 'a JSON text of more than 1 MB', call.span, args), encoded: value };
  }
  const parts = pieces.map((piece) => (typeof piece === 'string' ? known(piece) : piece));
  const text = joinPieces(parts, call.span, call.scope);
  const { trace, references, sensitive } = originFrom(call.span, [value, text]);
  return { ...text, trace, references, ...(sensitive ? { sensitive } : {}), encoded: value };
}

function encodeYaml(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (value === undefined) return refused(args, call, 'wrong number of arguments');
  const detail = 'the text that yamlencode(…) writes is not evaluated';
  return { ...unknownBecause('not-evaluated', detail, call.span, args), encoded: value };
}

/** False when there is too much to write. */
function write(value: Value, into: (string | UnknownValue)[], call: Call, depth: number): boolean {
  if (depth > 100 || into.length > MAX_TEXT || !affordable(64, call)) return false;
  if (value.kind === 'unknown') {
    into.push(...unknownJson(value));
    return true;
  }
  if (value.kind === 'absent') into.push('null');
  else if (isScalar(value.value))
    into.push(typeof value.value === 'number' ? (textOf(value) ?? '0') : scalarJson(value.value));
  else if (isList(value.value)) {
    into.push('[');
    for (const [index, item] of value.value.entries()) {
      if (index > 0) into.push(',');
      if (!write(item, into, call, depth + 1)) return false;
    }
    into.push(']');
  } else {
    into.push('{');
    for (const [index, [key, item]] of sortedEntries(value.value).entries()) {
      into.push(`${index > 0 ? ',' : ''}${textJson(key)}:`);
      if (!write(item, into, call, depth + 1)) return false;
    }
    into.push('}');
  }
  return true;
}

/** An unknown of which a part of the text is known is a text: it has quotes; any other may be of any type. */
function unknownJson(value: UnknownValue): (string | UnknownValue)[] {
  if (!value.parts) return [value];
  const inner = value.parts.map((part) => (typeof part === 'string' ? textJson(part).slice(1, -1) : part));
  return ['"', ...inner, '"'];
}

function scalarJson(value: string | boolean | null): string {
  return typeof value === 'string' ? textJson(value) : String(value);
}

/**
 * Terraform's JSON escapes more than JSON needs.
 * Source: https://developer.hashicorp.com/terraform/language/functions/jsonencode
 */
function textJson(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function decode(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
  // Reading back what was written needs no text.
  if (value.encoded) return value.encoded;
  const text = scalarOf(value);
  if (typeof text !== 'string') return unsuitable(args, call);
  if (!affordable(text.length, call))
    return unknownBecause('too-large', 'a JSON text that is too large', call.span, args);
  try {
    return fromJson(JSON.parse(text), args, call, 0);
  } catch {
    // JSON.parse has no other way to say that a text is not JSON.
    return invalid('jsondecode(…) of a text that is not JSON', call.span, args);
  }
}

function fromJson(data: unknown, args: readonly Value[], call: Call, depth: number): Value {
  const origin = originFrom(call.span, args);
  if (depth > 100 || !affordable(64, call)) return unknown('too-large', 'JSON that is too large', origin);
  if (data === null || typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') {
    return known(data, origin);
  }
  if (Array.isArray(data)) {
    return container(
      data.map((item) => fromJson(item, args, call, depth + 1)),
      origin,
    );
  }
  const entries = typeof data === 'object' ? Object.entries(data) : [];
  return container(new Map(entries.map(([key, item]) => [key, fromJson(item, args, call, depth + 1)])), origin);
}

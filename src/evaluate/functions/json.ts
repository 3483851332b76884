import { withoutLoose } from '../known-data/loose.ts';
import { isList, isScalar, known, type UnknownValue, type Value } from '../../model/value.ts';
import { MAX_TEXT } from '../budget.ts';
import { sortedEntries } from '../collections.ts';
import { textOf } from '../conversion.ts';
import { invalid, originFrom, unknownBecause, unknownFrom } from '../origin.ts';
import { joinPieces } from '../template.ts';
import type { Data } from './encoding/data.ts';
import { decodeJson } from './encoding/json-decode.ts';
import { textJson } from './encoding/json-text.ts';
import { decodeYaml } from './encoding/yaml-decode.ts';
import { encodeYaml } from './encoding/yaml-encode.ts';
import { dataOf, untyped, valueOfData } from './plain-data.ts';
import type { Outcome } from './refusal.ts';
import { settle, textIn, tooMuch } from './settle.ts';
import { affordable, define, refused, type Call, type TerraformFunction } from './signature.ts';

/** Functions that write and read JSON and YAML. */
export const JSON_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['jsonencode', encode],
  ['yamlencode', yaml],
  ['jsondecode', decoding(decodeJson)],
  ['yamldecode', decoding(decodeYaml)],
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

/** The text Terraform writes; when a part is not known, no part of the text is. */
function yaml(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
  const data = value.kind === 'unknown' ? undefined : dataOf(value, call);
  if (data === undefined) return { ...unknownFrom(call.span, args), type: 'string', encoded: value };
  const text = encodeYaml(data);
  const result =
    typeof text === 'string' && affordable(text.length, call)
      ? known(text, originFrom(call.span, args))
      : unknownBecause('too-large', 'a YAML text of more than 1 MB', call.span, args);
  return { ...result, encoded: value };
}

/** False when there is too much to write. */
function write(value: Value, into: (string | UnknownValue)[], call: Call, depth: number): boolean {
  if (depth > 100 || into.length > MAX_TEXT || !affordable(64, call)) return false;
  if (value.kind === 'unknown') {
    into.push(...unknownJson(value));
    return true;
  }
  if (value.kind === 'absent') into.push('null');
  else if (Math.abs(Number(value.value)) === Infinity && typeof value.value === 'number')
    into.push(invalid('an infinite number is no JSON', call.span, [value]));
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

/** A text decoded to data; of a text that is not known in full, what was encoded in it. */
function decoding(read: (text: string) => Outcome<{ readonly data: Data }>): TerraformFunction {
  const decode = define({
    parameters: [{ type: 'string' }],
    compute: (args, call) => {
      const text = textIn(args[0]);
      if (!affordable(text.length * 4, call)) return tooMuch(args, call);
      return settle(read(text), args, call, ({ data }) => valueOfData(data, originFrom(call.span, args), call));
    },
  });
  return (args, call) => {
    const [value] = args;
    if (value?.kind === 'unknown' && value.encoded && args.length === 1)
      return untyped(withoutLoose(value.encoded), call);
    return decode(args, call);
  };
}

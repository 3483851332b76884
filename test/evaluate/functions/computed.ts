import { isFailure } from '../../../src/evaluate/functions/refusal.ts';
import { decodeBase64Text, encodeBase64 } from '../../../src/evaluate/functions/encoding/base64.ts';
import { decodeCsv } from '../../../src/evaluate/functions/encoding/csv-decode.ts';
import { isDataList, isDataMap, isDataNumber, type Data } from '../../../src/evaluate/functions/encoding/data.ts';
import { decodeJson } from '../../../src/evaluate/functions/encoding/json-decode.ts';
import { encodeJson } from '../../../src/evaluate/functions/encoding/json-encode.ts';
import { decodeTextBase64, encodeTextBase64 } from '../../../src/evaluate/functions/encoding/text-encoding.ts';
import { encodeUrl } from '../../../src/evaluate/functions/encoding/url.ts';
import { decodeYaml } from '../../../src/evaluate/functions/encoding/yaml-decode.ts';
import { encodeYaml } from '../../../src/evaluate/functions/encoding/yaml-encode.ts';
import { timeAdd, timeCompare } from '../../../src/evaluate/functions/date/date-arithmetic.ts';
import { formatDate } from '../../../src/evaluate/functions/date/format-date.ts';
import { digest, DIGESTS } from '../../../src/evaluate/functions/hash/digest.ts';
import { uuidV5 } from '../../../src/evaluate/functions/hash/uuid-v5.ts';
import { cidrHost, cidrNetmask, cidrSubnet, cidrSubnets } from '../../../src/evaluate/functions/network/cidr.ts';
import { baseName, directoryName, expandPath } from '../../../src/evaluate/functions/path/file-path.ts';
import { characterCount, reverse, substring } from '../../../src/evaluate/functions/text/characters.ts';
import { format } from './format.ts';
import type { FormatArgument } from '../../../src/evaluate/functions/text/format-value.ts';
import { lower, title, upper } from '../../../src/evaluate/functions/text/letter-case.ts';
import { indent, replaceText, split } from '../../../src/evaluate/functions/text/pieces.ts';
import {
  allMatches,
  compilePattern,
  firstMatch,
  replacePattern,
  type Pattern,
} from '../../../src/evaluate/functions/text/regex.ts';
import { chomp, trim, trimPrefix, trimSpace, trimSuffix } from '../../../src/evaluate/functions/text/trim.ts';
import { parseReal, realText } from '../../../src/evaluate/number.ts';

/** Arguments and results as the data files hold them: JSON, with numbers as `{ "number": "…" }`. */
export type Json = null | boolean | string | readonly Json[] | { readonly [key: string]: Json };

/** A call and what Terraform says. */
export interface TerraformCase {
  readonly call: string;
  readonly args: readonly Json[];
  readonly result?: Json;
  readonly refused?: boolean;
}

/** What our function says: a result as the data files hold it, or one of the two ways to have none. */
export type Computed = { readonly result: Json } | { readonly refused: true } | { readonly undecided: string };

type Run = (args: readonly Json[]) => unknown;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const digits = (value: Json | undefined): string =>
  typeof value === 'object' && value !== null && 'number' in value ? text(value['number']) : '';
const number = (value: Json | undefined): number => Number(digits(value));
const whole = (value: Json | undefined): bigint | undefined =>
  /^-?\d+$/.test(digits(value)) ? BigInt(digits(value)) : undefined;
const withWhole = (value: Json | undefined, run: (whole: bigint) => unknown): unknown => {
  const converted = whole(value);
  // The conversion of arguments is not part of these functions.
  return converted === undefined ? { refused: 'not whole' } : run(converted);
};
const withPattern = (pattern: string, run: (pattern: Pattern) => unknown): unknown => {
  const compiled = compilePattern(pattern);
  return isFailure(compiled) ? compiled : run(compiled);
};

const RUNS: Readonly<Record<string, Run>> = {
  basename: ([path]) => baseName(text(path)),
  base64decode: ([value]) => decodeBase64Text(text(value)),
  base64encode: ([value]) => encodeBase64(text(value)),
  chomp: ([value]) => chomp(text(value)),
  cidrhost: ([prefix, host]) => withWhole(host, (n) => cidrHost(text(prefix), n)),
  cidrnetmask: ([prefix]) => cidrNetmask(text(prefix)),
  cidrsubnet: ([prefix, bits, net]) =>
    withWhole(bits, (b) => withWhole(net, (n) => cidrSubnet(text(prefix), Number(b), n))),
  cidrsubnets: ([prefix, ...bits]) =>
    bits.some((b) => whole(b) === undefined) ? { refused: 'not whole' } : cidrSubnets(text(prefix), bits.map(number)),
  csvdecode: ([value]) => {
    const csv = decodeCsv(text(value));
    return isFailure(csv)
      ? csv
      : csv.rows.map((row) => new Map(row.map((field, index) => [csv.columns[index] ?? '', field])));
  },
  dirname: ([path]) => directoryName(text(path)),
  endswith: ([value, suffix]) => text(value).endsWith(text(suffix)),
  format: ([spec, ...args]) => format(text(spec), args.map(formatArgument)),
  formatdate: ([spec, time]) => formatDate(text(spec), text(time)),
  indent: ([spaces, value]) => indent(number(spaces), text(value)),
  jsondecode: ([value]) => unwrapped(decodeJson(text(value))),
  jsonencode: ([value]) => encodeJson(dataOf(value ?? null)),
  length: ([value]) => characterCount(text(value)),
  lower: ([value]) => lower(text(value)),
  pathexpand: ([path]) => expandPath(text(path)),
  regex: ([pattern, value]) => withPattern(text(pattern), (compiled) => firstMatch(compiled, text(value))),
  regexall: ([pattern, value]) => withPattern(text(pattern), (compiled) => allMatches(compiled, text(value))),
  replace: ([value, from, to]) => {
    const pattern = /^\/(.*)\/$/s.exec(text(from))?.[1];
    return pattern === undefined
      ? replaceText(text(value), text(from), text(to))
      : withPattern(pattern, (compiled) => replacePattern(compiled, text(value), text(to)));
  },
  split: ([separator, value]) => split(text(separator), text(value)),
  startswith: ([value, prefix]) => text(value).startsWith(text(prefix)),
  strcontains: ([value, part]) => text(value).includes(text(part)),
  strrev: ([value]) => reverse(text(value)),
  substr: ([value, offset, length]) => substring(text(value), number(offset), number(length)),
  textdecodebase64: ([value, encoding]) => decodeTextBase64(text(value), text(encoding)),
  textencodebase64: ([value, encoding]) => encodeTextBase64(text(value), text(encoding)),
  timeadd: ([time, duration]) => timeAdd(text(time), text(duration)),
  timecmp: ([a, b]) => timeCompare(text(a), text(b)),
  title: ([value]) => title(text(value)),
  trim: ([value, cutset]) => trim(text(value), text(cutset)),
  trimprefix: ([value, prefix]) => trimPrefix(text(value), text(prefix)),
  trimspace: ([value]) => trimSpace(text(value)),
  trimsuffix: ([value, suffix]) => trimSuffix(text(value), text(suffix)),
  upper: ([value]) => upper(text(value)),
  urlencode: ([value]) => encodeUrl(text(value)),
  uuidv5: ([namespace, name]) => uuidV5(text(namespace), text(name)),
  yamldecode: ([value]) => unwrapped(decodeYaml(text(value))),
  yamlencode: ([value]) => encodeYaml(dataOf(value ?? null)),
  ...Object.fromEntries(
    [...DIGESTS].map(([name, [algorithm, encoding]]) => [
      name,
      ([value]: readonly Json[]) => digest(algorithm, encoding, text(value)),
    ]),
  ),
};

/** True when the function of this name can be run here. */
export function canRun(call: string): boolean {
  return call in RUNS;
}

/** Runs our function on arguments from a data file. */
export function computed({ call, args }: TerraformCase): Computed {
  // The texts of the data files are as written; Terraform composes every text first.
  const outcome = RUNS[call]?.(args.map(composed));
  if (typeof outcome === 'object' && outcome !== null) {
    if ('refused' in outcome) return { refused: true };
    if ('undecided' in outcome) return { undecided: String(outcome.undecided) };
  }
  return { result: jsonOf(outcome, call) };
}

function composed(value: Json): Json {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return (value as readonly Json[]).map(composed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.normalize('NFC'), composed(item)]));
}

function dataOf(value: Json): Data {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(dataOf);
  const real = parseReal(digits(value));
  if (real) return { digits: realText(real) };
  return new Map(Object.entries(value).map(([key, item]) => [key, dataOf(item)]));
}

function formatArgument(value: Json): FormatArgument {
  if (value === null) return { kind: 'null' };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'string') return { kind: 'text', text: value };
  const real = parseReal(digits(value));
  const json = encodeJson(dataOf(value));
  return real ? { kind: 'number', real } : { kind: 'other', json: typeof json === 'string' ? json : '' };
}

function unwrapped(outcome: ReturnType<typeof decodeJson>): unknown {
  return isFailure(outcome) ? outcome : outcome.data;
}

function jsonOf(value: unknown, call: string): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return { number: String(value) };
  if (typeof value === 'number') {
    const real = parseReal(String(value));
    return { number: real ? realText(real) : String(value) };
  }
  const data = value as Data;
  if (isDataList(data)) return data.map((item) => jsonOf(item, call));
  if (isDataMap(data)) return Object.fromEntries([...data].map(([key, item]) => [key, jsonOf(item, call)]));
  if (isDataNumber(data)) {
    const real = parseReal(data.digits);
    return { number: real ? realText(real) : data.digits };
  }
  return '?';
}

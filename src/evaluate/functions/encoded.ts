import { known, type KnownValue, type Value } from '../../model/value.ts';
import { container, originFrom, unknownBecause } from '../origin.ts';
import { timeAdd, timeCompare } from './date/date-arithmetic.ts';
import { formatDate } from './date/format-date.ts';
import { decodeBase64Text, encodeBase64 } from './encoding/base64.ts';
import { decodeCsv } from './encoding/csv-decode.ts';
import { gunzipBase64 } from './encoding/gunzip.ts';
import { decodeTextBase64, encodeTextBase64 } from './encoding/text-encoding.ts';
import { decodeUrl, encodeUrl } from './encoding/url.ts';
import { digest, DIGESTS } from './hash/digest.ts';
import { rsaDecrypt } from './hash/rsa-decrypt.ts';
import { uuidV5 } from './hash/uuid-v5.ts';
import { baseName, directoryName, expandPath } from './path/file-path.ts';
import { settle, textFunction, textIn, tooMuch } from './settle.ts';
import { affordable, define, type Call, type Refusal, type TerraformFunction } from './signature.ts';

/** Functions that encode, hash, and take apart texts, dates and paths. Source: https://developer.hashicorp.com/terraform/language/functions */
export const ENCODED_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['base64encode', textFunction(1, 'string', (text = '') => encodeBase64(text))],
  ['base64decode', textFunction(1, 'string', (text = '') => decodeBase64Text(text))],
  ['base64gunzip', textFunction(1, 'string', (text = '') => gunzipBase64(text))],
  ['textencodebase64', textFunction(2, 'string', (text = '', encoding = '') => encodeTextBase64(text, encoding))],
  ['textdecodebase64', textFunction(2, 'string', (text = '', encoding = '') => decodeTextBase64(text, encoding))],
  ['urlencode', textFunction(1, 'string', (text = '') => encodeUrl(text))],
  ['urldecode', textFunction(1, 'string', (text = '') => decodeUrl(text))],
  ['csvdecode', define({ parameters: [{ type: 'string' }], compute: ([text], call) => csv(text, call) })],
  ...[...DIGESTS].map(
    ([name, [algorithm, encoding]]) =>
      [name, textFunction(1, 'string', (text = '') => digest(algorithm, encoding, text))] as const,
  ),
  ['uuidv5', textFunction(2, 'string', (namespace = '', name = '') => uuidV5(namespace, name))],
  ['rsadecrypt', rsa],
  ['formatdate', textFunction(2, 'string', (format = '', time = '') => formatDate(format, time))],
  ['timeadd', textFunction(2, 'string', (time = '', duration = '') => timeAdd(time, duration))],
  ['timecmp', textFunction(2, 'number', (first = '', second = '') => timeCompare(first, second))],
  ['basename', textFunction(1, 'string', (path = '') => baseName(path))],
  ['dirname', textFunction(1, 'string', (path = '') => directoryName(path))],
  ['pathexpand', textFunction(1, 'string', (path = '') => expandPath(path))],
];

/** Decrypting takes about a millisecond: as much as thousands of other steps. */
function rsa(args: readonly Value[], call: Call): Value {
  if (!call.scope.module.budget.spend(10_000, call.span)) return tooMuch(args, call);
  return textFunction(2, 'string', (text = '', key = '') => rsaDecrypt(text, key))(args, call);
}

function csv(text: KnownValue | undefined, call: Call): Value | Refusal {
  const args = text ? [text] : [];
  if (!affordable(textIn(text).length * 16, call)) return tooMuch(args, call);
  const table = settle(decodeCsv(textIn(text)), args, call, ({ columns, rows }) => {
    const origin = originFrom(call.span, args);
    const element = { kind: 'object', attributes: new Map(columns.map((name) => [name, 'string' as const])) } as const;
    const records = rows.map((row) =>
      container(new Map(columns.map((name, index) => [name, known(row[index] ?? '', origin)])), origin),
    );
    return container(records, origin, { kind: 'list', element });
  });
  if (typeof table === 'object' && table !== null) return table;
  return unknownBecause('not-evaluated', 'a table that is none', call.span, args);
}

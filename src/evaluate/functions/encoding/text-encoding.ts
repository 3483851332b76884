import iconv from 'iconv-lite';

import { refuse, undecide, type Outcome } from '../refusal.ts';
import { decodeBase64 } from './base64.ts';
import { encodingNamed, type TextEncodingName } from './encoding-names.ts';

const CONTROLS = /[\u0080-\u009f]/;

/** Characters of tables that the library and Terraform do not share. */
const UNSHARED = /[\u1e3f\ufffd]/;

/** `textencodebase64`: the bytes of the text in this encoding, in base 64. */
export function encodeTextBase64(text: string, name: string): Outcome<string> {
  const encoding = encodingNamed(name);
  if (!encoding) return unnamed(name);
  if (UNSHARED.test(text) && !encoding.library.startsWith('utf'))
    return undecide('a character of which encodings differ');
  if (encoding.noControls && CONTROLS.test(text))
    return refuse('the encoding does not have every character of the text');
  const bytes = bytesOf(text, encoding);
  if (textOf(bytes, encoding) !== text) return refuse('the encoding does not have every character of the text');
  return bytes.toString('base64');
}

/** `textdecodebase64`: the text whose bytes in this encoding are given in base 64. */
export function decodeTextBase64(text: string, name: string): Outcome<string> {
  const encoding = encodingNamed(name);
  if (!encoding) return unnamed(name);
  const decoded = decodeBase64(text);
  if ('refused' in decoded) return decoded;
  const bytes = Buffer.from(decoded.bytes);
  const result = textOf(bytes, encoding);
  if (encoding.library.startsWith('utf-16') && bytes.length % 2 === 1)
    return refuse('the bytes are not a text in this encoding');
  if (result.includes('\uFFFD') || /\p{Surrogate}/u.test(result))
    return refuse('the bytes are not a text in this encoding');
  if (encoding.noControls && CONTROLS.test(result)) return refuse('the bytes are not a text in this encoding');
  // Bytes that a table has twice are not compared.
  if (encoding.isTable && !bytesOf(result, encoding).equals(bytes)) return undecide('bytes of which encodings differ');
  return result.normalize('NFC');
}

/** Names of encodings that Terraform has and that are not evaluated, and some more. */
const OTHERS = /shift|kanji|euc|unix|jp|8859|hz-|big5|gb|ibm|cp|ebcdic|ccsid|koi|mac|csiso|^\d+$/i;

function unnamed(name: string): Outcome<string> {
  const shown = name.slice(0, 40);
  return OTHERS.test(name)
    ? undecide(`the encoding "${shown}" is not evaluated`)
    : refuse(`there is no encoding "${shown}"`);
}

function bytesOf(text: string, { library }: TextEncodingName): Buffer {
  // Without further words UTF-16 has the larger byte first, and says so with a mark.
  if (library === 'utf-16') return Buffer.concat([Buffer.from([0xfe, 0xff]), iconv.encode(text, 'utf-16be')]);
  return iconv.encode(text, library, { addBOM: false });
}

function textOf(bytes: Buffer, { library }: TextEncodingName): string {
  if (library !== 'utf-16') return iconv.decode(bytes, library, { stripBOM: false });
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isMarked = isLittle || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return iconv.decode(isMarked ? bytes.subarray(2) : bytes, isLittle ? 'utf-16le' : 'utf-16be', { stripBOM: false });
}

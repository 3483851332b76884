import { gunzipSync } from 'node:zlib';

import { refuse, undecide, type Outcome } from '../refusal.ts';
import { decodeBase64, textOfBytes } from './base64.ts';

/** Most bytes that are unpacked (1 MB). */
const MOST_BYTES = 1_048_576;

/** `base64gunzip` (OpenTofu): the text in a gzip stream that is written in base 64. */
export function gunzipBase64(text: string): Outcome<string> {
  const packed = decodeBase64(text);
  if ('refused' in packed) return packed;
  try {
    const unpacked = textOfBytes(gunzipSync(packed.bytes, { maxOutputLength: MOST_BYTES }));
    // OpenTofu keeps bytes that are no UTF-8 in a text, which is not followed here.
    return typeof unpacked === 'string' ? unpacked : undecide('what is unpacked is not UTF-8');
  } catch (error) {
    const isLarge =
      typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isLarge ? undecide('what is unpacked is larger than 1 MB') : refuse('the bytes are not a gzip stream');
  }
}

import { refuse, type Outcome, type Refused } from '../refusal.ts';

/** The UTF-8 bytes of a text in base 64. */
export function encodeBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** Bytes in base 64. */
export function encodeBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Bytes from base 64 with padding; line ends are skipped, nothing else is. Source: https://pkg.go.dev/encoding/base64#StdEncoding */
export function decodeBase64(text: string): { readonly bytes: Uint8Array } | Refused {
  const plain = text.replace(/[\r\n]/g, '');
  if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) return refuse('the text is not base 64');
  return { bytes: Buffer.from(plain, 'base64') };
}

/** The text in bytes of UTF-8. */
export function textOfBytes(bytes: Uint8Array): Outcome<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).normalize('NFC');
  } catch {
    // The decoder has no other way to say that the bytes are no UTF-8.
    return refuse('the bytes are not UTF-8');
  }
}

/** `base64decode`: the text whose UTF-8 bytes are given. */
export function decodeBase64Text(text: string): Outcome<string> {
  const decoded = decodeBase64(text);
  return 'refused' in decoded ? decoded : textOfBytes(decoded.bytes);
}

import { refuse, type Outcome } from '../refusal.ts';
import { textOfBytes } from './base64.ts';

/** `urlencode`: for the query of a URL; a space becomes `+`. Source: https://pkg.go.dev/net/url#QueryEscape */
export function encodeUrl(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** `urldecode` (OpenTofu): the other way. Source: https://pkg.go.dev/net/url#QueryUnescape */
export function decodeUrl(text: string): Outcome<string> {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return refuse('a "%" is not followed by two hexadecimal digits');
  const bytes: number[] = [];
  const source = Buffer.from(text, 'utf8');
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0;
    if (byte === 0x25) {
      bytes.push(Number.parseInt(source.toString('latin1', i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(byte === 0x2b ? 0x20 : byte);
  }
  return textOfBytes(Uint8Array.from(bytes));
}

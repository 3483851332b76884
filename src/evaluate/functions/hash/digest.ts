import { createHash } from 'node:crypto';

/** How the bytes of a hash are written. */
export type DigestEncoding = 'hex' | 'base64';

/** The hash functions of Terraform by name: `md5`, `base64sha256` … (and, with a file's bytes, `filemd5` …). */
export const DIGESTS: ReadonlyMap<string, readonly [algorithm: string, encoding: DigestEncoding]> = new Map([
  ['md5', ['md5', 'hex']],
  ['sha1', ['sha1', 'hex']],
  ['sha256', ['sha256', 'hex']],
  ['sha512', ['sha512', 'hex']],
  ['base64sha256', ['sha256', 'base64']],
  ['base64sha512', ['sha512', 'base64']],
]);

/** The hash of a text's UTF-8 bytes, or of a file's bytes. */
export function digest(algorithm: string, encoding: DigestEncoding, data: string | Uint8Array): string {
  return createHash(algorithm).update(data).digest(encoding);
}

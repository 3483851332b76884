import { isUtf8 } from 'node:buffer';

import type { Diagnostic } from '../model/diagnostic.ts';
import { fileSpan } from '../model/span.ts';

/** Larger files are not parsed; no hand-written infrastructure file comes near. In bytes. */
export const MAX_FILE_BYTES = 1_048_576;

/** The first line of a git LFS pointer (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md). */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** The text of a file without byte order mark, or why it is not text (then `text` is ''). */
export interface Decoded {
  readonly text: string;
  readonly diagnostic?: Diagnostic | undefined;
}

/** Decodes the bytes of a file strictly as UTF-8. Never throws. */
export function decode(path: string, bytes: Uint8Array): Decoded {
  const refuse = (code: Diagnostic['code'], message: string): Decoded => ({
    text: '',
    diagnostic: { code, severity: 'error', span: fileSpan(path), message: `${path} was not reviewed: ${message}` },
  });
  if (bytes.length > MAX_FILE_BYTES) {
    return refuse(
      'too-large',
      `it has ${bytes.length} bytes and the limit is ${MAX_FILE_BYTES}. Split it, or move generated data out of it.`,
    );
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    const order = bytes[0] === 0xff ? 'little-endian' : 'big-endian';
    return refuse('encoding', `it is UTF-16 (${order}). Save it as UTF-8.`);
  }
  if (bytes.includes(0)) {
    return refuse('binary', 'it contains NUL bytes, so it is not a text file. Remove it or give it another name.');
  }
  if (!isUtf8(bytes)) return notUtf8(path, bytes);
  // TextDecoder drops one byte order mark.
  const text = new TextDecoder().decode(bytes);
  if (text.startsWith(LFS_POINTER)) {
    return refuse(
      'lfs-pointer',
      'it is a git LFS pointer and the content is not in the repository. Keep infrastructure code out of git LFS.',
    );
  }
  return { text };
}

/** Finds the first line that is not UTF-8 and says where it stands; a line feed is never part of a longer character. */
function notUtf8(path: string, bytes: Uint8Array): Decoded {
  let start = 0;
  let line = 1;
  for (;;) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed;
    if (feed === -1 || !isUtf8(bytes.subarray(start, end))) {
      const column = Math.max(0, new TextDecoder().decode(bytes.subarray(start, end)).indexOf('\ufffd')) + 1;
      const offset = new TextDecoder().decode(bytes.subarray(0, start)).length + column - 1;
      const point = { startLine: line, startColumn: column, endLine: line, endColumn: column };
      return {
        text: '',
        diagnostic: {
          code: 'encoding',
          severity: 'error',
          span: { file: path, ...point, start: offset, end: offset },
          message: `${path} was not reviewed: line ${line}, column ${column} is not valid UTF-8. Save the file as UTF-8.`,
        },
      };
    }
    start = end + 1;
    line += 1;
  }
}

import { describe, expect, test } from '@jest/globals';

import { decode, MAX_FILE_BYTES } from '../../src/syntax/decode.ts';
import { parseFile } from '../../src/syntax/parse.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(text.length * 2 + 2));
  const marked = `\ufeff${text}`;
  for (let index = 0; index < marked.length; index += 1) {
    view.setUint16(index * 2, marked.charCodeAt(index), littleEndian);
  }
  return new Uint8Array(view.buffer);
};

describe('bytes that are text', () => {
  test.each([
    ['empty', new Uint8Array(), ''],
    ['plain', encode('a = 1\n'), 'a = 1\n'],
    ['with a byte order mark', encode('\ufeffa'), 'a'],
    ['with only one of two byte order marks removed', encode('\ufeff\ufeffa'), '\ufeffa'],
    ['with characters of every length', encode('aé€😀'), 'aé€😀'],
    ['with a replacement character that is really there', encode('\ufffd'), '\ufffd'],
    ['of the largest size', new Uint8Array(MAX_FILE_BYTES).fill(0x20), ' '.repeat(MAX_FILE_BYTES)],
  ])('%s', (_name, bytes, text) => {
    expect(decode('a.tf', bytes)).toEqual({ text });
  });
});

describe('bytes that are not', () => {
  test.each([
    ['NUL', encode('a\0b'), 'binary', /NUL bytes/],
    ['a PNG file', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0]), 'binary', /not a text file/],
    [
      'one byte too many',
      new Uint8Array(MAX_FILE_BYTES + 1).fill(0x20),
      'too-large',
      /1048577 bytes .* limit is 1048576/,
    ],
    ['UTF-16 little-endian', utf16('a = 1', true), 'encoding', /UTF-16 \(little-endian\)\. Save it as UTF-8/],
    ['UTF-16 big-endian', utf16('a = 1', false), 'encoding', /UTF-16 \(big-endian\)/],
    [
      'Latin-1',
      new Uint8Array([...encode('a = 1\nb = "é '), 0xe9, 0x22]),
      'encoding',
      /line 2, column 8 is not valid UTF-8/,
    ],
    ['a cut character', new Uint8Array([0x61, 0xe2, 0x82]), 'encoding', /line 1, column 2/],
    ['an overlong form', new Uint8Array([0xc0, 0xaf]), 'encoding', /line 1, column 1/],
    ['a lone surrogate', new Uint8Array([0xed, 0xa0, 0x80]), 'encoding', /line 1, column 1/],
    [
      'a git LFS pointer',
      encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
      'lfs-pointer',
      /git LFS pointer/,
    ],
  ])('%s is refused with a diagnostic', async (_name, bytes, code, message) => {
    for (const path of ['x.tf', 'x.tf.json', '.github/workflows/x.yml']) {
      const file = await parseFile(path, bytes);
      expect(file.text).toBe('');
      expect(file.diagnostics).toMatchObject([{ code, severity: 'error', span: { file: path } }]);
      expect(file.diagnostics[0]?.message).toMatch(message);
    }
  });
});

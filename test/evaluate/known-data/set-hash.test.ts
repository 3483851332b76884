import { expect, test } from '@jest/globals';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';

import { serializedTexts, setHash } from '../../../src/evaluate/known-data/set-hash.ts';

test('the hash of an element is the CRC-32 of its text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(setHash(text)).toBe(String(crc32(text)));
    }),
  );
});

test('texts of a set are in the order of their hashes, each once', () => {
  expect(serializedTexts(['b', 'c', 'a', 'b'])).toBe(
    ['a', 'b', 'c']
      .sort((a, b) => (String(crc32(`${a};`)) < String(crc32(`${b};`)) ? -1 : 1))
      .map((text) => `${text};`)
      .join(''),
  );
});

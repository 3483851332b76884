import { describe, expect, test } from '@jest/globals';

import { lower, title, upper } from '../../../../src/evaluate/functions/text/letter-case.ts';

describe('case mapping is Go’s, letter by letter', () => {
  test.each([
    ['ß stays one letter', upper('ß'), 'ß'],
    ['ligatures stay', upper('ﬁ'), 'ﬁ'],
    ['iota below a vowel', upper('ᾳῃῳᾀ'), 'ᾼῌῼᾈ'],
    ['final sigma has no context', lower('ΑΣ'), 'ας'.replace('ς', 'σ')],
    ['dotted I loses its dot', lower('İ'), 'i'],
    ['Deseret, beyond U+FFFF', upper('𐐨'), '𐐀'],
    ['digraphs in a title', title('ǆ ǉ ǌ ǳ'), 'ǅ ǈ ǋ ǲ'],
    ['Georgian in a title', title('ა'), 'ა'],
    ['Georgian in upper case', upper('ა'), 'Ა'],
    ['underscores do not begin a word', title('a_b'), 'A_b'],
    ['quotes beyond ASCII do not begin a word', title('«a»'), '«a»'],
    ['letters that got a capital after Unicode 15', upper('ƛ'), 'ƛ'],
  ])('%s', (_, mapped, expected) => {
    expect(mapped).toBe(expected);
  });
});

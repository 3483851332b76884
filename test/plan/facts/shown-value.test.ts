import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { absent, known, unknown, type Value } from '../../../src/model/value.ts';
import { shownPath, shownSides, shownText, shownValue } from '../../../src/plan/facts/shown-value.ts';

const list = (...items: readonly Value[]): Value => known(items);
const secret = (text: string): Value => ({ ...known(text), sensitive: true });

describe('a value is shown', () => {
  test.each<[name: string, value: Value, text: string]>([
    ['a word without quotes', known('us-east-1'), 'us-east-1'],
    ['other text with them', known('a b'), '"a b"'],
    ['text that looks like a number with them', known('5432'), '"5432"'],
    ['text that looks like true with them', known('true'), '"true"'],
    ['nothing as it is', known(''), '""'],
    ['a number', known(5432), '5432'],
    ['a number with all its digits', { ...known(1e19), exact: '10000000000000000001' }, '10000000000000000001'],
    ['a flag', known(false), 'false'],
    ['null', known(null), 'null'],
    ['what is not written', absent(), 'null'],
    ['what is unknown', unknown('computed', 'x'), '(known after apply)'],
    ['a secret', secret('correct-horse'), '(sensitive)'],
    ['an unknown secret', { ...unknown('computed', 'x'), sensitive: true }, '(sensitive)'],
    ['a list', list(known('a'), known(1), secret('s')), '["a", 1, (sensitive)]'],
    [
      'an object',
      known(
        new Map([
          ['a', known(1)],
          ['b c', known('x')],
        ]),
      ),
      '{a = 1, "b c" = "x"}',
    ],
    ['what turns text around', known('\u202Egnp.exe'), '"⟨U+202E⟩gnp.exe"'],
    ['an escape sequence', known('\u001b[31mred'), '"\\u001b[31mred"'],
    ['a line feed', known('a\nb'), '"a\\nb"'],
  ])('%s', (_name, value, text) => {
    expect(shownValue(value)).toBe(text);
  });

  test('cut, with its length and a hash, when it is long', () => {
    const text = `${'x y '.repeat(100)}end`;
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    expect(shownValue(known(text))).toBe(`"${text.slice(0, 200)}"… (403 characters, sha256 ${hash})`);
  });

  test('long secrets have no hash', () => {
    expect(shownValue(secret('x'.repeat(1000)))).toBe('(sensitive)');
    const shown = shownValue(list(secret('x'.repeat(1000)), known('y'.repeat(300))));
    const public_ = `[(sensitive), "${'y'.repeat(300)}"]`;
    expect(shown).toContain(createHash('sha256').update(public_).digest('hex').slice(0, 12));
  });

  test('not beside a secret on the other side', () => {
    expect(shownSides(known('old'), secret('new'))).toEqual({ before: '(sensitive)', after: '(sensitive)' });
    expect(shownSides(absent(), secret('new'))).toEqual({ before: 'null', after: '(sensitive)' });
  });

  test('half a character is never left at the end', () => {
    expect(shownValue(known(`${'a'.repeat(199)}🚀 and more`))).toMatch(/^"a{199}"…/);
    expect(shownText(`${'a'.repeat(198)}🚀 and more`)).toBe(`${'a'.repeat(198)}…`);
  });
});

describe('a path is shown', () => {
  test.each([
    [['ingress', 0, 'cidr_blocks'], 'ingress[0].cidr_blocks'],
    [['tags', 'a b'], 'tags["a b"]'],
    [['tags', 'correct-horse'], 'tags[(sensitive)]'],
    [['tags', '\u202e'], 'tags["⟨U+202E⟩"]'],
    [[], ''],
  ])('%j as %s', (path, text) => {
    expect(shownPath(path, (key) => key === 'correct-horse')).toBe(text);
  });
  test('and cut when it is long', () => {
    expect(
      shownPath(
        Array.from({ length: 1000 }, () => 'name'),
        () => false,
      ),
    ).toHaveLength(200);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { overrideName } from '../../../src/runner/local/backend-override.ts';

const LAST = '\u{10FFFF}';
const after = (name: string, other: string): boolean => Buffer.compare(Buffer.from(name), Buffer.from(other)) > 0;

describe('the name of the override file', () => {
  test.each<readonly [string, readonly string[], RegExp]>([
    ['no other', ['main.tf', 'override.txt'], /^zzzz_plumbline_[0-9a-f]{24}_override\.tf$/],
    ['an ordinary one', ['override.tf', 'a_override.tf.json'], /^zzzz_plumbline_/],
    ['one that wants to be last', ['zzzzz_override.tf'], /^~~~~_plumbline_/],
    ['one of OpenTofu', ['~~~~~_override.tofu'], /^\u{10FFFF}plumbline_/u],
    ['the last characters there are', [`${LAST.repeat(3)}_override.tf`], /^\u{10FFFF}{4}plumbline_/u],
  ])('beside %s comes last', (_name, names, expected) => {
    expect(overrideName(names)).toMatch(expected);
  });

  test('comes after every other one, whatever they are called', () => {
    const name = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((text) => text.replaceAll(/[/\0\p{Surrogate}]/gu, ''));
    const suffix = fc.constantFrom('_override.tf', '_override.tf.json', '_override.tofu', '_override.tofu.json', '.tf');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, suffix), { maxLength: 10 }), (parts) => {
        const names = parts.map(([first, last]) => first + last).filter((one) => Buffer.byteLength(one) <= 255);
        const own = overrideName(names);
        if (own === undefined) return names.some((one) => one.startsWith(LAST.repeat(40)));
        const overrides = names.filter((one) => /(^|_)override\.(tf|tofu)(\.json)?$/.test(one));
        return own.endsWith('_override.tf') && overrides.every((one) => after(own, one));
      }),
    );
  });

  test('is undefined where no name can come last', () => {
    expect(overrideName([`${LAST.repeat(60)}_override.tf`])).toBeUndefined();
  });
});

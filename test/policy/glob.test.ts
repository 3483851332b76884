import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { globProblem, matchesGlob } from '../../src/policy/glob.ts';

describe('a pattern', () => {
  test.each([
    ['main.tf', 'main.tf', true],
    ['main.tf', 'a/main.tf', false],
    ['*.tf', 'main.tf', true],
    ['*.tf', 'a/main.tf', false],
    ['**/*.tf', 'main.tf', true],
    ['**/*.tf', 'a/b/main.tf', true],
    ['a/**', 'a/b/c.tf', true],
    ['a/**/c.tf', 'a/c.tf', true],
    ['a/**/c.tf', 'a/x/y/c.tf', true],
    ['a/**/b/**/c', 'a/b/x/b/c', true],
    ['legacy/', 'legacy/a/b.tf', true],
    ['legacy/', 'legacy-2/b.tf', false],
    ['/main.tf', 'main.tf', true],
    ['./main.tf', 'main.tf', true],
    ['?.tf', 'a.tf', true],
    ['?.tf', 'ab.tf', false],
    ['{a,b}/*.{tf,tofu}', 'b/x.tofu', true],
    ['{a,b}/*.{tf,tofu}', 'c/x.tofu', false],
    ['*-ledger', 'eu-ledger', true],
    ['module.checkout*', 'module.checkout.aws_lb.web', true],
    ['.*', '.github', true],
    ['*', '', true],
    ['a', 'A', false],
    ['.+', 'xx', false],
  ])('%s against %s: %s', (pattern, path, expected) => {
    expect(matchesGlob(pattern, path)).toBe(expected);
  });

  test.each([
    ['a[b]', /may use/],
    ['!a', /may use/],
    ['a{b', /without its/],
    ['a}b', /without its/],
    ['{a,{b,c}}', /braces inside braces/],
    ['{a,b}'.repeat(7), /alternatives/],
    ['{a,b}'.repeat(40), /alternatives/],
    ['a'.repeat(201), /longer/],
  ])('%s is refused, and matches nothing', (pattern, reason) => {
    expect(globProblem(pattern)).toMatch(reason);
    expect(matchesGlob(pattern, 'a')).toBe(false);
  });

  test('agrees with the regular expression it stands for', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/'), maxLength: 9 });
    const paths = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 9 });
    fc.assert(
      fc.property(letters, paths, (pattern, path) => {
        fc.pre(!/\*\*|^\.?\/|\/$/.test(pattern));
        const regex = new RegExp(`^${pattern.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`);
        expect(matchesGlob(pattern, path)).toBe(regex.test(path));
      }),
      { numRuns: 2000 },
    );
  });

  test('that makes a backtracking matcher hang is answered', () => {
    expect(matchesGlob('a*'.repeat(60) + 'b', 'a'.repeat(4000))).toBe(false);
    expect(matchesGlob('**/a/'.repeat(30) + 'b', 'a/'.repeat(2000) + 'c')).toBe(false);
  });
});

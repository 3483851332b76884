import { expect, test } from '@jest/globals';
import { fingerprint, withoutIndex } from '../../src/engine/fingerprint.ts';
import { provenance, valueText } from '../../src/engine/value-text.ts';
import { fileSpan } from '../../src/model/span.ts';
import { absent, known, unknown, type Value } from '../../src/model/value.ts';

const cases: readonly (readonly [string, Value, string])[] = [
  ['a truth value', known(false), 'false'],
  ['text', known('a "b"\n'), '"a \\"b\\"\\n"'],
  ['a list', known([known(1), known('x')]), '[1, "x"]'],
  ['a long list', known([1, 2, 3, 4, 5].map((n) => known(n))), '[1, 2, 3, 4, …]'],
  ['an object', known(new Map([['a', known(1)]])), '{a = 1}'],
  ['an odd key', known(new Map([['a\nb', known(1)]])), '{"a\\nb" = 1}'],
  ['deep nesting', known([known([known([known(1)])])]), '[[[…]]]'],
  ['long text', known('x'.repeat(500)), `"${'x'.repeat(58)}…`],
  ['a secret', { ...known('hunter2'), sensitive: true }, '(sensitive)'],
  ['a secret in a list', known([{ ...known('hunter2'), sensitive: true }]), '[(sensitive)]'],
  ['an absent value', absent(), 'null'],
  ['an unknown value', unknown('computed', 'x'), '(unknown)'],
];

test.each(cases)('%s is shown', (_name, value, text) => {
  expect(valueText(value)).toBe(text);
});

test('a value says where it came from', () => {
  const at = (file: string, startLine: number) => ({ ...fileSpan(file), startLine });
  const value = known(false, {
    trace: [
      { what: 'var.encrypt', span: at('main.tf', 4) },
      { what: 'default of variable "encrypt"', span: at('variables.tf', 12) },
    ],
    references: [],
  });
  expect(provenance(value)).toBe(' (from var.encrypt, variables.tf:12)');
  expect(provenance(known(false))).toBe('');
});

test.each([
  ['module.a["x.y]"].aws_b.c[0]', 'module.a.aws_b.c'],
  ['aws_b.c', 'aws_b.c'],
  ['jobs.build.steps[1]', 'jobs.build.steps[1]'],
])('%s without its keys is %s', (address, plain) => {
  expect(withoutIndex(address)).toBe(plain);
});

test('the parts of an identity cannot run into one another', () => {
  const identity = { ruleId: 'r', root: '.', address: 'a', attribute: 'b', valueClass: '' };
  expect(fingerprint({ ...identity, address: 'a","b', attribute: '' })).not.toBe(fingerprint(identity));
});

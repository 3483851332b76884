import { describe, expect, test } from '@jest/globals';
import type { Expectation } from '../../../src/engine/kits/definitions.ts';
import { meets, numberOf, sameScalar } from '../../../src/engine/kits/expectation.ts';
import { known, unknown, type Scalar, type Value } from '../../../src/model/value.ts';

const list = (...items: readonly (Scalar | Value)[]): Value =>
  known(items.map((item) => (typeof item === 'object' && item !== null ? item : known(item))));
const object = (fields: Readonly<Record<string, Scalar>>): Value =>
  known(new Map(Object.entries(fields).map(([key, value]) => [key, known(value)])));
const variable = unknown('variable-without-value', 'variable "x" has no value');
const computed = unknown('computed', 'known after apply');
const inParts = (...parts: readonly string[]): Value =>
  unknown(
    'variable-without-value',
    'variable "x" has no value',
    undefined,
    parts.map((part) => (part === '?' ? computed : part)),
  );

const cases: readonly (readonly [string, Value, Expectation, 'yes' | 'no' | 'unknown'])[] = [
  ['true is true', known(true), { oneOf: [true] }, 'yes'],
  ['"true" is true', known('true'), { oneOf: [true] }, 'yes'],
  ['"false" is not true', known('false'), { oneOf: [true] }, 'no'],
  ['"7" is 7', known('7'), { oneOf: [7] }, 'yes'],
  ['7 is "7"', known(7), { oneOf: ['7'] }, 'yes'],
  ['1 is not true', known(1), { oneOf: [true] }, 'no'],
  ['text is exact', known('Enabled'), { oneOf: ['enabled'] }, 'no'],
  ['text may ignore case', known('Enabled'), { oneOf: ['enabled'], ignoreCase: true }, 'yes'],
  ['one of several', known('b'), { oneOf: ['a', 'b'] }, 'yes'],
  ['a list is no single value', list('a'), { oneOf: ['a'] }, 'unknown'],
  ['none of', known('c'), { noneOf: ['a', 'b'] }, 'yes'],
  ['none of, hit', known('A'), { noneOf: ['a'], ignoreCase: true }, 'no'],
  ['unknown is not one of', variable, { oneOf: [true] }, 'unknown'],
  ['unknown is not none of', variable, { noneOf: [true] }, 'unknown'],
  ['a piece that does not fit is none of', inParts('ci-', '?'), { noneOf: ['root'] }, 'yes'],
  ['a last piece that does not fit is none of', inParts('?', '-ci'), { noneOf: ['root'] }, 'yes'],
  ['pieces that fit may be it', inParts('ro', '?'), { noneOf: ['root'] }, 'unknown'],
  ['pieces may fit in another case', inParts('RO', '?'), { noneOf: ['root'], ignoreCase: true }, 'unknown'],
  ['an element that does not fit is excluded', list(inParts('ci-', '?')), { excludes: ['root'] }, 'yes'],
  ['an element that fits is not', list(inParts('?', 'ot')), { excludes: ['root'] }, 'unknown'],
  ['an element that does not fit is not included', list(inParts('ci-', '?')), { includes: ['root'] }, 'no'],
  ['ends otherwise', known('a/reader'), { doesNotEndWith: '/admin' }, 'yes'],
  ['ends so', known('a/admin'), { doesNotEndWith: '/admin' }, 'no'],
  ['an end that is known decides', inParts('arn:', '?', '/admin'), { doesNotEndWith: '/admin' }, 'no'],
  ['an end that differs decides', inParts('arn:', '?', '/reader'), { doesNotEndWith: '/admin' }, 'yes'],
  ['an end that is too short does not', inParts('arn:', '?', 'min'), { doesNotEndWith: '/admin' }, 'unknown'],
  ['an open end does not', inParts('arn:/', '?'), { doesNotEndWith: '/admin' }, 'unknown'],
  ['in a range', known(7), { min: 1, max: 35 }, 'yes'],
  ['at its ends', known(35), { min: 1, max: 35 }, 'yes'],
  ['below', known(0), { min: 1 }, 'no'],
  ['above, as text', known('36'), { max: 35 }, 'no'],
  ['no number', known('many'), { min: 1 }, 'unknown'],
  ['matches', known('TLSv1.2_2021'), { matches: /^TLSv1\.[23]/ }, 'yes'],
  ['does not match', known('SSLv3'), { matches: /^TLS/ }, 'no'],
  ['must not match', known('latest'), { doesNotMatch: /^latest$/ }, 'no'],
  ['too long to be matched', known('x'.repeat(10_001)), { matches: /x/ }, 'unknown'],
  ['set', known('a'), { set: true }, 'yes'],
  ['empty text is not set', known(''), { set: true }, 'no'],
  ['empty list is not set', list(), { set: true }, 'no'],
  ['empty object is not set', object({}), { set: true }, 'no'],
  ['false is set', known(false), { set: true }, 'yes'],
  ['unknown counts as set', variable, { set: true }, 'yes'],
  ['not set: a variable may be null', variable, { set: false }, 'unknown'],
  ['not set: what a resource will have is never null', computed, { set: false }, 'no'],
  ['not set: empty', known(''), { set: false }, 'yes'],
  ['includes all', list('audit', 'error'), { includes: ['error'] }, 'yes'],
  ['lacks one', list('audit'), { includes: ['audit', 'error'] }, 'no'],
  ['lacks one but an element is unknown', list('audit', variable), { includes: ['error'] }, 'unknown'],
  ['has all although an element is unknown', list('audit', variable), { includes: ['audit'] }, 'yes'],
  ['excludes', list('10.0.0.0/8'), { excludes: ['0.0.0.0/0'] }, 'yes'],
  ['has what is excluded, whatever else', list(variable, '0.0.0.0/0'), { excludes: ['0.0.0.0/0'] }, 'no'],
  ['may have what is excluded', list(variable), { excludes: ['0.0.0.0/0'] }, 'unknown'],
  ['one value counts as a list of one', known('push'), { includes: ['push'] }, 'yes'],
  ['an object is no list', object({ a: 1 }), { includes: ['a'] }, 'unknown'],
];

describe('a value meets what is expected', () => {
  test.each(cases)('%s', (_name, value, expectation, answer) => {
    const result = meets(value, expectation);
    expect(typeof result === 'string' ? result : result.kind).toBe(answer);
  });

  test('a pattern with the g flag keeps no state', () => {
    const expectation = { matches: /a/g };
    expect([1, 2, 3].map(() => meets(known('a'), expectation))).toEqual(['yes', 'yes', 'yes']);
  });
});

test.each([
  ['1e3', 1000],
  ['-2.5', -2.5],
  ['', undefined],
  [' 7', undefined],
  ['0x10', undefined],
  ['7 days', undefined],
  [true, undefined],
  [null, undefined],
] as const)('the number of %p is %p', (text, number) => {
  expect(numberOf(text)).toBe(number);
});

test('null equals only null', () => {
  expect(sameScalar(null, null)).toBe(true);
  expect(sameScalar(null, 'null')).toBe(false);
  expect(sameScalar(null, 0)).toBe(false);
});

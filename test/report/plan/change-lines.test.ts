import { describe, expect, test } from '@jest/globals';
import { changeLines } from '../../../src/report/plan/change-lines.ts';
import { shownTextOf } from '../../../src/report/plan/shown-text.ts';
import { type SampleChange, samplePlan } from './sample-plan-report.ts';

function linesOf(change: Partial<SampleChange>, gathersUnknown = false, limit = 50): readonly string[] {
  const plan = samplePlan([{ address: 'aws_x.y', actions: ['update'], ...change }]);
  const [first] = plan.changes;
  if (!first) throw new Error('no change');
  const { lines, more } = changeLines(first, shownTextOf(plan), { limit, gathersUnknown, forcing: first.replacePaths });
  return [...lines.map(({ mark, text }) => `${mark} ${text}`), ...(more > 0 ? [`and ${String(more)}`] : [])];
}

const policy = (...actions: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

describe('what changes in an object is said attribute by attribute', () => {
  test.each<[string, Partial<SampleChange>, readonly string[]]>([
    [
      'a scalar, with what stays counted',
      { before: { a: 1, b: 'x', c: null }, after: { a: 2, b: 'x', c: null } },
      ['~ a: 1 → 2', '  1 unchanged attribute not shown'],
    ],
    ['text that looks like a number', { before: { a: '1' }, after: { a: 1 } }, ['~ a: "1" → 1']],
    ['what comes and goes', { before: { a: 'x' }, after: { b: true } }, ['- a: x', '+ b: true']],
    ['null is nothing', { before: { a: null }, after: { a: 0 } }, ['+ a: 0']],
    [
      'what is known after apply',
      { before: { arn: 'arn:old' }, after: {}, after_unknown: { arn: true } },
      ['~ arn: arn:old → (known after apply)'],
    ],
    [
      'a key of a map',
      { before: { tags: { a: '1', b: '2' } }, after: { tags: { a: '1', b: '3', 'c d': 'x' } } },
      ['~ tags.b: "2" → "3"', '+ tags["c d"]: x'],
    ],
    [
      'elements of a list or set, whatever their order',
      { before: { l: ['a', 'b', 'c'] }, after: { l: ['c', 'a', 'd', 'e'] } },
      ['~ l: 1 removed, 2 added', '-     b', '+     d', '+     e'],
    ],
    ['one element', { before: { l: ['a', 'b'] }, after: { l: ['b', 'c'] } }, ['~ l[1]: a → c']],
    [
      'only another order',
      { before: { l: ['a', 'b'] }, after: { l: ['b', 'a'] } },
      ['~ l: the same 2 elements in another order'],
    ],
    [
      'blocks, by what they hold',
      {
        before: {
          rule: [
            { port: 22, from: ['x'] },
            { port: 80, from: ['y'] },
          ],
        },
        after: {
          rule: [
            { port: 80, from: ['y'] },
            { port: 443, from: ['x'] },
          ],
        },
      },
      ['~ rule[1].port: 22 → 443'],
    ],
    [
      'a policy, by its keys',
      { before: { policy: policy('s3:Get') }, after: { policy: policy('s3:Get', 's3:Put') } },
      ['~ policy (JSON).Statement[0].Action: 0 removed, 1 added', '+     s3:Put'],
    ],
    [
      'a policy that is only written in another way',
      { before: { p: '{"a":1,"b":2}' }, after: { p: '{ "b": 2, "a": 1 }' } },
      ['~ p: the same JSON, written in another way'],
    ],
    [
      'a text of several lines, by its lines',
      { before: { u: 'a\n  b\nc\n' }, after: { u: 'a\n  x\nc\nd\n' } },
      ['~ u: 3 lines of the text', '-       b', '+       x', '+     d'],
    ],
    [
      'what forces the replacement',
      { before: { a: 1, b: 1 }, after: { a: 2, b: 2 }, replace_paths: [['b']] },
      ['~ a: 1 → 2', '~ b: 1 → 2  # forces replacement'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(linesOf(change)).toEqual(expected);
  });

  test('of a new object what is known after apply is gathered', () => {
    expect(
      linesOf({ actions: ['create'], after: { a: 1, b: null }, after_unknown: { arn: true, id: true } }, true),
    ).toEqual(['+ a: 1', '  known after apply: arn, id']);
  });

  test('lines beyond the limit are counted', () => {
    const after = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${String(index)}`, index]));
    const lines = linesOf({ after }, false, 10);
    expect(lines.slice(0, 10)).toEqual(
      Object.keys(after)
        .slice(0, 10)
        .map((key, index) => `+ ${key}: ${String(index)}`),
    );
    expect(lines.slice(10)).toEqual(['and 90']);
  });

  test('a long text is cut, with its length and hash', () => {
    const [line] = linesOf({ before: { a: 'x' }, after: { a: 'y'.repeat(5000) } });
    expect(line).toMatch(/^~ a: x → "y{190,200}"?… \(5000 characters, sha256 [0-9a-f]{12}\)$/);
  });
});

describe('a secret is never said', () => {
  test.each<[string, Partial<SampleChange>, readonly string[]]>([
    [
      'that it changes',
      {
        before: { p: 'old-secret' },
        after: { p: 'new-secret' },
        before_sensitive: { p: true },
        after_sensitive: { p: true },
      },
      ['~ p: (sensitive) changes'],
    ],
    [
      'nothing when it stays, even if only one side is marked',
      { before: { p: 'one-secret', a: 1 }, after: { p: 'one-secret', a: 2 }, after_sensitive: { p: true } },
      ['~ a: 1 → 2', '  1 unchanged attribute not shown'],
    ],
    ['that it comes', { before: {}, after: { p: 'new-secret' }, after_sensitive: { p: true } }, ['+ p: (sensitive)']],
    [
      'that it becomes known later',
      {
        before: { p: 'old-secret' },
        after: {},
        before_sensitive: { p: true },
        after_sensitive: { p: true },
        after_unknown: { p: true },
      },
      ['~ p: (sensitive) → (sensitive, known after apply)'],
    ],
    [
      'where the same text stands elsewhere',
      { before: { o: 'x' }, after: { o: 'new-secret-text', p: 'new-secret-text' }, after_sensitive: { p: true } },
      ['~ o: (sensitive) changes', '+ p: (sensitive)'],
    ],
    [
      'as an element of a list',
      { before: { l: ['a'] }, after: { l: ['a', 'new-secret', 'b'] }, after_sensitive: { l: [false, true, false] } },
      ['~ l: 0 removed, 2 added', '+     (sensitive)', '+     b'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(linesOf(change)).toEqual(expected);
  });
});

test('a hostile value is read in bounded time', () => {
  const deep = (text: string): string => '['.repeat(100_000) + text + ']'.repeat(100_000);
  const many = (mark: string): string =>
    Array.from({ length: 20_000 }, (_, index) => `${mark}${String(index)}`).join('\n');
  const list = (seed: number): unknown =>
    Array.from({ length: 20_000 }, (_, index) => ({ a: index * seed, b: [index] }));
  const lines = linesOf({
    before: { deep: deep('1'), many: many('a'), list: list(3) },
    after: { deep: deep('2'), many: many('b'), list: list(7) },
  });
  expect(lines.length).toBeLessThan(60);
});

import { expect, test } from '@jest/globals';
import { worldIn } from '../../../src/evaluate/facts/world-cidr.ts';
import { known, unknown, type Value } from '../../../src/model/value.ts';

const list = (...items: readonly string[]): Value => known(items.map((item) => known(item)));

test.each([
  [['0.0.0.0/0'], '0.0.0.0/0'],
  [['::/0'], '::/0'],
  [['0000:0000:0000:0000:0000:0000:0000:0000/0'], '0000:0000:0000:0000:0000:0000:0000:0000/0'],
  [['10.0.0.0/0'], '10.0.0.0/0'],
  [['0.0.0.0/00'], '0.0.0.0/00'],
  [['10.0.0.0/8', '0.0.0.0/0'], '0.0.0.0/0'],
  [['0.0.0.0/1', '10.0.0.0/8', '128.0.0.0/1'], '0.0.0.0/1 and 128.0.0.0/1'],
  [['::/1', '8000::/1'], '::/1 and 8000::/1'],
  [['0.0.0.0/1'], undefined],
  [['10.0.0.0/8'], undefined],
  [['0.0.0.0'], undefined],
  [['0.0.0.0/32'], undefined],
  [[], undefined],
])('%j opens to %s', (items, expected) => {
  expect(worldIn(list(...items))).toBe(expected);
});

test('a literal world range decides in a list with an unknown', () => {
  const missing = unknown('variable-without-value', 'v');
  expect(worldIn(known([missing, known('0.0.0.0/0')]))).toBe('0.0.0.0/0');
  expect(worldIn(known([missing, known('10.0.0.0/8')]))).toBe(missing);
  expect(worldIn(missing)).toBe(missing);
});

test('the computed range of a VPC is not the world', () => {
  const vpc = unknown('computed', 'cidr', { trace: [], references: ['module.net.aws_vpc.main'] });
  expect(worldIn(known([vpc]))).toBeUndefined();
});

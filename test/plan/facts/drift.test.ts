import { describe, expect, test } from '@jest/globals';
import type { Drift } from '../../../src/plan/facts/plan-facts.ts';
import { entry, factsOf, type Entry } from './small-plan.ts';

const drifted: Entry = {
  address: 'aws_vpc.a["x"]',
  actions: ['update'],
  before: { cidr: 'old', tags: { a: '1' } },
  after: { cidr: 'new', tags: { a: '1' } },
};
const driftOf = (
  entries: readonly Entry[],
  changes: readonly Entry[] = [],
  relevant: readonly unknown[] = [],
): readonly Drift[] =>
  factsOf(changes, {}, { resource_drift: entries.map(entry), relevant_attributes: relevant }).drift;

describe('drift', () => {
  test('is told with what changed, by address', () => {
    expect(driftOf([drifted, { address: 'aws_eip.z', actions: ['delete'], before: {} }])).toEqual([
      { address: 'aws_eip.z', kind: 'gone', attributes: [], affectsPlan: false },
      {
        address: 'aws_vpc.a["x"]',
        kind: 'changed',
        attributes: [{ attribute: 'cidr', path: ['cidr'], before: 'old', after: 'new' }],
        affectsPlan: false,
      },
    ]);
  });

  test.each<[name: string, entry: Entry]>([
    ['only sensitivity differs', { ...drifted, after: drifted.before, afterSensitive: { cidr: true } }],
    ['null stands for nothing', { ...drifted, before: { cidr: null }, after: {} }],
    ['only the address changed', { ...drifted, actions: ['no-op'], previous: 'aws_vpc.b' }],
    ['it is a data source', { ...drifted, address: 'data.aws_vpc.a' }],
  ])('is none when %s', (_name, entry) => {
    expect(driftOf([entry])).toEqual([]);
  });

  test('of a secret is told without it', () => {
    const [drift] = driftOf([{ ...drifted, beforeSensitive: { cidr: true }, afterSensitive: { cidr: true } }]);
    expect(drift?.attributes).toMatchObject([{ attribute: 'cidr', before: '(sensitive)', after: '(sensitive)' }]);
  });

  const update: Entry = { ...drifted, before: { cidr: 'new' }, after: { cidr: 'old' } };
  test.each<[name: string, affects: boolean, changes: readonly Entry[], relevant: readonly unknown[]]>([
    ['the attribute is relevant', true, [], [{ resource: 'aws_vpc.a["x"]', attribute: ['cidr'] }]],
    ['the resource is, whatever the instance', true, [], [{ resource: 'aws_vpc.a', attribute: [] }]],
    ['another attribute is', false, [], [{ resource: 'aws_vpc.a', attribute: ['tags'] }]],
    ['another resource is', false, [], [{ resource: 'aws_vpc.b', attribute: ['cidr'] }]],
    ['the plan takes it back', true, [update], []],
    ['the plan changes something else', false, [{ ...update, before: { tags: {} }, after: { tags: { b: '2' } } }], []],
  ])('affects the plan when %s: %s', (_name, affects, changes, relevant) => {
    expect(driftOf([drifted], changes, relevant)[0]?.affectsPlan).toBe(affects);
  });

  test('affects the plan when the object is made again', () => {
    const gone: Entry = { address: 'aws_eip.z', actions: ['delete'], before: {} };
    expect(driftOf([gone], [{ address: 'aws_eip.z', actions: ['create'], after: {} }])[0]?.affectsPlan).toBe(true);
  });
});

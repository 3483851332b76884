import { describe, expect, test } from '@jest/globals';
import { dependantCounter } from '../../../src/plan/facts/dependants.ts';
import { smallPlan, type Entry } from './small-plan.ts';

/** A plan whose resources `terraform_data.<name>` refer to others as given. */
function counterOf(
  references: Readonly<Record<string, readonly string[]>>,
  instances: Readonly<Record<string, number>> = {},
): (name: string) => number {
  const names = Object.keys(references);
  const created = (address: string): Entry => ({
    address,
    actions: ['create'],
    after: { input: 'x' },
    unknown: { id: true },
  });
  const entries = names.flatMap((name): readonly Entry[] => {
    const count = instances[name];
    if (count === undefined) return [created(`terraform_data.${name}`)];
    return Array.from({ length: count }, (_, at) => created(`terraform_data.${name}[${String(at)}]`));
  });
  const plan = smallPlan(entries, {
    configuration: {
      root_module: {
        resources: names.map((name) => ({
          address: `terraform_data.${name}`,
          mode: 'managed',
          type: 'terraform_data',
          name,
          expressions: {
            input: {
              references: (references[name] ?? []).flatMap((to) => [`terraform_data.${to}.id`, `terraform_data.${to}`]),
            },
          },
        })),
      },
    },
  });
  const counter = dependantCounter(plan.graph);
  return (name) => counter(`terraform_data.${name}`);
}

describe('dependants', () => {
  test('count directly and not, each once', () => {
    const count = counterOf({ a: [], b: ['a'], c: ['a', 'b'], d: ['c'], e: [] });
    expect(['a', 'b', 'c', 'd', 'e', 'gone'].map(count)).toEqual([3, 2, 1, 0, 0, 0]);
  });
  test('count by instance', () => {
    expect(counterOf({ a: [], b: ['a'] }, { b: 3 })('a')).toBe(3);
  });
  test('end in a cycle, which only a hostile plan has', () => {
    const count = counterOf({ a: ['c'], b: ['a'], c: ['b'] });
    expect(['a', 'b', 'c'].map(count)).toEqual([2, 2, 2]);
  });
  test('stop at a thousand blocks', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [`n${String(at)}`, at === 0 ? [] : [`n${String(at - 1)}`]]),
    );
    const count = counterOf(chain);
    expect(count('n0')).toBe(1000);
    expect(count('n2900')).toBe(99);
  });
});

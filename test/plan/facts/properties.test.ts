import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planFacts } from '../../../src/plan/facts/facts.ts';
import type { PlanFacts } from '../../../src/plan/facts/plan-facts.ts';
import { entry, loaded, smallPlan, type Entry } from './small-plan.ts';

const ACTIONS = [
  ['no-op'],
  ['create'],
  ['read'],
  ['update'],
  ['delete'],
  ['delete', 'create'],
  ['create', 'delete'],
  ['forget'],
  ['create', 'forget'],
  ['delete', 'smash'],
] as const;

const SECRET = 'ZqXsecretZqX';

const TYPES = ['aws_s3_bucket', 'aws_db_instance', 'aws_vpc', 'random_password', 'ec_deployment'] as const;
const NAMES = ['region', 'deletion_protection', 'backup_retention_period', 'tags', 'bucket', 'password'] as const;

const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 7, '', 'eu-west-1', 'acme-logs', '8g'),
  fc.integer({ min: 0, max: 9 }).map((n) => `${SECRET}-${String(n)}`),
  fc.string({ maxLength: 10 }),
);
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES, 'a b'), tie('node'), { maxKeys: 3 }),
  ),
})).node;
const object = fc.dictionary(fc.constantFrom(...NAMES), tree, { maxKeys: 6 });

/** The mask that covers every text with a secret in it, at itself or at something around it. */
function maskOf(value: unknown, wide: boolean): unknown {
  if (typeof value === 'string') return value.includes(SECRET);
  if (Array.isArray(value)) {
    const masks = value.map((item) => maskOf(item, wide));
    return wide && hasTrue(masks) ? true : masks;
  }
  if (typeof value === 'object' && value !== null) {
    const masks = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskOf(item, wide)]));
    return wide && hasTrue(masks) ? true : masks;
  }
  return false;
}

function hasTrue(mask: unknown): boolean {
  return mask === true || (typeof mask === 'object' && mask !== null && Object.values(mask).some(hasTrue));
}

const change = fc.record({
  actions: fc.constantFrom(...ACTIONS),
  type: fc.constantFrom(...TYPES),
  before: object,
  after: object,
  wide: fc.boolean(),
  replacePath: fc.constantFrom(...NAMES),
  reason: fc.constantFrom('replace_because_cannot_update', 'delete_because_each_key', 'x'),
});
const changes = fc.array(change, { maxLength: 12 }).map((list) =>
  list.map(({ actions, type, before, after, wide, replacePath, reason }, at): Entry => {
    const words: readonly string[] = actions;
    const hasBefore = !['create', 'read'].includes(words.join(' '));
    const hasAfter = !['delete', 'forget'].includes(words.join(' '));
    return {
      address: `${words[0] === 'read' ? 'data.' : ''}${type}.n${String(at)}`,
      actions: words,
      before: hasBefore ? before : null,
      after: hasAfter ? after : null,
      beforeSensitive: hasBefore ? maskOf(before, wide) : false,
      afterSensitive: hasAfter ? maskOf(after, wide) : false,
      replacePaths: words.length === 2 ? [[replacePath]] : [],
      reason,
    };
  }),
);

/** Every text of the facts: those of the plan's own values are no texts of theirs. */
function textsOf(facts: PlanFacts): string {
  const seen: string[] = [];
  const walk = (value: unknown, name: string): void => {
    if (name === 'change') return;
    if (typeof value === 'string') seen.push(value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) walk(member, key);
    }
  };
  walk(facts, '');
  return seen.join('\n');
}

/** Facts without the changes of the plan behind them, to be compared. */
const comparable = (facts: PlanFacts): string =>
  JSON.stringify(facts, (name, value: unknown) =>
    name === 'change' && typeof value === 'object' && value !== null && 'address' in value ? value.address : value,
  );

describe('the facts of any plan', () => {
  test('have totals that are not negative and fit together', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const { totals, changes: shown } = planFacts(smallPlan(list));
        expect(Object.values(totals).every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
        expect(totals.replace).toBeLessThanOrEqual(Math.min(totals.add, totals.destroy));
        expect(shown.filter(({ kind }) => kind === 'replace')).toHaveLength(totals.replace);
        expect(shown).toHaveLength(list.filter(({ actions }) => actions[0] !== 'no-op').length);
      }),
    );
  });

  test('are the same in whatever order the plan lists its changes', () => {
    fc.assert(
      fc.property(
        changes.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          expect(comparable(planFacts(smallPlan(shuffled)))).toBe(comparable(planFacts(smallPlan(list))));
        },
      ),
    );
  });

  test('hold no secret that a mask covers', () => {
    fc.assert(
      fc.property(changes, changes, object, fc.boolean(), (list, drift, value, wide) => {
        const output = {
          actions: ['update'],
          before: value,
          after: value,
          after_unknown: false,
          before_sensitive: maskOf(value, wide),
          after_sensitive: maskOf(value, wide),
        };
        const plan = smallPlan(list, { resource_drift: drift.map(entry), output_changes: { o: output } });
        expect(textsOf(planFacts(plan))).not.toContain(SECRET);
      }),
      { numRuns: 300 },
    );
  });
});

describe('work', () => {
  /** Times that something is read from a value of the plan, of `count` destroyed and as many created objects. */
  function workOf(count: number): number {
    let reads = 0;
    const entries = Array.from({ length: count }, (_, at): readonly Entry[] => {
      const same = { ami: 'ami-0abcd1234ef567890', instance_type: 't4g.small', zone: `eu-west-1-${String(at % 97)}` };
      return [
        { address: `aws_instance.old${String(at)}`, actions: ['delete'], before: same },
        { address: `aws_instance.new${String(at)}`, actions: ['create'], after: same },
        {
          address: `aws_db_instance.d${String(at)}`,
          actions: ['delete', 'create'],
          before: { engine: 'a', multi_az: true },
          after: { engine: 'b', multi_az: false },
          replacePaths: [['engine']],
        },
      ];
    }).flat();
    const plan = smallPlan(entries);
    const counting = plan.changes.map(
      (change) =>
        new Proxy(change, {
          get: (target, name) => {
            reads++;
            return Reflect.get(target, name) as unknown;
          },
        }),
    );
    const counted = Object.create(plan, { changes: { value: counting } }) as typeof plan;
    expect(planFacts(counted).dataLoss).toHaveLength(2 * count);
    return reads;
  }

  test('grows with the number of changes, not with its square', () => {
    const [small, large] = [workOf(400), workOf(1600)];
    // Four times the changes; sorting adds a logarithm.
    expect(large / small).toBeLessThan(6);
  });

  test('of 5,000 changes is done', () => {
    const plan = loaded({
      format_version: '1.2',
      terraform_version: '1.11.4',
      resource_changes: Array.from({ length: 5000 }, (_, at) =>
        entry({ address: `aws_s3_bucket.b${String(at)}`, actions: ['delete'], before: { bucket: `b-${String(at)}` } }),
      ),
    });
    expect(planFacts(plan)).toMatchObject({ totals: { destroy: 5000 }, renames: [] });
  });
});

import { describe, expect, test } from '@jest/globals';
import { fileSpan } from '../../../src/model/span.ts';
import { planLine } from '../../../src/plan/facts/totals.ts';
import { factsOf, type Entry } from './small-plan.ts';

const NONE = { add: 0, change: 0, destroy: 0, replace: 0, import: 0, forget: 0, read: 0, move: 0 };

describe('totals', () => {
  const cases: readonly (readonly [name: string, entry: Entry, totals: Partial<typeof NONE>])[] = [
    ['a creation', { address: 'aws_vpc.a', actions: ['create'], after: {} }, { add: 1 }],
    ['an update', { address: 'aws_vpc.a', actions: ['update'], before: {}, after: {} }, { change: 1 }],
    ['a destruction', { address: 'aws_vpc.a', actions: ['delete'], before: {} }, { destroy: 1 }],
    [
      'a replacement, in both',
      { address: 'aws_vpc.a', actions: ['delete', 'create'], before: {}, after: {} },
      { add: 1, destroy: 1, replace: 1 },
    ],
    [
      'a replacement that creates first',
      { address: 'aws_vpc.a', actions: ['create', 'delete'], before: {}, after: {} },
      { add: 1, destroy: 1, replace: 1 },
    ],
    [
      'a new object beside one that is forgotten',
      { address: 'aws_vpc.a', actions: ['create', 'forget'], before: {}, after: {} },
      { add: 1, forget: 1 },
    ],
    ['a forgotten object, which is not destroyed', { address: 'aws_vpc.a', actions: ['forget'] }, { forget: 1 }],
    ['a read', { address: 'data.aws_vpc.a', actions: ['read'], after: {} }, { read: 1 }],
    ['a data source that goes: nothing', { address: 'data.aws_vpc.a', actions: ['delete'], before: {} }, {}],
    ['a deposed object', { address: 'aws_vpc.a', actions: ['delete'], before: {}, deposed: '1a2b' }, { destroy: 1 }],
    ['nothing', { address: 'aws_vpc.a', actions: ['no-op'], before: {}, after: {} }, {}],
    ['a move', { address: 'aws_vpc.a', actions: ['no-op'], previous: 'aws_vpc.b', before: {}, after: {} }, { move: 1 }],
    [
      'an import under its action too',
      { address: 'aws_vpc.a', actions: ['update'], before: {}, after: {}, importing: { id: 'vpc-1' } },
      { change: 1, import: 1 },
    ],
    [
      'unknown words, by what they say',
      { address: 'aws_vpc.a', actions: ['delete', 'fold'], before: {} },
      { destroy: 1 },
    ],
  ];
  test.each(cases)('count %s', (_name, entry, totals) => {
    expect(factsOf([entry]).totals).toEqual({ ...NONE, ...totals });
  });

  test('make the line that Terraform prints', () => {
    expect(planLine({ ...NONE, add: 3, change: 1, destroy: 2, replace: 2, forget: 4 })).toBe(
      'Plan: 3 to add, 1 to change, 2 to destroy.',
    );
    expect(planLine({ ...NONE, import: 1 })).toBe('Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.');
  });
});

describe('changes', () => {
  test('stand in the order of danger, then by address', () => {
    const facts = factsOf([
      { address: 'aws_vpc.moved', actions: ['no-op'], previous: 'aws_vpc.old', before: {}, after: {} },
      { address: 'data.aws_vpc.a', actions: ['read'], after: {} },
      { address: 'aws_vpc.new', actions: ['create'], after: {} },
      { address: 'aws_vpc.b', actions: ['update'], before: {}, after: {} },
      { address: 'aws_vpc.a', actions: ['update'], before: {}, after: {} },
      { address: 'aws_s3_bucket.kept', actions: ['forget'], before: {} },
      { address: 'aws_vpc.gone', actions: ['delete'], before: {} },
      { address: 'aws_instance.gone', actions: ['delete'], before: {} },
      { address: 'aws_vpc.again', actions: ['delete', 'create'], before: {}, after: {} },
      { address: 'aws_s3_bucket.again', actions: ['create', 'delete'], before: {}, after: {} },
      { address: 'aws_s3_bucket.gone', actions: ['delete'], before: {} },
      { address: 'aws_vpc.same', actions: ['no-op'], before: {}, after: {} },
    ]);
    expect(facts.changes.map(({ kind, stateful, change }) => `${kind} ${stateful} ${change.address}`)).toEqual([
      'destroy yes aws_s3_bucket.gone',
      'replace yes aws_s3_bucket.again',
      'replace no aws_vpc.again',
      'destroy maybe aws_instance.gone',
      'destroy no aws_vpc.gone',
      'forget yes aws_s3_bucket.kept',
      'update no aws_vpc.a',
      'update no aws_vpc.b',
      'create no aws_vpc.new',
      'read no data.aws_vpc.a',
      'move no aws_vpc.moved',
    ]);
    expect(facts.dataLoss.map(({ change }) => change.address)).toEqual([
      'aws_s3_bucket.gone',
      'aws_s3_bucket.again',
      'aws_instance.gone',
    ]);
  });

  const replace = ['delete', 'create'];
  const whys: readonly (readonly [why: string | undefined, entry: Partial<Entry>])[] = [
    [
      'region us-east-1 → eu-west-1 cannot be changed in place',
      {
        actions: replace,
        before: { region: 'us-east-1' },
        after: { region: 'eu-west-1' },
        reason: 'replace_because_cannot_update',
        replacePaths: [['region']],
      },
    ],
    [
      'id i-1 → (known after apply) cannot be changed in place; new one first',
      {
        actions: ['create', 'delete'],
        before: { id: 'i-1' },
        after: {},
        unknown: { id: true },
        reason: 'replace_because_cannot_update',
        replacePaths: [['id']],
      },
    ],
    [
      'disk[0].size 8 → 16 cannot be changed in place',
      {
        actions: replace,
        before: { disk: [{ size: 8, type: 'gp3' }] },
        after: { disk: [{ size: 16, type: 'gp3' }] },
        replacePaths: [['disk']],
      },
    ],
    [
      'password cannot be changed in place',
      {
        actions: replace,
        before: { password: 'correct-horse' },
        after: { password: 'battery-staple' },
        beforeSensitive: { password: true },
        afterSensitive: { password: true },
        replacePaths: [['password'], ['password']],
      },
    ],
    [
      'a 1 → 2, b 1 → 2, c 1 → 2 and 1 more cannot be changed in place',
      {
        actions: replace,
        before: { a: 1, b: 1, c: 1, d: 1 },
        after: { a: 2, b: 2, c: 2, d: 2 },
        replacePaths: [['a'], ['b'], ['c'], ['d']],
      },
    ],
    [
      'it is tainted: an earlier apply left it in a doubtful state, or somebody marked it',
      { actions: replace, before: {}, after: {}, reason: 'replace_because_tainted' },
    ],
    ['its replacement was asked for on the command line', { actions: replace, reason: 'replace_by_request' }],
    ['something in its replace_triggered_by changes', { actions: replace, reason: 'replace_by_triggers' }],
    [
      'its block is no longer in the configuration',
      { actions: ['delete'], reason: 'delete_because_no_resource_config' },
    ],
    [
      'its block is no longer in the configuration; the object stays and is no longer managed',
      { actions: ['forget'], reason: 'delete_because_no_resource_config' },
    ],
    [
      'index 2 is beyond the count',
      { address: 'aws_vpc.a[2]', actions: ['delete'], reason: 'delete_because_count_index' },
    ],
    [
      'key "x" is no longer in for_each',
      { address: 'aws_vpc.a["x"]', actions: ['delete'], reason: 'delete_because_each_key' },
    ],
    [
      'module.net is no longer in the configuration',
      { address: 'module.net.aws_vpc.a', actions: ['delete'], reason: 'delete_because_no_module' },
    ],
    [
      'for a reason that this version of Plumbline does not know',
      { actions: ['delete'], reason: 'delete_because_bored' },
    ],
    ['left over from an earlier replacement (deposed 1a2b)', { actions: ['delete'], deposed: '1a2b' }],
    ['moved from aws_vpc.b', { actions: ['no-op'], previous: 'aws_vpc.b' }],
    ['imported from vpc-1', { actions: ['no-op'], importing: { id: 'vpc-1' } }],
    [
      'the plan says create, smash, which this version of Plumbline does not know: take it as a destruction',
      { actions: ['create', 'smash'] },
    ],
    [undefined, { actions: ['update'], before: {}, after: {} }],
  ];
  test.each(whys)('say: %s', (why, entry) => {
    const [change] = factsOf([{ address: 'aws_vpc.a', ...entry } as Entry]).changes;
    expect(change?.why).toBe(why);
  });

  test('of an unknown kind are destructions that come first', () => {
    const [first] = factsOf([
      { address: 'aws_vpc.a', actions: ['delete', 'create'], before: {}, after: {} },
      { address: 'aws_vpc.z', actions: ['smash'], before: {}, after: {} },
    ]).changes;
    expect(first).toMatchObject({ kind: 'destroy', action: 'unrecognised', change: { address: 'aws_vpc.z' } });
  });

  test('point at what forces a replacement, else at the block', () => {
    const entry: Entry = {
      address: 'aws_vpc.a',
      actions: ['delete', 'create'],
      before: { cidr: 'a' },
      after: { cidr: 'b' },
      replacePaths: [['cidr']],
    };
    const spanOf = (known: string): unknown =>
      factsOf([entry], { place: (_, path) => (path.join('.') === known ? fileSpan(`${known}.tf`) : undefined) })
        .changes[0]?.span;
    expect(spanOf('cidr')).toEqual(fileSpan('cidr.tf'));
    expect(spanOf('')).toEqual(fileSpan('.tf'));
    expect(spanOf('elsewhere')).toBeUndefined();
  });
});

describe('prevent_destroy', () => {
  const gone: readonly Entry[] = [
    { address: 'aws_vpc.a', actions: ['delete'], before: {} },
    { address: 'aws_vpc.b', actions: ['delete', 'create'], before: {}, after: {} },
    { address: 'aws_vpc.c', actions: ['update'], before: {}, after: {} },
    { address: 'aws_vpc.d', actions: ['delete'], before: {} },
  ];

  test('names what would be destroyed all the same', () => {
    const lifecycleOf = (address: string) => ({
      preventDestroy: address === 'aws_vpc.d' ? ('unknown' as const) : true,
    });
    expect(factsOf(gone, { lifecycleOf }).preventDestroy.map(({ address }) => address)).toEqual([
      'aws_vpc.a',
      'aws_vpc.b',
    ]);
  });

  test("is read from Terraform's error", () => {
    const detail =
      'Resource aws_db_instance.main[0] has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed.';
    const diagnostics = [{ severity: 'error' as const, summary: 'Instance cannot be destroyed', detail }];
    expect(factsOf([], { diagnostics }).preventDestroy).toEqual([
      { address: 'aws_db_instance.main[0]', span: undefined },
    ]);
  });
});

describe('the rest', () => {
  test('outputs that change are told, the secret ones without their values', () => {
    const secret = {
      actions: ['update'],
      before: 'correct-horse',
      after: 'battery-staple',
      before_sensitive: true,
      after_sensitive: true,
    };
    const { outputs } = factsOf(
      [],
      {},
      {
        output_changes: {
          z: {
            actions: ['create'],
            before: null,
            after: 'new',
            after_unknown: false,
            before_sensitive: false,
            after_sensitive: false,
          },
          same: {
            actions: ['no-op'],
            before: 1,
            after: 1,
            after_unknown: false,
            before_sensitive: false,
            after_sensitive: false,
          },
          key: { ...secret, after_unknown: false },
        },
      },
    );
    expect(outputs.map(({ name, action, before, after }) => [name, action, before, after])).toEqual([
      ['key', 'update', '(sensitive)', '(sensitive)'],
      ['z', 'create', 'null', 'new'],
    ]);
  });

  test('checks that do not hold, or that nobody knows yet, are told at their instance', () => {
    const check = (name: string, status: string, instances: readonly unknown[]): unknown => ({
      address: { to_display: name, kind: 'resource' },
      status,
      instances,
    });
    const { failedChecks } = factsOf(
      [],
      {},
      {
        checks: [
          check('aws_vpc.b', 'fail', [
            { address: { to_display: 'aws_vpc.b[0]' }, status: 'pass' },
            { address: { to_display: 'aws_vpc.b[1]' }, status: 'fail', problems: [{ message: 'Too small.' }] },
          ]),
          check('aws_vpc.a', 'unknown', []),
          check('aws_vpc.c', 'pass', []),
        ],
      },
    );
    expect(failedChecks).toEqual([
      { address: 'aws_vpc.a', status: 'unknown', problems: [] },
      { address: 'aws_vpc.b[1]', status: 'fail', problems: ['Too small.'] },
    ]);
  });

  test('changes put off are named with the reason', () => {
    const { deferred } = factsOf(
      [],
      {},
      {
        deferred_changes: [
          {
            reason: 'provider_config_unknown',
            resource_change: {
              address: 'aws_vpc.late',
              mode: 'managed',
              type: 'aws_vpc',
              name: 'late',
              change: { actions: ['create'], before: null, after: {} },
            },
          },
        ],
      },
    );
    expect(deferred).toEqual([{ address: 'aws_vpc.late', reason: 'provider_config_unknown' }]);
  });
});

import { describe, expect, test } from '@jest/globals';
import type { PlanFacts } from '../../../src/plan/facts/plan-facts.ts';
import { factsOf, type Entry } from './small-plan.ts';

const gone = (address: string, before: object, more: Partial<Entry> = {}): Entry => ({
  address,
  actions: ['delete'],
  before: { id: 'x-1', arn: `arn:${address}`, ...before },
  ...more,
});
const made = (address: string, after: object, more: Partial<Entry> = {}): Entry => ({
  address,
  actions: ['create'],
  after,
  unknown: { id: true, arn: true },
  ...more,
});
const pairs = (entries: readonly Entry[], rest?: Readonly<Record<string, unknown>>): readonly string[] =>
  factsOf(entries, {}, rest).renames.map(({ from, to }) => `${from} → ${to}`);

const LOGS = { bucket: 'acme-logs', force_destroy: false };
const WEB = { ami: 'ami-0abcd1234ef567890', instance_type: 't4g.small', key_name: null };

describe('a rename is seen', () => {
  const cases: readonly (readonly [name: string, entries: readonly Entry[], pair: string])[] = [
    [
      'when the block has another name',
      [gone('aws_s3_bucket.a', LOGS), made('aws_s3_bucket.b', LOGS)],
      'aws_s3_bucket.a → aws_s3_bucket.b',
    ],
    [
      'when it goes into a module',
      [gone('aws_s3_bucket.a', LOGS), made('module.logs["eu"].aws_s3_bucket.this[0]', LOGS)],
      'aws_s3_bucket.a → module.logs["eu"].aws_s3_bucket.this[0]',
    ],
    [
      'when a key changes',
      [
        gone('aws_s3_bucket.a["old"]', LOGS, { reason: 'delete_because_each_key' }),
        made('aws_s3_bucket.a["new"]', LOGS),
      ],
      'aws_s3_bucket.a["old"] → aws_s3_bucket.a["new"]',
    ],
    [
      'when the object has no name of its own and what is known agrees',
      [gone('aws_instance.a', WEB), made('aws_instance.b', { ...WEB, subnet_id: null })],
      'aws_instance.a → aws_instance.b',
    ],
    [
      'when words for people and computed parts differ',
      [gone('aws_instance.a', { ...WEB, description: 'old' }), made('aws_instance.b', { ...WEB, description: 'new' })],
      'aws_instance.a → aws_instance.b',
    ],
    [
      'when another object of the type is plainly a different one',
      [gone('aws_s3_bucket.a', LOGS), made('aws_s3_bucket.b', LOGS), made('aws_s3_bucket.c', { ...LOGS, bucket: 'c' })],
      'aws_s3_bucket.a → aws_s3_bucket.b',
    ],
  ];
  test.each(cases)('%s', (_name, entries, pair) => {
    expect(pairs(entries)).toEqual([pair]);
    expect(pairs(entries.toReversed())).toEqual([pair]);
  });

  test('for each of several instances, key by key', () => {
    const entries = [0, 1].flatMap((at) => [
      gone(`aws_instance.a[${String(at)}]`, WEB),
      made(`module.web.aws_instance.this[${String(at)}]`, WEB),
    ]);
    expect(pairs(entries)).toEqual([
      'aws_instance.a[0] → module.web.aws_instance.this[0]',
      'aws_instance.a[1] → module.web.aws_instance.this[1]',
    ]);
  });

  test('and comes with the block that keeps the object', () => {
    const [rename] = factsOf([gone('aws_s3_bucket.a', LOGS), made('module.x.aws_s3_bucket.b["k"]', LOGS)]).renames;
    expect(rename).toEqual({
      from: 'aws_s3_bucket.a',
      to: 'module.x.aws_s3_bucket.b["k"]',
      type: 'aws_s3_bucket',
      moved: 'moved {\n  from = aws_s3_bucket.a\n  to   = module.x.aws_s3_bucket.b["k"]\n}\n',
      equal: 2,
      compared: 2,
      span: undefined,
    } satisfies PlanFacts['renames'][number]);
  });
});

describe('no rename is seen', () => {
  const cases: readonly (readonly [name: string, entries: readonly Entry[], rest?: Record<string, unknown>])[] = [
    [
      'when the real objects have different names',
      [gone('aws_s3_bucket.a', LOGS), made('aws_s3_bucket.b', { ...LOGS, bucket: 'other' })],
    ],
    ['between types', [gone('aws_s3_bucket.a', LOGS), made('aws_s3_directory_bucket.b', LOGS)]],
    [
      'between providers',
      [gone('aws_s3_bucket.a', LOGS), made('aws_s3_bucket.b', LOGS, { provider: 'example.org/x/aws' })],
    ],
    [
      'when two objects fit equally well',
      [gone('aws_instance.a', WEB), made('aws_instance.b', WEB), made('aws_instance.c', WEB)],
    ],
    [
      'when two destroyed objects fit equally well',
      [gone('aws_instance.a', WEB), gone('aws_instance.b', WEB), made('aws_instance.c', WEB)],
    ],
    [
      'when too little is known',
      [
        gone('aws_instance.a', { key_name: null, monitoring: false }),
        made('aws_instance.b', { key_name: null, monitoring: false }),
      ],
    ],
    [
      'when too much differs',
      [gone('aws_instance.a', WEB), made('aws_instance.b', { ...WEB, instance_type: 'm7g.large', key_name: 'k' })],
    ],
    [
      'by secrets alone',
      [
        gone('random_password.a', { result: 'correct-horse-battery' }, { beforeSensitive: { result: true } }),
        made('random_password.b', { result: 'correct-horse-battery' }, { afterSensitive: { result: true } }),
      ],
    ],
    [
      'when the object moves anyway',
      [gone('aws_s3_bucket.a', LOGS), made('aws_s3_bucket.b', LOGS, { previous: 'aws_s3_bucket.c' })],
    ],
    [
      'when the new object is imported',
      [gone('aws_s3_bucket.a', LOGS), made('aws_s3_bucket.b', LOGS, { importing: { id: 'acme-logs' } })],
    ],
    [
      'for what is left over from a replacement',
      [gone('aws_s3_bucket.a', LOGS, { deposed: '1a2b' }), made('aws_s3_bucket.b', LOGS)],
    ],
    [
      'before Terraform 1.1',
      [gone('aws_s3_bucket.a', LOGS), made('aws_s3_bucket.b', LOGS)],
      { terraform_version: '1.0.11' },
    ],
    [
      'when one tenant goes and another comes',
      [
        gone('module.t["a"].aws_s3_bucket.files', { bucket: 'tenant-a' }),
        gone('module.t["a"].random_password.db', { length: 24, special: true }),
        made('module.t["b"].aws_s3_bucket.files', { bucket: 'tenant-b' }),
        made('module.t["b"].random_password.db', { length: 24, special: true }),
      ],
    ],
  ];
  test.each(cases.map(([name, entries, rest = {}]) => [name, entries, rest] as const))('%s', (_name, entries, rest) => {
    expect(pairs(entries, rest)).toEqual([]);
  });

  test('though the module keeps its contents when only its own name changes', () => {
    expect(
      pairs([
        gone('module.a.aws_s3_bucket.files', { bucket: 'files-of-acme' }),
        gone('module.a.random_password.db', { length: 24, special: true }),
        made('module.b.aws_s3_bucket.files', { bucket: 'files-of-acme' }),
        made('module.b.random_password.db', { length: 24, special: true }),
      ]),
    ).toEqual([
      'module.a.aws_s3_bucket.files → module.b.aws_s3_bucket.files',
      'module.a.random_password.db → module.b.random_password.db',
    ]);
  });
});

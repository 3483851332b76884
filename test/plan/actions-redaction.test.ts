import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { loadPlan } from '../../src/evaluate/plan/load-plan.ts';
import { REDACT_EVENTS, REDACT_PLAN } from '../../src/plan/actions-redaction.ts';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/plans');
const fixtures = readdirSync(FIXTURES).filter((name) => name.endsWith('.json'));

/** Output of the real jq; throws with its words when it fails. */
function jq(
  program: string,
  input: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr, error } = spawnSync('jq', [...args, program], {
    input,
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw new Error(`jq is missing: scripts/set-up installs it (${error.message})`);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const redacted = (plan: unknown, env: Readonly<Record<string, string>> = {}): string =>
  jq(REDACT_PLAN, JSON.stringify(plan), ['--compact-output'], env);

/** A plan of one change. */
const planOf = (change: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) => ({
  format_version: '1.2',
  resource_changes: [
    { address: 'a_b.c', mode: 'managed', type: 'a_b', name: 'c', change: { actions: ['update'], ...change } },
  ],
  ...more,
});

const changeIn = (text: string): Readonly<Record<string, unknown>> =>
  (JSON.parse(text) as { resource_changes: readonly { change: Record<string, unknown> }[] }).resource_changes[0]
    ?.change ?? {};

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Texts below what a mask marks, told without jq. */
function markedTexts(value: Json | undefined, mask: Json | undefined): readonly string[] {
  if (mask === true) {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null
      ? Object.values(value).flatMap((one) => markedTexts(one, true))
      : [];
  }
  if (typeof value !== 'object' || value === null || typeof mask !== 'object' || mask === null) return [];
  const masks = new Map(Object.entries(mask));
  return Object.entries(value).flatMap(([key, one]) => markedTexts(one, masks.get(key) as Json));
}

describe.each(fixtures)('of %s', (name) => {
  const text = readFileSync(join(FIXTURES, name), 'utf8');
  const out = jq(REDACT_PLAN, text, ['--compact-output']);

  test('nothing stays that a mask marks', () => {
    const plan = JSON.parse(text) as {
      resource_changes?: { change: Record<string, Json> }[];
      output_changes?: Record<string, Record<string, Json>>;
    };
    const changes = [
      ...(plan.resource_changes ?? []).map(({ change }) => change),
      ...Object.values(plan.output_changes ?? {}),
    ];
    const secrets = changes.flatMap((one) =>
      [one['before_sensitive'], one['after_sensitive']].flatMap((mask) =>
        [one['before'], one['after']].flatMap((value) => markedTexts(value, mask)),
      ),
    );
    for (const secret of secrets) if (secret.length >= 8) expect(out).not.toContain(secret);
  });

  test('the changes are read as before, and nothing else of the configuration than names and references is there', () => {
    const [before, after] = [loadPlan(text), loadPlan(out)];
    if (!('plan' in before) || !('plan' in after)) throw new Error(`${name} is not read`);
    const told = ({ plan }: typeof before) => plan.changes.map(({ address, action }) => [address, action]);
    expect(told(after)).toEqual(told(before));
    for (const key of ['"constant_value"', '"prior_state"', '"planned_values"', '"variables"', '"generated_config"']) {
      expect(out).not.toContain(key);
    }
  });
});

describe('a plan', () => {
  test('has no fixture without a mask that is put to the test', () => {
    const all = fixtures.map((name) => readFileSync(join(FIXTURES, name), 'utf8')).join('');
    expect(all).toMatch(/"(?:before|after)_sensitive":\{"\w+":true/);
  });

  test.each<[string, Readonly<Record<string, unknown>>, unknown, unknown]>([
    [
      'a whole',
      { before: { a: 1 }, after: [1], before_sensitive: true, after_sensitive: true },
      '(sensitive)',
      '(sensitive)',
    ],
    [
      'a null',
      { before: null, after: { a: 'secret-value' }, after_sensitive: { a: true } },
      null,
      { a: '(sensitive)' },
    ],
    [
      'lists and objects',
      {
        before: { a: [{ b: 'x', c: 'y' }, { b: 'z' }] },
        after: { a: [] },
        before_sensitive: { a: [{ b: true }, {}] },
        after_sensitive: {},
      },
      { a: [{ b: '(sensitive)', c: 'y' }, { b: 'z' }] },
      { a: [] },
    ],
    [
      'what is marked on one side only',
      { before: { a: 'old' }, after: { a: 'new' }, before_sensitive: false, after_sensitive: { a: true } },
      { a: '(sensitive)' },
      { a: '(sensitive)' },
    ],
    [
      'numbers and flags',
      { before: { a: 1, b: true }, after: null, before_sensitive: { a: true, b: true } },
      { a: '(sensitive)', b: '(sensitive)' },
      null,
    ],
    [
      'masks of another shape',
      { before: { a: 'x' }, after: 'y', before_sensitive: [true], after_sensitive: { b: true } },
      { a: 'x' },
      'y',
    ],
  ])('is masked: %s', (_about, change, before, after) => {
    expect(changeIn(redacted(planOf(change)))).toMatchObject({ before, after });
  });

  test('that repeats a masked value elsewhere, raw or encoded, is without it', () => {
    const secret = 'p"ss/w\\rd-åäö';
    const forms = [
      secret,
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
      JSON.stringify({ secret }),
    ];
    const out = redacted(planOf({ before: null, after: { secret, forms }, after_sensitive: { secret: true } }));
    const all = forms.map(() => expect.stringContaining('(sensitive)') as unknown);
    expect(changeIn(out)['after']).toEqual({ secret: '(sensitive)', forms: all });
    for (const form of forms) expect(out).not.toContain(JSON.stringify(form).slice(1, -1));
  });

  test('that repeats a sensitive variable or a credential of the workflow is without it, in keys and problems too', () => {
    const plan = planOf(
      { before: null, after: { text: 'is: the-variable', 'the-credential': 'x' } },
      {
        variables: { v: { value: 'the-variable' } },
        configuration: { root_module: { variables: { v: { sensitive: true } } } },
        checks: [{ status: 'fail', instances: [{ problems: [{ message: 'not the-variable' }] }] }],
      },
    );
    const out = redacted(plan, { AWS_SECRET_ACCESS_KEY: 'the-credential' });
    expect(changeIn(out)['after']).toEqual({ text: 'is: (sensitive)', '(sensitive)': 'x' });
    expect(out).not.toMatch(/the-(?:variable|credential)/);
  });

  test('keeps names and references of the configuration, and no secret of an address', () => {
    const configuration = {
      provider_config: { x: { expressions: { token: { constant_value: 'hidden-1' } } } },
      root_module: {
        resources: [
          {
            address: 'a_b.c',
            expressions: {
              x: { constant_value: 'hidden-2' },
              y: { references: ['var.z', 'a_b.d'] },
              n: [{ m: { constant_value: 'hidden-3' } }],
            },
            provisioners: [{ expressions: { command: { constant_value: 'hidden-4' } } }],
            depends_on: ['a_b.e'],
          },
        ],
        module_calls: {
          m: {
            source: 'git::https://user:hidden-5@example.com/m.git',
            module: { variables: { v: { default: 'hidden-6' } }, resources: [] },
          },
        },
        variables: { z: { default: 'hidden-7' } },
      },
    };
    const out = redacted(planOf({ before: null, after: {} }, { configuration }));
    expect(out).not.toContain('hidden-');
    expect((JSON.parse(out) as { configuration: unknown }).configuration).toEqual({
      root_module: {
        resources: [
          {
            address: 'a_b.c',
            expressions: { x: {}, y: { references: ['var.z', 'a_b.d'] }, n: [{ m: {} }] },
            depends_on: ['a_b.e'],
          },
        ],
        module_calls: { m: { source: 'git::https://example.com/m.git', module: { resources: [] } } },
      },
    });
  });

  test.each(['[]', '"text"', '{}', '{"format_version":1}', 'no json'])('is refused when it is none: %s', (text) => {
    expect(() => jq(REDACT_PLAN, text, [])).toThrow(/not a plan|error/);
  });

  test('of any shape keeps no text that its masks mark', () => {
    const text = fc
      .string({ minLength: 8, maxLength: 12, unit: fc.constantFrom('q', 'x', 'z', '"', '\\', 'ä', '<') })
      .map((one) => `secret${one}`);
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.integer(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
      ),
    }));
    const { mask } = fc.letrec<{ mask: Json }>((tie) => ({
      mask: fc.oneof(
        { depthSize: 'small' },
        fc.boolean(),
        fc.array(tie('mask'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('mask')),
      ),
    }));
    fc.assert(
      fc.property(value, value, mask, mask, (before, after, beforeMask, afterMask) => {
        const out = redacted(planOf({ before, after, before_sensitive: beforeMask, after_sensitive: afterMask }));
        const left = changeIn(out);
        const all = JSON.stringify([left['before'] ?? null, left['after'] ?? null]);
        for (const secret of [before, after].flatMap((one) => [
          ...markedTexts(one, beforeMask),
          ...markedTexts(one, afterMask),
        ])) {
          expect(all).not.toContain(JSON.stringify(secret).slice(1, -1));
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('events lose the values that diagnostics quote, and credentials; other lines stay lines', () => {
  const lines = [
    JSON.stringify({
      type: 'diagnostic',
      diagnostic: { summary: 'the-credential', snippet: { code: 'x = 1', values: [{ statement: 'is "y"' }] } },
    }),
    'Error: the-credential is wrong',
    '',
    '{"not": json',
    '[1]',
  ];
  const out = jq(REDACT_EVENTS, lines.join('\n'), ['--raw-input', '--raw-output'], {
    ARM_OIDC_TOKEN: 'the-credential',
  });
  expect(out.split('\n')).toEqual([
    JSON.stringify({ type: 'diagnostic', diagnostic: { summary: '(sensitive)', snippet: { code: 'x = 1' } } }),
    'Error: (sensitive) is wrong',
    '',
    '{"not": json',
    '[1]',
    '',
  ]);
});

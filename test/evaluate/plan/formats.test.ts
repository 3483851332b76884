import { describe, expect, test } from '@jest/globals';
import { valueText } from '../../../src/engine/value-text.ts';
import { loadPlan } from '../../../src/evaluate/plan/load-plan.ts';
import { at, attributeOf, creating, planIn } from './load.ts';

const PLAN = creating([{ address: 'aws_x.y', after: { name: 'n' } }]);
const TEXT = JSON.stringify(PLAN);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, isBigEndian: boolean): Uint8Array => {
  const buffer = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return isBigEndian ? buffer.swap16() : buffer;
};

describe('encodings and forms that are read', () => {
  test.each<[string, unknown]>([
    ['text', TEXT],
    ['text with a byte order mark', `\uFEFF${TEXT}`],
    ['bytes', bytes(TEXT)],
    ['bytes with a byte order mark', bytes(`\uFEFF${TEXT}`)],
    ['UTF-16, little-endian', utf16(TEXT, false)],
    ['UTF-16, big-endian', utf16(TEXT, true)],
    ['parsed JSON', PLAN],
  ])('%s', (_name, input) => {
    expect(planIn(input).changes.map(({ address }) => address)).toEqual(['aws_x.y']);
  });
});

describe('what is no plan is told apart, with what to do', () => {
  const plan = (changes: Record<string, unknown>): string => JSON.stringify({ ...PLAN, ...changes });
  test.each<[string, unknown, string, RegExp]>([
    ['an empty file', '', 'unreadable', /^plan\.json is empty: .*error output.*terraform show -json/],
    ['white space', ' \n', 'unreadable', /is empty/],
    ['a saved plan', new Uint8Array([0x50, 0x4b, 3, 4, 0xff, 0xfe]), 'binary', /saved plan itself.*Convert it/],
    ['a saved plan read as text', 'PK\u0003\u0004\u0014', 'binary', /saved plan itself/],
    ['bytes in no known encoding', new Uint8Array([0x7b, 0xff, 0xff]), 'encoding', /neither UTF-8 nor UTF-16/],
    [
      'a newer format',
      plan({ format_version: '2.0' }),
      'unreadable',
      /plan format 2\.0; .*0\.1 to 1\.x.*Update Plumbline/,
    ],
    ['no format version', plan({ format_version: undefined }), 'unreadable', /has no format_version/],
    ['a format version that is none', plan({ format_version: 'x' }), 'unreadable', /no version number/],
    [
      'a raw state',
      '{"version":4,"serial":1,"lineage":"l","resources":[]}',
      'unreadable',
      /is a state, not a plan.*terraform plan -out/,
    ],
    ['a state as JSON', '{"format_version":"1.0","values":{"root_module":{}}}', 'unreadable', /is a state/],
    ['a state with nothing in it', '{"format_version":"1.0"}', 'unreadable', /no plan to show/],
    [
      'validation output',
      '{"format_version":"1.0","valid":true,"diagnostics":[]}',
      'unreadable',
      /terraform validate -json/,
    ],
    [
      'an error of Terraform',
      '\u001b[31m╷\u001b[0m\n│ Error: Failed to load plugin',
      'unreadable',
      /error message of Terraform/,
    ],
    ['an error of an API', '{"errors":[{"status":"404","title":"not found"}]}', 'unreadable', /error answer of an API/],
    [
      'an error of GitHub',
      '{"message":"Not Found","documentation_url":"https://x"}',
      'unreadable',
      /error answer of an API/,
    ],
    [
      'the output of the action wrapper',
      `[command]/x/terraform-bin show -json p\n${TEXT}`,
      'unreadable',
      /terraform_wrapper: false/,
    ],
    ['events', '{"@level":"info","@message":"x"}\n{"@level":"info"}', 'unreadable', /events of `terraform plan -json`/],
    ['one event', '{"@level":"info","@message":"x"}', 'unreadable', /events/],
    ['a plan for people', 'Terraform will perform the following actions:\n', 'unreadable', /printed for people/],
    ['several plans', `[${TEXT},${TEXT}]`, 'unreadable', /list of plans/],
    ['a list', '[1]', 'unreadable', /holds a list/],
    ['a plan that was cut off', TEXT.slice(0, 100), 'json-syntax', /ends in the middle.*line 1.*cut off/],
    ['something after the plan', `${TEXT}\nDone.`, 'json-syntax', /more after the end of the JSON in line 2/],
    ['a slip', '{"format_version": "1.0",}', 'json-syntax', /expected a name in quotes, found "}" in line 1/],
    ['a number', 42, 'unreadable', /no object/],
    ['nothing', undefined, 'unreadable', /is no JSON/],
  ])('%s', (_name, input, code, message) => {
    const loaded = loadPlan(input);
    expect(loaded).toMatchObject({ diagnostics: [{ code, severity: 'error' }] });
    expect('diagnostics' in loaded && loaded.diagnostics[0]?.message).toMatch(message);
  });
});

describe('limits', () => {
  test.each<[string, string, RegExp]>([
    ['depth', `{"format_version":"1.0","planned_values":${'['.repeat(100_000)}`, /nested more than 200 levels/],
    ['values', TEXT, /more than 5 values/],
    ['size', TEXT, /is larger than is read/],
  ])('%s', (name, input, message) => {
    const options = name === 'values' ? { limits: { depth: 200, nodes: 5 } } : name === 'size' ? { size: 10 } : {};
    const loaded = loadPlan(input, options);
    expect(loaded).toMatchObject({ diagnostics: [{ code: 'too-large', severity: 'error' }] });
    expect('diagnostics' in loaded && loaded.diagnostics[0]?.message).toMatch(message);
  });

  test('depth of parsed JSON, also without an end', () => {
    const endless: Record<string, unknown> = { format_version: '1.0' };
    endless['planned_values'] = endless;
    expect(loadPlan(endless)).toMatchObject({ diagnostics: [{ code: 'too-large' }] });
  });
});

describe('malformed parts', () => {
  test('are left out and named; what hides a change is an error', () => {
    const [good] = PLAN['resource_changes'] as Record<string, unknown>[];
    const plan = planIn({
      ...PLAN,
      terraform_version: 7,
      resource_changes: [null, { ...good, change: { actions: 'create' } }, { ...good, change: undefined }, good],
      relevant_attributes: [{ resource: 'a.b', attribute: [true] }],
    });
    expect(plan.changes).toHaveLength(1);
    expect(plan.diagnostics.map(({ severity, message }) => [severity, message])).toEqual([
      ['error', 'plan.json: resource_changes[0] must be an object and is null. What it changes was not reviewed.'],
      [
        'error',
        'plan.json: resource_changes[1].change.actions must be a list of words and is a string. What it changes was not reviewed.',
      ],
      [
        'error',
        'plan.json: resource_changes[2].change must be an object and is missing. What it changes was not reviewed.',
      ],
      ['warning', 'plan.json: terraform_version must be a string and is a number. It was left out.'],
      ['warning', 'plan.json: relevant_attributes[0].attribute must be a path of names and numbers. It was left out.'],
    ]);
  });

  test.each([[[]], [['delete', 'explode']]])('actions %j are not taken for anything known', (actions) => {
    const [good] = PLAN['resource_changes'] as { change: Record<string, unknown> }[];
    const plan = planIn({ ...PLAN, resource_changes: [{ ...good, change: { ...good?.change, actions } }] });
    expect(plan.changes).toMatchObject([{ action: 'unrecognised', words: actions }]);
    expect(plan.diagnostics).toMatchObject([{ severity: 'error' }]);
  });

  test('names from the plan cannot reach prototypes', () => {
    const text =
      '{"format_version":"1.0","planned_values":{},"output_changes":{"__proto__":{"actions":["create"],"after":{"polluted":1}}},' +
      '"resource_changes":[{"address":"aws_x.y[\\"__proto__\\"]","type":"aws_x","name":"y","index":"__proto__",' +
      '"change":{"actions":["create"],"after":{"__proto__":{"polluted":true},"constructor":"c"},"after_unknown":{}}}]}';
    const plan = planIn(text);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(plan.outputs.map(({ name }) => name)).toEqual(['__proto__']);
    expect(attributeOf(plan, 'aws_x.y["__proto__"]', '__proto__').value).toMatchObject({ kind: 'known' });
    expect(attributeOf(plan, 'aws_x.y["__proto__"]', 'constructor').value).toMatchObject({ value: 'c' });
  });
});

test('each of many secrets is found inside of other texts', () => {
  const objects = Array.from({ length: 1_000 }, (_, index) => ({
    address: `aws_x.y[${String(index)}]`,
    after: { key: `secret-number-${String(index)}-end`, url: `https://u:secret-number-${String(index)}-end@h` },
    sensitive: { key: true },
  }));
  const plan = planIn(creating(objects));
  expect(plan.graph.resources.every(({ body }) => body.attributes.get('url')?.value.sensitive)).toBe(true);
  expect(plan.hasSecret('secret-number-')).toBe(false);
});

describe('old and other forms', () => {
  const old = (after: Record<string, unknown>, rest: Record<string, unknown> = {}): Record<string, unknown> => ({
    format_version: '0.1',
    terraform_version: '0.12.31',
    resource_changes: [
      {
        address: 'aws_x.y',
        mode: 'managed',
        type: 'aws_x',
        name: 'y',
        provider_name: 'aws',
        change: { actions: ['create'], before: null, after, after_unknown: { id: true } },
      },
    ],
    ...rest,
  });

  test('format 0.1 has no masks: names of arguments tell secrets', () => {
    const plan = planIn(old({ password: 'hunter2-hunter2', http_tokens: 'optional', url: 'x://u:hunter2-hunter2@h' }));
    const shown = (name: string): string => valueText(attributeOf(plan, 'aws_x.y', name).value);
    expect([shown('password'), shown('http_tokens'), shown('url')]).toEqual([
      '(sensitive)',
      '"optional"',
      '(sensitive)',
    ]);
    expect(plan.changes).toMatchObject([{ provider: 'aws' }]);
  });

  test('before format 1.0 it is not known which variables are sensitive', () => {
    const configuration = { root_module: { variables: { db_password: { default: 'hunter2-hunter2' }, size: {} } } };
    const plan = planIn(old({}, { variables: { db_password: { value: 'hunter2-hunter2' } }, configuration }));
    expect(attributeOf(plan, 'var.size', 'sensitive').value.kind).toBe('unknown');
    expect(valueText(attributeOf(plan, 'var.db_password', 'default').value)).toBe('(sensitive)');
    expect(plan.variables.map(({ value }) => valueText(value))).toEqual(['(sensitive)']);
  });

  test('a value that a redactor took out is unknown, not known to be null', () => {
    const redacted = {
      ...creating([{ address: 'aws_x.y', after: { a: null, b: '(sensitive)' }, sensitive: { a: true, b: true } }]),
    };
    const hcp = planIn({ ...redacted, format_version: undefined, plan_format_version: '1.2' });
    expect(attributeOf(hcp, 'aws_x.y', 'a').value).toMatchObject({ kind: 'unknown', reason: 'not-evaluated' });
    expect(attributeOf(planIn(redacted), 'aws_x.y', 'b').value).toMatchObject({ kind: 'unknown' });
    expect(at(planIn(redacted), 'aws_x.y').body.attributes.has('a')).toBe(false);
  });

  test('a deposed object is a change and no resource', () => {
    const [good] = PLAN['resource_changes'] as { change: Record<string, unknown> }[];
    const deposed = {
      ...good,
      deposed: 'ab12',
      change: { ...good?.change, actions: ['delete'], before: { name: 'old' }, after: null },
    };
    const plan = planIn({ ...PLAN, resource_changes: [good, deposed] });
    expect(plan.changes.map(({ deposed: key }) => key)).toEqual([undefined, 'ab12']);
    expect(plan.graph.ofType('.', 'aws_x')).toHaveLength(1);
    expect(plan.priorGraph.resources).toHaveLength(0);
  });

  test('imports, generated configuration and drift', () => {
    const [good] = PLAN['resource_changes'] as { change: Record<string, unknown> }[];
    const change = { ...good?.change, importing: { id: 'i-1' }, generated_config: 'resource "aws_x" "y" {}' };
    const plan = planIn({ ...PLAN, resource_changes: [{ ...good, change }], resource_drift: [good], errored: true });
    expect(plan.changes).toMatchObject([
      {
        importing: { id: { value: 'i-1' }, identity: { kind: 'absent' } },
        generatedConfig: { value: 'resource "aws_x" "y" {}' },
      },
    ]);
    expect(plan.drift).toHaveLength(1);
    expect(plan.errored).toBe(true);
  });

  test('a deferred change is there, and may come to be or not', () => {
    const [good] = PLAN['resource_changes'] as Record<string, unknown>[];
    const plan = planIn({
      ...PLAN,
      resource_changes: [],
      deferred_changes: [{ reason: 'instance_count_unknown', resource_change: good }],
    });
    expect(plan.deferred).toMatchObject([{ reason: 'instance_count_unknown', change: { address: 'aws_x.y' } }]);
    expect(at(plan, 'aws_x.y').exists).toBe('unknown');
  });

  test.each([
    [['no-op'], 'no-op'],
    [['create'], 'create'],
    [['read'], 'read'],
    [['update'], 'update'],
    [['delete'], 'delete'],
    [['delete', 'create'], 'delete-then-create'],
    [['create', 'delete'], 'create-then-delete'],
    [['forget'], 'forget'],
    [['create', 'forget'], 'create-then-forget'],
    [['open'], 'open'],
  ])('%j is %s', (actions, action) => {
    const [good] = PLAN['resource_changes'] as { change: Record<string, unknown> }[];
    const plan = planIn({ ...PLAN, resource_changes: [{ ...good, change: { ...good?.change, actions } }] });
    expect(plan.changes).toMatchObject([{ action }]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { GATE_CODES, type GateCode } from '../../../src/plan/gate/gate-codes.data.ts';
import type { CodeCase } from './case.ts';
import { gateOf, HEAD, MEMBER, told, type GateCase } from './gate-of.ts';
import { languageCases } from './language-cases.ts';
import { moduleCases } from './module-cases.ts';
import { providerCases } from './provider-cases.ts';
import { stateCases } from './state-cases.ts';
import { treeCases } from './tree-cases.ts';

const cases: readonly CodeCase[] = [...treeCases, ...providerCases, ...moduleCases, ...stateCases, ...languageCases];
/** Judged elsewhere: judge-modules.test.ts. */
const OF_MODULES: readonly GateCode[] = ['module-not-downloaded'];

describe('each code', () => {
  test.each(cases.map((one) => [one.code, one.effect, one.name, one] as const))(
    '%s: %s: %s',
    async (code, effect, _name, { gate }) => {
      const { outcome, reasons } = await gateOf(gate);
      const effects = reasons.filter((reason) => reason.code === code).map((reason) => reason.effect);
      // The strictest comes first.
      expect(effects[0] ?? 'never').toBe(effect);
      if (effect === 'refuse') expect(outcome).toBe('refuse');
      if (effect === 'hold') expect(outcome).not.toBe('run');
    },
  );

  const codes = Object.keys(GATE_CODES).filter((code) => !OF_MODULES.some((other) => other === code));
  test.each(codes)('%s has a case for each of its effects, and one that must not trigger it', (code) => {
    const effects = new Set(cases.filter((one) => one.code === code).map(({ effect }) => effect));
    const declared = Object.entries(GATE_CODES).find(([name]) => name === code)?.[1].effects ?? [];
    expect([...effects].sort()).toEqual([...declared, 'never'].sort());
  });
});

describe('a decision', () => {
  const held: GateCase = {
    head: { 'live/main.tf': '# first\ndata "aws_ssm_parameter" "x" {\n  name = "x"\n}\n' },
    base: { 'live/main.tf': '' },
  };

  test('quotes the line and says who must do what', async () => {
    const { reasons } = await gateOf(held);
    expect(reasons).toMatchObject([
      {
        code: 'data-reads-secret',
        effect: 'hold',
        span: { file: 'live/main.tf', startLine: 2 },
        quoted: 'data "aws_ssm_parameter" "x" {',
        remedy: 'A maintainer checks that the secret is needed and approves the commit.',
      },
    ]);
  });

  test.each([
    ['the whole SHA', HEAD, 'run'],
    ['7 digits of it', HEAD.slice(0, 7), 'run'],
    ['capital letters', HEAD.toUpperCase(), 'run'],
    ['6 digits', HEAD.slice(0, 6), 'hold'],
    ['another commit', `2${HEAD.slice(1)}`, 'hold'],
    ['more than the SHA', `${HEAD}0`, 'hold'],
    ['nothing', '', 'hold'],
  ])('with an approval of %s', async (_name, sha, outcome) => {
    const decision = await gateOf({ ...held, approval: { sha, by: 'grace' } });
    expect([decision.outcome, decision.approvedBy]).toEqual([outcome, outcome === 'run' ? 'grace' : undefined]);
  });

  test('no approval releases what is refused', async () => {
    const head = { 'live/main.tf': 'data "external" "x" {}\n' };
    const decision = await gateOf({ head, approval: { sha: HEAD, by: 'grace' } });
    expect([decision.outcome, decision.approvedBy]).toEqual(['refuse', undefined]);
  });

  test('does not name an approver where nothing was held', async () => {
    const decision = await gateOf({ head: { 'live/main.tf': '' }, approval: { sha: HEAD, by: 'grace' } });
    expect(decision).toEqual({ outcome: 'run', reasons: [] });
  });

  test('a local run is not held for who wrote it, and is for what it does', async () => {
    const { outcome } = await gateOf({ head: { 'live/main.tf': '' }, author: undefined, base: 'none' });
    expect(outcome).toBe('run');
    expect((await gateOf({ ...held, author: undefined, base: 'none' })).outcome).toBe('hold');
  });

  test('has the strictest reasons first, then by file and line', async () => {
    const decision = await gateOf({
      head: {
        'live/b.tf': 'import {\n  to = aws_vpc.x\n  id = "x"\n}\nresource "evil_x" "y" {}\n',
        'live/a.tf': 'ephemeral "random_password" "x" {}\n',
        'live/.terraformrc': 'unread ',
      },
      base: {},
    });
    expect(told(decision)).toEqual([
      'refuse provider-not-allowed live/b.tf:5',
      'hold ephemeral live/a.tf:1',
      'flag cli-config live/.terraformrc:1',
      'flag import live/b.tf:1',
    ]);
  });

  test('lists 20 reasons of a kind and counts the rest', async () => {
    const text = Array.from({ length: 50 }, (_unused, index) => `data "aws_ssm_parameter" "x${index}" {}\n`).join('');
    const { reasons } = await gateOf({ head: { 'live/main.tf': text }, base: {} });
    expect(reasons).toHaveLength(20);
    expect(reasons.at(-1)?.message).toContain('and 30 more like this');
  });

  test('quotes no more than 200 characters, of a file in one line too', async () => {
    const data = Object.fromEntries(Array.from({ length: 2000 }, (_unused, index) => [`x${index}`, {}]));
    const text = JSON.stringify({ data: { aws_ssm_parameter: data } });
    const { reasons } = await gateOf({ head: { 'live/x.tf.json': text }, base: {} });
    expect(Math.max(...reasons.map(({ quoted }) => quoted?.length ?? 0))).toBeLessThanOrEqual(200);
    expect(reasons[0]?.quoted).toContain('x0');
  });

  test('a root module at the top of the tree', async () => {
    const head = { 'main.tf': 'module "m" {\n  source = "./m"\n}\n', 'm/main.tf': 'resource "evil_x" "y" {}\n' };
    expect(told(await gateOf({ head, root: '.', author: MEMBER }))).toEqual([
      'refuse provider-not-allowed m/main.tf:1',
    ]);
  });
});

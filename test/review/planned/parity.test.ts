import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ParityDifference } from '../../../src/plan/plan-report.ts';
import { configurationGroups, configurationsOf, type Configuration } from '../../terraform/configurations.ts';
import { PROVIDERS } from '../../terraform/provider/schemas.ts';
import { attachProviders, type AttachedProviders } from '../../terraform/provider/serve.ts';
import { terraformRunner, type TerraformRunner } from '../../terraform/terraform-runner.ts';
import { judge, judged, judgedFiles, planOf, redacted } from './planned.ts';

/** Plans at the same time; each is mostly one process of Terraform. */
const PARALLEL = 3;

/**
 * What the source knows and the plan does not: the test provider reads a marker in place of a policy document, which a real
 * one makes of what is written.
 */
const MARKERS: ReadonlySet<string> = new Set([
  'corners/data-feeding: aws_iam_role.r.assume_role_policy',
  'data/policy-document-known: aws_iam_role.this["ec2"].assume_role_policy',
  'data/policy-document-known: aws_iam_role.this["lambda"].assume_role_policy',
  'merging/for-each-over-count: aws_sns_topic.t.policy',
]);

/** A rule about presence takes an argument for set that is given a variable without a value, which may be null. */
const PRESENCE = 'conditionals/null-is-unset: aws_sns_topic.this.kms_master_key_id';

/** How often the source and the plan agree, and where they do not. */
interface Tally {
  agreed: number;
  decided: number;
  readonly contradictions: string[];
  readonly lost: string[];
  readonly errors: unknown[];
  /** Findings that point into the plan file. */
  readonly nowhere: string[];
}

const newTally = (): Tally => ({ agreed: 0, decided: 0, contradictions: [], lost: [], errors: [], nowhere: [] });
const plain = newTally();
const redactedForm = newTally();
const openVariables = newTally();

/** The same files with the scalar defaults of root variables and the variable files left out: only the plan knows them. */
function withoutValues(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const ofVariable = /^(variable "[^"]+" \{\n(?:(?!^\}).*\n)*?)[ \t]+default[ \t]*=[ \t]*[^[{<\n]+\n/gm;
  const kept = [...files].filter(([path]) => !path.includes('tfvars'));
  return new Map(kept.map(([path, text]) => [path, path.includes('/') ? text : text.replace(ofVariable, '$1')]));
}

async function add(tally: Tally, name: string, json: unknown, files: ReadonlyMap<string, string>): Promise<void> {
  const { parity, ruleErrors, findings } = judge(json, await judgedFiles(files));
  const places = (kind: ParityDifference['kind']): readonly string[] =>
    parity.differences
      .filter((difference) => difference.kind === kind)
      .map(({ address, attribute }) => `${name}: ${address}.${attribute}`);
  tally.agreed += parity.agreed;
  tally.decided += places('decided').length;
  tally.contradictions.push(...places('contradiction'));
  tally.lost.push(...places('lost').filter((place) => !MARKERS.has(place)));
  tally.errors.push(...ruleErrors);
  for (const { address, span } of findings) if (span.file === 'plan.json') tally.nowhere.push(`${name}: ${address}`);
}

let providers: AttachedProviders;
let terraform: TerraformRunner;
beforeAll(async () => {
  providers = await attachProviders(PROVIDERS);
  terraform = await terraformRunner(providers.reattach);
});
afterAll(async () => {
  await terraform.close();
  await providers.close();
});

describe('rules say of a real plan what they say of its source', () => {
  test.each(configurationGroups())(
    '%s',
    async (group) => {
      const waiting = [...configurationsOf(group)];
      const before = plain.contradictions.length + redactedForm.contradictions.length;
      const work = async (): Promise<void> => {
        for (let next: Configuration | undefined = waiting.shift(); next; next = waiting.shift()) {
          const { files, name } = next;
          const json: unknown = JSON.parse(await terraform.plan(files));
          const place = `${group}/${name}`;
          await add(plain, place, json, files);
          await add(redactedForm, place, redacted(json as object), files);
          await add(openVariables, place, json, withoutValues(files));
        }
      };
      await Promise.all(Array.from({ length: PARALLEL }, work));
      expect(plain.contradictions.length + redactedForm.contradictions.length).toBe(before);
    },
    120_000,
  );
});

describe('all plans together', () => {
  test.each([
    ['the whole plan', plain, []],
    ["HCP Terraform's redacted form", redactedForm, []],
    ['a source without the values of its variables', openVariables, [PRESENCE]],
  ])('%s contradicts nothing, loses nothing, and has its place in the source', (_form, tally, known) => {
    const { contradictions, lost, errors, nowhere } = tally;
    expect({ contradictions, lost, errors, nowhere }).toEqual({
      contradictions: known,
      lost: [],
      errors: [],
      nowhere: [],
    });
    expect(tally.agreed).toBeGreaterThan(1_500);
  });

  test('a plan decides what the source leaves open', () => {
    expect(openVariables.decided).toBeGreaterThanOrEqual(15);
  });
});

describe('a difference', () => {
  const D = 'aws_db_instance.d';
  const files = (body: string): Record<string, string> => ({
    'main.tf': `variable "v" {}\nresource "aws_db_instance" "d" {\n${body}}\n`,
  });
  const one = async (
    body: string,
    change: {
      readonly actions: readonly string[];
      readonly before?: object;
      readonly after?: object;
      readonly unknown?: object;
    },
  ): Promise<readonly string[]> => {
    const { actions, before, after, unknown } = change;
    const plan = planOf([
      { address: D, actions, before: { ...before }, after: { ...after }, ...(unknown ? { unknown } : {}) },
    ]);
    return (await judged(plan, files(body))).parity.differences
      .filter(({ ruleId }) => ruleId === 'aws-rds-multi-az')
      .map(({ source, plan: is, kind, span }) => `${source} ${is} ${kind} ${String(span?.startLine)}`);
  };

  test.each([
    ['none where both say the same', '  multi_az = false\n', { actions: ['create'], after: { multi_az: false } }, []],
    [
      'decided by the plan',
      '  multi_az = var.v\n',
      { actions: ['create'], after: { multi_az: false } },
      ['unknown fail decided 3'],
    ],
    [
      'a contradiction when both are sure',
      '  multi_az = false\n',
      { actions: ['create'], after: { multi_az: true } },
      ['fail pass contradiction 3'],
    ],
    [
      'decided by the state, where nothing is written',
      '',
      { actions: ['update'], before: { multi_az: true }, after: { multi_az: true } },
      ['fail pass decided 2'],
    ],
    [
      'decided by the state, where changes are ignored',
      '  multi_az = false\n  lifecycle {\n    ignore_changes = [multi_az]\n  }\n',
      { actions: ['no-op'], before: { multi_az: true }, after: { multi_az: true } },
      ['fail pass decided 3'],
    ],
  ])('is %s', async (_what, body, change, expected) => {
    expect(await one(body, change)).toEqual(expected);
  });

  test('is lost when the source has what a plan that is not whole leaves out', async () => {
    const { parity } = await judged(planOf([]), files('  multi_az = false\n'));
    const found = parity.differences.filter(({ ruleId }) => ruleId === 'aws-rds-multi-az');
    expect(found.map(({ address, kind, plan }) => `${address} ${kind} ${plan}`)).toEqual([`${D} lost absent`]);
  });

  test('is none for what the plan destroys', async () => {
    const plan = planOf([{ address: D, actions: ['delete'], before: { multi_az: false } }]);
    expect((await judged(plan, files('  multi_az = false\n'))).parity.differences).toEqual([]);
  });

  test('is decided when the plan has none of what the source could not count', async () => {
    const { parity } = await judged(planOf([]), files('  count    = var.v\n  multi_az = false\n'));
    const found = parity.differences.filter(({ ruleId }) => ruleId === 'aws-rds-multi-az');
    expect(found.map(({ kind }) => kind)).toEqual(['decided']);
  });
});

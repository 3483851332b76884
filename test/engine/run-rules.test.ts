import { beforeAll, describe, expect, test } from '@jest/globals';
import { codeRule, type Rule } from '../../src/engine/rule.ts';
import { mergeInstances, runRules } from '../../src/engine/run-rules.ts';
import rds from '../../src/rules/aws/rds.ts';
import { loadParsers } from '../../src/syntax/parse.ts';
import { sideOf } from '../rules/side-of.ts';
import { described } from './kits/kit-case.ts';

beforeAll(loadParsers);

const main = 'resource "aws_db_instance" "a" {\n  publicly_accessible = true\n}\n';
const failing = (id: string, extra: Partial<Rule> = {}): Rule =>
  codeRule({
    ...described,
    id,
    resource: ['aws_db_instance'],
    check: ({ resource }) => ({ kind: 'fail', message: `${resource.address} is wrong`, span: resource.headerSpan }),
    ...extra,
  });

test('a rule that throws is an error of its own; the others go on', async () => {
  const bug = failing('aws-bug', {
    check: () => {
      throw new TypeError('boom');
    },
  });
  const { run } = await sideOf({ 'main.tf': main }, [bug, failing('aws-fine')]);
  expect(run.findings.map((finding) => finding.ruleId)).toEqual(['aws-fine']);
  expect(run.errors).toEqual([
    {
      ruleId: 'aws-bug',
      address: 'aws_db_instance.a',
      message: 'rule aws-bug failed at aws_db_instance.a: TypeError: boom',
    },
  ]);
});

test('what is not created is not judged', async () => {
  const { run } = await sideOf({ 'main.tf': main.replace('{', '{\n  count = 0') }, [failing('aws-fine')]);
  expect(run.findings).toEqual([]);
});

test('findings are ordered by file, line and rule id', async () => {
  const texts = { 'b.tf': main, 'a.tf': main.replace('"a"', '"x"') + main.replace('"a"', '"y"') };
  const { run } = await sideOf(texts, [failing('aws-z'), failing('aws-b')]);
  expect(run.findings.map(({ span, ruleId }) => `${span.file}:${String(span.startLine)} ${ruleId}`)).toEqual([
    'a.tf:1 aws-b',
    'a.tf:1 aws-z',
    'a.tf:4 aws-b',
    'a.tf:4 aws-z',
    'b.tf:1 aws-b',
    'b.tf:1 aws-z',
  ]);
});

test('instances of one module block are one finding with the other addresses', async () => {
  const call = (name: string): string => `module "${name}" {\n  source = "./db"\n}\n`;
  const { run } = await sideOf({ 'main.tf': call('x') + call('y'), 'db/main.tf': main }, [failing('aws-fine')]);
  expect(run.findings.map(({ address }) => address)).toEqual([
    'module.x.aws_db_instance.a',
    'module.y.aws_db_instance.a',
  ]);
  expect(mergeInstances(run.findings).map(({ address, instances }) => [address, instances])).toEqual([
    ['module.x.aws_db_instance.a', ['module.y.aws_db_instance.a']],
  ]);
});

test('a finding inside a module names the call', async () => {
  const texts = { 'main.tf': 'module "x" {\n  source = "./db"\n}\n', 'db/main.tf': main };
  const { run } = await sideOf(texts, [failing('aws-fine')]);
  expect(run.findings.flatMap(({ related }) => related).map(({ message, span }) => [message, span.file])).toEqual([
    ['called here as module.x', 'main.tf'],
  ]);
});

describe('a policy may', () => {
  test('change a severity, special cases included', async () => {
    const { graph } = await sideOf({ 'main.tf': main }, []);
    const severityOverrides = new Map([['aws-rds-not-public', 'low' as const]]);
    const [finding] = runRules(rds, graph, { severityOverrides }).findings.filter(
      (f) => f.ruleId === 'aws-rds-not-public',
    );
    expect(finding?.severity).toBe('low');
  });

  test('switch a rule off', async () => {
    const { graph } = await sideOf({ 'main.tf': main }, []);
    const ids = runRules(rds, graph, { disabled: new Set(['aws-rds-not-public']) }).findings.map((f) => f.ruleId);
    expect(ids).not.toContain('aws-rds-not-public');
    expect(ids.length).toBeGreaterThan(0);
  });
});

test('equal places of one resource have fingerprints of their own', async () => {
  const twice = failing('aws-twice', {
    check: ({ resource }) =>
      [1, 2].map((n) => ({
        kind: 'fail',
        message: `${resource.address} ${String(n)}`,
        attribute: 'a',
        span: { ...resource.span, start: n },
      })),
  });
  const { run } = await sideOf({ 'main.tf': main }, [twice]);
  expect(new Set(run.findings.map((finding) => finding.fingerprint)).size).toBe(2);
  expect(run.findings.map((finding) => finding.valueClass)).toEqual(['', '#2']);
});

test('a fingerprint does not depend on lines, and is 32 hexadecimal characters', async () => {
  const [one, two] = [
    await sideOf({ 'main.tf': main }, [failing('aws-a')]),
    await sideOf({ 'main.tf': `\n\n${main}` }, [failing('aws-a')]),
  ];
  expect(one.run.findings[0]?.fingerprint).toBe(two.run.findings[0]?.fingerprint);
  expect(one.run.findings[0]?.fingerprint).toMatch(/^[0-9a-f]{32}$/);
});

test('a rule looks once at each of a thousand resources', async () => {
  let checks = 0;
  const counting = failing('aws-count', {
    check: () => {
      checks += 1;
      return undefined;
    },
  });
  const text = Array.from({ length: 1000 }, (_, n) => main.replace('"a"', `"r${String(n)}"`)).join('');
  await sideOf({ 'main.tf': text }, [counting]);
  expect(checks).toBe(1000);
});

test('a message stays on one line and within 500 characters, whatever the names in it', async () => {
  const loud = failing('aws-loud', {
    check: ({ resource }) => ({ kind: 'fail', message: `a\r\nb\u2028c ${'x'.repeat(900)}`, span: resource.span }),
  });
  const { run } = await sideOf({ 'main.tf': main }, [loud]);
  expect(run.findings[0]?.message).toMatch(/^a b c x{493}…$/);
});

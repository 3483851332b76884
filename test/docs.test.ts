import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { runProgram } from '../src/cli/program.ts';
import { parsePolicy } from '../src/policy/parse-policy.ts';
import { planJob } from '../src/policy/plan-job-schema.ts';
import { CONFIDENCE_WEIGHT, POINTS, SEVERITY_DELTA, TIER_WEIGHT } from '../src/score/weights.ts';
import { parseFile } from '../src/syntax/parse.ts';
import { NO_PLANS } from './cli/no-plans.ts';
import { memoryIo } from './cli/memory-io.ts';

const top = resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(top, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
/** Dotted names of the keys of a section, down to those that hold values. */
function policyKeys(shape: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(shape).flatMap(([key, type]) => {
    let inner = type;
    while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault)
      inner = inner.unwrap();
    return inner instanceof z.ZodObject ? policyKeys(inner.shape).map((name) => `${key}.${name}`) : [key];
  });
}

const textOf = (page: string): string => readFileSync(join(top, page), 'utf8');

interface Fence {
  readonly page: string;
  readonly language: string;
  readonly body: string;
}

const fences: readonly Fence[] = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map((match) => ({
    page,
    language: match[1] ?? '',
    body: match[2] ?? '',
  })),
);

describe('the users’ docs', () => {
  const commands = fences
    .filter(({ language }) => language === 'console')
    .flatMap(({ page, body }) =>
      [...body.matchAll(/^\$ plumbline (.+)$/gm)].map((match) => [page, match[1] ?? ''] as const),
    );

  test('have commands to execute', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  test.each(commands)('%s: plumbline %s does its work', async (_page, line) => {
    const io = memoryIo(top);
    const exit = await runProgram(line.split(' '), {
      io,
      github: { connect: () => Promise.reject(new Error('no network in tests')) },
      machine: { examine: () => Promise.resolve([{ name: 'node', state: 'ok', detail: process.version }]) },
      plans: NO_PLANS,
    });
    expect({ exit: exit < 2, warnings: io.warnings() }).toEqual({ exit: true, warnings: '' });
    expect(io.output()).not.toBe('');
  });

  test('name only options that exist', async () => {
    const io = memoryIo(top);
    const help = async (...args: string[]): Promise<void> => {
      await runProgram([...args, '--help'], {
        io,
        github: { connect: () => Promise.reject(new Error('no network in tests')) },
        machine: { examine: () => Promise.resolve([]) },
        plans: NO_PLANS,
      });
    };
    await help();
    for (const command of ['scan', 'review', 'plan', 'rules', 'doctor']) await help(command);
    await help('config', 'check');
    await help('plan', 'init-actions');
    const named = fences
      .filter(({ language }) => language === 'sh' || language === 'console')
      .flatMap(({ body }) => body.split('\n').filter((line) => /plumbline \w/.test(line)))
      .flatMap((line) => [...line.matchAll(/ (--[a-z-]+)/g)].map((match) => match[1] ?? ''));
    expect([...new Set(named)].filter((option) => !io.output().includes(option))).toEqual([]);
  });

  const yaml = fences.filter(({ language }) => language === 'yaml');
  test.each(yaml.map((fence) => [fence.page, fence.body] as const))('%s: its YAML is valid', async (_page, body) => {
    if (/^on:$/m.test(body)) {
      const parsed = await parseFile('.github/workflows/x.yml', Buffer.from(body));
      expect(parsed.diagnostics).toEqual([]);
    } else {
      expect(parsePolicy(body, 'plumbline.yml').problems).toEqual([]);
    }
  });

  test('link only to files that exist', () => {
    const links = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => join(dirname(page), match[1] ?? '')),
    );
    expect(links.filter((link) => !existsSync(join(top, link)))).toEqual([]);
  });

  test('mention only paths that exist', () => {
    const paths = pages.flatMap((page) =>
      [...textOf(page).matchAll(/`((?:src|test|docs|scripts|fixtures)\/[\w./-]*)`/g)].map((match) => match[1] ?? ''),
    );
    expect(paths.length).toBeGreaterThan(10);
    // `npm run new:rule` makes its example.
    expect(paths.filter((path) => !existsSync(join(top, path)))).toEqual([]);
  });

  test('name every setting that is read, and no other', () => {
    const code = ['src/config.ts', 'src/config/plan-settings.ts'].map(textOf).join('\n');
    const read = [...code.matchAll(/read\.(?:text|integer|oneOf|list)\('(\w+)'/g)].map((match) => match[1] ?? '');
    expect(read.length).toBeGreaterThan(15);
    const rows = textOf('docs/operations.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|')[1] ?? '');
    const named = rows.flatMap((row) => [...row.matchAll(/`([A-Z_]+)`/g)].map((match) => match[1] ?? ''));
    expect(named.toSorted()).toEqual([...new Set(read)].toSorted());
  });

  test('name every key of the policy about plans, and no other', () => {
    const keys = policyKeys(planJob).map((key) => `plan.${key}`);
    const rows = textOf('docs/configure.md').matchAll(/^\| `(plan\.[\w.]+)` /gm);
    const named = [...rows].map((match) => match[1] ?? '');
    // What every evaluation is given has its own section.
    const ofEvaluations = ['plan.varFiles', 'plan.environments'];
    expect(named.filter((key) => !ofEvaluations.includes(key)).toSorted()).toEqual(keys.toSorted());
  });

  test('name in the table of threats, for each, a test that tries it', () => {
    const plans = textOf('docs/security-model.md').split('## Plans')[1] ?? '';
    const threats = plans.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:threat|-+) /.test(line));
    expect(threats.length).toBeGreaterThan(15);
    expect(threats.filter((line) => !/`test\/[\w/-]+\.test\.ts`/.test(line.split('|')[3] ?? ''))).toEqual([]);
  });

  test('give the weights of the score as they are', () => {
    const page = textOf('docs/scoring.md');
    const line = (start: string): Record<string, number> =>
      Object.fromEntries(
        [
          ...(page.split('\n').find((each) => each.startsWith(start)) ?? '').matchAll(
            /([a-z][a-z\d-]+) (\d[\d.]*\d|\d)/g,
          ),
        ].map((match) => [match[1] ?? '', Number(match[2])]),
      );
    const rows = ['reliability', 'security', 'performance', 'features', 'convenience'].map((name) =>
      line(`| ${name.padEnd(11)} | `),
    );
    expect(Object.assign({}, ...rows)).toEqual(POINTS);
    expect(line('- Severity: ')).toEqual(SEVERITY_DELTA);
    expect(line('- Confidence of the rule: ')).toEqual(CONFIDENCE_WEIGHT);
    expect(line('- Criticality of the subject: ')).toEqual(TIER_WEIGHT);
  });
});

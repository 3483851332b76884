import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkRules, type RuleFile } from '../../scripts/gen/check-rules.ts';
import { generate, staleFiles, writeGenerated } from '../../scripts/gen/generate.ts';
import { coveragePage } from '../../scripts/gen/index-pages.ts';
import { listRuleFiles, loadRules } from '../../scripts/gen/load-rules.ts';
import { registryText } from '../../scripts/gen/registry-text.ts';
import { reportTexts } from '../../scripts/gen/reports.ts';
import { exampleOf, rulePage } from '../../scripts/gen/rule-page.ts';
import type { Rule } from '../../src/engine/rule.ts';
import type { Item, Severity } from '../../src/model/items.ts';

const project = join(import.meta.dirname, '../..');

const rule: Rule = {
  id: 'aws-rds-thing',
  title: 'A thing is wrong',
  severity: 'high',
  resource: ['aws_db_instance'],
  why: 'It matters.',
  remedy: 'Mend it.',
  items: ['rbac'],
  aliases: [{ relation: 'similar', id: 'CKV_AWS_1' }],
  links: ['https://example.com/'],
  kit: 'attribute',
  absence: { path: 'on', means: 'fail' },
  example: { bad: 'a = 1 # expect\n', good: 'a = 2\n' },
  check: () => undefined,
};

test('what is generated is committed as it is generated now', async () => {
  const { texts, problems } = await generate(project);
  expect(problems).toEqual([]);
  expect(await staleFiles(project, texts)).toEqual([]);
});

test('the sample review, the README’s excerpt and the policy’s schema are those of this version', async () => {
  expect(
    await staleFiles(project, new Map([...(await generate(project)).texts, ...(await reportTexts(project))])),
  ).toEqual([]);
});

describe('the guard refuses', () => {
  const check = (changes: Partial<Rule>, file: Partial<RuleFile> = {}): readonly string[] =>
    checkRules([{ path: 'aws/rds.ts', isSingle: false, rules: [{ ...rule, ...changes }], ...file }]);

  test('nothing about a good rule', () => {
    expect(check({})).toEqual([]);
    expect(check({ id: 'ec-thing' }, { path: 'elastic/deployment.ts' })).toEqual([]);
    expect(check({ id: 'aws-iam-pass-role' }, { path: 'aws/iam/pass-role.ts', isSingle: true })).toEqual([]);
  });

  const cases: readonly (readonly [string, Partial<Rule>, string])[] = [
    ['an id of another provider', { id: 'azure-thing' }, 'the id must be aws-…'],
    ['an id that is not kebab-case', { id: 'aws-Thing' }, 'the id is not kebab-case'],
    ['an empty title', { title: ' ' }, 'title is empty'],
    ['a title with a full stop', { title: 'Wrong.' }, 'the title ends in a full stop'],
    ['an empty why', { why: '' }, 'why is empty'],
    ['a remedy without a full stop', { remedy: 'Mend it' }, 'remedy does not end in a full stop'],
    ['no resource', { resource: [] }, 'resource is empty'],
    ['an unknown severity', { severity: 'awful' as Severity }, 'unknown severity "awful"'],
    ['an unknown item', { items: ['everything' as Item] }, 'unknown item "everything"'],
    ['a link that is none', { links: ['https://'] }, '"https://" is no https link'],
    [
      'an example without a mark',
      { example: { bad: 'a', good: 'b' } },
      'example.bad has no line that ends in "# expect"',
    ],
    [
      'a good example with a mark',
      { example: { bad: 'a # expect', good: 'b # expect' } },
      'example.good has an "# expect"',
    ],
  ];
  test.each(cases)('%s', (_name, changes, problem) => {
    expect(check(changes)).toContain(`aws/rds.ts: ${changes.id ?? rule.id}: ${problem}`);
  });

  test('a kit rule without an example', () => {
    const without = { ...rule };
    Reflect.deleteProperty(without, 'example');
    expect(checkRules([{ path: 'aws/rds.ts', isSingle: false, rules: [without] }])).toEqual([
      'aws/rds.ts: aws-rds-thing: a kit rule needs an example',
    ]);
  });

  test('a code rule whose id is not its path', () => {
    expect(check({}, { path: 'aws/rds/other.ts', isSingle: true })).toEqual([
      'aws/rds/other.ts: aws-rds-thing: the id must be aws-rds-other',
    ]);
  });

  test('an id that is used twice, former ids included', () => {
    const files = (other: Partial<Rule>): readonly RuleFile[] => [
      { path: 'aws/a.ts', isSingle: false, rules: [rule] },
      { path: 'aws/b.ts', isSingle: false, rules: [{ ...rule, ...other }] },
    ];
    expect(checkRules(files({}))).toEqual(['aws/b.ts: aws-rds-thing is already a rule of aws/a.ts']);
    expect(checkRules(files({ id: 'aws-new', formerIds: ['aws-rds-thing'] }))).toHaveLength(1);
  });

  test('a file without rules', () => {
    expect(check({}, { rules: [] })).toEqual(['aws/rds.ts: exports no rule']);
  });
});

describe('in a project of its own', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-gen-'));
    mkdirSync(join(folder, 'src/rules/aws'), { recursive: true });
    mkdirSync(join(folder, 'fixtures/rules/aws-rds-thing'), { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('a changed, a missing and a left-over file are stale, and writing mends them', async () => {
    const wanted = new Map([
      ['docs/rules/a.md', 'a\n'],
      ['docs/rules/b.md', 'b\n'],
    ]);
    mkdirSync(join(folder, 'docs/rules'), { recursive: true });
    writeFileSync(join(folder, 'docs/rules/a.md'), 'other\n');
    writeFileSync(join(folder, 'docs/rules/gone.md'), 'gone\n');
    const stale = ['docs/rules/a.md', 'docs/rules/b.md', 'docs/rules/gone.md'];
    expect(await staleFiles(folder, wanted)).toEqual(stale);
    expect(await writeGenerated(folder, wanted)).toEqual(stale);
    expect(await staleFiles(folder, wanted)).toEqual([]);
  });

  test('shared pieces and the registry are no rule files', async () => {
    for (const name of ['_shared.ts', 'registry.ts', 'aws/_ports.ts', 'aws/s3.ts', 'aws/notes.md']) {
      writeFileSync(join(folder, 'src/rules', name), '');
    }
    expect(await listRuleFiles(join(folder, 'src/rules'))).toEqual(['aws/s3.ts']);
  });

  test('a file that exports something else is named', async () => {
    writeFileSync(join(folder, 'src/rules/aws/s3.ts'), 'export default [{ id: 1 }];\n');
    await expect(loadRules(join(folder, 'src/rules'))).rejects.toThrow(
      'src/rules/aws/s3.ts: the default export must be',
    );
  });

  test('a code rule without fixtures is named', async () => {
    const code = { ...rule };
    Reflect.deleteProperty(code, 'example');
    const fixtures = join(folder, 'fixtures/rules');
    expect(await exampleOf(code, fixtures)).toBe('fixtures/rules/aws-rds-thing/ has no bad.tf or .yml');
    writeFileSync(join(fixtures, 'aws-rds-thing/bad.tf'), 'a = 1 # expect: x\n');
    expect(await exampleOf(code, fixtures)).toBe('fixtures/rules/aws-rds-thing/ has no good.tf or .yml');
    writeFileSync(join(fixtures, 'aws-rds-thing/good.tf'), 'a = 2\n');
    expect(await exampleOf(code, fixtures)).toMatchObject({ bad: 'a = 1 # expect: x\n', language: 'hcl' });
  });
});

test('a page shows the example without the marks, and what absence means', () => {
  const page = rulePage(rule, { bad: 'a = 1 # expect: x\n', good: 'a = 2\n', language: 'hcl' });
  expect(page).toContain('```hcl\na = 1\n```');
  expect(page).toContain('| Not written | `on` not written is a finding |');
  expect(page).toContain('`CKV_AWS_1` (similar)');
});

test('the coverage page names the items that have no rule', () => {
  expect(coveragePage([rule])).toContain('Items without a rule: `jwt`, `oauth2-oidc`, `api-keys`');
});

test('the registry spreads lists and names single rules', () => {
  const text = registryText([
    { path: 'aws/iam/pass-role.ts', isSingle: true, rules: [rule] },
    { path: 'aws/rds.ts', isSingle: false, rules: [rule] },
  ]);
  expect(text).toContain(`import awsIamPassRole from './aws/iam/pass-role.ts';`);
  expect(text).toContain('  awsIamPassRole,\n  ...awsRds,\n');
});

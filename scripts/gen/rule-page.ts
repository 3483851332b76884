import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rule } from '../../src/engine/rule.ts';

/** A bad and a good text for a page, and the language to highlight them in. */
export interface PageExample {
  readonly bad: string;
  readonly good: string;
  readonly language: 'hcl' | 'yaml';
}

const ABSENCE = {
  pass: 'counts as in order',
  fail: 'is a finding',
  unknown: 'cannot be judged and is listed as unknown',
  'not-applicable': 'is outside this rule',
} as const;

/** The page of one rule, in Markdown. `example` comes from the definition, or from the fixtures of a code rule. */
export function rulePage(rule: Rule, example: PageExample): string {
  const aliases = (rule.aliases ?? []).map(
    ({ relation, id }) => `${code(id)}${relation === 'similar' ? ' (similar)' : ''}`,
  );
  const rows: (readonly [string, string])[] = [
    ['Severity', rule.severity],
    ['Confidence', rule.confidence ?? 'high'],
    ['Counts towards', rule.items.map(code).join(', ')],
    ['Looks at', rule.resource.map(code).join(', ')],
    ...(rule.absence ? [['Not written', absenceText(rule.absence)] as const] : []),
    ['Fix', fixText(rule)],
    ...(aliases.length > 0 ? [['Also known as', aliases.join(', ')] as const] : []),
  ];
  return [
    `# ${rule.title}`,
    '',
    code(rule.id),
    '',
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, text]) => `| ${name} | ${text.replaceAll('|', '\\|')} |`),
    '',
    '## Why it matters',
    '',
    rule.why,
    '',
    '## How to fix it',
    '',
    rule.remedy,
    '',
    '## Example',
    '',
    'Reported:',
    '',
    ...fenced(example.bad, example.language),
    '',
    'In order:',
    '',
    ...fenced(example.good, example.language),
    '',
    '## Sources',
    '',
    ...rule.links.map((link) => `- <${link}>`),
    '',
  ].join('\n');
}

function absenceText({ path, means }: NonNullable<Rule['absence']>): string {
  const subject = `${code(path)} not written`;
  if (typeof means === 'string') return `${subject} ${ABSENCE[means]}`;
  return Object.entries(means)
    .map(([type, meaning]) => `${subject} in ${code(type)} ${ABSENCE[meaning]}`)
    .join('; ');
}

function fixText(rule: Rule): string {
  if (rule.fixable === 'safe') return 'offered as a suggestion';
  if (rule.fixable === 'unsafe') return 'shown as text: applying it may replace or interrupt what is running';
  return 'by hand';
}

function fenced(text: string, language: string): readonly string[] {
  return [`\`\`\`${language}`, withoutExpectations(text), '```'];
}

/** The text as it would stand in a repository: without the marks of the tests. */
function withoutExpectations(text: string): string {
  return text.replace(/[ \t]*# expect(?::.*)?$/gm, '').trim();
}

function code(text: string): string {
  return `\`${text}\``;
}

/** The example of a rule: its own, or the first bad and good file of its fixtures; else what is missing, in words. */
export async function exampleOf(rule: Rule, fixtures: string): Promise<PageExample | string> {
  if (rule.example) return { ...rule.example, language: rule.resource.every(isWorkflowType) ? 'yaml' : 'hcl' };
  const folder = join(fixtures, rule.id);
  const files = (await readdir(folder, { recursive: true }).catch(() => []))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  const bad = files.find((file) => /(?:^|\/)bad[^/]*\.(?:tf|tofu|ya?ml|hcl)$/.test(file));
  const good = files.find((file) => /(?:^|\/)good[^/]*\.(?:tf|tofu|ya?ml|hcl)$/.test(file));
  if (bad === undefined || good === undefined) {
    return `fixtures/rules/${rule.id}/ has no ${bad === undefined ? 'bad' : 'good'}.tf or .yml`;
  }
  return {
    bad: await readFile(join(folder, bad), 'utf8'),
    good: await readFile(join(folder, good), 'utf8'),
    language: /\.ya?ml$/.test(bad) ? 'yaml' : 'hcl',
  };
}

/** True for the resource types that come from workflow and action files. */
export function isWorkflowType(type: string): boolean {
  return type === 'action' || type === 'workflow' || type.startsWith('workflow.');
}

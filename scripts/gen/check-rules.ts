import type { Rule } from '../../src/engine/rule.ts';
import { ITEMS, SEVERITIES } from '../../src/model/items.ts';

/** One rules file as it was loaded. */
export interface RuleFile {
  /** Relative to `src/rules`, with `/`: `aws/rds.ts`, `aws/iam/pass-role.ts`. */
  readonly path: string;
  /** The default export is one rule (a code rule's file) or a list (declarative rules of one service). */
  readonly isSingle: boolean;
  readonly rules: readonly Rule[];
}

/** Providers whose folder is not the prefix of their rules' ids. */
const PREFIXES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  elastic: ['ec-', 'elasticstack-'],
  kubernetes: ['k8s-'],
};

/** What the ids of the rules in a provider's folder begin with; the first is the usual one. */
export function idPrefixes(provider: string): readonly [string, ...string[]] {
  return PREFIXES[provider] ?? [`${provider}-`];
}

/** Everything wrong with the rules as a whole, one sentence each, naming the file and the rule. Empty: all is well. */
export function checkRules(files: readonly RuleFile[]): readonly string[] {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const { path, rules, isSingle } of files) {
    if (rules.length === 0) problems.push(`${path}: exports no rule`);
    for (const rule of rules) {
      problems.push(...checkRule(rule).map((problem) => `${path}: ${rule.id}: ${problem}`));
      const wanted = wantedId(path, rule.id, isSingle);
      if (wanted) problems.push(`${path}: ${rule.id}: ${wanted}`);
      for (const id of [rule.id, ...(rule.formerIds ?? [])]) {
        const other = seen.get(id);
        if (other !== undefined) problems.push(`${path}: ${id} is already a rule of ${other}`);
        seen.set(id, path);
      }
    }
  }
  return problems;
}

function wantedId(path: string, id: string, isSingle: boolean): string | undefined {
  const [provider = '', ...rest] = path.replace(/\.ts$/, '').split('/');
  const prefixes = idPrefixes(provider);
  const ends = isSingle ? rest.join('-') : undefined;
  const isRight = prefixes.some((prefix) => (ends === undefined ? id.startsWith(prefix) : id === prefix + ends));
  return isRight ? undefined : `the id must be ${prefixes.map((prefix) => `${prefix}${ends ?? '…'}`).join(' or ')}`;
}

function checkRule(rule: Rule): readonly string[] {
  const problems: string[] = [];
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)+$/.test(rule.id)) problems.push('the id is not kebab-case');
  for (const field of ['title', 'why', 'remedy'] as const) {
    if (rule[field].trim() === '') problems.push(`${field} is empty`);
  }
  if (/[.!]$/.test(rule.title)) problems.push('the title ends in a full stop');
  for (const field of ['why', 'remedy'] as const) {
    if (!rule[field].trimEnd().endsWith('.')) problems.push(`${field} does not end in a full stop`);
  }
  if (!SEVERITIES.includes(rule.severity)) problems.push(`unknown severity ${JSON.stringify(rule.severity)}`);
  if (rule.resource.length === 0 || rule.resource.includes('')) problems.push('resource is empty');
  if (rule.items.length === 0) problems.push('items is empty');
  for (const item of rule.items) if (!ITEMS.includes(item)) problems.push(`unknown item ${JSON.stringify(item)}`);
  if (rule.links.length === 0) problems.push('links is empty');
  for (const link of rule.links)
    if (!/^https:\/\/\S+$/.test(link)) problems.push(`${JSON.stringify(link)} is no https link`);
  if (rule.kit !== 'code' && !rule.example) problems.push('a kit rule needs an example');
  if (rule.example && !/[ \t]# expect$/m.test(rule.example.bad))
    problems.push('example.bad has no line that ends in "# expect"');
  if (rule.example?.good.includes('# expect')) problems.push('example.good has an "# expect"');
  return problems;
}

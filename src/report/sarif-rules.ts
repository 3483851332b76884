import type { RuleDescription } from '../engine/rule.ts';
import type { Finding } from '../model/finding.ts';
import type { Item, Severity } from '../model/items.ts';
import { SECURITY_ITEMS } from '../model/items.ts';
import { link } from './markdown.ts';
import type { SarifLevel, SarifRule } from './sarif-types.ts';

/** SARIF has three levels for our five severities. */
export const SARIF_LEVELS: Readonly<Record<Severity, SarifLevel>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/**
 * GitHub's bands for `security-severity`: critical above 9.0, high from 7.0, medium from 4.0, low below.
 * Source: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '1.0',
};

const SECURITY: ReadonlySet<Item> = new Set<Item>([...SECURITY_ITEMS, 'network-exposure', 'supply-chain']);

/** A rule as SARIF lists it, with third-party aliases and checklist items in its properties. */
export function sarifRule(rule: RuleDescription, docsBase: string | undefined): SarifRule {
  const isSecurity = rule.items.some((item) => SECURITY.has(item));
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: {
      text: `${rule.why} ${rule.remedy}`,
      markdown: `${rule.why}\n\n**Instead:** ${rule.remedy}\n\n${rule.links.map((url) => `- ${link(url)}`).join('\n')}`,
    },
    helpUri: docsBase === undefined ? rule.links[0] : `${docsBase}/${rule.id}.md`,
    defaultConfiguration: { level: SARIF_LEVELS[rule.severity] },
    properties: {
      aliases: (rule.aliases ?? []).map(({ id }) => id),
      items: rule.items,
      severity: rule.severity,
      confidence: rule.confidence ?? 'high',
      // GitHub filters by tags, and shows a severity only for rules tagged `security`.
      tags: [...(isSecurity ? ['security'] : []), ...rule.items],
      ...(isSecurity ? { 'security-severity': SECURITY_SEVERITY[rule.severity] } : {}),
    },
  };
}

/** The entry of a rule that made a finding but is not in the list that was passed. */
export function unlistedRule(finding: Finding): SarifRule {
  return {
    id: finding.ruleId,
    shortDescription: { text: finding.title },
    fullDescription: { text: finding.why },
    help: { text: `${finding.why} ${finding.remedy}` },
    defaultConfiguration: { level: SARIF_LEVELS[finding.severity] },
    properties: { aliases: [], items: finding.items, severity: finding.severity, tags: finding.items },
  };
}

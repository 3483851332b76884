import type { Rule } from '../engine/rule.ts';
import { rules } from '../rules/registry.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** `plumbline rules`: the catalogue. Always holds. */
export function rulesCommand(options: { readonly format: 'pretty' | 'json' }, io: Io): ExitCode {
  io.write(options.format === 'json' ? `${JSON.stringify(rules.map(ruleData), null, 2)}\n` : tableOf(rules));
  return EXIT.holds;
}

function ruleData(rule: Rule): object {
  return {
    id: rule.id,
    title: rule.title,
    severity: rule.severity,
    items: rule.items,
    resourceTypes: rule.resource,
    aliases: (rule.aliases ?? []).map((alias) => alias.id),
    docs: `docs/rules/${rule.id}.md`,
    links: rule.links,
  };
}

function tableOf(all: readonly Rule[]): string {
  const width = Math.max(...all.map((rule) => rule.id.length));
  const lines = [...all]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.title}`);
  return `${lines.join('\n')}\n\n${all.length} rules\n`;
}

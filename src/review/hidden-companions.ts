import type { Rule } from '../engine/rule.ts';
import type { RunResult } from '../engine/run-rules.ts';
import type { Finding, Undecided } from '../model/finding.ts';
import type { Side } from './read-side.ts';
import { folderOf } from '../model/path.ts';

/**
 * A run in which "no other resource does this" is open, not a finding, where a file of the same module could not be read:
 * the other resource may stand in it.
 */
export function withoutHiddenCompanions(run: RunResult, side: Side, rules: readonly Rule[]): RunResult {
  const broken = new Map<string, string>();
  for (const file of side.files.values()) {
    const isBroken = file.diagnostics.some(({ severity }) => severity === 'error');
    if (file.kind === 'terraform' && isBroken) broken.set(folderOf(file.path), file.path);
  }
  if (broken.size === 0) return run;
  const companionRules = new Set(rules.filter(({ kit }) => kit === 'companion').map(({ id }) => id));
  const hidden = new Map<Finding, string>();
  for (const finding of run.findings) {
    if (!finding.missing || !companionRules.has(finding.ruleId)) continue;
    const file = broken.get(folderOf(finding.span.file));
    if (file !== undefined) hidden.set(finding, file);
  }
  const undecided = [...hidden].map(([{ ruleId, items, root, address, attribute, span }, file]): Undecided => ({
    ...{ ruleId, items, root, address, attribute, span },
    reason: 'invalid',
    detail: `${file} does not parse; what is missing may stand there`,
  }));
  return {
    ...run,
    findings: run.findings.filter((finding) => !hidden.has(finding)),
    undecided: [...run.undecided, ...undecided],
  };
}

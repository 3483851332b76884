import type { Severity } from '../model/items.ts';
import type { Policy } from './schema.ts';

/** What the policy says about a rule: whether it runs, and the severity that replaces its own. */
export interface RuleSetting {
  readonly enabled: boolean;
  readonly severity: Severity | undefined;
}

/** The setting of a rule under any of its ids (current first, then former ones). Rules without a setting run as they are. */
export function ruleSetting(policy: Policy, ...ids: readonly string[]): RuleSetting {
  const id = ids.find((candidate) => Object.hasOwn(policy.rules, candidate));
  const setting = id === undefined ? undefined : policy.rules[id];
  if (setting === 'off') return { enabled: false, severity: undefined };
  return { enabled: setting?.enabled ?? true, severity: setting?.severity };
}

/** The settings of all rules as the engine takes them: severities by current rule id, and ids that do not run. */
export function runSettings(
  policy: Policy,
  rules: Iterable<{ readonly id: string; readonly formerIds?: readonly string[] | undefined }>,
): { readonly severityOverrides: ReadonlyMap<string, Severity>; readonly disabled: ReadonlySet<string> } {
  const severityOverrides = new Map<string, Severity>();
  const disabled = new Set<string>();
  for (const { id, formerIds = [] } of rules) {
    const { enabled, severity } = ruleSetting(policy, id, ...formerIds);
    if (!enabled) disabled.add(id);
    else if (severity !== undefined) severityOverrides.set(id, severity);
  }
  return { severityOverrides, disabled };
}

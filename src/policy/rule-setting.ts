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

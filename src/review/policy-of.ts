import type { Rule } from '../engine/rule.ts';
import type { Severity } from '../model/items.ts';
import { notInForce } from '../policy/not-in-force.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { PolicyProblem } from '../policy/plain-tree.ts';
import { defaultPolicy, type Policy } from '../policy/schema.ts';
import type { OpenChange } from '../ports/change-source.ts';
import { ruleIds } from './judge-side.ts';

/** The policy a change is judged by. */
export interface AppliedPolicy {
  readonly policy: Policy;
  readonly problems: readonly PolicyProblem[];
  /** What the reader must know about it, in whole sentences. */
  readonly notes: readonly string[];
}

/** Problems of a policy file that are quoted in a review; `plumbline config check` lists all. */
const QUOTED = 5;

/**
 * The base branch's policy, so that a change cannot weaken its own gate; without a file the defaults. `gateSeverity` (from the
 * command line) replaces the gate's severity.
 */
export function policyOf(
  open: Pick<OpenChange, 'change' | 'policy'>,
  rules: readonly Rule[],
  gateSeverity?: Severity,
): AppliedPolicy {
  const applied = readPolicy(open, rules);
  if (!gateSeverity) return applied;
  return { ...applied, policy: { ...applied.policy, gate: { ...applied.policy.gate, severity: gateSeverity } } };
}

function readPolicy(open: Pick<OpenChange, 'change' | 'policy'>, rules: readonly Rule[]): AppliedPolicy {
  const changesPolicy = open.change.files.some(({ path }) => /^\.github\/plumbline\.ya?ml$/.test(path));
  const notes = changesPolicy ? ['This change edits the policy; it is judged by the policy of the base branch.'] : [];
  if (!open.policy) return { policy: defaultPolicy, problems: [], notes };
  const { path, text } = open.policy;
  const { policy, problems } = parsePolicy(text, path, ruleIds(rules));
  return {
    policy,
    problems,
    notes: [
      ...notes,
      ...problems
        .slice(0, QUOTED)
        .map(({ message, span }) => `Policy ${path}:${span.startLine}:${span.startColumn}: ${message}.`),
      ...notInForce(policy).map((key) => `The policy sets ${key}, which this version does not act on yet.`),
    ],
  };
}

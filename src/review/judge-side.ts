import type { Rule } from '../engine/rule.ts';
import { type RunResult, runRules } from '../engine/run-rules.ts';
import type { Scorecard } from '../model/scorecard.ts';
import { matchesAnyGlob } from '../policy/glob.ts';
import { runSettings } from '../policy/rule-setting.ts';
import type { Policy } from '../policy/schema.ts';
import { criticality, type CriticalityOf } from '../score/criticality.ts';
import { scoreFindings } from '../score/from-findings.ts';
import { notComputedStandards } from '../score/not-computed.ts';

import { withoutHiddenCompanions } from './hidden-companions.ts';
import type { Judgement, JudgementCache } from './judgement-cache.ts';
import type { Side } from './read-side.ts';

/** One side of a change with what the rules say about it. */
export interface JudgedSide extends Side {
  readonly run: RunResult;
  readonly criticality: CriticalityOf;
  readonly scorecard: Scorecard;
}

/** Runs the rules under the policy over one side and scores what they found, unless the cache has that already. */
export function judgeSide(side: Side, policy: Policy, rules: readonly Rule[], cache?: JudgementCache): JudgedSide {
  const weigh = criticality(side.graph, policy);
  const key = cache && `${side.key} ${identityOf(rules)} ${JSON.stringify(policy)}`;
  const known = key === undefined ? undefined : cache?.get(key);
  const judgement = known ?? judgementOf(side, policy, rules, weigh);
  if (key !== undefined && !known) cache?.set(key, judgement);
  return { ...side, ...judgement, criticality: weigh };
}

let lists = 0;
const listIdentities = new WeakMap<readonly Rule[], number>();

/** Tells lists of rules apart: a process has one, tests have many. */
function identityOf(rules: readonly Rule[]): number {
  const known = listIdentities.get(rules) ?? (lists += 1);
  listIdentities.set(rules, known);
  return known;
}

function judgementOf(side: Side, policy: Policy, rules: readonly Rule[], weigh: CriticalityOf): Judgement {
  const options = runSettings(policy, rules);
  const seen = withoutHiddenCompanions(runRules(rules, side.graph, options), side, rules);
  const run = withoutIgnored(seen, policy);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const scorecard = scoreFindings(run, {
    criticality: weigh,
    notComputed: notComputedStandards(side.graph, weigh),
    rule: (id) => {
      const rule = byId.get(id);
      return rule && { severity: options.severityOverrides.get(id) ?? rule.severity, confidence: rule.confidence };
    },
  });
  return { run, scorecard };
}

/** All ids that a policy may name a rule by: current and former ones. */
export function ruleIds(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.flatMap((rule) => [rule.id, ...(rule.formerIds ?? [])]));
}

/** A run without what stands in files that the policy's `paths.ignore` names. */
function withoutIgnored(run: RunResult, policy: Policy): RunResult {
  const { ignore } = policy.paths;
  if (ignore.length === 0) return run;
  const isKept = ({ span }: { readonly span: { readonly file: string } }): boolean =>
    !matchesAnyGlob(ignore, span.file);
  return {
    ...run,
    findings: run.findings.filter(isKept),
    passes: run.passes.filter(isKept),
    undecided: run.undecided.filter(isKept),
  };
}

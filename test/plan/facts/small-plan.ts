import type { Plan } from '../../../src/evaluate/plan/plan.ts';
import { loadPlan } from '../../../src/evaluate/plan/load-plan.ts';
import type { FactsContext } from '../../../src/plan/facts/facts-context.ts';
import { planFacts } from '../../../src/plan/facts/facts.ts';
import type { PlanFacts } from '../../../src/plan/facts/plan-facts.ts';

/** An entry of `resource_changes` or `resource_drift` as a test writes it; the rest is filled in. */
export interface Entry {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly unknown?: unknown;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
  readonly reason?: string;
  readonly replacePaths?: readonly unknown[];
  readonly importing?: unknown;
  readonly previous?: string;
  readonly deposed?: string;
  readonly provider?: string;
}

/** The JSON of an entry; type, name, mode, key and module are read from the address (whose keys hold no dots or brackets). */
export function entry(given: Entry): Record<string, unknown> {
  const { address } = given;
  const [, module, data, type, name, key] =
    /^((?:module\.[^.]+\.)*)(data\.)?([^.]+)\.([^.[]+)(?:\[(.+)\])?$/s.exec(address) ?? [];
  return {
    address,
    ...(given.previous === undefined ? {} : { previous_address: given.previous }),
    ...(module ? { module_address: module.slice(0, -1) } : {}),
    mode: data === undefined ? 'managed' : 'data',
    type,
    name,
    ...(key === undefined ? {} : { index: JSON.parse(key) as unknown }),
    provider_name: given.provider ?? 'registry.terraform.io/hashicorp/aws',
    ...(given.deposed === undefined ? {} : { deposed: given.deposed }),
    ...(given.reason === undefined ? {} : { action_reason: given.reason }),
    change: {
      actions: given.actions,
      before: given.before ?? null,
      after: given.after ?? null,
      after_unknown: given.unknown ?? {},
      before_sensitive: given.beforeSensitive ?? {},
      after_sensitive: given.afterSensitive ?? {},
      ...(given.replacePaths ? { replace_paths: given.replacePaths } : {}),
      ...(given.importing === undefined ? {} : { importing: given.importing }),
    },
  };
}

/** A plan in format 1.2 with these changes, and with `rest` in it. */
export function smallPlan(changes: readonly Entry[], rest: Readonly<Record<string, unknown>> = {}): Plan {
  return loaded({
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: changes.map(entry),
    ...rest,
  });
}

/** The plan in `input`, which must be one. */
export function loaded(input: unknown): Plan {
  const result = loadPlan(input);
  if ('plan' in result) return result.plan;
  throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
}

/** The facts of a plan with these changes. */
export function factsOf(
  changes: readonly Entry[],
  context?: FactsContext,
  rest?: Readonly<Record<string, unknown>>,
): PlanFacts {
  return planFacts(smallPlan(changes, rest), context);
}

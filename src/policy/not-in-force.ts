import type { Policy } from './schema.ts';

/** Sections that are checked but that this version does not act on. */
const SECTIONS = ['targets', 'features', 'suppressions'] as const;

/** The same inside `reliability`, where `services` is in force. */
const RELIABILITY = ['softDependencies', 'entryPoints', 'demand', 'sla'] as const;

/** Keys that this policy sets and that have no effect yet, so that the output can say so: `targets`, `reliability.demand`. */
export function notInForce(policy: Policy): readonly string[] {
  return [
    ...SECTIONS.filter((key) => policy[key] !== undefined),
    ...(policy.diagnose?.reports === undefined ? [] : ['diagnose.reports']),
    ...RELIABILITY.filter((key) => policy.reliability[key] !== undefined).map((key) => `reliability.${key}`),
  ];
}

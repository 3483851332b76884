import type { Rule, RuleDescription } from '../rule.ts';

/** The description part of a kit definition, without what only the kit reads; `kit` is its name. */
export function describe(
  definition: RuleDescription & { example: NonNullable<Rule['example']> },
  kit: string,
): Omit<Rule, 'check'> {
  const { id, title, severity, resource, why, remedy, items, links, example } = definition;
  return {
    id,
    title,
    severity,
    ...(definition.confidence ? { confidence: definition.confidence } : {}),
    resource,
    why,
    remedy,
    items,
    aliases: definition.aliases ?? [],
    links,
    ...(definition.formerIds ? { formerIds: definition.formerIds } : {}),
    kit,
    example,
  };
}

/** Whether a kit definition repairs its findings: safe unless it says otherwise. */
export function fixableOf(fixTo: string | undefined, fixIsSafe: boolean | undefined): { fixable?: 'safe' | 'unsafe' } {
  return fixTo === undefined ? {} : { fixable: fixIsSafe === false ? 'unsafe' : 'safe' };
}

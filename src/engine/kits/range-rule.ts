import type { Rule } from '../rule.ts';
import { argumentRule } from './attribute-rule.ts';
import type { RangeRuleDefinition } from './definitions.ts';
import { numberOf } from './expectation.ts';

/** A rule about a number that must lie in a range; the degree of a finding is its distance from the range. */
export function rangeRule(definition: RangeRuleDefinition): Rule {
  const { min, max } = definition;
  const range = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return argumentRule({ ...definition, expect: range }, 'range', (value) => {
    const number = numberOf(value) ?? 0;
    return Math.max(0, (min ?? number) - number, number - (max ?? number));
  });
}

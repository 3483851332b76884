import type { AttributeView } from '../../engine/resource-view.ts';
import type { CheckContext, FailOutcome, Outcome, Rule } from '../../engine/rule.ts';

/** The rule with each failure replaced by what `adjust` makes of it; undefined drops it. Passes and unknowns stay. */
export function adjusted(
  rule: Rule,
  adjust: (failure: FailOutcome, context: CheckContext) => Outcome | undefined,
): Rule {
  return {
    ...rule,
    check(context) {
      const result = rule.check(context) ?? [];
      const outcomes: readonly Outcome[] = 'kind' in result ? [result] : result;
      return outcomes.flatMap((outcome) => (outcome.kind === 'fail' ? (adjust(outcome, context) ?? []) : [outcome]));
    },
  };
}

/** Whether an argument is a known text that the pattern matches. */
export function textMatches({ value }: AttributeView, pattern: RegExp): boolean {
  return value.kind === 'known' && typeof value.value === 'string' && pattern.test(value.value);
}

import type { Rule, RuleDescription } from '../../../src/engine/rule.ts';
import { applyFixes } from '../../rules/apply-fixes.ts';
import { sideOf } from '../../rules/side-of.ts';

/** A description for rules made by tests. */
export const described: Omit<RuleDescription, 'resource'> & { readonly example: { bad: string; good: string } } = {
  id: 'aws-test-rule',
  title: 'Something is wrong',
  severity: 'medium',
  why: 'It matters.',
  remedy: 'Mend it.',
  items: ['rbac'],
  links: ['https://example.com/'],
  example: { bad: '', good: '' },
};

/**
 * What a rule says about a Terraform text, one line an outcome in the order finding, pass, unknown:
 * `fail 3 message`, `pass 3`, `unknown 3 detail` (3 is the line).
 */
export async function verdicts(rule: Rule, text: string, file = 'main.tf'): Promise<readonly string[]> {
  const { run } = await sideOf({ [file]: text }, [rule]);
  return [
    ...run.findings.map(({ span, message }) => `fail ${String(span.startLine)} ${message}`),
    ...run.passes.map(({ span }) => `pass ${String(span.startLine)}`),
    ...run.undecided.map(({ span, detail }) => `unknown ${String(span.startLine)} ${detail}`),
    ...run.errors.map(({ message }) => `error ${message}`),
  ];
}

/** The text after the fixes of all findings; the text itself when there is no fix. */
export async function repaired(rule: Rule, text: string, file = 'main.tf'): Promise<string> {
  const { run } = await sideOf({ [file]: text }, [rule]);
  return applyFixes({ [file]: text }, run.findings)[file] ?? '';
}

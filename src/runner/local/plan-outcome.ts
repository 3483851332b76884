import { z } from 'zod';
import type { PlanDiagnostic } from '../../model/plan-run.ts';
import { saysOutOfReach } from './out-of-reach.ts';

/** Whether what `plan` left is a whole plan. */
export type PlanVerdict = { readonly kind: 'whole' } | { readonly kind: 'partial' | 'none'; readonly reason: string };

/** Only what decides. OpenTofu has neither `complete` nor `applyable`. Source: https://developer.hashicorp.com/terraform/internals/json-format */
const plan = z.object({
  format_version: z.string(),
  errored: z.boolean().optional(),
  complete: z.boolean().optional(),
  applyable: z.boolean().optional(),
});

/**
 * Judges a plan by the exit code of `plan -detailed-exitcode` and the output of `show -json`. The code alone says little: 2 means
 * changes, and a crash of a Go program is 2 as well.
 */
export function planVerdict(exitCode: number | undefined, shown: string | undefined): PlanVerdict {
  const read = shown === undefined ? undefined : readPlan(shown);
  if (!read) return { kind: 'none', reason: 'Terraform left no plan that can be read.' };
  if (exitCode !== 0 && exitCode !== 2)
    return { kind: 'partial', reason: 'Terraform stopped before the plan was whole.' };
  if (read.errored === true) return { kind: 'partial', reason: 'The plan ended with errors.' };
  if (read.complete === false)
    return { kind: 'partial', reason: 'Terraform put a part of the changes off to a later plan.' };
  if (exitCode === 2 && read.applyable === false) {
    return {
      kind: 'partial',
      reason: 'Terraform says both that there are changes and that there is nothing to apply.',
    };
  }
  return { kind: 'whole' };
}

function readPlan(text: string): z.infer<typeof plan> | undefined {
  try {
    return plan.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Summaries whose details the author of the configuration writes. */
const AUTHORED =
  /^(?:Resource (?:pre|post)condition failed|Module output value precondition failed|Invalid value for variable|Check block assertion failed)/i;

/** The errors that only say that nothing could be reached; undefined when there is any other. */
export function unreachable(diagnostics: readonly PlanDiagnostic[]): string | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const isUnreachable = ({ summary, detail }: PlanDiagnostic): boolean =>
    !AUTHORED.test(summary) && saysOutOfReach(`${summary} ${detail}`);
  return errors.length > 0 && errors.every(isUnreachable) ? errors[0]?.summary : undefined;
}

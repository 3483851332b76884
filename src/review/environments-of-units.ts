import type { Diagnostic } from '../model/diagnostic.ts';
import { fileSpan } from '../model/span.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { type ChosenInputs, inputsOf } from './evaluation-inputs.ts';

/**
 * The gap of Terragrunt units that the policy has environments for: a unit is evaluated once, with its own inputs and the variable
 * files that are chosen for all. Said once.
 */
export function environmentsOfUnits(
  roots: readonly string[],
  files: ReadonlyMap<string, ParsedFile>,
  chosen: ChosenInputs,
): readonly Diagnostic[] {
  const pathIn = (folder: string): string => (folder === '.' ? 'terragrunt.hcl' : `${folder}/terragrunt.hcl`);
  const units = roots.filter(
    (root) => files.has(pathIn(root)) && inputsOf(root, chosen).some(({ name }) => name !== ''),
  );
  const [first] = units;
  if (first === undefined) return [];
  const which = units.length === 1 ? `unit ${first} was` : `unit ${first} and ${String(units.length - 1)} more were`;
  const message =
    `the Terragrunt ${which} evaluated without plan.environments of the policy, which are for root modules of Terraform alone; ` +
    'limit them with plan.environments.*.roots';
  return [{ code: 'not-evaluated', severity: 'warning', span: fileSpan(pathIn(first)), message }];
}

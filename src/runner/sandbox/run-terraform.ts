import { createHash } from 'node:crypto';
import { basename } from 'node:path';

import type { ExecutedCommand } from '../../model/plan-run.ts';
import { argumentsOf, type TerraformCommand } from '../../plan/command.ts';
import { runSandboxed, type RunControl, type SandboxResult } from './run-sandboxed.ts';
import type { SandboxOptions } from './sandbox-options.ts';

/** How a command ended, and the record of it for the audit log. */
export interface TerraformResult extends SandboxResult {
  readonly executed: ExecutedCommand;
}

/** Runs a command of the policy in a sandbox: the only way in which Plumbline starts Terraform or OpenTofu. */
export async function runTerraform(
  options: SandboxOptions,
  command: TerraformCommand,
  control: RunControl,
): Promise<TerraformResult> {
  const args = argumentsOf(command);
  const result = await runSandboxed(options, args, control);
  const argv = [basename(options.program.inside), ...args];
  const sha256 = createHash('sha256').update(JSON.stringify(argv)).digest('hex');
  return { ...result, executed: { argv, sha256, exitCode: result.exitCode, milliseconds: result.milliseconds } };
}

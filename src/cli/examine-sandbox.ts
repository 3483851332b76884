import { findProgram } from '../runner/sandbox/find-program.ts';
import type { SandboxOptions } from '../runner/sandbox/sandbox-options.ts';
import { sandboxSelfTest } from '../runner/sandbox/self-test.ts';
import type { Checked } from './doctor.ts';

/** What is not there without a sandbox, and what is all the same. */
const WITHOUT =
  'Until then “plumbline plan <folder>” and the plan back end “local” are off: nothing is ever planned without a sandbox. ' +
  'Reviews, scans, “plan --from” and the back ends “hcp” and “actions” do not need it.';

/** What the sandbox of plans is tried out with. */
export interface SandboxInputs {
  /** Where Terraform and OpenTofu are looked for: PLUMBLINE_TERRAFORM, or PATH. */
  readonly folders: readonly string[];
  readonly tools?: SandboxOptions['tools'];
}

/**
 * Whether plans can be made on this machine: plans a configuration that tries to look out of the sandbox, with the newest Terraform
 * (or OpenTofu) that is there. Takes about a second; nothing stays behind.
 */
export async function examineSandbox({ folders, tools }: SandboxInputs): Promise<Checked> {
  const name = 'plan sandbox';
  const search = { folders, constraints: [], tools };
  const [terraform, tofu] = [
    await findProgram({ ...search, tool: 'terraform' }),
    await findProgram({ ...search, tool: 'tofu' }),
  ];
  const program = terraform.ok ? terraform : tofu;
  // Without a sandbox no program tells its version: then the test is what says why.
  const test = await sandboxSelfTest({ program: program.ok ? program.path : '/usr/bin/terraform', tools });
  if (test.ok && program.ok) {
    const others = terraform.ok && tofu.ok ? `; tofu ${tofu.version} too` : '';
    const which = `${terraform.ok ? 'terraform' : 'tofu'} ${program.version} (${program.path})`;
    return { name, state: 'ok', detail: `holds: plans are made with ${which}${others}` };
  }
  const problem = test.ok || (test.programMissing === true && !program.ok) ? '' : test.reason;
  const why = [problem, program.ok ? '' : programMissing(terraform)].filter((part) => part !== '');
  return { name, state: 'missing', detail: `${why.join(' ')} ${WITHOUT}` };
}

function programMissing(terraform: Awaited<ReturnType<typeof findProgram>>): string {
  const reason = terraform.ok ? '' : `${terraform.reason} `;
  return `${reason}Put terraform or tofu on the PATH, or set PLUMBLINE_TERRAFORM to the folder that it is in.`;
}

/** Variables that change what a run does, not what it may reach: only the sandbox sets them, and Plumbline's own policy. */
const OURS =
  /^(?:PATH|HOME|TMPDIR|SHELL|ENV|BASH_ENV|IFS|LD_.*|NODE_.*|GODEBUG|GOTRACEBACK|TF_.*|CHECKPOINT_.*|PLUGIN_.*|[A-Z]+_PROXY)$/i;
/** Of Terraform's own, those that carry a value: inputs, tokens of registries, keys of encrypted state. */
const VALUES = /^(?:TF_VAR_\w+|TF_TOKEN_\w+|TF_ENCRYPTION)$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,200}$/;
const MAX_VALUE = 128 * 1024;

/** Why a variable of the operator cannot go into the sandbox, or undefined. The value is never in the answer. */
export function refusedVariable(name: string, value: string): string | undefined {
  if (!NAME.test(name)) return 'its name is not one of an environment variable';
  if (OURS.test(name) && !VALUES.test(name)) return 'it would change what Terraform does; only Plumbline sets it';
  if (value.includes('\0')) return 'its value holds a NUL character';
  // The kernel's limit for one string: https://man7.org/linux/man-pages/man2/execve.2.html
  if (name.length + value.length + 2 > MAX_VALUE) return 'its value is longer than 128 KiB';
  return undefined;
}

/**
 * The operator's variables as bwrap reads more arguments from a file descriptor: each ended by NUL. Throws a RangeError that
 * names the variable for one that is refused: nothing else may get into bwrap's arguments this way.
 */
export function environmentArguments(variables: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(variables).flatMap(([name, value]) => {
    const problem = refusedVariable(name, value);
    if (problem !== undefined) throw new RangeError(`variable ${JSON.stringify(name.slice(0, 100))}: ${problem}`);
    return ['--setenv', name, value];
  });
  return Buffer.from(parts.map((part) => `${part}\0`).join(''));
}

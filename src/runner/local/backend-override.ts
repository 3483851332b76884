import { randomBytes } from 'node:crypto';
import { SANDBOX_FOLDERS } from '../../plan/command.ts';

/** Where the local backend keeps its states, inside of the sandbox and below the folder of the job. */
export const STATE_FILE = 'state.tfstate';
/** Below it, for each workspace but the default one: `<name>/terraform.tfstate`. */
export const WORKSPACE_FOLDER = 'workspaces';

/** Bytes of one name on the file systems of Linux. */
const NAME_BYTES = 255;
const LAST = '\u{10FFFF}';

/**
 * A name for a file that overrides all others of a root: override files are applied in the order of their names, and the last
 * one wins. Undefined when the names in the folder leave no room behind them.
 * Source: https://developer.hashicorp.com/terraform/language/files/override
 */
export function overrideName(names: readonly string[]): string | undefined {
  const others = names.filter((name) => /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(name));
  // Not to be guessed: OpenTofu takes `x.tofu` in place of `x.tf`.
  const own = `plumbline_${randomBytes(12).toString('hex')}_override.tf`;
  for (const prefix of ['zzzz_', '~~~~_']) {
    if (others.every((other) => isBefore(other, prefix + own))) return prefix + own;
  }
  const last = others.toSorted((a, b) => (isBefore(a, b) ? -1 : 1)).at(-1) ?? '';
  let count = 1;
  while (last.startsWith(LAST.repeat(count))) count += 1;
  const name = LAST.repeat(count) + own;
  return Buffer.byteLength(name) <= NAME_BYTES ? name : undefined;
}

/** As Go sorts names: by their bytes. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

/**
 * A backend in the folder of the job, in place of whatever `backend` or `cloud` the configuration has.
 * Source: https://developer.hashicorp.com/terraform/language/backend/local
 */
export const LOCAL_BACKEND = `terraform {
  backend "local" {
    path          = "${SANDBOX_FOLDERS.job}/${STATE_FILE}"
    workspace_dir = "${SANDBOX_FOLDERS.job}/${WORKSPACE_FOLDER}"
  }
}
`;

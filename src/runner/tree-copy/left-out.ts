/** What is never copied: it would choose providers, modules, backend, workspace or state in place of the configuration. */
export type LeftOut = 'data folder' | 'plugin folder' | 'state' | 'plan file' | 'settings' | 'git' | 'terragrunt cache';

/** Read by the program in the home folder, not in a tree; nothing here needs them. Source: developer.hashicorp.com/terraform/cli/config */
const SETTINGS = new Set(['.terraformrc', 'terraform.rc', '.tofurc', 'tofu.rc']);

/** Files of the root folder whose names begin like the data folder's and that choose nothing. */
const HARMLESS = /^\.terraform(?:\.lock\.hcl|-version|-docs\.ya?ml|ignore)$/;

/** Why a path is not copied; undefined when it is. A link counts as what its name says. */
export function leftOut(path: string, kind: 'file' | 'symlink'): LeftOut | undefined {
  const parts = path.split('/');
  const last = parts.at(-1) ?? '';
  for (const part of parts) {
    if (part === '.git') return 'git';
    if (part === 'terraform.d') return 'plugin folder';
    if (part === 'terraform.tfstate.d') return 'state';
    if (part === '.terragrunt-cache') return 'terragrunt cache';
  }
  if (SETTINGS.has(last)) return 'settings';
  const folders = kind === 'file' ? parts.slice(0, -1) : parts;
  const isDataFolder = (part: string): boolean => part.startsWith('.terraform') && !HARMLESS.test(part);
  if (folders.some(isDataFolder) || isDataFolder(last)) return 'data folder';
  // A link of a harmless name could still stand for another file of the tree.
  if (kind === 'symlink' && HARMLESS.test(last)) return 'data folder';
  if (/\.tfstate(?:\.|$)/.test(last)) return 'state';
  return last.endsWith('.tfplan') ? 'plan file' : undefined;
}

const WORDS: Readonly<Record<LeftOut, string>> = {
  'data folder': 'in .terraform folders',
  'plugin folder': 'in terraform.d',
  state: 'of state',
  'plan file': 'of saved plans',
  settings: 'of CLI settings',
  git: 'in .git',
  'terragrunt cache': 'in .terragrunt-cache',
};

/** One sentence for the notes of a run; undefined when nothing was left out. */
export function leftOutNote(counts: ReadonlyMap<LeftOut, number>): string | undefined {
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${WORDS[kind]}`);
  return parts.length === 0 ? undefined : `Files that the repository holds were not used: ${parts.join(', ')}.`;
}

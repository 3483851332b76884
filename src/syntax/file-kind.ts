import type { FileKind } from './parsed-file.ts';

/** Folders that hold downloaded or generated copies, never the author's own code. */
const IGNORED_FOLDERS = new Set(['.terraform', 'node_modules']);

/**
 * What a path is to us, decided by its name alone; undefined for a file that is not looked at.
 * `path` is relative to the top of the tree, with `/` between parts. A workflow folder also counts below the top, so
 * that a scan of several roots, or a monorepo copy, finds it.
 */
export function fileKind(path: string): FileKind | undefined {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  if (parts.some((part) => IGNORED_FOLDERS.has(part))) return undefined;
  if (name === 'terragrunt.hcl') return 'terragrunt';
  if (name === '.terraform.lock.hcl') return 'lock';
  // A leading dot with nothing before the extension (`.tf`) is a hidden file, which Terraform skips too.
  if (name.startsWith('.') && name !== '.terraform.lock.hcl') return undefined;
  if (/\.(tf|tofu)(\.json)?$/.test(name)) return 'terraform';
  if (/\.tfvars(\.json)?$/.test(name)) return 'variables';
  // Units in JSON are not evaluated; that they are there is said.
  if (name.endsWith('.hcl') || name === 'terragrunt.hcl.json') return 'hcl';
  if (!/\.ya?ml$/.test(name)) return undefined;
  if (parts.at(-2) === '.github' && parts.at(-1) === 'workflows') return 'workflow';
  return /^action\.ya?ml$/.test(name) ? 'action' : undefined;
}

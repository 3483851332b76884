/** Folders that Terraform takes instructions from, or that are of no use to it; none may come from a pull request. */
const LEFT_OUT_FOLDERS: ReadonlySet<string> = new Set(['.git', '.terraform', 'terraform.d', '.terragrunt-cache']);

/**
 * Whether a file of a tree goes to where a plan is made. Left out are git's own files, what `init` makes (a committed
 * `.terraform` selects modules, workspace and backend), providers (`terraform.d`), states (a committed one would be taken
 * for the real one, and holds secrets), and settings of the command line. `path` is from the top of the tree.
 * Source: https://developer.hashicorp.com/terraform/cli/config/config-file
 */
export function isPackedPath(path: string): boolean {
  const parts = path.toLowerCase().split('/'); // macOS and Windows do not tell the cases apart
  const name = parts.at(-1) ?? '';
  if (parts.some((part) => LEFT_OUT_FOLDERS.has(part) || part === 'terraform.tfstate.d')) return false;
  return !/\.tfstate(?:\.|$)/.test(name) && !/^(?:\.terraformrc|terraform\.rc)$/.test(name);
}

/**
 * Whether a symbolic link at `path` stays in the tree whatever other such links there are: its target is relative, and has
 * `..` only in front, no more than the link is deep. (With `..` behind a name, a link at that name could lead out.)
 */
export function isInnerLink(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return false;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const names = parts.findIndex((part) => part !== '..');
  const ups = names < 0 ? parts.length : names;
  return ups < path.split('/').length && !parts.slice(ups).includes('..');
}

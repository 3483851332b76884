import { refuse, undecide, type Outcome } from '../refusal.ts';

/** The shortest path that means the same. Source: https://pkg.go.dev/path/filepath#Clean */
export function cleanPath(path: string): string {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  return isAbsolute ? `/${parts.join('/')}` : parts.join('/') || '.';
}

/** The paths one behind the other, cleaned; empty ones are left out. */
export function joinPath(...paths: readonly string[]): string {
  const joined = paths.filter((path) => path !== '').join('/');
  return joined === '' ? '' : cleanPath(joined);
}

/** `basename`: the last part of a path. */
export function baseName(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  const start = end === 0 ? 0 : path.lastIndexOf('/', end - 1) + 1;
  return end === 0 ? '/' : path.slice(start, end);
}

/** `dirname`: the path without its last part. */
export function directoryName(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

/** `pathexpand`: `~` is the home folder of who runs Terraform. */
export function expandPath(path: string): Outcome<string> {
  if (!path.startsWith('~')) return path;
  if (path.length > 1 && path[1] !== '/' && path[1] !== '\\')
    return refuse('the home folder of another user cannot be expanded');
  return undecide('the home folder of who runs Terraform');
}

/**
 * The path of a file of the tree: `path` as a file function gets it, seen from `folder` (where Terraform is started).
 * What lies outside of the tree or on the machine is never read.
 */
export function pathInTree(folder: string, path: string): Outcome<string> {
  if (path.startsWith('/')) return undecide('an absolute path is outside of the reviewed tree');
  if (path.startsWith('~')) return undecide('the home folder of who runs Terraform');
  const joined = joinPath(folder, path);
  if (joined === '..' || joined.startsWith('../')) return undecide('the path is outside of the reviewed tree');
  return joined === '' ? '.' : joined;
}

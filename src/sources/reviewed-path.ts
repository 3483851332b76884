import { fileKind } from '../syntax/file-kind.ts';

/** Where a repository keeps its policy (docs/configure.md), in the order in which they are looked for. */
export const POLICY_PATHS = ['.github/plumbline.yml', '.github/plumbline.yaml'] as const;

/** True for paths that a review reads: infrastructure files, and the policy file. Decided by the name alone. */
export function isReviewedPath(path: string): boolean {
  return fileKind(path) !== undefined || POLICY_PATHS.some((policy) => policy === path);
}

/** True for a path inside a tree: relative, `/` between parts, no empty, `.` or `..` part and no NUL. */
export function isTreePath(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

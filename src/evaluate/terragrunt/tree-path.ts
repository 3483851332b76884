import type { Span } from '../../model/span.ts';
import { unknown, type UnknownValue, type Value } from '../../model/value.ts';

/** What is not known of an absolute path; also how such a value is recognised. */
const REPOSITORY_ROOT = 'the folder that the repository is checked out to';

/** Parts of a path that is looked at; a longer one is no path of a repository. */
const MAX_PATH_LENGTH = 4_096;

/**
 * The absolute path of `path` (relative to the top of the tree) as Terragrunt's functions give it: where the repository
 * lies on a machine is not known, what follows is.
 */
export function absolutePath(path: string, span: Span | undefined): UnknownValue {
  const origin = { span, trace: [], references: [] };
  const root = unknown('not-evaluated', REPOSITORY_ROOT, origin);
  return path === '.' ? root : unknown('not-evaluated', REPOSITORY_ROOT, origin, [root, `/${path}`]);
}

/** The text after the repository's folder of an absolute path that starts with it; undefined for any other value. */
export function textBelowRoot(value: Value): string | undefined {
  if (value.kind !== 'unknown') return undefined;
  const [root, ...rest] = value.parts ?? [value];
  if (typeof root !== 'object' || root.detail !== REPOSITORY_ROOT) return undefined;
  const texts = rest.filter((part) => typeof part === 'string');
  return texts.length === rest.length ? texts.join('') : undefined;
}

/**
 * The path in the tree that `value` means when it is read relative to `folder`; `.` for the top. Undefined when it is not known
 * or lies outside of the tree. `a//b` (Terragrunt's way to say which part is copied) is `a/b`.
 */
export function treePath(value: Value, folder: string): string | undefined {
  const below = textBelowRoot(value);
  if (below !== undefined) return below === '' || below.startsWith('/') ? joinPath('.', below) : undefined;
  if (value.kind !== 'known' || typeof value.value !== 'string' || value.value === '') return undefined;
  return value.value.startsWith('/') ? undefined : joinPath(folder, value.value);
}

/**
 * How file functions of what is started in `folder` find the files that absolute paths in the tree mean (see
 * `ModuleScope.placeOfPath`).
 */
export function placesSeenFrom(folder: string): (value: UnknownValue) => string | undefined {
  return (value) => {
    const place = treePath(value, folder);
    return place === undefined ? undefined : relativeFolder(folder, place);
  };
}

/** `relative` as seen from `folder`, in the tree; undefined when it leaves the tree. */
export function joinPath(folder: string, relative: string): string | undefined {
  if (relative.length > MAX_PATH_LENGTH) return undefined;
  const parts = folder === '.' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

/** The way from folder `from` to folder `to`, both in the tree. */
export function relativeFolder(from: string, to: string): string {
  const start = from === '.' ? [] : from.split('/');
  const end = to === '.' ? [] : to.split('/');
  let common = 0;
  while (common < start.length && common < end.length && start[common] === end[common]) common++;
  return [...start.slice(common).map(() => '..'), ...end.slice(common)].join('/') || '.';
}

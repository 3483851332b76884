import type { ChangedFile } from '../../model/change.ts';
import { compareText } from '../../model/order.ts';
import type { TreeEntry } from '../../ports/source-tree.ts';
import type { HclBody } from '../../syntax/hcl/ast.ts';
import type { RootsInput, RootsSide } from './roots-input.ts';

/** A path that is different at base and head. */
export interface ChangedPath {
  readonly path: string;
  readonly isAtBase: boolean;
  readonly isAtHead: boolean;
  /** What happened to it, for a reason: `a.tf changed`. */
  readonly says: string;
  /** Both texts are the same configuration: comments and layout differ. What reads the file as a text sees a change all the same. */
  readonly isSameConfiguration: boolean;
}

/** Every path of a change, sorted; both of a renamed file. What a truncated list leaves out is found by the content identities. */
export function changedPaths({ base, head, change }: RootsInput): readonly ChangedPath[] {
  const found = new Map<string, ChangedPath>();
  const add = (file: ChangedFile): void => {
    for (const one of pathsOf(file)) {
      const before = found.get(one.path);
      const isSame = one.isAtBase && one.isAtHead && isSameConfiguration(one.path, base, head);
      const isAtBase = one.isAtBase || before?.isAtBase === true;
      const isAtHead = one.isAtHead || before?.isAtHead === true;
      found.set(one.path, { ...one, isAtBase, isAtHead, isSameConfiguration: isSame && before === undefined });
    }
  };
  for (const file of [...change.files].sort((a, b) => compareText(a.path, b.path))) add(file);
  for (const file of change.truncated ? differences(base, head) : []) if (!found.has(file.path)) add(file);
  return [...found.values()].sort((a, b) => compareText(a.path, b.path));
}

function pathsOf({ path, basePath, status }: ChangedFile): readonly Omit<ChangedPath, 'isSameConfiguration'>[] {
  if (basePath !== undefined && basePath !== path) {
    return [
      { path, isAtBase: false, isAtHead: true, says: `${path} was renamed from ${basePath}` },
      { path: basePath, isAtBase: true, isAtHead: false, says: `${basePath} was renamed to ${path}` },
    ];
  }
  if (status === 'removed') return [{ path, isAtBase: true, isAtHead: false, says: `${path} was removed` }];
  if (basePath === undefined) return [{ path, isAtBase: false, isAtHead: true, says: `${path} was added` }];
  return [{ path, isAtBase: true, isAtHead: true, says: `${path} changed` }];
}

/** What two listings say that a change does: only entries whose content has an identity can be compared. */
function differences(base: RootsSide, head: RootsSide): readonly ChangedFile[] {
  const before = new Map(base.listing.entries.map((entry) => [entry.path, entry]));
  const after = new Map(head.listing.entries.map((entry) => [entry.path, entry]));
  const files: ChangedFile[] = [];
  for (const [path, entry] of after) {
    const old = before.get(path);
    if (!old && base.listing.complete) files.push({ path, basePath: undefined, status: 'added', hunks: undefined });
    if (old && isOther(old, entry)) files.push({ path, basePath: path, status: 'modified', hunks: undefined });
  }
  for (const path of head.listing.complete ? before.keys() : []) {
    if (!after.has(path)) files.push({ path, basePath: path, status: 'removed', hunks: undefined });
  }
  return files;
}

function isOther(a: TreeEntry, b: TreeEntry): boolean {
  return a.kind !== b.kind || (a.sha !== undefined && b.sha !== undefined && a.sha !== b.sha);
}

function isSameConfiguration(path: string, base: RootsSide, head: RootsSide): boolean {
  const [before, after] = [base.files.get(path), head.files.get(path)];
  if (!before?.hcl || !after?.hcl) return false;
  const isBroken = [...before.diagnostics, ...after.diagnostics].some(({ severity }) => severity === 'error');
  return !isBroken && isSameBody(before.hcl, after.hcl);
}

/**
 * Whether two bodies mean the same in every way that the syntax shows: all of their trees but the places. A comparison of values
 * is enough, since trees are plain data; depth is bounded by the parser.
 */
function isSameBody(a: HclBody, b: HclBody): boolean {
  return isSame(a, b);
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSame(item, b[index]));
  }
  const left = Object.entries(a).filter(isMeaning);
  const right = new Map<string, unknown>(Object.entries(b).filter(isMeaning));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}

function isMeaning([key, value]: readonly [string, unknown]): boolean {
  return !PLACES.has(key) && value !== undefined;
}

const PLACES = new Set(['span', 'nameSpan', 'headerSpan']);

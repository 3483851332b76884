import { affectedRoots } from '../../../src/plan/roots/affected-roots.ts';
import type { AffectedRoots } from '../../../src/plan/roots/affected-root.ts';
import type { RootsInput, RootsSide } from '../../../src/plan/roots/roots-input.ts';
import type { ChangedFile } from '../../../src/model/change.ts';
import { policySchema, type Policy } from '../../../src/policy/schema.ts';
import { parseFiles } from '../../../src/syntax/parse.ts';

/** Texts by path; a text that starts with `-> ` is a symbolic link. */
export type Tree = Readonly<Record<string, string>>;

/** What may be said about a pair of trees beside their texts. */
export interface Around {
  readonly policy?: Parameters<typeof policySchema.parse>[0];
  /** Renamed files: path at base to path at head. */
  readonly renames?: Readonly<Record<string, string>>;
  readonly complete?: boolean;
  readonly isReadInPart?: boolean;
  /** Links whose targets nobody read. */
  readonly withoutTargets?: boolean;
}

/** One side from texts, everything read. */
export async function sideOf(tree: Tree, { complete = true, withoutTargets = false }: Around = {}): Promise<RootsSide> {
  const files = Object.entries(tree).filter(([, text]) => !text.startsWith('-> '));
  const links = Object.entries(tree).filter(([, text]) => text.startsWith('-> '));
  const contents = new Map(files.map(([path, text]) => [path, Buffer.from(text)]));
  const entries = Object.entries(tree)
    .map(([path, text]) => ({
      path,
      kind: text.startsWith('-> ') ? ('symlink' as const) : ('file' as const),
      size: undefined,
      sha: undefined,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    listing: { entries, complete },
    files: await parseFiles(contents),
    linkTargets: withoutTargets ? undefined : new Map(links.map(([path, text]) => [path, text.slice('-> '.length)])),
  };
}

/** The files that differ between two trees, as a pull request lists them. */
export function changedFiles(base: Tree, head: Tree, renames: Readonly<Record<string, string>> = {}): ChangedFile[] {
  const to = new Set(Object.values(renames));
  const renamed = Object.entries(renames).map(([basePath, path]): ChangedFile => ({
    path,
    basePath,
    status: 'renamed',
    hunks: undefined,
  }));
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])].filter(
    (path) => base[path] !== head[path] && !to.has(path) && renames[path] === undefined,
  );
  const rest = paths.map((path): ChangedFile => {
    if (base[path] === undefined) return { path, basePath: undefined, status: 'added', hunks: undefined };
    return { path, basePath: path, status: head[path] === undefined ? 'removed' : 'modified', hunks: undefined };
  });
  return [...renamed, ...rest];
}

/** A policy from its file's content. */
export function policyOf(policy: Around['policy'] = {}): Policy {
  return policySchema.parse(policy);
}

/** Two trees as the input of `affectedRoots`. */
export async function inputOf(base: Tree, head: Tree, around: Around = {}): Promise<RootsInput> {
  return {
    base: await sideOf(base, around),
    head: await sideOf(head, around),
    change: {
      name: 'owner/repo#1',
      title: 'A change',
      baseSha: 'a'.repeat(40),
      headSha: 'b'.repeat(40),
      files: changedFiles(base, head, around.renames),
      truncated: false,
    },
    policy: policyOf(around.policy),
    isReadInPart: around.isReadInPart,
  };
}

/** What a change of `base` to `head` affects. */
export async function affectedBy(base: Tree, head: Tree, around: Around = {}): Promise<AffectedRoots> {
  return affectedRoots(await inputOf(base, head, around));
}

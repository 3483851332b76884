import type { ChangedFile } from '../../src/model/change.ts';
import type { OpenChange } from '../../src/ports/change-source.ts';
import type { TreeEntry } from '../../src/ports/source-tree.ts';
import { memoryTree } from './memory-tree.ts';

/** Contents by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** What else a change has. */
export interface ChangeOptions {
  readonly policy?: string;
  readonly extra?: readonly TreeEntry[];
  readonly readBudget?: number;
}

/** A change from two sets of files; whole files are in the diff. */
export function openOf(base: Files, head: Files, options: ChangeOptions = {}): OpenChange {
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  const extra = (options.extra ?? []).map(({ path }) => path);
  const files = [...paths.filter((path) => base[path] !== head[path]), ...extra].map((path): ChangedFile => {
    const status = base[path] === undefined ? 'added' : head[path] === undefined ? 'removed' : 'modified';
    const hunk = { baseStart: 1, baseCount: 500, headStart: 1, headCount: 500 };
    return { path, basePath: status === 'added' ? undefined : path, status, hunks: [hunk] };
  });
  const { readBudget } = options;
  const budget = readBudget === undefined ? {} : { readBudget };
  return {
    change: { name: 'acme/infra#7', title: 't', baseSha: 'a', headSha: 'b', files, truncated: false },
    base: memoryTree(base, budget),
    head: memoryTree(head, { ...budget, extra: options.extra ?? [] }),
    policy: options.policy === undefined ? undefined : { path: '.github/plumbline.yml', text: options.policy },
  };
}

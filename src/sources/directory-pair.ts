import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { ChangedFile } from '../model/change.ts';
import { InputError } from '../model/errors.ts';
import type { ChangeSource, OpenChange } from '../ports/change-source.ts';
import { directoryTree } from './directory.ts';
import { gitCommand } from './git-command.ts';
import { DIFF_OPTIONS, parseGitDiff, PATCH_OPTIONS } from './git-diff.ts';
import { POLICY_PATHS } from './reviewed-path.ts';

/**
 * A change given as two folders, as the samples in fixtures/ are. The SHAs are the words `base` and `head`.
 * `name` defaults to the name of the folder that holds `base`. The folders are compared by git, which must be installed.
 */
export function directoryPair(base: string, head: string, name?: string): ChangeSource<void> {
  return { open: () => openPair(base, head, name) };
}

async function openPair(base: string, head: string, name: string | undefined): Promise<OpenChange> {
  const [from, to] = await Promise.all([folder(base), folder(head)]);
  const options = [...DIFF_OPTIONS, ...PATCH_OPTIONS];
  // Status 1 means that there are differences.
  const { stdout } = await gitCommand(from, ['diff', '--no-index', ...options, '--', from, to], { accept: [0, 1] });
  const title = name ?? basename(dirname(from));
  return {
    change: {
      name: title,
      title,
      baseSha: 'base',
      headSha: 'head',
      files: parseGitDiff(stdout)
        .map((file) => relativeTo(file, from, to))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
      truncated: false,
    },
    base: directoryTree(from),
    head: directoryTree(to),
    policy: await policyIn(from),
  };
}

async function folder(path: string): Promise<string> {
  return realpath(path).catch((cause: unknown) => {
    throw new InputError(`${path} does not exist or cannot be read; name a folder`, { cause });
  });
}

/** git prints the whole paths of both folders. */
function relativeTo(file: ChangedFile, from: string, to: string): ChangedFile {
  const strip = (path: string): string => {
    for (const top of [from, to]) if (path.startsWith(top + sep)) return path.slice(top.length + 1);
    return path;
  };
  const basePath = file.basePath === undefined ? undefined : strip(file.basePath);
  return { ...file, path: strip(file.path), basePath };
}

async function policyIn(top: string): Promise<OpenChange['policy']> {
  for (const path of POLICY_PATHS) {
    const text = await readFile(join(top, path), 'utf8').catch(() => undefined); // most have none
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { AffectedRoot } from '../plan/roots/affected-root.ts';
import { variableFileIn } from '../policy/variable-file.ts';
import type { OpenChange } from '../ports/change-source.ts';
import { type ReadChange, readWhole } from '../review/read-change.ts';
import { rules } from '../rules/registry.ts';
import { directoryTree, scanRoot } from '../sources/directory.ts';
import type { Io } from './io.ts';
import { type Progress, progressOn } from './progress.ts';
import { policyFor } from './scan-command.ts';
import { variableFilesIn } from './variable-files.ts';

/** How a folder is to be planned. */
export interface FolderInputs {
  readonly varFile?: readonly string[] | undefined;
  readonly workspace?: string | undefined;
  readonly environment?: string | undefined;
}

/** A root module of a working copy, read and evaluated. */
export interface OpenFolder {
  readonly open: OpenChange;
  readonly read: ReadChange;
  readonly root: AffectedRoot;
  readonly progress: Progress;
}

/** There is no commit: what is planned is the working copy. */
const LOCAL_SHA = '0'.repeat(40);

/**
 * Opens the root module in `dir` as a change of nothing: both sides are the working copy, from the top of its repository on, so
 * that modules beside it are found. Throws an InputError when there is no root module.
 */
export async function openFolder(inputs: FolderInputs, dir: string, io: Io): Promise<OpenFolder> {
  if (dir === '') throw new InputError('the name of a folder is empty; write . for the working directory');
  const { root: folder } = await scanRoot(resolve(io.cwd, dir));
  const top = await repositoryTop(folder);
  const root = relative(top, folder).split(sep).join('/') || '.';
  const policy = await policyFor(top, undefined);
  const tree = directoryTree(top);
  const given = (inputs.varFile ?? []).map((name) => relative(top, resolve(folder, name)).split(sep).join('/'));
  await variableFilesIn(tree, { root: top, called: 'the planned folder' }, given);
  const { workspace, environment } = inputs;
  const progress = progressOn(io);
  const read = await readWhole(tree, policy, {
    rules,
    inputs: { varFiles: given, workspace, environment },
    onProgress: progress.step,
  });
  const isHere = (path: string): boolean => dirname(path) === root;
  if (![...read.head.files.values()].some(({ path, kind }) => kind === 'terraform' && isHere(path))) {
    throw new InputError(`${dir} has no Terraform files; name the folder of a root module`);
  }
  const own = environment === undefined ? undefined : policy.plan.environments[environment];
  return {
    open: {
      change: { name: dir, title: '', baseSha: LOCAL_SHA, headSha: LOCAL_SHA, files: [], truncated: false },
      base: tree,
      head: tree,
      policy: undefined,
    },
    read,
    root: {
      root,
      name: environment === undefined ? root : `${root} (${environment})`,
      kind: 'terraform',
      environment,
      varFiles: [...policy.plan.varFiles, ...(own?.varFiles ?? [])]
        .map((path) => variableFileIn(root, path))
        .concat(given),
      workspace: workspace ?? own?.workspace,
      reasons: ['asked for on the command line'],
    },
    progress,
  };
}

/** The nearest folder above with a `.git`; the folder itself when there is none. */
async function repositoryTop(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (await stat(join(at, '.git')).catch(() => undefined)) return at;
    if (dirname(at) === at) return folder;
  }
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { directoryPair } from '../../src/sources/directory-pair.ts';
import { localGit, WORKTREE } from '../../src/sources/local-git.ts';
import { temporaryFolder, testRepository, type TestRepository } from './git-repository.ts';
import { CONTRACT_BASE, CONTRACT_HEAD, describeSource, type Files } from './source-contract.ts';

function fill(repository: TestRepository, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === 'string') repository.write(path, content);
    else repository.link(path, content.target);
  }
}

function repositoryWithHead(commit: boolean): TestRepository {
  const repository = testRepository();
  fill(repository, CONTRACT_BASE);
  repository.commit('base');
  repository.git('checkout', '-q', '-b', 'change');
  repository.git('rm', '-q', '-r', '.');
  fill(repository, CONTRACT_HEAD);
  repository.git('add', '-A');
  if (commit) repository.commit('head');
  return repository;
}

const committed = repositoryWithHead(true);
describeSource(
  'a range of commits',
  () => localGit({ repo: committed.dir }).open({ base: 'main', head: 'change' }),
  () => {
    committed.remove();
  },
);

const staged = repositoryWithHead(false);
describeSource(
  'a working copy',
  () => localGit({ repo: staged.dir }).open({ base: 'main', head: WORKTREE }),
  () => {
    staged.remove();
  },
);

const folder = temporaryFolder();
const base = testRepository(folder);
for (const [path, content] of Object.entries(CONTRACT_BASE))
  if (typeof content === 'string') base.write(`base/${path}`, content);
for (const [path, content] of Object.entries(CONTRACT_HEAD)) {
  if (typeof content === 'string') base.write(`head/${path}`, content);
  else base.link(`head/${path}`, content.target);
}
describeSource(
  'a pair of folders',
  () => directoryPair(join(folder, 'base'), join(folder, 'head'), 'sample').open(),
  () => {
    rmSync(folder, { recursive: true });
  },
);

import type { TestRepository } from './git-repository.ts';
import { testRepository } from './git-repository.ts';
import { CONTRACT_BASE, CONTRACT_HEAD, type Files } from './source-contract.ts';

/** Writes files and symlinks, below `folder` when given. */
export function fill(repository: TestRepository, files: Files, folder = ''): void {
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === 'string') repository.write(folder + path, content);
    else repository.link(folder + path, content.target);
  }
}

/** A repository with CONTRACT_BASE on `main` and CONTRACT_HEAD on `change`: committed, or only staged. */
export function contractRepository(head: 'committed' | 'staged' = 'committed'): TestRepository {
  const repository = testRepository();
  fill(repository, CONTRACT_BASE);
  repository.commit('base');
  repository.git('checkout', '-q', '-b', 'change');
  repository.git('rm', '-q', '-r', '.');
  fill(repository, CONTRACT_HEAD);
  repository.git('add', '-A');
  if (head === 'committed') repository.commit('head');
  return repository;
}

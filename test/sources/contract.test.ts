import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PullRequestRef } from '../../src/ports/change-source.ts';
import { directoryPair } from '../../src/sources/directory-pair.ts';
import { githubSource } from '../../src/sources/github.ts';
import { localGit, WORKTREE } from '../../src/sources/local-git.ts';
import type { FakeGitHub } from '../github/fake-github.ts';
import { nockStandIn, startStandIn } from '../github/stand-in.ts';
import { testOctokit } from '../github/test-octokit.ts';
import { contractRepository, fill } from './contract-repository.ts';
import { temporaryFolder, testRepository } from './git-repository.ts';
import { CONTRACT_BASE, CONTRACT_HEAD, describeSource } from './source-contract.ts';

const committed = contractRepository();
const staged = contractRepository('staged');
const folder = temporaryFolder();
const pair = testRepository(folder);
fill(pair, CONTRACT_BASE, 'base/');
fill(pair, CONTRACT_HEAD, 'head/');

const ref: PullRequestRef = { owner: 'acme', repo: 'infra', number: 7 };
function addPull(github: FakeGitHub): void {
  github.pulls.push({ ...ref, dir: committed.dir, title: 'A change', state: 'open', base: 'main', head: 'change' });
}

describeSource('a range of commits', () => localGit({ repo: committed.dir }).open({ base: 'main', head: 'change' }));

describeSource(
  'a working copy',
  () => localGit({ repo: staged.dir }).open({ base: 'main', head: WORKTREE }),
  () => {
    staged.remove();
  },
);

describeSource(
  'a pair of folders',
  () => directoryPair(join(folder, 'base'), join(folder, 'head'), 'sample').open(),
  () => {
    rmSync(folder, { recursive: true });
  },
);

let close: () => unknown = () => undefined;
const closeServer = (): unknown => close();

describeSource(
  'a pull request on github.com',
  async () => {
    const github = nockStandIn();
    close = github.close;
    addPull(github);
    return githubSource(testOctokit()).open(ref);
  },
  closeServer,
);

describeSource(
  'a pull request on a GitHub Enterprise Server',
  async () => {
    const github = await startStandIn();
    close = github.close;
    addPull(github);
    return githubSource(testOctokit(`${github.url}/api/v3`)).open(ref);
  },
  async () => {
    await closeServer();
    committed.remove();
  },
);

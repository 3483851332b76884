import { resolve, sep } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { Severity } from '../model/items.ts';
import type { OpenChange, PullRequestRef } from '../ports/change-source.ts';
import { policyOf } from '../review/policy-of.ts';
import { reviewChange } from '../review.ts';
import { rules } from '../rules/registry.ts';
import { localGit } from '../sources/local-git.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';
import { progressOn } from './progress.ts';
import { pullRequestOf, type RemotePullRequest } from './pull-request-url.ts';
import { type Format, render } from './render.ts';
import { variableFilesIn } from './variable-files.ts';
import type { Review } from '../model/review.ts';
import type { Policy } from '../policy/schema.ts';

/** Arguments and options of `review`, as commander gives them. */
export interface ReviewArguments {
  readonly pullRequest?: string | undefined;
  readonly repo: string;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly format: Format;
  readonly failOn?: Severity | undefined;
  readonly varFile?: readonly string[] | undefined;
  readonly workspace?: string | undefined;
  readonly environment?: string | undefined;
  readonly includePreExisting?: boolean | undefined;
  readonly post?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** How a pull request is reached; made by the composition root, which knows the token. */
export interface GitHubAccess {
  /** Throws a ConfigError when there is no token. */
  connect(pullRequest: RemotePullRequest): Promise<{
    open(ref: PullRequestRef): Promise<OpenChange>;
    /** Posts the review; resolves to what was written, in one sentence. */
    post(ref: PullRequestRef, review: Review, policy: Policy): Promise<string>;
  }>;
}

/** `plumbline review`: what the App would say about a local range or a pull request. Writes nothing unless `--post`. */
export async function reviewCommand(args: ReviewArguments, io: Io, github: GitHubAccess): Promise<ExitCode> {
  const remote = args.pullRequest === undefined ? undefined : pullRequestOf(args.pullRequest);
  if (args.post && !remote) throw new InputError('--post needs a pull request: plumbline review <URL> --post');
  if (remote && (args.base !== undefined || args.head !== undefined)) {
    throw new InputError('--base and --head are for local changes; a pull request has its own');
  }
  const progress = progressOn(io);
  const access = remote ? await github.connect(remote) : undefined;
  const open =
    remote && access
      ? await access.open(remote.ref)
      : await localGit({ repo: resolve(io.cwd, args.repo) }).open({ base: args.base, head: args.head });
  const place = { root: sep, called: 'the top of the repository' };
  const varFiles = await variableFilesIn(open.head, place, args.varFile ?? []);
  const inputs = { varFiles, workspace: args.workspace, environment: args.environment };
  const review = await reviewChange(open, { rules, onProgress: progress.step, gateSeverity: args.failOn, inputs });
  progress.end();
  const { policy } = policyOf(open, rules, args.failOn);
  const includePreExisting = args.includePreExisting ?? false;
  const options = { format: args.format, rules, verbose: args.verbose ?? false, includePreExisting };
  io.write(render([{ review, prefix: '', policy }], options, io));
  if (args.post && remote && access) io.warn(`${await access.post(remote.ref, review, policy)}\n`);
  return review.gate.conclusion === 'failure' || review.gate.conclusion === 'action_required'
    ? EXIT.breaks
    : EXIT.holds;
}

import { execa } from 'execa';
import { ConfigError } from '../model/errors.ts';

/** Milliseconds that `gh` may take. */
const PATIENCE_MS = 10_000;

/** The token for `host` (undefined: gh's default host): the environment's, else the one of `gh auth token`. Throws a ConfigError when there is none. */
export async function githubToken(fromEnvironment: string | undefined, host: string | undefined): Promise<string> {
  if (fromEnvironment !== undefined) return fromEnvironment;
  const args = ['auth', 'token', ...(host === undefined ? [] : ['--hostname', host])];
  const result = await execa('gh', args, { reject: false, timeout: PATIENCE_MS, stdin: 'ignore', maxBuffer: 10_000 });
  const token = result.exitCode === 0 ? result.stdout.trim() : '';
  if (token !== '') return token;
  throw new ConfigError(
    'GITHUB_TOKEN',
    'no GitHub token: set GITHUB_TOKEN to one that may read the pull request, or log in with `gh auth login`',
  );
}

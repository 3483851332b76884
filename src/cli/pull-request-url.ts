import { InputError } from '../model/errors.ts';
import type { PullRequestRef } from '../ports/change-source.ts';

/** A pull request and where its GitHub is. */
export interface RemotePullRequest {
  readonly ref: PullRequestRef;
  /** `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. Undefined for `owner/repo#7`: the configured one. */
  readonly apiUrl: string | undefined;
  /** Host for `gh auth token --hostname`. */
  readonly host: string | undefined;
}

const NAME = '[A-Za-z0-9][A-Za-z0-9._-]{0,99}';

/** Reads `https://HOST/owner/repo/pull/7` (also with more behind it) or `owner/repo#7`. Throws an InputError for anything else. */
export function pullRequestOf(text: string): RemotePullRequest {
  const short = new RegExp(`^(${NAME})/(${NAME})#(\\d{1,9})$`).exec(text);
  if (short) return { ref: refOf(short), apiUrl: undefined, host: undefined };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const match = url && new RegExp(`^/(${NAME})/(${NAME})/pull/(\\d{1,9})(?:/|$)`).exec(url.pathname);
  if (!url || !match || !/^https?:$/.test(url.protocol)) {
    throw new InputError(
      `${JSON.stringify(text)} is not a pull request; write https://github.com/owner/repo/pull/7 or owner/repo#7`,
    );
  }
  return { ref: refOf(match), apiUrl: apiUrlOf(url), host: url.host };
}

function refOf(match: RegExpExecArray): PullRequestRef {
  return { owner: match[1] ?? '', repo: match[2] ?? '', number: Number(match[3]) };
}

/** Source: https://docs.github.com/en/enterprise-server/rest/enterprise-admin#endpoint-urls and data residency (`api.SUB.ghe.com`). */
function apiUrlOf(url: URL): string {
  if (url.host === 'github.com') return 'https://api.github.com';
  if (url.host.endsWith('.ghe.com')) return `${url.protocol}//api.${url.host}`;
  return `${url.protocol}//${url.host}/api/v3`;
}

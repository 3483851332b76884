import { z } from 'zod';
import { RemoteError } from '../model/errors.ts';
import type { PullRequestRef } from '../ports/change-source.ts';
import { queryGitHub } from '../ports/github-calls.ts';
import type { GitHubClient } from '../ports/github-client.ts';

/** Something that we said on the pull request: a review, an inline comment or a comment in the thread. */
export interface Remark {
  readonly id: number;
  readonly body: string;
}

/** What there is on a pull request before anything is written, oldest first. */
export interface Conversation {
  /** The head as it is now. */
  readonly headSha: string;
  readonly reviews: readonly Remark[];
  readonly inlineComments: readonly Remark[];
  readonly comments: readonly Remark[];
}

/** 3,000 remarks of a kind; a thread that long is not read by people either. */
const MAX_PAGES = 30;

const remarkSchema = z.object({
  fullDatabaseId: z.coerce.number(), // a BigInt, which JSON carries as text
  body: z.string(),
  author: z.object({ __typename: z.string(), login: z.string() }).nullable(), // null for a deleted account
});
type AnyRemark = z.infer<typeof remarkSchema>;
const pageOf = <T extends z.ZodType>(node: T) =>
  z.object({
    nodes: z.array(node.nullable()),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  });
const answerSchema = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z.object({
    pullRequest: z.object({
      headRefOid: z.string(),
      reviews: pageOf(remarkSchema).optional(),
      reviewThreads: pageOf(z.object({ comments: z.object({ nodes: z.array(remarkSchema.nullable()) }) })).optional(),
      comments: pageOf(remarkSchema).optional(),
    }),
  }),
});

// An inline comment of ours always begins its thread, so the first one of each is enough.
// Source: https://docs.github.com/en/graphql/reference/objects#pullrequest
const QUERY = `query (
  $owner: String!, $repo: String!, $number: Int!,
  $reviews: String, $reviewThreads: String, $comments: String,
  $moreReviews: Boolean!, $moreReviewThreads: Boolean!, $moreComments: Boolean!
) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      headRefOid
      reviews(first: 100, after: $reviews) @include(if: $moreReviews) {
        nodes { fullDatabaseId body author { __typename login } }
        pageInfo { hasNextPage endCursor }
      }
      reviewThreads(first: 100, after: $reviewThreads) @include(if: $moreReviewThreads) {
        nodes { comments(first: 1) { nodes { fullDatabaseId body author { __typename login } } } }
        pageInfo { hasNextPage endCursor }
      }
      comments(first: 100, after: $comments) @include(if: $moreComments) {
        nodes { fullDatabaseId body author { __typename login } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

/**
 * Reads the head and everything that we have said, in one request unless somebody said more than 100 things of a kind.
 * Throws a RemoteError, also when it cannot be read to the end: what is not seen would be said again.
 */
export async function readConversation(octokit: GitHubClient, pr: PullRequestRef): Promise<Conversation> {
  const { owner, repo, number } = pr;
  const what = { doing: `read the conversation of ${owner}/${repo}#${number}`, permission: 'pull_requests: write' };
  const all = { reviews: [] as AnyRemark[], reviewThreads: [] as AnyRemark[], comments: [] as AnyRemark[] };
  const cursors = { reviews: null, reviewThreads: null, comments: null } as Record<keyof typeof all, string | null>;
  const more = { reviews: true, reviewThreads: true, comments: true };
  for (let page = 1; page <= MAX_PAGES; page++) {
    const flags = {
      moreReviews: more.reviews,
      moreReviewThreads: more.reviewThreads,
      moreComments: more.comments,
    };
    const answer = await queryGitHub(octokit, QUERY, { owner, repo, number, ...cursors, ...flags }, answerSchema, what);
    const { headRefOid, reviews, reviewThreads, comments } = answer.repository.pullRequest;
    all.reviews.push(...present(reviews?.nodes));
    all.reviewThreads.push(...present(reviewThreads?.nodes).flatMap((thread) => present(thread.comments.nodes)));
    all.comments.push(...present(comments?.nodes));
    for (const [kind, found] of [
      ['reviews', reviews],
      ['reviewThreads', reviewThreads],
      ['comments', comments],
    ] as const) {
      more[kind] = found?.pageInfo.hasNextPage ?? false;
      cursors[kind] = found?.pageInfo.endCursor ?? cursors[kind];
    }
    if (more.reviews || more.reviewThreads || more.comments) continue;
    const ours = (remarks: readonly AnyRemark[]): readonly Remark[] =>
      remarks
        .filter(({ author }) => author !== null && isViewer(author, answer.viewer.login))
        .map(({ fullDatabaseId, body }) => ({ id: fullDatabaseId, body }));
    return {
      headSha: headRefOid,
      reviews: ours(all.reviews),
      inlineComments: ours(all.reviewThreads),
      comments: ours(all.comments),
    };
  }
  throw new RemoteError(`could not ${what.doing}: it has more than ${MAX_PAGES * 100} reviews or comments`, {
    retryable: false,
    cause: undefined,
  });
}

function present<T>(nodes: readonly (T | null)[] | undefined): readonly T[] {
  return (nodes ?? []).filter((node) => node !== null);
}

/**
 * Anyone can write our markers into a comment; only the author tells. An App is the viewer `name[bot]` and the author
 * `name` of type Bot: a person of that name is somebody else.
 */
function isViewer(author: { readonly __typename: string; readonly login: string }, viewer: string): boolean {
  const name = (login: string): string => login.replace(/\[bot\]$/, '').toLowerCase();
  const isBot = viewer.endsWith('[bot]');
  return name(author.login) === name(viewer) && (!isBot || author.__typename === 'Bot');
}

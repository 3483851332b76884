import type { ApiFile, RepositoryView } from './repository-view.ts';
import { repositoryView } from './repository-view.ts';

/** One request that was made. */
export interface SeenRequest {
  readonly method: string;
  /** Path without a GHES prefix, with the query decoded: `/repos/o/r/pulls/7/files?page=1`. */
  readonly path: string;
  readonly body: Record<string, unknown>;
}

export interface FakeResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface FakeCheckRun {
  readonly id: number;
  name: string;
  head_sha: string;
  status: string;
  conclusion: string | null;
  external_id: string;
  output: { title: string | null; summary: string | null; text: string | null; annotations_count: number };
  details_url?: string;
  actions?: Record<string, unknown>[];
  /** Not part of GitHub's answer: what was sent. */
  annotations: Record<string, unknown>[];
}

export interface FakeComment {
  readonly id: number;
  user: { login: string; type: string };
  body: string;
  path?: string;
  line?: number;
  side?: string;
  pull_request_review_id?: number;
}

export interface FakeReview {
  readonly id: number;
  user: { login: string; type: string };
  body: string;
  state: string;
  commit_id: string;
}

/** A pull request over a local repository; branch names or SHAs. */
export interface FakePull {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** Folder of the git repository that holds both branches. */
  readonly dir: string;
  title: string;
  state: 'open' | 'closed';
  base: string;
  head: string;
  /** `owner/repo` of a fork; the base repository itself by default; null for a fork that was deleted. */
  headRepository?: string | null;
  /** What GitHub says of its author; a member by default. */
  association?: string;
}

/** Called before each request; an answer given here is GitHub's answer. `undefined` lets the fake answer. */
export type Interceptor = (request: SeenRequest) => FakeResponse | undefined | 'lose-answer';

/** The state of the fake and the one function that answers a request. */
export interface FakeGitHub {
  readonly pulls: FakePull[];
  readonly requests: SeenRequest[];
  readonly checkRuns: FakeCheckRun[];
  readonly reviews: FakeReview[];
  readonly reviewComments: FakeComment[];
  readonly issueComments: FakeComment[];
  /** Reactions to comments in the thread: comment and content. */
  readonly reactions: { readonly comment: number; readonly content: string }[];
  /** Permission by login; nobody else is a collaborator. */
  readonly permissions: Map<string, string>;
  /** Who the token belongs to. */
  login: string;
  /** Entries after which a recursive tree is cut. */
  treeLimit: number;
  /** Largest page GitHub gives, to test pagination with little data. */
  pageLimit: number;
  intercept: Interceptor;
  /** Answers; `undefined` when the request was done and its answer must get lost. */
  handle(method: string, url: string, body: string): FakeResponse | undefined;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): FakeResponse => ({
  status,
  body,
  headers,
});
const refuse = (status: number, message: string, errors: readonly unknown[] = []): FakeResponse =>
  json(status, { message, errors });
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/**
 * A small GitHub: the REST and GraphQL calls this project makes, with GitHub's validation of what tests depend on (lines
 * outside the diff, sizes, 50 annotations, pagination). It keeps what is written, like the real one.
 */
export function fakeGitHub(): FakeGitHub {
  let nextId = 1000;
  const views = new Map<string, RepositoryView>();
  const viewOf = (pull: FakePull): RepositoryView => {
    const view = views.get(pull.dir) ?? repositoryView(pull.dir);
    views.set(pull.dir, view);
    return view;
  };
  const filesCache = new Map<string, readonly ApiFile[]>();

  const fake: FakeGitHub = {
    pulls: [],
    requests: [],
    checkRuns: [],
    reviews: [],
    reviewComments: [],
    issueComments: [],
    reactions: [],
    permissions: new Map(),
    login: 'plumbline[bot]',
    treeLimit: 100_000,
    pageLimit: 100,
    intercept: () => undefined,
    handle(method, url, bodyText) {
      const address = new URL(url, 'http://github.test');
      const pathname = decodeURIComponent(address.pathname).replace(/^\/api(?:\/v3)?(?=\/)/, '');
      const body = record(bodyText === '' ? {} : JSON.parse(bodyText));
      const seen = { method, path: pathname + decodeURIComponent(address.search), body };
      fake.requests.push(seen);
      const decided = fake.intercept(seen);
      if (decided !== undefined && decided !== 'lose-answer') return decided;
      const answer = route(method, pathname, address.searchParams, body, address);
      return decided === 'lose-answer' ? undefined : answer;
    },
  };

  function route(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
    address: URL,
  ): FakeResponse {
    if (method === 'POST' && path === '/graphql') return graphql(body);
    if (method === 'POST' && /^\/app\/installations\/\d+\/access_tokens$/.test(path)) {
      return json(201, {
        token: 'ghs_stand_in',
        expires_at: '2099-01-01T00:00:00Z',
        permissions: {},
        repository_selection: 'all',
      });
    }
    const match = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(path);
    const [, owner, repo, rest = ''] = match ?? [];
    const pulls = fake.pulls.filter((pull) => pull.owner === owner && pull.repo === repo);
    const first = pulls[0];
    if (!first) return refuse(404, 'Not Found');
    if (method === 'GET' && rest === '')
      return json(200, { full_name: `${first.owner}/${first.repo}`, default_branch: 'main' });
    const numbered = /^\/(?:pulls|issues)\/(\d+)(\/.*)?$/.exec(rest);
    if (numbered) {
      const pull = pulls.find((each) => each.number === Number(numbered[1]));
      return pull ? pullRoute(method, pull, numbered[2] ?? '', query, body, address) : refuse(404, 'Not Found');
    }
    return repositoryRoute(method, first, rest, query, body, address);
  }

  function paged(
    items: readonly unknown[],
    query: URLSearchParams,
    address: URL,
    wrap = (page: readonly unknown[]): unknown => page,
  ): FakeResponse {
    const size = Math.min(fake.pageLimit, Number(query.get('per_page') ?? 30));
    const page = Number(query.get('page') ?? 1);
    const next = new URL(address);
    next.searchParams.set('page', String(page + 1));
    const more = page * size < items.length;
    return json(
      200,
      wrap(items.slice((page - 1) * size, page * size)),
      more ? { link: `<${next.href}>; rel="next"` } : {},
    );
  }

  function headOf(pull: FakePull): string {
    return viewOf(pull).resolve(pull.head) ?? pull.head;
  }

  function filesOf(pull: FakePull): readonly ApiFile[] {
    const view = viewOf(pull);
    const head = headOf(pull);
    const base = view.mergeBase(pull.base, head);
    const key = `${pull.dir} ${base} ${head}`;
    const files = filesCache.get(key) ?? view.files(base, head);
    filesCache.set(key, files);
    return files;
  }

  function pullRoute(
    method: string,
    pull: FakePull,
    rest: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
    address: URL,
  ): FakeResponse {
    switch (`${method} ${rest}`) {
      case 'GET ': {
        const full = pull.headRepository === undefined ? `${pull.owner}/${pull.repo}` : pull.headRepository;
        return json(200, {
          number: pull.number,
          title: pull.title,
          state: pull.state,
          draft: false,
          user: { login: 'author' },
          author_association: pull.association ?? 'MEMBER',
          changed_files: filesOf(pull).length,
          head: { sha: headOf(pull), ref: pull.head, repo: full === null ? null : { full_name: full } },
          base: {
            sha: viewOf(pull).resolve(pull.base),
            ref: pull.base,
            repo: { full_name: `${pull.owner}/${pull.repo}` },
          },
        });
      }
      case 'GET /files':
        return paged(filesOf(pull).slice(0, 3000), query, address);
      case 'GET /reviews':
        return paged(fake.reviews, query, address);
      case 'POST /reviews':
        return createReview(pull, body);
      case 'GET /comments':
        return paged(address.pathname.includes('/pulls/') ? fake.reviewComments : fake.issueComments, query, address);
      case 'POST /comments': {
        if (text(body['body']).length > 65_536) return refuse(422, 'Validation Failed: body is too long');
        const comment: FakeComment = {
          id: nextId++,
          user: { login: fake.login, type: 'Bot' },
          body: text(body['body']),
        };
        fake.issueComments.push(comment);
        return json(201, comment);
      }
      default:
        return refuse(404, 'Not Found');
    }
  }

  function createReview(pull: FakePull, body: Record<string, unknown>): FakeResponse {
    if (text(body['body']).length > 65_536) return refuse(422, 'Validation Failed: body is too long');
    if (body['event'] !== 'COMMENT') return refuse(422, `the stand-in does not expect event ${String(body['event'])}`);
    if (body['commit_id'] !== headOf(pull))
      return refuse(422, 'Unprocessable Entity: commit_id is not part of the pull request');
    const comments = list(body['comments']);
    if (comments.length === 0 && text(body['body']) === '') return refuse(422, 'Unprocessable Entity: body is missing');
    if (!comments.every((comment) => isInDiff(pull, comment))) {
      return refuse(422, 'Unprocessable Entity: "Line could not be resolved"', ['Line could not be resolved']);
    }
    const user = { login: fake.login, type: 'Bot' };
    const review: FakeReview = {
      id: nextId++,
      user,
      body: text(body['body']),
      state: 'COMMENTED',
      commit_id: headOf(pull),
    };
    fake.reviews.push(review);
    for (const comment of comments) {
      fake.reviewComments.push({
        id: nextId++,
        user,
        body: text(comment['body']),
        path: text(comment['path']),
        line: Number(comment['line']),
        side: text(comment['side']) || 'RIGHT',
        pull_request_review_id: review.id,
      });
    }
    return json(200, review);
  }

  /** GitHub: every line must be in one hunk of the diff, and both ends of a range in the same one. */
  function isInDiff(pull: FakePull, comment: Record<string, unknown>): boolean {
    const file = filesOf(pull).find((each) => each.filename === comment['path']);
    const line = Number(comment['line']);
    const start = comment['start_line'] === undefined ? line : Number(comment['start_line']);
    const left = comment['side'] === 'LEFT';
    return (file?.patch ?? '').split('\n').some((text) => {
      const [, b, bc = '1', h, hc = '1'] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text) ?? [];
      const from = Number(left ? b : h);
      const count = Number(left ? bc : hc);
      return start <= line && start >= from && line < from + count;
    });
  }

  function repositoryRoute(
    method: string,
    pull: FakePull,
    rest: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
    address: URL,
  ): FakeResponse {
    const view = viewOf(pull);
    const compare = /^\/compare\/(.+)\.\.\.(.+)$/.exec(rest);
    if (method === 'GET' && compare) {
      const base = view.resolve(compare[1] ?? '');
      const head = view.resolve(compare[2] ?? '');
      if (base === undefined || head === undefined) return refuse(404, 'Not Found');
      return json(200, {
        base_commit: { sha: base },
        merge_base_commit: { sha: view.mergeBase(base, head) },
        commits: [],
      });
    }
    const tarball = /^\/tarball\/([^/]+)$/.exec(rest)?.[1];
    if (method === 'GET' && tarball !== undefined) {
      // github.com redirects to another host, where there is no API; here the same one answers below another path.
      return json(302, '', { location: address.pathname.replace('/tarball/', '/legacy.tar.gz/') });
    }
    const packed = /^\/legacy\.tar\.gz\/([^/]+)$/.exec(rest)?.[1];
    if (method === 'GET' && packed !== undefined) {
      const bytes = view.archive(packed);
      return bytes
        ? { status: 200, headers: { 'content-type': 'application/x-gzip' }, body: bytes }
        : refuse(404, 'Not Found');
    }
    const tree = /^\/git\/trees\/([^/]+)$/.exec(rest)?.[1];
    if (method === 'GET' && tree !== undefined) {
      const recursive = query.has('recursive');
      const entries = view.tree(tree, recursive);
      if (!entries) return refuse(404, 'Not Found');
      const cut = recursive && entries.length > fake.treeLimit;
      return json(200, { sha: tree, tree: cut ? entries.slice(0, fake.treeLimit) : entries, truncated: cut });
    }
    const blob = /^\/git\/blobs\/([^/]+)$/.exec(rest)?.[1];
    if (method === 'GET' && blob !== undefined) {
      const content = view.blob(blob);
      if (!content) return refuse(404, 'Not Found');
      // GitHub breaks the lines of base64.
      const lines = content.toString('base64').replaceAll(/.{60}/g, '$&\n');
      return json(200, { sha: blob, size: content.length, encoding: 'base64', content: lines });
    }
    return (
      checkRunRoute(method, rest, query, body, address) ?? commentRoute(method, rest, body) ?? refuse(404, 'Not Found')
    );
  }

  function checkRunRoute(
    method: string,
    rest: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
    address: URL,
  ): FakeResponse | undefined {
    const shown = (run: FakeCheckRun): unknown => ({ ...run, annotations: undefined, app: { slug: 'plumbline' } });
    const commit = /^\/commits\/([^/]+)\/check-runs$/.exec(rest)?.[1];
    if (method === 'GET' && commit !== undefined) {
      const name = query.get('check_name');
      const named = fake.checkRuns.filter((run) => run.head_sha === commit && (name === null || run.name === name));
      const isLatest = (run: FakeCheckRun): boolean => named.findLast((other) => other.name === run.name) === run;
      const runs = query.get('filter') === 'latest' ? named.filter(isLatest) : named;
      const newestFirst = runs.map(shown).reverse();
      return paged(newestFirst, query, address, (page) => ({ total_count: runs.length, check_runs: page }));
    }
    if (method === 'POST' && rest === '/check-runs') {
      const run: FakeCheckRun = {
        id: nextId++,
        name: text(body['name']),
        head_sha: text(body['head_sha']),
        status: 'queued',
        conclusion: null,
        external_id: text(body['external_id']),
        output: { title: null, summary: null, text: null, annotations_count: 0 },
        annotations: [],
      };
      const problem = updateCheckRun(run, body);
      if (problem) return problem;
      fake.checkRuns.push(run);
      return json(201, shown(run));
    }
    const id = /^\/check-runs\/(\d+)$/.exec(rest)?.[1];
    if (method !== 'PATCH' || id === undefined) return undefined;
    const run = fake.checkRuns.find((each) => each.id === Number(id));
    if (!run) return refuse(404, 'Not Found');
    return updateCheckRun(run, body) ?? json(200, shown(run));
  }

  function updateCheckRun(run: FakeCheckRun, body: Record<string, unknown>): FakeResponse | undefined {
    const output = record(body['output']);
    const annotations = list(output['annotations']);
    if (annotations.length > 50) return refuse(422, 'Invalid request: no more than 50 annotations');
    for (const key of ['summary', 'text']) {
      if (text(output[key]).length > 65_535) return refuse(422, `Invalid request: ${key} exceeds 65535 characters`);
    }
    if (body['output'] !== undefined && (text(output['title']) === '' || text(output['summary']) === '')) {
      return refuse(422, 'Invalid request: output needs title and summary');
    }
    const actions = list(body['actions']);
    const isTooLong = (action: Record<string, unknown>): boolean =>
      text(action['label']).length > 20 ||
      text(action['description']).length > 40 ||
      text(action['identifier']).length > 20;
    if (actions.length > 3 || actions.some(isTooLong)) return refuse(422, 'Invalid request: actions');
    if (body['actions'] !== undefined) run.actions = actions;
    if (body['details_url'] !== undefined) run.details_url = text(body['details_url']);
    if (body['status'] !== undefined) run.status = text(body['status']);
    if (body['conclusion'] !== undefined) {
      run.conclusion = text(body['conclusion']);
      run.status = 'completed';
    }
    if (body['output'] === undefined) return undefined;
    run.annotations.push(...annotations); // updates add, they never replace
    run.output = {
      title: text(output['title']),
      summary: text(output['summary']),
      text: typeof output['text'] === 'string' ? output['text'] : run.output.text,
      annotations_count: run.annotations.length,
    };
    return undefined;
  }

  function commentRoute(method: string, rest: string, body: Record<string, unknown>): FakeResponse | undefined {
    const person = /^\/collaborators\/([^/]+)\/permission$/.exec(rest)?.[1];
    if (method === 'GET' && person !== undefined) {
      const permission = fake.permissions.get(person);
      // GitHub tells maintain and triage only as the name of the role.
      const old = permission === 'maintain' ? 'write' : permission === 'triage' ? 'read' : permission;
      return permission === undefined
        ? refuse(404, `${person} is not a user`)
        : json(200, { permission: old, role_name: permission });
    }
    const reacted = /^\/issues\/comments\/(\d+)\/reactions$/.exec(rest)?.[1];
    if (method === 'POST' && reacted !== undefined) {
      fake.reactions.push({ comment: Number(reacted), content: text(body['content']) });
      return json(201, { id: nextId++, content: body['content'] });
    }
    const read = /^\/issues\/comments\/(\d+)$/.exec(rest)?.[1];
    if (method === 'GET' && read !== undefined) {
      const found = fake.issueComments.find((each) => each.id === Number(read));
      return found ? json(200, found) : refuse(404, 'Not Found');
    }
    const [, kind, id] = /^\/(issues|pulls)\/comments\/(\d+)$/.exec(rest) ?? [];
    if (method !== 'PATCH' || id === undefined) return undefined;
    const comments = kind === 'issues' ? fake.issueComments : fake.reviewComments;
    const comment = comments.find((each) => each.id === Number(id));
    if (!comment) return refuse(404, 'Not Found');
    if (comment.user.login !== fake.login) return refuse(403, 'Resource not accessible by integration');
    comment.body = text(body['body']);
    return json(200, comment);
  }

  /** Understands the conversation of a pull request, and aliased `object(oid: …)` or `object(expression: …)` fields. */
  function graphql(body: Record<string, unknown>): FakeResponse {
    const source = text(body['query']);
    if (/^query \{ viewer \{ login \} \}$/.test(source)) return json(200, { data: { viewer: { login: fake.login } } });
    const { owner, repo, number } = record(body['variables']);
    const pull = fake.pulls.find((each) => each.owner === owner && each.repo === repo);
    if (!pull)
      return json(200, {
        data: { repository: null },
        errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a Repository' }],
      });
    if (source.includes('pullRequest(')) {
      const asked = fake.pulls.find((each) => each.owner === owner && each.repo === repo && each.number === number);
      const pullRequest = asked ? conversation(asked, record(body['variables'])) : null;
      return json(200, { data: { viewer: { login: fake.login }, repository: { pullRequest } } });
    }
    const repository: Record<string, unknown> = {};
    for (const [, alias = '', , value = ''] of source.matchAll(/(\w+): object\((oid|expression): "([^"]+)"\)/g)) {
      repository[alias] = blobNode(viewOf(pull).object(value));
    }
    return json(200, { data: { repository } });
  }

  /** Pages are asked for with cursors; the ids are BigInts, and an App is an author of type Bot without its suffix. */
  function conversation(pull: FakePull, variables: Record<string, unknown>): unknown {
    const remark = ({ id, body, user }: FakeComment | FakeReview): unknown => ({
      fullDatabaseId: String(id),
      body,
      author: { __typename: user.type, login: user.login.replace(/\[bot\]$/, '') },
    });
    const page = (flag: string, cursor: string, items: readonly unknown[]): unknown => {
      if (variables[flag] !== true) return undefined;
      const start = Number(variables[cursor] ?? 0);
      const end = start + Math.min(100, fake.pageLimit);
      return {
        nodes: items.slice(start, end),
        pageInfo: { hasNextPage: end < items.length, endCursor: String(Math.min(end, items.length)) },
      };
    };
    const threads = fake.reviewComments.map((comment) => ({ comments: { nodes: [remark(comment)] } }));
    return {
      headRefOid: headOf(pull),
      reviews: page('moreReviews', 'reviews', fake.reviews.map(remark)),
      reviewThreads: page('moreReviewThreads', 'reviewThreads', threads),
      comments: page('moreComments', 'comments', fake.issueComments.map(remark)),
    };
  }

  /** GitHub gives text as UTF-8, cuts it at 512 kB and gives none for binary content. */
  function blobNode(content: Buffer | undefined): unknown {
    if (!content) return null;
    const isBinary = content.includes(0);
    const isTruncated = content.length > 512_000;
    const shown = content.subarray(0, 512_000).toString('utf8');
    return { text: isBinary ? null : shown, isBinary, isTruncated, byteSize: content.length };
  }

  return fake;
}

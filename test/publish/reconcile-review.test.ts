import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RemoteError } from '../../src/model/errors.ts';
import type { PullRequestRef } from '../../src/ports/change-source.ts';
import type { CheckRunHandle } from '../../src/publish/check-runs.ts';
import { openCheckRun } from '../../src/publish/check-runs.ts';
import type { PublishedReport, PublishResult } from '../../src/publish/published-report.ts';
import { publishReview } from '../../src/publish/reconcile-review.ts';
import type { Annotation } from '../../src/report/check-run.ts';
import type { ReviewComment } from '../../src/report/review-comments.ts';
import type { FakeResponse } from '../github/fake-github.ts';
import { startStandIn, type StandIn } from '../github/stand-in.ts';
import { testOctokit } from '../github/test-octokit.ts';
import { testRepository, type TestRepository } from '../sources/git-repository.ts';

const pr: PullRequestRef = { owner: 'acme', repo: 'infra', number: 7 };
const NAME = 'plumbline / review';
const EXTERNAL = 'plumbline:acme/infra#7';
let github: StandIn;
let repo: TestRepository;
let head: string;
beforeEach(async () => {
  github = await startStandIn();
  repo = testRepository();
  repo.write('main.tf', Array.from({ length: 40 }, (_, index) => `# ${index + 1}\n`).join(''));
  repo.commit('base');
  repo.git('checkout', '-q', '-b', 'change');
  head = push(20);
  github.pulls.push({ ...pr, dir: repo.dir, title: 'Change', state: 'open', base: 'main', head: 'change' });
});
afterEach(async () => {
  await github.close();
  repo.remove();
});

/** Commits a change of one line, which is then the middle of a hunk of seven. */
function push(line: number, text = 'changed'): string {
  repo.write(
    'main.tf',
    Array.from({ length: 40 }, (_, index) => `# ${index + 1 === line ? text : index + 1}\n`).join(''),
  );
  return repo.commit(`change line ${line} to ${text}`);
}

const comment = (fingerprint: string, line = 20): ReviewComment => ({
  path: 'main.tf',
  side: 'RIGHT',
  line,
  body: `**High:** ${fingerprint}\n\n<!-- plumbline:finding ${fingerprint} -->`,
  fingerprint,
});
const annotations = (count: number): Annotation[] =>
  Array.from({ length: count }, (_, index) => ({
    path: 'main.tf',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'failure',
    title: `finding ${index}`,
    message: 'message',
  }));
function report(
  parts: Partial<PublishedReport> & { annotations?: readonly Annotation[]; summary?: string } = {},
): PublishedReport {
  return {
    headSha: head,
    externalId: EXTERNAL,
    checkRun: {
      name: NAME,
      title: '1 high',
      summary: parts.summary ?? 'What was found',
      text: 'Everything',
      conclusion: 'failure',
      annotations: parts.annotations ?? annotations(1),
    },
    review: { body: '**1 problem** comes with this change.', comments: [comment('aaa')] },
    summaryComment: '<!-- plumbline:summary -->\n**Plumbline: blocked**',
    ...parts,
  };
}
const publish = (value: PublishedReport): Promise<PublishResult> => publishReview(testOctokit(github.url), pr, value);
/** The check run of a head as a review begins it. */
async function start(headSha = head, externalId = EXTERNAL): Promise<CheckRunHandle> {
  const handle = await openCheckRun(testOctokit(github.url), pr, { headSha, externalId, name: NAME });
  await handle.start();
  return handle;
}
const writes = (): string[] =>
  github.requests
    .filter((request) => request.method !== 'GET' && request.path !== '/graphql')
    .map((request) => `${request.method} ${request.path}`);
const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a first review', () => {
  test('is one check run, one review and one comment', async () => {
    const { id } = await start();
    expect(github.checkRuns).toMatchObject([{ id, status: 'in_progress', conclusion: null, head_sha: head }]);
    expect(await publish(report())).toEqual({
      outcome: 'published',
      headSha: head,
      checkRun: 'written',
      review: 'posted',
      comments: 1,
      movedToBody: 0,
      summary: 'created',
      settled: 0,
      problems: [],
    });
    expect(writes()).toEqual([
      'POST /repos/acme/infra/check-runs',
      'POST /repos/acme/infra/pulls/7/reviews',
      'POST /repos/acme/infra/issues/7/comments',
      `PATCH /repos/acme/infra/check-runs/${id}`,
    ]);
    expect(github.checkRuns).toMatchObject([
      {
        id,
        status: 'completed',
        conclusion: 'failure',
        output: { title: '1 high', summary: 'What was found', text: 'Everything' },
      },
    ]);
    expect(github.reviews).toMatchObject([
      {
        commit_id: head,
        state: 'COMMENTED',
        body: `**1 problem** comes with this change.\n\n<!-- plumbline:review ${head} -->`,
      },
    ]);
    expect(github.reviewComments).toMatchObject([{ path: 'main.tf', line: 20, side: 'RIGHT' }]);
    expect(
      github.requests.find((request) => request.path.endsWith('/reviews') && request.method === 'POST')?.body,
    ).toEqual({
      commit_id: head,
      event: 'COMMENT',
      body: `**1 problem** comes with this change.\n\n<!-- plumbline:review ${head} -->`,
      comments: [{ path: 'main.tf', side: 'RIGHT', line: 20, body: comment('aaa').body }],
    });
  });

  test('of a clean change is a check run and nothing else', async () => {
    const result = await publish(report({ review: undefined, summaryComment: undefined, annotations: [] }));
    expect(result).toMatchObject({ review: 'unchanged', summary: 'unchanged', checkRun: 'written' });
    expect(writes()).toEqual(['POST /repos/acme/infra/check-runs']);
  });

  test.each(['success', 'failure', 'neutral', 'action_required'] as const)(
    'ends with the conclusion %s as it is',
    async (conclusion) => {
      const value = report({ review: undefined, summaryComment: undefined });
      await publish({ ...value, checkRun: { ...value.checkRun, conclusion } });
      expect(github.checkRuns).toMatchObject([{ status: 'completed', conclusion }]);
    },
  );

  test('sends many annotations in batches of fifty and completes with the last', async () => {
    await publish(report({ annotations: annotations(120), review: undefined, summaryComment: undefined }));
    const batches = github.requests.filter(
      (request) => request.path.includes('/check-runs') && request.method !== 'GET',
    );
    expect(batches.map((request) => request.body['status'])).toEqual(['in_progress', 'in_progress', 'completed']);
    expect(github.checkRuns[0]?.annotations.map((each) => each['title'])).toEqual(
      annotations(120).map((each) => each.title),
    );
  });

  test('stays inside the limits of GitHub whatever the report says', async () => {
    const long = '€'.repeat(70_000);
    const value = report({
      summary: long,
      summaryComment: `<!-- plumbline:summary -->${long}`,
      review: { body: long, comments: [{ ...comment('aaa'), body: `<!-- plumbline:finding aaa -->${long}` }] },
    });
    const result = await publish({ ...value, checkRun: { ...value.checkRun, text: long } });
    expect(result.problems).toEqual([]);
    const texts = [
      github.checkRuns[0]?.output.summary,
      github.checkRuns[0]?.output.text,
      github.reviews[0]?.body,
      github.reviewComments[0]?.body,
      github.issueComments[0]?.body,
    ];
    expect(
      texts.map((text) => Buffer.byteLength(text ?? '') <= 65_535 && text?.includes('€€€\n\n(The rest does not fit.)')),
    ).toEqual([true, true, true, true, true]);
    expect(github.reviews[0]?.body.endsWith(`<!-- plumbline:review ${head} -->`)).toBe(true);
  });
});

describe('publishing again', () => {
  test('the same report writes nothing', async () => {
    await publish(report({ annotations: annotations(60) }));
    const before = writes().length;
    expect(await publish(report({ annotations: annotations(60) }))).toMatchObject({
      checkRun: 'unchanged',
      review: 'unchanged',
      summary: 'unchanged',
    });
    expect(writes().length).toBe(before);
    await start();
    expect(writes().length).toBe(before);
  });

  test.each([
    ['POST', '/check-runs'],
    ['PATCH', '/check-runs/'],
    ['POST', '/reviews'],
    ['POST', '/comments'],
  ])('after the answer to %s %s was lost leaves one of each', async (method, path) => {
    const value = report({ annotations: annotations(120) });
    let lost = false;
    github.intercept = (request) => {
      if (lost || request.method !== method || !request.path.includes(path)) return undefined;
      lost = true;
      return 'lose-answer';
    };
    const once = async (): Promise<PublishResult> => {
      return publishReview(testOctokit(github.url), pr, value, await start());
    };
    const error = await failure(once());
    expect(error).toBeInstanceOf(RemoteError);
    expect((error as RemoteError).retryable).toBe(true);
    await once();
    await once();
    expect(github.checkRuns.map((run) => [run.status, run.annotations.length])).toEqual([['completed', 120]]);
    expect([github.reviews.length, github.reviewComments.length, github.issueComments.length]).toEqual([1, 1, 1]);
  });

  test('a client that repeats failed requests does not repeat what was posted', async () => {
    const octokit = testOctokit(github.url, { enabled: true, retryAfterBaseValue: 1 });
    const lost = new Set<string>();
    github.intercept = (request) => {
      const key = `${request.method} ${request.path}`;
      if (request.method !== 'POST' || lost.has(key)) return undefined;
      lost.add(key);
      return 'lose-answer';
    };
    for (let round = 0; round < 5; round++) await failure(publishReview(octokit, pr, report()));
    expect(lost.size).toBe(4); // review, comment, check run and the question what is there
    expect([github.reviews.length, github.issueComments.length, github.checkRuns.length]).toEqual([1, 1, 1]);
    expect(github.checkRuns[0]?.status).toBe('completed');
  });

  test('another verdict on the same head is a new check run, as annotations cannot be taken back', async () => {
    await publish(report());
    await publish(report({ annotations: annotations(2), summary: 'Under a new policy' }));
    expect(github.checkRuns.map((run) => [run.output.summary, run.annotations.length])).toEqual([
      ['What was found', 1],
      ['Under a new policy', 2],
    ]);
    expect(github.reviews).toHaveLength(1);
  });

  test('after a push comments only on what was not commented on before', async () => {
    await publish(report());
    head = push(20, 'again');
    const second = report({
      headSha: head,
      review: { body: 'two problems', comments: [comment('aaa'), comment('bbb', 21)] },
    });
    expect(await publish(second)).toMatchObject({ review: 'posted', comments: 1 });
    expect(github.reviewComments.map((each) => each.line)).toEqual([20, 21]);
    head = push(20, 'and again');
    expect(await publish({ ...second, headSha: head })).toMatchObject({ review: 'unchanged', comments: 0 });
    expect(github.reviews).toHaveLength(2);
  });

  test('a finding that is only in the body of a review is said once, too', async () => {
    const body = 'one problem\n\n- in a removed file <!-- plumbline:finding ccc -->';
    await publish(report({ review: { body, comments: [] } }));
    head = push(20, 'again');
    expect(await publish(report({ headSha: head, review: { body, comments: [] } }))).toMatchObject({
      review: 'unchanged',
    });
  });

  test('the summary is edited in place, also to say that all is clear', async () => {
    await publish(report());
    const id = github.issueComments[0]?.id;
    expect(await publish(report({ summaryComment: '<!-- plumbline:summary -->\nbetter' }))).toMatchObject({
      summary: 'edited',
    });
    expect(await publish(report({ summaryComment: undefined }))).toMatchObject({ summary: 'edited' });
    expect(await publish(report({ summaryComment: undefined }))).toMatchObject({ summary: 'unchanged' });
    expect(github.issueComments).toMatchObject([{ id, body: expect.stringContaining('nothing to report any more') }]);
  });
});

describe('other people', () => {
  test('cannot keep a finding or the summary from being posted by writing our markers', async () => {
    const user = { login: 'mallory', type: 'User' };
    github.reviewComments.push({ id: 1, user, body: '<!-- plumbline:finding aaa -->' });
    github.reviews.push({
      id: 2,
      user,
      state: 'COMMENTED',
      commit_id: head,
      body: `<!-- plumbline:review ${head} -->`,
    });
    github.issueComments.push({ id: 3, user, body: '<!-- plumbline:summary -->\nall good' });
    expect(await publish(report())).toMatchObject({ review: 'posted', comments: 1, summary: 'created' });
    expect(github.issueComments[0]?.body).toBe('<!-- plumbline:summary -->\nall good');
  });

  test('whose name is that of the App are not the App', async () => {
    const user = { login: 'plumbline', type: 'User' };
    github.issueComments.push({ id: 3, user, body: '<!-- plumbline:summary -->\nall good' });
    expect(await publish(report())).toMatchObject({ summary: 'created' });
  });

  test('and we are told apart when the token is a person’s, too', async () => {
    github.login = 'dana';
    await publish(report());
    for (const each of [...github.reviews, ...github.issueComments, ...github.reviewComments]) each.user.type = 'User';
    expect(await publish(report())).toMatchObject({ review: 'unchanged', summary: 'unchanged' });
  });

  test('have check runs of the same name that are left alone', async () => {
    const { id: other } = await start(head, 'someone else');
    await publish(report());
    expect(github.checkRuns.map((run) => [run.id === other, run.status])).toEqual([
      [true, 'in_progress'],
      [false, 'completed'],
    ]);
  });

  test('have said so much that our remarks are on a later page', async () => {
    await publish(report());
    const user = { login: 'someone', type: 'User' };
    for (let id = 1; id <= 150; id++) {
      github.reviewComments.unshift({ id, user, body: 'hm' });
      github.issueComments.unshift({ id, user, body: 'hm' });
      github.reviews.unshift({ id, user, body: 'hm', state: 'COMMENTED', commit_id: head });
    }
    expect(await publish(report())).toMatchObject({ review: 'unchanged', summary: 'unchanged' });
  });
});

describe('what GitHub refuses', () => {
  test('a line outside the diff: the comments go into the body of the review, in full', async () => {
    const value = report({ review: { body: 'two problems', comments: [comment('aaa'), comment('bbb', 35)] } });
    expect(await publish(value)).toMatchObject({ review: 'posted', comments: 0, movedToBody: 2, problems: [] });
    expect(github.reviews[0]?.body).toBe(
      `two problems\n\n**\`main.tf\`, line 20**\n\n${comment('aaa').body}\n\n**\`main.tf\`, line 35**\n\n${comment('bbb').body}\n\n<!-- plumbline:review ${head} -->`,
    );
    head = push(20, 'again');
    expect(await publish({ ...value, headSha: head })).toMatchObject({ review: 'unchanged' });
  });

  test('many long comments outside the diff all keep their place and identity', async () => {
    const comments = Array.from({ length: 25 }, (_, index) => ({
      ...comment(`f${index}`, 35),
      body: `<!-- plumbline:finding f${index} -->${'x'.repeat(15_000)}`,
    }));
    expect(await publish(report({ review: { body: 'many', comments } }))).toMatchObject({ movedToBody: 25 });
    const body = github.reviews[0]?.body ?? '';
    for (let index = 0; index < 25; index++) expect(body).toContain(`<!-- plumbline:finding f${index} -->`);
    expect(body.endsWith(`<!-- plumbline:review ${head} -->`)).toBe(true);
  });

  const no = (status: number, message = 'Resource not accessible by integration'): FakeResponse => ({
    status,
    body: { message },
  });

  test('comments on a locked thread: the verdict is given all the same, and the problem named', async () => {
    github.intercept = (request) =>
      request.method === 'POST' && /reviews|comments/.test(request.path) ? no(403) : undefined;
    const result = await publish(report());
    expect(result).toMatchObject({ checkRun: 'written', review: 'failed', summary: 'failed' });
    expect(result.problems).toEqual([
      'could not post the review of acme/infra#7: GitHub refuses it (403); the App needs the permission pull_requests: write',
      'could not write the summary comment of acme/infra#7: GitHub refuses it (403); the App needs the permission pull_requests: write',
    ]);
  });

  test('check runs of a token that is no App: the review is posted all the same', async () => {
    github.intercept = (request) =>
      request.method === 'POST' && request.path.endsWith('/check-runs') ? no(403) : undefined;
    expect(await publish(report())).toMatchObject({ checkRun: 'failed', review: 'posted', summary: 'created' });
  });

  test('annotations: the check run is completed without them', async () => {
    github.intercept = (request) =>
      JSON.stringify(request.body).includes('"annotations":[{') ? no(422, 'Invalid request') : undefined;
    const result = await publish(report());
    expect(result.checkRun).toBe('written');
    expect(result.problems[0]).toContain('GitHub did not take 1 annotations');
    expect(github.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
  });

  test('everything: an error', async () => {
    github.intercept = (request) => (request.path === '/graphql' ? undefined : no(403));
    expect(await failure(publish(report()))).toMatchObject({ name: 'RemoteError', retryable: false });
  });

  test('for the moment: nothing is completed, so that the job is done again', async () => {
    github.intercept = (request) =>
      request.method === 'POST' && request.path.endsWith('/reviews') ? no(502, 'Bad Gateway') : undefined;
    expect(await failure(publish(report()))).toMatchObject({ retryable: true });
    expect(github.checkRuns).toEqual([]);
  });
});

describe('a check run', () => {
  const place = (): { headSha: string; externalId: string; name: typeof NAME } => ({
    headSha: head,
    externalId: EXTERNAL,
    name: NAME,
  });
  const states = (): unknown[] =>
    github.checkRuns.map((run) => [run.status, run.conclusion, run.output.title, run.annotations.length]);

  /** A review that broke off after its first batch of annotations. */
  async function breakOff(value: PublishedReport): Promise<void> {
    let batches = 0;
    github.intercept = (request) =>
      request.method === 'PATCH' && request.path.includes('/check-runs/') && ++batches === 2
        ? { status: 502, body: { message: 'Bad Gateway' } }
        : undefined;
    await failure(publishReview(testOctokit(github.url), pr, value, await start()));
    github.intercept = () => undefined;
    expect(github.checkRuns).toMatchObject([{ status: 'in_progress', output: { annotations_count: 50 } }]);
  }

  test.each([
    ['fewer annotations', { annotations: annotations(3) }],
    ['other words', { annotations: annotations(120), summary: 'Something else' }],
  ])('that broke off before a review with %s is ended and followed by a new one', async (_name, parts) => {
    await breakOff(report({ annotations: annotations(120) }));
    await publishReview(testOctokit(github.url), pr, report(parts), await start());
    expect(states()).toEqual([
      ['completed', 'cancelled', 'Replaced', 50],
      ['completed', 'failure', '1 high', parts.annotations.length],
    ]);
  });

  test('that two processes left open behind a newer one is ended', async () => {
    await start();
    await (await openCheckRun(testOctokit(github.url), pr, { ...place(), externalId: 'x' })).start();
    for (const run of github.checkRuns) run.external_id = EXTERNAL;
    await publish(report());
    expect(states()).toEqual([
      ['completed', 'cancelled', 'Replaced', 0],
      ['completed', 'failure', '1 high', 1],
    ]);
  });

  test('that ended without a verdict gets it from the next try', async () => {
    await (await start()).end({ conclusion: 'neutral', title: 'Not reviewed yet', summary: 'Again soon' });
    await publishReview(testOctokit(github.url), pr, report(), await start());
    expect(states()).toEqual([['completed', 'failure', '1 high', 1]]);
  });

  test('that a person wants to see run again is followed by a new one, even when it says the same', async () => {
    await publish(report());
    const checkRunId = github.checkRuns[0]?.id;
    const again = async (): Promise<void> => {
      const handle = await openCheckRun(testOctokit(github.url), pr, place());
      await handle.start({ checkRunId });
      expect(github.checkRuns.at(-1)).toMatchObject({ id: handle.id });
      await publishReview(testOctokit(github.url), pr, report(), handle);
    };
    await again();
    const twice = [
      ['completed', 'failure', '1 high', 1],
      ['completed', 'failure', '1 high', 1],
    ];
    expect(states()).toEqual(twice);
    await again(); // the same job, after a crash at its very end
    expect(states()).toEqual(twice);
    expect([github.reviews.length, github.issueComments.length]).toEqual([1, 1]);
  });
});

describe('a head that moved', () => {
  test('before publishing: nothing is said about the old one and its check run points to the new one', async () => {
    await start();
    const old = report();
    const moved = push(20, 'newer');
    expect(await publish(old)).toMatchObject({ outcome: 'superseded', headSha: moved, checkRun: 'written' });
    expect(github.checkRuns).toMatchObject([
      {
        status: 'completed',
        conclusion: 'cancelled',
        output: {
          title: `Superseded by ${moved.slice(0, 7)}`,
          summary: `A newer commit was pushed; the review goes on at ${moved}.`,
        },
      },
    ]);
    expect([github.reviews, github.issueComments]).toEqual([[], []]);
  });

  test('while publishing: the refused review is not forced onto it', async () => {
    let moved = '';
    github.intercept = (request) => {
      if (moved === '' && request.method === 'POST' && request.path.endsWith('/reviews')) moved = push(20, 'newer');
      return undefined;
    };
    expect(await publish(report())).toMatchObject({ outcome: 'superseded', headSha: moved });
    expect([github.reviews, github.issueComments]).toEqual([[], []]);
  });

  test('its check run is ended once; finished ones and those of others are left alone', async () => {
    const handle = await start();
    await start(head, 'other');
    const moved = push(20, 'newer');
    expect(await handle.supersede(moved)).toBe(true);
    expect(await handle.supersede(moved)).toBe(false);
    expect(await (await start(head)).supersede(moved)).toBe(false);
    expect(github.checkRuns.map((run) => run.conclusion)).toEqual(['cancelled', null]);
  });
});

describe('comments of ours on earlier heads', () => {
  test('say that the problem is fixed, and no longer do when it is back', async () => {
    const both = report({
      review: { body: 'two', comments: [comment('aaa'), comment('bbb', 21)] },
      openFindings: new Set(['aaa', 'bbb']),
    });
    expect(await publish(both)).toMatchObject({ settled: 0 });
    head = push(20, 'again');
    const one = { ...both, headSha: head, openFindings: new Set(['bbb']) };
    expect(await publish(one)).toMatchObject({ settled: 1 });
    expect(await publish(one)).toMatchObject({ settled: 0 });
    expect(github.reviewComments.map((each) => each.body.includes(`**Fixed** as of ${head}.`))).toEqual([true, false]);
    expect(github.reviewComments[0]?.body).toContain(comment('aaa').body);
    expect(await publish({ ...both, headSha: head })).toMatchObject({ settled: 1, comments: 0 });
    expect(github.reviewComments.map((each) => each.body)).toEqual([comment('aaa').body, comment('bbb').body]);
  });

  test('stay as they are when the report cannot tell', async () => {
    await publish(report());
    head = push(20, 'again');
    expect(await publish(report({ headSha: head, review: undefined }))).toMatchObject({ settled: 0 });
    expect(github.reviewComments[0]?.body).toBe(comment('aaa').body);
  });
});

#!/usr/bin/env node
import { tmpdir } from 'node:os';
import { examineNode, examinePrograms } from './cli/examine-machine.ts';
import { examineSandbox } from './cli/examine-sandbox.ts';
import { githubToken } from './cli/github-token.ts';
import { processIo } from './cli/io.ts';
import type { GitHubAccess } from './cli/review-command.ts';
import type { Machine } from './cli/doctor.ts';
import type { PlanAccess } from './cli/plan-command.ts';
import { runProgram } from './cli/program.ts';
import { checkConfig, processEnvironment } from './config.ts';
import { postedSentence } from './cli/posted-sentence.ts';
import { publishReview } from './publish/reconcile-review.ts';
import { reportToPublish } from './review/report-to-publish.ts';
import { openLocalRunner } from './runner/local/open-local-runner.ts';
import { githubSource } from './sources/github.ts';

const env = processEnvironment();
// Set but empty is not set: what CI makes of a secret that is not there.
const tokenInEnvironment = [env['GITHUB_TOKEN'], env['GH_TOKEN']].find((token) => (token ?? '') !== '');

const github: GitHubAccess = {
  connect: async ({ apiUrl, host }) => {
    const token = await githubToken(tokenInEnvironment, host);
    // Loaded when it is needed: it takes longer than a local review.
    const { ProbotOctokit } = await import('probot');
    const octokit = new ProbotOctokit({
      auth: { token },
      baseUrl: apiUrl ?? checkConfig(env).config.github.apiUrl,
    });
    const source = githubSource(octokit);
    return {
      open: (ref) => source.open(ref),
      post: async (ref, review, policy) => {
        const report = reportToPublish(review, ref, policy);
        return postedSentence(await publishReview(octokit, ref, report));
      },
    };
  },
};

const machine: Machine = {
  examine: async () => {
    const { config, problems } = checkConfig(env);
    const token = await githubToken(tokenInEnvironment, undefined).catch(() => undefined);
    return [
      examineNode(process.version),
      ...(await examinePrograms(env['PATH'] ?? '')),
      await examineSandbox({ folders: config.plan.programFolders }),
      token === undefined
        ? { name: 'GitHub token', state: 'missing', detail: 'plumbline review <URL> does not work; set GITHUB_TOKEN' }
        : { name: 'GitHub token', state: 'ok', detail: 'found' },
      config.app
        ? { name: 'GitHub App', state: 'ok', detail: `App ${config.app.appId}, ${config.github.apiUrl}` }
        : { name: 'GitHub App', state: 'missing', detail: 'no credentials: npm start shows the registration page' },
      config.database.kind === 'postgres'
        ? { name: 'database', state: 'ok', detail: 'Postgres (DATABASE_URL)' }
        : { name: 'database', state: 'ok', detail: `embedded, in ${config.database.folder}` },
      ...problems.map(({ setting, message }) => ({ name: setting, state: 'broken' as const, detail: message })),
    ];
  },
};

const io = processIo({ noColor: (env['NO_COLOR'] ?? '') !== '', forceColor: (env['FORCE_COLOR'] ?? '0') !== '0' });
const plans: PlanAccess = {
  open: () => openLocalRunner(checkConfig(env).config.plan, tmpdir()),
  readInput: async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
    return Buffer.concat(chunks);
  },
};
process.exitCode = await runProgram(process.argv.slice(2), { io, github, machine, plans });

import { appendFileSync, chmodSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'probot';
import type { Logger, ProbotOctokit } from 'probot';
import { startApp } from './app.ts';
import type { App } from './app.ts';
import { processEnvironment, readConfig, refuseRelay } from './config.ts';
import type { AppCredentials, Config } from './config.ts';
import { openLog } from './intake/open-log.ts';
import { ConfigError } from './model/errors.ts';
import { openBackEnds } from './jobs/open-back-ends.ts';
import { backEndOf, type PlanServices } from './jobs/plan-services.ts';
import { runCollectJob } from './jobs/collect-job.ts';
import { runCommentJob } from './jobs/comment-job.ts';
import { planNotes, queuePlans } from './jobs/queue-plans.ts';
import { runPlanJob } from './jobs/plan-job.ts';
import { externalIdOf, REVIEW_CHECK } from './ports/external-id.ts';
import type { GitHubClient } from './ports/github-client.ts';
import type { ReviewJob } from './ports/job-queue.ts';
import type { Log } from './ports/log.ts';
import { openCheckRun } from './publish/check-runs.ts';
import { publishReview } from './publish/reconcile-review.ts';
import { openPgBossQueue } from './queue/pg-boss-queue.ts';
import { openQueueDatabase } from './queue/queue-database.ts';
import { reviewChange } from './review.ts';
import { policyOf } from './review/policy-of.ts';
import { newCaches } from './review/new-caches.ts';
import type { ReadChange } from './review/read-change.ts';
import type { ReadCaches } from './review/read-side.ts';
import { reportToPublish } from './review/report-to-publish.ts';
import { rules } from './rules/registry.ts';
import type { BlobCache } from './sources/blob-cache.ts';
import { blobCache } from './sources/blob-cache.ts';
import { githubSource } from './sources/github.ts';
import { startWorker } from './worker.ts';
import type { ReviewSteps } from './worker.ts';

/** Kubernetes and Docker kill 30 and 10 s after SIGTERM; a review takes seconds, and what is cut off then has 2.5 s for a word. */
const DRAIN_MS = 6500;

/** The running service. */
export interface Service {
  readonly port: number;
  /** Takes no more deliveries, lets running reviews end, closes the database. What is waiting runs after the next start. */
  stop(): Promise<void>;
}

/** Starts queue, worker and HTTP server in this process. `Octokit` replaces the client's defaults in tests. */
export async function serve(
  config: Config,
  credentials: AppCredentials,
  log: Logger,
  Octokit?: typeof ProbotOctokit,
): Promise<Service> {
  const { database, github, host, port, concurrency } = config;
  // Before anything listens: the test of the sandbox takes a second.
  const backEnds = await openBackEnds(config.plan, dataFolderOf(config), log);
  const queue = await openPgBossQueue({ database: await openQueueDatabase(database), log });
  log.info(
    { database: database.kind, ...(database.kind === 'embedded' ? { folder: database.folder } : {}), concurrency },
    database.kind === 'embedded'
      ? 'jobs are kept in the embedded database; one process only'
      : 'jobs are kept in Postgres',
  );
  let app: App;
  try {
    app = await startApp({
      ...credentials,
      apiUrl: github.apiUrl,
      log,
      queue,
      ping: () => queue.ping(),
      host,
      port,
      Octokit,
    });
    const { probot } = app;
    // Contents by identity, shared by all reviews: what a second push leaves alone costs nothing again.
    const kept = { blobs: blobCache(), ...newCaches() };
    const plans: PlanServices = {
      appId: credentials.appId,
      htmlUrl: config.github.htmlUrl,
      rules,
      caches: kept,
      backEnds,
      queue,
      log,
      octokitFor: (installationId) => probot.auth(installationId),
      open: (octokit, pr) => githubSource(octokit, { cache: kept.blobs }).open(pr),
    };
    await startWorker({
      queue,
      log,
      concurrency,
      planConcurrency: config.plan.concurrency,
      stepsFor: async (job) => reviewSteps(job, await probot.auth(job.installationId), kept, plans),
      plan: (job, signal) => runPlanJob(job, signal, plans),
      collect: (job, signal) => runCollectJob(job, signal, plans),
      comment: (job) => runCommentJob(job, plans),
    });
  } catch (error) {
    await queue.stop(0);
    throw error;
  }
  return {
    port: app.port,
    stop: async () => {
      await app.stop();
      await queue.stop(DRAIN_MS);
    },
  };
}

/** What this process remembers between reviews; each part is bounded. */
interface Kept extends ReadCaches {
  readonly blobs: BlobCache;
}

/** Where plans keep what they need while they run. */
function dataFolderOf({ database }: Config): string {
  return database.kind === 'embedded' ? database.folder : join(tmpdir(), 'plumbline');
}

/** The steps of a review, over GitHub. */
function reviewSteps(job: ReviewJob, octokit: GitHubClient, kept: Kept, plans: PlanServices): ReviewSteps {
  const { pullRequest: pr, deliveryId, installationId } = job;
  const { log } = plans;
  // “Re-run” on the review's own check is not about the plans; “Re-run all checks” names none.
  const rerun = job.rerun && job.rerun.checkRunId === undefined ? {} : undefined;
  return {
    open: () => plans.open(octokit, pr),
    review: (open, signal) => {
      const onRead = async (read: ReadChange): Promise<readonly string[]> => {
        const { affected } = await queuePlans(
          octokit,
          open,
          read,
          { pullRequest: pr, installationId, deliveryId, rerun },
          plans,
        );
        return planNotes(affected, backEndOf(read.policy, plans.backEnds) !== 'off');
      };
      return reviewChange(open, { rules, signal, caches: kept, onRead });
    },
    start: async (open) => {
      const place = { headSha: open.change.headSha, externalId: externalIdOf(pr), name: REVIEW_CHECK };
      const checkRun = await openCheckRun(octokit, pr, place);
      await checkRun.start(job.rerun);
      return {
        publish: async (review) => {
          const report = reportToPublish(review, pr, policyOf(open, rules).policy);
          const { problems } = await publishReview(octokit, pr, report, checkRun);
          if (problems.length > 0) log.warn({ deliveryId, problems }, 'published in part');
        },
        end: (outcome) => checkRun.end(outcome),
      };
    },
  };
}

/** Shows Probot's registration page: it sends app.yml to GitHub and writes the new App's credentials to `.env`. */
async function register(config: Config, log: Logger): Promise<Service> {
  const { host, port } = config;
  refuseRelay();
  // The page writes the private key there.
  const file = join(process.cwd(), '.env');
  appendFileSync(file, '', { mode: 0o600 });
  chmodSync(file, 0o600);
  const server = await run(() => undefined, { env: { HOST: host, PORT: String(port) }, log });
  log.info(
    { host, port: server.port },
    'No GitHub App is configured, so nothing is reviewed yet. Open this address to register one; GitHub must be able to ' +
      'reach it for deliveries. Then start again.',
  );
  return { port: server.port, stop: () => server.stop() };
}

/** The program. Ends with exit status 1, and one line for each problem, when the settings are wrong. */
async function main(): Promise<void> {
  try {
    const config = readConfig(processEnvironment());
    const log = await openLog({ level: config.logLevel, format: config.logFormat });
    const service = config.app ? await serve(config, config.app, log) : await register(config, log);
    stopOnSignal(service, log);
  } catch (error) {
    const lines = error instanceof ConfigError ? error.message : `cannot start: ${startProblem(error)}`;
    process.stderr.write(lines.replaceAll(/^/gm, 'plumbline: ') + '\n');
    process.exit(1);
  }
}

function startProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') return `${error.message}; choose another PORT`;
  return error.stack ?? error.message;
}

function stopOnSignal(service: Service, log: Log): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1); // a second Ctrl-C: whoever sends it does not want to wait
    stopping = true;
    log.info({ signal }, 'stopping: running reviews end first');
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopped with an error');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) await main();

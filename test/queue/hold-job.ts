// A program for a test: takes one job in the data folder it is given, says so, and never ends by itself.
import { openPgBossQueue } from '../../src/queue/pg-boss-queue.ts';
import { openQueueDatabase } from '../../src/queue/queue-database.ts';
import { job } from './held-job.ts';
import { recordingLog } from './recording-log.ts';

const database = await openQueueDatabase({ kind: 'embedded', folder: process.argv[2] });
const queue = await openPgBossQueue({ database, log: recordingLog() });
await queue.enqueue(job);
await queue.work(
  () => {
    process.stdout.write('started\n');
    return new Promise<void>(() => undefined);
  },
  { concurrency: 1, planConcurrency: 1 },
);

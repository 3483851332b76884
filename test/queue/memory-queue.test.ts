import { QUICK_RETRIES, describeJobQueue } from './job-queue-contract.ts';
import { memoryQueue } from './memory-queue.ts';

describeJobQueue('the in-memory queue', () => Promise.resolve(memoryQueue({ retries: QUICK_RETRIES })));

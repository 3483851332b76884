import type { PlanAccess } from '../../src/cli/plan-command.ts';

/** A machine on which nothing is planned, with nothing on standard input. */
export const NO_PLANS: PlanAccess = {
  open: () => Promise.resolve({ unavailable: 'Nothing is planned in this test.' }),
  readInput: () => Promise.resolve(new Uint8Array()),
};

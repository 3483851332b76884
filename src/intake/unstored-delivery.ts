/**
 * The delivery could not be stored. Its text and status become the answer to GitHub (@octokit/webhooks takes both from
 * the error), so it says nothing about the inside; the reason is in the log.
 */
export class UnstoredDelivery extends Error {
  override readonly name = 'UnstoredDelivery';
  /** HTTP status of the answer: GitHub shows the delivery as failed, and it can be delivered again. */
  readonly status = 503;

  constructor() {
    super('the delivery could not be stored; deliver it again later');
  }
}

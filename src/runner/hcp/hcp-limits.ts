/** How much is read of HCP Terraform's answers, and how long one request may take. */
export interface HcpLimits {
  /** Bytes of an answer of the API. */
  readonly answerBytes: number;
  /** Bytes of a plan as JSON, and of a state. */
  readonly planBytes: number;
  /** Bytes of a log; what follows is not read. */
  readonly logBytes: number;
  /** Milliseconds of one request, of an upload or download. */
  readonly requestMs: number;
  readonly transferMs: number;
  /** Times that a request is sent again. */
  readonly retries: number;
  /** Milliseconds until the first of these; each wait is twice the one before. */
  readonly retryWaitMs: number;
  /** Longest wait for a rate limit in seconds; after longer ones the job is tried again later. */
  readonly rateLimitWait: number;
}

/** What suits plans of a few thousand resources. */
export const HCP_LIMITS: HcpLimits = {
  answerBytes: 2 * 1024 * 1024,
  planBytes: 64 * 1024 * 1024,
  logBytes: 4 * 1024 * 1024,
  requestMs: 30_000,
  transferMs: 120_000,
  retries: 4,
  retryWaitMs: 1000,
  rateLimitWait: 60,
};

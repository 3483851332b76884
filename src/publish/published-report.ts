import type { CheckRun } from '../report/check-run.ts';
import type { ReviewToPost } from '../report/review-comments.ts';

/** Everything that should be on a pull request for one head SHA. Made by the report stage, escaped and redacted. */
export interface PublishedReport {
  readonly headSha: string;
  /** Tells our check run from one of the same name by another App: the same for every head of one pull request. */
  readonly externalId: string;
  readonly checkRun: CheckRun;
  /** Undefined when there is nothing to say inline. */
  readonly review: ReviewToPost | undefined;
  /** Undefined when the change is clean: no comment is made, an old one is set to "all clear". */
  readonly summaryComment: string | undefined;
  /**
   * Fingerprints of everything introduced or worsened at this head. Comments of ours about something else are then
   * edited to say that it is fixed. Left out when parts of the head could not be read: gone is then not proof of fixed.
   */
  readonly openFindings?: ReadonlySet<string> | undefined;
}

/** What was done. Publishing the same report again does nothing more. */
export interface PublishResult {
  /** `superseded`: the head has moved; nothing was said about the old one, and its check run points to the new one. */
  readonly outcome: 'published' | 'superseded';
  /** The head of the pull request when publishing began. */
  readonly headSha: string;
  readonly checkRun: 'written' | 'unchanged' | 'failed';
  readonly review: 'posted' | 'unchanged' | 'failed';
  /** Inline comments that were posted, and findings that went into the review's body because GitHub refused their line. */
  readonly comments: number;
  readonly movedToBody: number;
  readonly summary: 'created' | 'edited' | 'unchanged' | 'failed';
  /** Older comments that now say "fixed", or no longer do. */
  readonly settled: number;
  /** What could not be done and whose move it is, in whole sentences, for the log. */
  readonly problems: readonly string[];
}

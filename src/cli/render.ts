import type { Rule } from '../engine/rule.ts';
import type { Review } from '../model/review.ts';
import { defaultPolicy, type Policy } from '../policy/schema.ts';
import { fullMarkdownOf } from '../report/full-markdown.ts';
import { htmlOf } from '../report/html.ts';
import { jsonOf } from '../report/json.ts';
import { sarifOf } from '../report/sarif.ts';
import { terminalOf } from '../report/terminal.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

/** What `--format` takes. */
export const FORMATS = ['pretty', 'markdown', 'json', 'sarif', 'html'] as const;
/** One of FORMATS. */
export type Format = (typeof FORMATS)[number];

/** A review with what the caller knows about it. */
export interface RenderedReview {
  readonly review: Review;
  /** Goes in front of paths so that they are relative to the working directory: `infra/` or ''. */
  readonly prefix: string;
  readonly policy?: Policy | undefined;
}

/** How reviews are to be printed. */
export interface RenderOptions {
  readonly format: Format;
  readonly rules: readonly Rule[];
  readonly verbose: boolean;
  /** SARIF: lists what was there before the change, too. */
  readonly includePreExisting?: boolean | undefined;
}

/** One text for one or more reviews: one SARIF run, one JSON value (an array for several), or the reports one after the other. */
export function render(reviews: readonly RenderedReview[], options: RenderOptions, io: Io): string {
  switch (options.format) {
    case 'sarif':
      return `${JSON.stringify(sarifLog(reviews, options), null, 2)}\n`;
    case 'json': {
      const all = reviews.map(({ review }) => jsonOf(review));
      return `${JSON.stringify(all.length === 1 ? all[0] : all, null, 2)}\n`;
    }
    case 'html':
      return reviews.map(({ review }) => htmlOf(review)).join('\n');
    case 'markdown':
      return reviews
        .map(({ review, policy = defaultPolicy }) => {
          const { inline, cap } = policy.comments;
          return fullMarkdownOf(review, { minimum: inline, cap }, { gateSeverity: policy.gate.severity });
        })
        .join('\n');
    case 'pretty':
      return reviews
        .map(({ review }) => terminalOf(review, { color: io.color, width: io.width, verbose: options.verbose }))
        .join('\n');
  }
}

function sarifLog(reviews: readonly RenderedReview[], options: RenderOptions): object {
  return sarifOf(
    reviews.map(({ review }) => review),
    {
      rules: options.rules,
      version: VERSION,
      prefix: (_review, index) => reviews[index]?.prefix ?? '',
      includePreExisting: options.includePreExisting ?? false,
    },
  );
}

import type { PublishResult } from '../publish/published-report.ts';
import { plural } from '../report/wording.ts';

/** What `--post` did, for the person who typed it; whatever was refused is named. */
export function postedSentence(result: PublishResult): string {
  if (result.outcome === 'superseded') {
    return `Nothing posted: the head moved to ${result.headSha} meanwhile. Run the command again.`;
  }
  const parts = [
    `review ${result.review}${result.comments > 0 ? ` with ${plural(result.comments, 'comment')}` : ''}`,
    `summary comment ${result.summary}`,
    `check run ${result.checkRun}`,
  ];
  return [`Posted: ${parts.join(', ')}.`, ...result.problems].join('\n');
}

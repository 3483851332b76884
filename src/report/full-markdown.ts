import type { Severity } from '../model/items.ts';
import type { Review } from '../model/review.ts';
import { checkRunOf } from './check-run.ts';
import { code } from './markdown.ts';
import type { CommentPolicy } from './review-comments.ts';
import { reviewOf } from './review-comments.ts';
import { summaryCommentOf } from './summary-comment.ts';
import { plural } from './wording.ts';

/**
 * Everything that would be posted, as one Markdown text: the check run, the summary comment, the review with each inline
 * comment, every one under a heading that says where it goes. What would not be posted is said, too.
 */
export function fullMarkdownOf(
  review: Review,
  comments: CommentPolicy,
  options: { readonly docsBase?: string | undefined; readonly gateSeverity?: Severity | undefined } = {},
): string {
  const run = checkRunOf(review);
  const summary = summaryCommentOf(review, options.gateSeverity);
  const posted = reviewOf(review, comments, options.docsBase);
  const parts = [
    `# Check run ${code(run.name)}: ${run.conclusion}`,
    `**${run.title}**`,
    run.summary,
    run.text,
    `_${plural(run.annotations.length, 'annotation')}._`,
    '# Summary comment',
    summary ?? '_None: the change is clean._',
    '# Review',
    ...(posted
      ? [
          posted.body,
          ...posted.comments.flatMap(({ path, side, line, start_line, body }) => {
            const lines = start_line === undefined ? String(line) : `${String(start_line)}-${String(line)}`;
            return [`## ${code(`${path}:${lines}`, 300)}${side === 'LEFT' ? ' (removed line)' : ''}`, body];
          }),
        ]
      : ['_None: nothing to mark on a line._']),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

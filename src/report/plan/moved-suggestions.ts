import { posix } from 'node:path';
import { isInDiff } from '../../model/change.ts';
import type { PlanReport } from '../../plan/plan-report.ts';
import { fenced } from '../markdown.ts';
import { changedFile } from '../placement.ts';
import { visibleLines } from '../../redaction/visible-text.ts';
import { shownTextOf } from './shown-text.ts';

/** A review comment that proposes a `moved` block with one click. */
export interface MovedSuggestion {
  /** Path at head. */
  readonly file: string;
  /** The line of the head that the suggestion replaces (with itself below the block). */
  readonly line: number;
  /** Markdown, with GitHub's suggestion block. */
  readonly body: string;
}

/**
 * A suggestion for each probable rename whose new block begins on a line of the difference, in the folder of the root module (a
 * `moved` block names addresses as seen from its own module). None where the block or the line could not be shown as it is.
 */
export function movedSuggestions(report: PlanReport): readonly MovedSuggestion[] {
  const { change, facts, root } = report;
  if (!change || !facts) return [];
  const shown = shownTextOf(report.plan);
  return facts.renames.flatMap(({ from, to, moved, span, equal, compared }) => {
    if (!span || posix.dirname(span.file) !== root.root) return [];
    const file = changedFile(change, 'RIGHT', span.file);
    const line = report.text(span.file)?.split('\n')[span.startLine - 1]?.replace(/\r$/, '');
    if (!file || line === undefined || !isInDiff(file, 'RIGHT', span.startLine)) return [];
    const text = `${moved.replace(/\n*$/, '')}\n\n${line}`;
    if (visibleLines(text) !== text || shown.lines(text) !== text || text.includes('<!--')) return [];
    const body = [
      'The plan destroys an object and creates one that looks the same under another name:',
      fenced(`${from}\n${to}`, 'text'),
      `${String(equal)} of ${String(compared)} attributes are equal. If it is the same object, this keeps it:`,
      fenced(text, 'suggestion'),
    ];
    return [{ file: file.path, line: span.startLine, body: body.join('\n\n') }];
  });
}

import { failureOf } from '../../plan/failure.ts';
import type { PlanReport } from '../../plan/plan-report.ts';
import { code, fenced, prose } from '../markdown.ts';
import { plural } from '../wording.ts';
import { planTitle } from './plan-wording.ts';
import { shownTextOf } from './shown-text.ts';

/** Errors that are shown as evidence; the check run has all. */
const MOST_ERRORS = 5;

/**
 * The comment that answers “Diagnose error”: what was asked, what was looked at, what was found, what to do next. Markdown, redacted
 * and escaped.
 */
export function diagnosisOf(report: PlanReport): string {
  const { run, root, change } = report;
  const shown = shownTextOf(report.plan);
  const errors = (run?.diagnostics ?? []).filter(({ severity }) => severity === 'error');
  const heading = `### Why the plan of ${code(shown.line(root.name))} failed`;
  const sha = change?.headSha.slice(0, 7) ?? '';
  if (errors.length === 0) {
    const why = run?.reason === undefined ? '' : ` ${prose(shown.line(run.reason))}`;
    return `${heading}\n\nIt was planned again at ${code(sha)}: ${prose(shown.line(planTitle(report)))}. No error was found this time.${why}`;
  }
  const { kind, cause, next } = failureOf(errors);
  const evidence = errors.slice(0, MOST_ERRORS).map(({ summary, detail, place }) => {
    const where = place ? `${place.file}:${String(place.startLine)}\n` : '';
    return fenced(shown.lines(`${where}${summary}\n${detail}`.trim()), 'text');
  });
  const more = errors.length - evidence.length;
  return [
    heading,
    `**Looked at**: the plan, made again at ${code(sha)}; it ended in the step ${code(run?.stage ?? 'plan')} with ${plural(errors.length, 'error')}.`,
    `**Found** (${kind.replaceAll('-', ' ')}): ${cause}`,
    ...evidence,
    ...(more > 0 ? [`_${plural(more, 'error')} more in the check run._`] : []),
    `**Next**: ${next} Nothing was changed.`,
  ].join('\n\n');
}

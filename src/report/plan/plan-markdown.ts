import type { PlanReport } from '../../plan/plan-report.ts';
import { fit } from '../fit.ts';
import { code, prose } from '../markdown.ts';
import { plural } from '../wording.ts';
import { detailBlocks } from './detail-blocks.ts';
import { markdownSections } from './markdown-sections.ts';
import { movedSuggestions } from './moved-suggestions.ts';
import { planCheckRunOf } from './plan-check-run.ts';
import { summaryBlocks } from './plan-blocks.ts';
import { shownTextOf } from './shown-text.ts';

/** Most bytes of each half: larger files are read by nobody, and not by GitHub. */
const LIMIT = 2_000_000;
/** Lines of one object. */
const MOST_LINES = 1000;

/** Everything that would be posted about a plan as one Markdown text, without the limits of a check run. */
export function planMarkdownOf(report: PlanReport): string {
  const { name, title, conclusion, annotations } = planCheckRunOf(report);
  const shown = shownTextOf(report.plan);
  const suggestions = movedSuggestions(report);
  const body = [
    fit(markdownSections(summaryBlocks(report, shown), LIMIT), LIMIT),
    fit(markdownSections(detailBlocks(report, shown, MOST_LINES), LIMIT), LIMIT),
  ];
  const places = (report.run?.redactions ?? 0) + shown.count();
  const parts = [
    `# Check run ${code(name, 300)}: ${String(conclusion)}`,
    `**${prose(title)}**`,
    ...body,
    ...(annotations.length > 0 || places > 0
      ? [`_${plural(annotations.length, 'annotation')}; ${plural(places, 'place')} redacted._`]
      : []),
    ...suggestions.flatMap(({ file, line, body: text }) => [`## ${code(`${file}:${String(line)}`, 300)}`, text]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

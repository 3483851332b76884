import type { PlanStage } from '../../model/plan-run.ts';
import type { AffectedRoot } from '../../plan/roots/affected-root.ts';
import { escapeMarkdown, prose } from '../markdown.ts';
import { REPLAN, type PlanCheckRun } from './plan-check-run.ts';
import { planCheckName, STAGE_WORDS, titleFor } from './plan-wording.ts';
import { shownTextOf } from './shown-text.ts';

/** What is told about a plan that is not there (yet). */
export type PlanProgress =
  /** `position` of `total` plans that wait, 1 for the next. */
  | { readonly kind: 'queued'; readonly position: number; readonly total: number }
  /** `detail`: one short line. */
  | { readonly kind: 'running'; readonly stage: PlanStage; readonly detail: string }
  /** Nothing can be run; `reason` is a whole sentence that says why and what to do. */
  | { readonly kind: 'not-run'; readonly reason: string };

const STAGES: readonly PlanStage[] = ['prepare', 'init', 'gate', 'validate', 'plan', 'show'];

/** The check run of a plan before there is one, and when there will be none. Pure; escaped and redacted like a plan's. */
export function planProgressOf(root: Pick<AffectedRoot, 'name' | 'reasons'>, progress: PlanProgress): PlanCheckRun {
  const { title, ...state } = stateFor(root.name, progress);
  const shown = shownTextOf(undefined);
  return {
    name: planCheckName(root.name),
    title: shown.line(title, 80),
    text: root.reasons
      .slice(0, 50)
      .map((reason) => `- ${prose(shown.line(reason))}`)
      .join('\n'),
    annotations: [],
    ...state,
  };
}

type State = Pick<PlanCheckRun, 'status' | 'conclusion' | 'summary' | 'title' | 'actions'>;

function stateFor(name: string, progress: PlanProgress): State {
  const waiting = { conclusion: undefined, actions: [] };
  switch (progress.kind) {
    case 'queued': {
      const { position, total } = progress;
      const place = `${String(position)} of ${String(total)}`;
      const summary = `Queued: ${place}. Plans of one pull request run one after another.`;
      return { ...waiting, status: 'queued', title: titleFor(`Queued: ${place}`, name), summary };
    }
    case 'running': {
      const { stage, detail } = progress;
      return {
        ...waiting,
        status: 'in_progress',
        title: titleFor(`Running: ${STAGE_WORDS[stage]}`, name),
        summary: stageList(stage, detail),
      };
    }
    case 'not-run':
      return {
        status: 'completed',
        conclusion: 'neutral',
        title: titleFor('Not run', name, ' [L5]'),
        summary: `**Not run [L5]**: ${prose(shownTextOf(undefined).line(progress.reason, 2000), [], 2000)}\n\nPlumbline only parsed this root module; nothing is concluded from that.`,
        actions: [REPLAN],
      };
  }
}

function stageList(now: PlanStage, detail: string): string {
  const reached = STAGES.indexOf(now);
  return STAGES.map((stage, index) => {
    const words = STAGE_WORDS[stage];
    if (index < reached) return `- ✓ ${words}`;
    if (index > reached) return `- ${words}`;
    const more = detail === '' ? '' : `: ${escapeMarkdown(shownTextOf(undefined).line(detail, 200), 200)}`;
    return `- **${words}**${more}`;
  }).join('\n');
}

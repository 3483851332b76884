import { insertText } from '../../engine/fixes/set-argument.ts';
import { codeRule } from '../../engine/rule.ts';
import { mappingOf, stepsIn } from '../../evaluate/facts/workflow-facts.ts';
import { get } from '../../syntax/yaml/tree.ts';

export default codeRule({
  id: 'github-actions-missing-timeout',
  title: 'Job has no time limit',
  severity: 'low',
  resource: ['workflow.job'],
  why: 'A job that hangs is stopped only after six hours; until then it holds its runner and its concurrency group, and deployments behind it wait.',
  remedy: 'Set `timeout-minutes` on the job, somewhat above its longest normal run.',
  items: ['maintainability', 'cost'],
  links: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes',
  ],
  fixable: 'safe',
  check({ resource, graph }) {
    const job = mappingOf(resource.resource);
    // A job that calls a workflow cannot have a limit; the called workflow's jobs have their own.
    if (!job || get(job, 'uses') || !get(job, 'runs-on')) return undefined;
    const limit = resource.attr('timeout-minutes');
    const at = { attribute: 'timeout-minutes', span: limit.span };
    if (limit.value.kind !== 'absent') return { kind: 'pass', ...at };
    const steps = stepsIn(get(job, 'steps'));
    if (steps.length > 0 && steps.every((step) => get(step, 'timeout-minutes'))) return { kind: 'pass', ...at };
    const fix = insertText(limit, 'timeout-minutes: 30', 'Set timeout-minutes: 30', true, graph);
    return {
      kind: 'fail',
      ...at,
      message: `${resource.address} has no timeout-minutes, so a hanging run ends after 360 minutes`,
      missing: true,
      ...(get(job, 'environment') ? { severity: 'medium' as const } : {}),
      ...(fix ? { fix } : {}),
    };
  },
});

import { codeRule, same } from '../../engine/rule.ts';
import { usesAction } from '../../evaluate/facts/action-reference.ts';
import { mappingOf, stepsIn, triggersOf } from '../../evaluate/facts/workflow-facts.ts';
import { get, type YamlMapping } from '../../syntax/yaml/tree.ts';

export default codeRule({
  id: 'github-actions-dangerous-trigger',
  title: 'Outsiders start a run that has secrets and a write token',
  severity: 'medium',
  confidence: 'medium',
  resource: ['workflow'],
  why: 'Runs of `pull_request_target` and `workflow_run` have the repository’s secrets and token although a pull request from a fork starts them; one step that touches the fork’s code or text gives them away.',
  remedy:
    'Use `pull_request` where no secret is needed. Else never check out or run the pull request’s code in this workflow, and give its jobs only the permissions they need.',
  items: ['rbac', 'supply-chain'],
  aliases: same('zizmor/dangerous-triggers'),
  links: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target',
    'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
  ],
  check({ resource }) {
    const workflow = mappingOf(resource.resource);
    const triggers = triggersOf(workflow);
    if (!workflow || triggers.length === 0) return undefined;
    const fails = triggers.flatMap(({ event, span }) => {
      const isDangerous = event === 'workflow_run' || (event === 'pull_request_target' && !isOnlyLabeler(workflow));
      if (!isDangerous) return [];
      const message = `${resource.address} ${resource.resource.root} runs on ${event}`;
      return [{ kind: 'fail' as const, message, attribute: 'on', valueClass: event, span, ...severityOf(workflow) }];
    });
    return fails.length > 0 ? fails : { kind: 'pass', attribute: 'on', span: triggers[0]?.span ?? resource.headerSpan };
  },
});

function jobsOf(workflow: YamlMapping): readonly YamlMapping[] {
  const jobs = get(workflow, 'jobs');
  return jobs?.kind === 'mapping' ? jobs.entries.flatMap(({ value }) => (value.kind === 'mapping' ? [value] : [])) : [];
}

/** The one use that GitHub's own documentation recommends: labels by path, which runs no code of the pull request. */
function isOnlyLabeler(workflow: YamlMapping): boolean {
  const steps = jobsOf(workflow).flatMap((job) => (get(job, 'uses') ? [job] : stepsIn(get(job, 'steps'))));
  return steps.length === 1 && usesAction(steps[0], 'actions/labeler');
}

/** Without a checkout, a script or a called workflow there is little that an outsider's text could reach. */
function severityOf(workflow: YamlMapping): { readonly severity?: 'low' } {
  const isExposed = jobsOf(workflow).some(
    (job) =>
      get(job, 'uses') !== undefined ||
      stepsIn(get(job, 'steps')).some(
        (step) =>
          get(step, 'run') !== undefined ||
          usesAction(step, 'actions/checkout', 'actions/download-artifact', 'actions/github-script'),
      ),
  );
  return isExposed ? {} : { severity: 'low' };
}

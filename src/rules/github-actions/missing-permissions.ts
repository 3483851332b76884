import { insertText } from '../../engine/fixes/set-argument.ts';
import { codeRule, same, similar } from '../../engine/rule.ts';
import { isOnlyCalled, isPrivileged, mappingOf } from '../../evaluate/facts/workflow-facts.ts';
import { get, type YamlEntry } from '../../syntax/yaml/tree.ts';

export default codeRule({
  id: 'github-actions-missing-permissions',
  title: 'Workflow does not say which permissions its token needs',
  severity: 'medium',
  resource: ['workflow'],
  why: 'Without `permissions` the token has what the repository or organisation gives by default, which may be write access to everything, and a compromised step can use it.',
  remedy: 'Write `permissions:` with `contents: read` at the top and more only in the jobs that need it.',
  items: ['rbac', 'supply-chain'],
  aliases: [...same('zizmor/excessive-permissions'), ...similar('CKV2_GHA_1')],
  links: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions',
    'https://docs.github.com/en/actions/tutorials/authenticate-with-github_token#modifying-the-permissions-for-the-github_token',
  ],
  fixable: 'unsafe',
  check({ resource, graph }) {
    const workflow = mappingOf(resource.resource);
    const jobs = get(workflow, 'jobs');
    // The jobs of a workflow that others call have the caller's permissions.
    if (!workflow || jobs?.kind !== 'mapping' || isOnlyCalled(workflow)) return undefined;
    const top = resource.attr('permissions');
    if (top.written) return { kind: 'pass', attribute: 'permissions', span: top.span };
    const bare = jobs.entries.filter(({ value }) => value.kind === 'mapping' && !get(value, 'permissions'));
    const [first] = bare;
    if (!first) return { kind: 'pass', attribute: 'permissions', span: resource.headerSpan };
    const fix = insertText(top, 'permissions:\n  contents: read', 'Add permissions: contents: read', false, graph);
    return {
      kind: 'fail',
      message: `${resource.address} ${resource.resource.root} has no permissions for ${namesOf(bare)}`,
      attribute: 'permissions',
      missing: true,
      // With one such job the place to write them is the job as much as the top.
      span: bare.length === 1 ? first.key.span : resource.headerSpan,
      related: bare
        .slice(0, 10)
        .map(({ key }) => ({ span: key.span, message: `job ${key.text} has the default token` })),
      ...(isPrivileged(workflow) ? { severity: 'high' as const } : {}),
      ...(fix ? { fix } : {}),
    };
  },
});

function namesOf(jobs: readonly YamlEntry[]): string {
  const names = jobs.slice(0, 3).map(({ key }) => key.text);
  const more = jobs.length - names.length;
  return `${jobs.length === 1 ? 'job' : 'jobs'} ${names.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

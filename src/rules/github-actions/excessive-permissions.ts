import type { ResourceView } from '../../engine/resource-view.ts';
import { codeRule, same, similar, type FailOutcome, type PassOutcome, type Rule } from '../../engine/rule.ts';
import { isOnlyCalled, mappingOf } from '../../evaluate/facts/workflow-facts.ts';
import { entry, get, type YamlMapping } from '../../syntax/yaml/tree.ts';

/** Scopes whose write access changes code, releases, deployments or identities. The others can mislead, not take over. */
const STRONG_SCOPES = new Set([
  'contents',
  'actions',
  'packages',
  'id-token',
  'deployments',
  'issues',
  'pull-requests',
  'pages',
  'attestations',
]);

const SHARED = {
  why: 'Every step that runs with this token gets it, third-party actions included; a compromised one can push code, publish packages or take on cloud roles with it.',
  remedy: 'Give the workflow `contents: read` and each job, in its own `permissions`, only the scopes it writes to.',
  items: ['rbac', 'supply-chain'],
  links: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions',
    'https://docs.github.com/en/actions/reference/security/secure-use#use-the-least-privilege-principle-for-github_token',
  ],
} as const;

export default [
  codeRule({
    id: 'github-actions-write-all-permissions',
    title: 'Token may write everything',
    severity: 'high',
    resource: ['workflow', 'workflow.job'],
    ...SHARED,
    aliases: [...same('zizmor/excessive-permissions'), ...similar('CKV2_GHA_1')],
    check: ({ resource }) => wholeAccess(resource, 'write-all'),
  }),
  codeRule({
    id: 'github-actions-excessive-permissions',
    title: 'Token has more permissions than its jobs need',
    severity: 'medium',
    resource: ['workflow', 'workflow.job'],
    ...SHARED,
    aliases: same('zizmor/excessive-permissions'),
    check: ({ resource }) => {
      const whole = wholeAccess(resource, 'read-all');
      return whole?.kind === 'fail' ? { ...whole, severity: 'low' } : (sharedWrites(resource) ?? whole);
    },
  }),
] satisfies readonly Rule[];

/** `permissions: read-all` or `write-all`. Other texts are rejected by GitHub. */
function wholeAccess(resource: ResourceView, text: string): FailOutcome | PassOutcome | undefined {
  const permissions = entry(mappingOf(resource.resource), 'permissions');
  if (!permissions) return undefined;
  const { value } = permissions;
  const at = { attribute: 'permissions', span: permissions.span };
  if (value.kind !== 'scalar' || value.text !== text) return { kind: 'pass', ...at };
  return { kind: 'fail', ...at, span: value.span, message: `${resource.address} sets permissions: ${text}` };
}

/** Write scopes at the top of a workflow whose jobs are several; undefined when there are none. */
function sharedWrites(resource: ResourceView): readonly FailOutcome[] | undefined {
  const workflow = mappingOf(resource.resource);
  const permissions = get(workflow, 'permissions');
  if (!workflow || permissions?.kind !== 'mapping' || resource.type !== 'workflow' || !isShared(workflow)) {
    return undefined;
  }
  const fails = permissions.entries.flatMap(({ key, value, span }): FailOutcome[] => {
    if (value.kind !== 'scalar' || value.text !== 'write') return [];
    return [
      {
        kind: 'fail',
        message: `${resource.address} gives ${key.text}: write to every job`,
        attribute: `permissions.${key.text}`,
        valueClass: 'write',
        span,
        severity: STRONG_SCOPES.has(key.text) ? 'medium' : 'low',
      },
    ];
  });
  return fails.length > 0 ? fails : undefined;
}

/** Whether jobs get permissions from the top that may be meant for another job. */
function isShared(workflow: YamlMapping): boolean {
  const jobs = get(workflow, 'jobs');
  if (jobs?.kind !== 'mapping' || jobs.entries.length < 2 || isOnlyCalled(workflow)) return false;
  return jobs.entries.some(({ value }) => !get(value, 'permissions'));
}

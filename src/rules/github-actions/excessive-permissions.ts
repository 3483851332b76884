import { codeRule, same, type FailOutcome, type Outcome } from '../../engine/rule.ts';
import { isOnlyCalled, mappingOf } from '../../evaluate/facts/workflow-facts.ts';
import { entry, get, type YamlMapping, type YamlScalar } from '../../syntax/yaml/tree.ts';

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

export default codeRule({
  id: 'github-actions-excessive-permissions',
  title: 'Token has more permissions than its jobs need',
  severity: 'medium',
  resource: ['workflow', 'workflow.job'],
  why: 'Every step of every job gets this token, third-party actions included; a compromised one can push code, publish packages or take on cloud roles with it.',
  remedy: 'Give the workflow `contents: read` and each job, in its own `permissions`, only the scopes it writes to.',
  items: ['rbac', 'supply-chain'],
  aliases: same('zizmor/excessive-permissions'),
  links: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions',
    'https://docs.github.com/en/actions/reference/security/secure-use#use-the-least-privilege-principle-for-github_token',
  ],
  check({ resource }) {
    const owner = mappingOf(resource.resource);
    const permissions = entry(owner, 'permissions');
    if (!owner || !permissions) return undefined;
    const { value, span } = permissions;
    const pass: Outcome = { kind: 'pass', attribute: 'permissions', span };
    if (value.kind === 'scalar') return wholeAccess(value, resource.address) ?? pass;
    if (value.kind !== 'mapping' || resource.type !== 'workflow' || !isShared(owner)) return pass;
    const fails = value.entries.flatMap(({ key, value: access, span: at }): FailOutcome[] => {
      if (access.kind !== 'scalar' || access.text !== 'write') return [];
      return [
        {
          kind: 'fail',
          message: `${resource.address} gives ${key.text}: write to every job`,
          attribute: `permissions.${key.text}`,
          valueClass: 'write',
          span: at,
          severity: STRONG_SCOPES.has(key.text) ? 'medium' : 'low',
        },
      ];
    });
    return fails.length > 0 ? fails : pass;
  },
});

/** `read-all` and `write-all`. Others (`{}` is a mapping) are rejected by GitHub. */
function wholeAccess(value: YamlScalar, address: string): FailOutcome | undefined {
  if (value.text !== 'write-all' && value.text !== 'read-all') return undefined;
  return {
    kind: 'fail',
    message: `${address} sets permissions: ${value.text}`,
    attribute: 'permissions',
    span: value.span,
    severity: value.text === 'write-all' ? 'high' : 'low',
  };
}

/** Whether jobs get permissions from the top that may be meant for another job. */
function isShared(workflow: YamlMapping): boolean {
  const jobs = get(workflow, 'jobs');
  if (jobs?.kind !== 'mapping' || jobs.entries.length < 2 || isOnlyCalled(workflow)) return false;
  return jobs.entries.some(({ value }) => !get(value, 'permissions'));
}

import { codeRule, same } from '../../engine/rule.ts';
import {
  actionReference,
  pinningOf,
  type ActionReference,
  type Pinning,
} from '../../evaluate/facts/action-reference.ts';
import { mappingOf } from '../../evaluate/facts/workflow-facts.ts';
import type { Severity } from '../../model/items.ts';
import type { Graph } from '../../model/resource.ts';

/** Owners whose actions GitHub itself maintains. */
const GITHUB_OWNERS = new Set(['actions', 'github']);

const WHAT: Readonly<Record<Exclude<Pinning, 'commit'>, string>> = {
  branch: 'a branch or moving tag',
  version: 'a tag, which its owner can move',
  'short-commit': 'a shortened commit, which GitHub does not take as a commit',
};

export default codeRule({
  id: 'github-actions-unpinned-action',
  title: 'Action is not pinned to a commit',
  severity: 'medium',
  resource: ['workflow.step', 'workflow.job'],
  why: 'A tag or branch can be pointed at other code, as happened to tj-actions/changed-files in March 2025, and the job then runs it with its token and secrets.',
  remedy: 'Pin the action to the full commit SHA of the release and keep the version as a comment behind it.',
  items: ['supply-chain'],
  aliases: same('zizmor/unpinned-uses'),
  links: [
    'https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions',
    'https://www.cisa.gov/news-events/alerts/2025/03/18/supply-chain-compromise-third-party-tj-actionschanged-files-cve-2025-30066-and-reviewdogaction',
  ],
  check({ resource, graph }) {
    const reference = actionReference(mappingOf(resource.resource));
    if (reference?.kind !== 'repository') return undefined;
    const { id, ref, scalar } = reference;
    const pinning = pinningOf(ref);
    const at = { attribute: 'uses', valueClass: id, span: scalar.span };
    if (pinning === 'commit') return { kind: 'pass', ...at };
    return {
      kind: 'fail',
      ...at,
      message: `${resource.address} uses ${scalar.text.trim().slice(0, 120)}: ${WHAT[pinning]}`,
      severity: isOwnFile(reference, graph) ? 'low' : severityOf(reference, pinning),
    };
  },
});

function severityOf(reference: ActionReference & { kind: 'repository' }, pinning: Pinning): Severity {
  const isGitHub = GITHUB_OWNERS.has(reference.owner.toLowerCase());
  if (pinning === 'branch') return isGitHub ? 'medium' : 'high';
  return isGitHub ? 'low' : 'medium';
}

/** True when the file that is named stands in this tree too: most likely the repository refers to itself. */
function isOwnFile({ path }: ActionReference & { kind: 'repository' }, graph: Graph): boolean {
  if (path === '') return false;
  return (
    graph.at(path, 'workflow') !== undefined ||
    ['action.yml', 'action.yaml'].some((name) => graph.at(`${path}/${name}`, 'action') !== undefined)
  );
}

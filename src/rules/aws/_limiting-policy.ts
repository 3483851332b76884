import { viewOf } from '../../engine/resource-view.ts';
import type { Rule } from '../../engine/rule.ts';
import type { Graph, Resource } from '../../model/resource.ts';

/**
 * The rule, silent about a policy that only limits: a service control policy of an organisation or a permissions boundary
 * says what is allowed at most and gives nothing.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html and
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export function unlessLimit(rule: Rule): Rule {
  return {
    ...rule,
    check: (context) => (isLimit(context.resource.resource, context.graph) ? undefined : rule.check(context)),
  };
}

function isLimit(policy: Resource, graph: Graph): boolean {
  if (policy.type === 'data.aws_iam_policy_document') {
    // What only hands the document on (an output, say) does not use it.
    const uses = graph.referrers(policy).filter(({ type }) => type.startsWith('aws_'));
    return uses.length > 0 && uses.every((use) => use.type === 'aws_organizations_policy' || isBoundary(use, graph));
  }
  return isBoundary(policy, graph);
}

/** A managed policy that users or roles of the same root have as their boundary, and nothing else uses. */
function isBoundary(policy: Resource, graph: Graph): boolean {
  if (policy.type !== 'aws_iam_policy') return false;
  const uses = graph.referrers(policy).filter(({ type }) => type.startsWith('aws_'));
  return (
    uses.length > 0 &&
    uses.every((use) => viewOf(use).attr('permissions_boundary').value.references.includes(policy.configAddress))
  );
}

import type { Graph } from '../../model/resource.ts';
import { viewOf } from '../../engine/resource-view.ts';
import type { Rule } from '../../engine/rule.ts';

const DEFAULT = 'aws_ebs_encryption_by_default';

/**
 * The rule, silent where the same root switches encryption of new disks on for the region: `encrypted = false` is then
 * overruled. Source: https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
 */
export function unlessEncryptedByDefault(rule: Rule): Rule {
  return {
    ...rule,
    check: (context) => (isOn(context.graph, context.resource.resource.root) ? undefined : rule.check(context)),
  };
}

function isOn(graph: Graph, root: string): boolean {
  return graph.ofType(root, DEFAULT).some((resource) => {
    if (resource.exists !== 'yes') return false;
    const { value } = viewOf(resource).attr('enabled');
    // The provider's default is true.
    return value.kind === 'absent' || (value.kind === 'known' && value.value === true);
  });
}

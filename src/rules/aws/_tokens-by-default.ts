import { viewOf } from '../../engine/resource-view.ts';
import type { Rule } from '../../engine/rule.ts';
import { adjusted, textMatches } from './_adjusted.ts';

/**
 * The rule, silent about an absent argument where the same root makes session tokens the default of the region.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html#instance-metadata-options-order-of-precedence
 */
export function unlessTokensByDefault(rule: Rule): Rule {
  return adjusted(rule, (failure, { resource, graph }) => {
    if (resource.attr('metadata_options.http_tokens').value.kind !== 'absent') return failure;
    const defaults = graph.ofType(resource.resource.root, 'aws_ec2_instance_metadata_defaults');
    return defaults.some((other) => textMatches(viewOf(other).attr('http_tokens'), /^required$/)) ? undefined : failure;
  });
}

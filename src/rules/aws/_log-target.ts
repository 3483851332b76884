import { viewOf } from '../../engine/resource-view.ts';
import type { CheckContext, Rule } from '../../engine/rule.ts';

/** Where services that deliver logs to S3, but not under a customer's key, name the bucket. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  aws_s3_bucket_logging: ['target_bucket'],
  aws_lb: ['access_logs.bucket', 'connection_logs.bucket'],
  aws_alb: ['access_logs.bucket', 'connection_logs.bucket'],
  aws_elb: ['access_logs.bucket'],
};

/**
 * The rule, silent about a bucket that receives access logs: logging it into itself would never end, and load balancers
 * and S3 deliver no logs to a bucket whose default is a customer's key.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html and
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function unlessLogTarget(rule: Rule): Rule {
  return { ...rule, check: (context) => (isLogTarget(context) ? undefined : rule.check(context)) };
}

function isLogTarget({ resource, graph }: CheckContext): boolean {
  const { configAddress } = resource.resource;
  return graph.referrers(resource.resource).some((referrer) =>
    (TARGETS[referrer.type] ?? []).some((path) =>
      viewOf(referrer)
        .attrs(path)
        .some(({ value }) => value.references.includes(configAddress)),
    ),
  );
}

import { companionIndex } from '../../engine/kits/companion-index.ts';
import { ofInstance } from '../../engine/kits/companion-instances.ts';
import { unknownAt } from '../../engine/kits/conditions.ts';
import { meets } from '../../engine/kits/expectation.ts';
import { viewOf, type ResourceView } from '../../engine/resource-view.ts';
import { codeRule, same, type CheckContext, type Outcome } from '../../engine/rule.ts';
import type { Severity } from '../../model/items.ts';
import { isScalar, type Value } from '../../model/value.ts';

const BUCKET = 'aws_s3_bucket';
const ACL = 'aws_s3_bucket_acl';
const BLOCK = 'aws_s3_bucket_public_access_block';

/**
 * What a canned ACL gives to whom. `website` is no longer documented, but is still read like `public-read`.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
 */
const CANNED: ReadonlyMap<string, { readonly gives: string; readonly severity: Severity }> = new Map([
  ['public-read', { gives: 'lets everyone list and read it', severity: 'high' }],
  ['public-read-write', { gives: 'lets everyone read, overwrite and delete its objects', severity: 'critical' }],
  ['authenticated-read', { gives: 'lets every AWS account list and read it', severity: 'high' }],
  ['website', { gives: 'lets everyone read it', severity: 'high' }],
]);

/** Predefined groups that stand for the world: everyone, and every AWS account. */
const WORLD_GROUP = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

export default codeRule({
  id: 'aws-s3-public-acl',
  title: 'S3 bucket is public through its ACL',
  severity: 'high',
  resource: [BUCKET, ACL],
  why: 'Anyone can list and download the objects, and with a write grant replace or delete them.',
  remedy:
    'Remove the ACL (new buckets have ACLs disabled), add an `aws_s3_bucket_public_access_block`, and serve public files through CloudFront with origin access control.',
  items: ['network-exposure', 'rbac'],
  aliases: same('CKV_AWS_20', 'CKV_AWS_57', 'AVD-AWS-0092'),
  links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html'],
  check(context) {
    const { resource, graph } = context;
    if (resource.type === ACL) {
      // Reported on the bucket when that is in the same configuration.
      const owners = resource.attr('bucket').value.references;
      if (owners.some((owner) => graph.at(resource.resource.root, owner)?.type === BUCKET)) return undefined;
      return judge([resource], context, resource);
    }
    return judge([resource, ...linked(context, ACL)], context, resource);
  },
});

function judge(holders: readonly ResourceView[], context: CheckContext, subject: ResourceView): Outcome {
  const outcomes = holders.flatMap((holder) => [cannedAcl(holder, subject), ...grants(holder, subject)]);
  const failing = outcomes.find((outcome) => outcome.kind === 'fail');
  const undecided = outcomes.find((outcome) => outcome.kind === 'unknown');
  const decisive = failing ?? undecided;
  if (!decisive) return { kind: 'pass', attribute: 'acl', span: holders.at(-1)?.headerSpan ?? subject.headerSpan };
  return neutralised(context) ?? decisive;
}

function cannedAcl(holder: ResourceView, subject: ResourceView): Outcome {
  const place = holder.attr('acl');
  const { value, span } = place;
  if (value.kind === 'unknown') return unknownAt(place, value);
  const acl = value.kind === 'known' && isScalar(value.value) ? String(value.value) : '';
  const found = CANNED.get(acl);
  if (!found) return { kind: 'pass', attribute: 'acl', span };
  const through = holder === subject ? 'its ACL' : holder.address;
  return {
    kind: 'fail',
    message: `${subject.address}: ${through} is "${acl}", which ${found.gives}`,
    attribute: 'acl',
    valueClass: acl,
    severity: found.severity,
    span,
    trace: value.trace,
  };
}

/** Grants by group: `access_control_policy.grant` of the ACL resource, `grant` of provider versions before 4. */
function grants(holder: ResourceView, subject: ResourceView): readonly Outcome[] {
  const isAcl = holder.type === ACL;
  const path = isAcl ? 'access_control_policy.grant' : 'grant';
  const { blocks, open } = holder.blocks(path);
  const outcomes = blocks.flatMap((block): Outcome[] => {
    const place = holder.attrOf(block, isAcl ? 'grantee.uri' : 'uri');
    if (place.value.kind === 'unknown') return [unknownAt(place, place.value)];
    const group = WORLD_GROUP.exec(textOf(place.value))?.[1];
    if (group === undefined) return [];
    const permissions = holder.attrOf(block, isAcl ? 'permission' : 'permissions').value;
    const writes = ['WRITE', 'WRITE_ACP', 'FULL_CONTROL'].some((right) =>
      textOf(permissions).split(' ').includes(right),
    );
    const who = group === 'AllUsers' ? 'everyone' : 'every AWS account';
    const message = `${subject.address}: an ACL grant gives ${textOf(permissions) || 'a permission'} to ${who}`;
    const severity = writes ? 'critical' : 'high';
    return [{ kind: 'fail', message, attribute: 'acl', valueClass: group, severity, span: place.span }];
  });
  if (open?.kind === 'unknown')
    outcomes.push({ kind: 'unknown', attribute: path, value: open, span: holder.headerSpan });
  return outcomes;
}

/** A text, or the known texts of a list, joined by a space. */
function textOf(value: Value): string {
  if (value.kind !== 'known') return '';
  if (isScalar(value.value)) return String(value.value);
  return value.value instanceof Map ? '' : [...value.value.values()].map(textOf).join(' ');
}

/** A pass when a public access block makes S3 ignore (or refuse) public ACLs, unknown when it may. */
function neutralised(context: CheckContext): Outcome | undefined {
  let undecided: Outcome | undefined;
  for (const block of linked(context, BLOCK)) {
    for (const name of ['ignore_public_acls', 'block_public_acls']) {
      const place = block.attr(name);
      const answer = place.value.kind === 'absent' ? 'no' : meets(place.value, { oneOf: [true] });
      if (answer === 'yes') return { kind: 'pass', attribute: 'acl', span: place.span };
      if (answer !== 'no') undecided ??= unknownAt(place, answer);
    }
  }
  return undecided;
}

/** Resources of a type that belong to the bucket (or to the bucket of the ACL) by reference or by the same name. */
function linked({ resource, graph }: CheckContext, type: string): readonly ResourceView[] {
  const index = companionIndex(graph, resource.resource.root, {
    companion: [type],
    through: 'bucket',
    resource: [BUCKET],
  });
  const { value } = resource.attr('bucket');
  const name = value.kind === 'known' && isScalar(value.value) ? String(value.value) : undefined;
  const keys = resource.type === BUCKET ? [resource.resource.configAddress] : value.references;
  const found = [
    ...keys.flatMap((key) => ofInstance(index.byReference.get(key) ?? [], resource.resource)),
    ...(name === undefined ? [] : (index.byLiteral.get(name) ?? [])),
  ];
  return [...new Set(found)].map((companion) => viewOf(companion));
}

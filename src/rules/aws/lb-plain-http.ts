import { unknownAt } from '../../engine/kits/conditions.ts';
import { meets } from '../../engine/kits/expectation.ts';
import { viewOf, type AttributeView } from '../../engine/resource-view.ts';
import { codeRule, same, type CheckContext, type Outcome } from '../../engine/rule.ts';
import { isScalar } from '../../model/value.ts';

export default codeRule({
  id: 'aws-lb-plain-http',
  title: 'Load balancer serves clients without TLS',
  severity: 'high',
  resource: ['aws_lb_listener', 'aws_alb_listener'],
  why: 'Passwords, cookies and data can be read and changed by anyone on the way between client and load balancer.',
  remedy:
    'Make the listener redirect (`type = "redirect"` with `protocol = "HTTPS"`, `port = "443"`, `status_code = "HTTP_301"`) and serve on an HTTPS listener with a certificate.',
  items: ['encryption-in-transit'],
  aliases: same('CKV_AWS_2', 'AVD-AWS-0054'),
  links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html'],
  check(context) {
    const { resource } = context;
    const protocol = resource.attr('protocol');
    if (protocol.value.kind === 'absent') return undefined;
    const isHttp = meets(protocol.value, { oneOf: ['HTTP'] });
    if (isHttp === 'no') return { kind: 'pass', attribute: 'protocol', span: protocol.span };
    if (isHttp !== 'yes') return unknownAt(protocol, isHttp);
    const actions = resource.attrs('default_action.type');
    const forwarding = actions.find((action) => textOf(action) === 'forward' || textOf(action).startsWith('auth'));
    const undecided = actions.find(({ value }) => value.kind === 'unknown');
    if (!forwarding) {
      if (undecided?.value.kind === 'unknown') return unknownAt(undecided, undecided.value);
      return redirects(context, protocol);
    }
    return {
      kind: 'fail',
      message: `${resource.address} forwards plain HTTP to its targets`,
      attribute: 'protocol',
      span: protocol.span,
      trace: protocol.value.trace,
      // Inside the network fewer can listen.
      ...(isInternal(context) ? { severity: 'medium' as const } : {}),
    };
  },
});

function textOf({ value }: AttributeView): string {
  return value.kind === 'known' && isScalar(value.value) ? String(value.value) : '';
}

/** A redirect keeps the protocol unless it names another. */
function redirects({ resource }: CheckContext, protocol: AttributeView): Outcome {
  const pass: Outcome = { kind: 'pass', attribute: 'protocol', span: protocol.span };
  const isRedirect = resource.attrs('default_action.type').some((action) => textOf(action) === 'redirect');
  const target = resource.attr('default_action.redirect.protocol');
  if (!isRedirect || textOf(target) === 'HTTPS') return pass;
  if (target.value.kind === 'unknown') return unknownAt(target, target.value);
  const message = `${resource.address} redirects plain HTTP to plain HTTP`;
  return { kind: 'fail', message, attribute: 'protocol', span: target.span, trace: target.value.trace };
}

/** Whether the load balancer of the listener, in the same root, is reachable from inside only. */
function isInternal({ resource, graph }: CheckContext): boolean {
  return resource.attr('load_balancer_arn').value.references.some((address) => {
    const balancer = graph.at(resource.resource.root, address);
    return balancer !== undefined && textOf(viewOf(balancer).attr('internal')) === 'true';
  });
}

import { unknownAt } from '../../engine/kits/conditions.ts';
import { codeRule } from '../../engine/rule.ts';

export default codeRule({
  id: 'ec-observability',
  title: 'Elastic deployment keeps its logs and metrics to itself',
  severity: 'low',
  resource: ['ec_deployment'],
  why: 'When the cluster is in trouble nobody can look up why: its logs and metrics are not sent to a deployment that still works.',
  remedy:
    'Set `observability = { deployment_id = … }` to another deployment; both `logs` and `metrics` are sent unless turned off.',
  items: ['observability', 'audit-logging'],
  links: [
    'https://registry.terraform.io/providers/elastic/ec/latest/docs/resources/deployment',
    'https://www.elastic.co/docs/deploy-manage/monitor/stack-monitoring/ece-ech-stack-monitoring',
  ],
  check({ resource, graph }) {
    const target = resource.attr('observability.deployment_id');
    const { value, span } = target;
    // What other deployments send their logs to is the place to look, and need not send its own anywhere.
    if (graph.referrers(resource.resource).some(({ type }) => type === 'ec_deployment')) return undefined;
    // `ref_id` alone is not enough: the deployment is what names the target.
    if (value.kind === 'absent') {
      const message = `${resource.address} has no observability.deployment_id`;
      return { kind: 'fail', message, attribute: 'observability', missing: true, span: resource.headerSpan };
    }
    if (value.kind === 'unknown' && value.reason !== 'computed') return unknownAt(target, value);
    const off = ['logs', 'metrics']
      .map((name) => resource.attr(`observability.${name}`))
      .find((place) => place.value.kind === 'known' && place.value.value === false);
    if (off) {
      const message = `${resource.address} has ${off.path} = false`;
      return { kind: 'fail', message, attribute: 'observability', valueClass: off.path, span: off.span };
    }
    return { kind: 'pass', attribute: 'observability', span };
  },
});

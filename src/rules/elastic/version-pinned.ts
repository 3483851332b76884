import { unknownAt } from '../../engine/kits/conditions.ts';
import { viewOf } from '../../engine/resource-view.ts';
import { codeRule } from '../../engine/rule.ts';
import { valueText } from '../../engine/value-text.ts';

/** One version and no other, with or without anchors and escaped dots. */
const EXACT = /^\^?\d{1,4}\\?\.\d{1,4}\\?\.\d{1,4}(?:-[\w.]{1,40})?\$?$/;

export default codeRule({
  id: 'ec-version-pinned',
  title: 'Elastic deployment follows new versions by itself',
  severity: 'medium',
  resource: ['ec_deployment'],
  why: 'The day Elastic publishes a version, the next apply of any change upgrades the cluster as well, perhaps across a major version, and a cluster cannot be downgraded.',
  remedy:
    'Write the version (`version = "8.19.4"`), or set `version` in the `ec_stack` data source, and raise it in a change of its own.',
  items: ['maintenance', 'availability'],
  links: [
    'https://registry.terraform.io/providers/elastic/ec/latest/docs/data-sources/stack',
    'https://registry.terraform.io/providers/elastic/ec/latest/docs/resources/deployment',
  ],
  check({ resource, graph }) {
    const place = resource.attr('version');
    const { value, span } = place;
    const pass = { kind: 'pass', attribute: 'version', span } as const;
    if (value.kind === 'known') return pass;
    const { root } = resource.resource;
    const stacks = value.references.flatMap((reference) => graph.at(root, reference) ?? []);
    const [stack] = stacks.filter(({ type }) => type === 'data.ec_stack');
    if (!stack || value.kind === 'absent' || value.reason !== 'data-source') return unknownAt(place, value);
    const source = viewOf(stack);
    // `version` of the data source pins whatever the expression finds; `lock` does nothing without it.
    if (source.attr('version').value.kind !== 'absent') return pass;
    const pattern = source.attr('version_regex');
    if (pattern.value.kind !== 'known') return unknownAt({ ...place, span }, pattern.value);
    if (typeof pattern.value.value !== 'string' || EXACT.test(pattern.value.value)) return pass;
    const lock = source.attr('lock').value;
    const locked = lock.kind === 'known' && lock.value === true ? ', which `lock` does not hold without `version`' : '';
    return {
      kind: 'fail',
      message: `${resource.address} takes its version from ${stack.address} (version_regex = ${valueText(pattern.value)})${locked}`,
      attribute: 'version',
      valueClass: stack.address,
      span,
      trace: value.trace,
      related: [{ span: pattern.span, message: 'the version is chosen here' }],
    };
  },
});

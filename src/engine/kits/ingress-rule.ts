import { openIngress, type OpenIngress } from '../../evaluate/facts/ingress.ts';
import type { Span } from '../../model/span.ts';
import type { ResourceView } from '../resource-view.ts';
import type { Outcome, Rule } from '../rule.ts';
import { holds, under } from './conditions.ts';
import type { IngressRuleDefinition } from './definitions.ts';
import { describe } from './describe.ts';

/** A rule about ports that are open to the whole internet: see IngressRuleDefinition. */
export function ingressRule(definition: IngressRuleDefinition): Rule {
  return {
    ...describe(definition, 'ingress'),
    check({ resource }) {
      const condition = holds(definition.when, resource);
      if (condition === 'no') return undefined;
      return under(condition, judge(definition, resource));
    },
  };
}

function judge(definition: IngressRuleDefinition, resource: ResourceView): readonly Outcome[] {
  // The facts read the resource themselves; this only records that the rule depends on its rules.
  resource.blocks('ingress');
  const { open, undecided } = openIngress(resource.resource);
  const outcomes: Outcome[] = [];
  for (const openings of bySpan(open.filter((opening) => concerns(opening, definition))).values()) {
    const [first] = openings;
    if (!first) continue;
    outcomes.push({
      kind: 'fail',
      message: `${resource.address} opens ${portsText(definition, first)} to ${[...new Set(openings.map((o) => o.cidr))].join(' and ')}`,
      attribute: attributeOf(first),
      span: first.span,
      trace: first.trace,
    });
  }
  if (undecided) outcomes.push({ kind: 'unknown', attribute: 'ingress', value: undecided.value, span: undecided.span });
  return outcomes.length > 0 ? outcomes : [{ kind: 'pass', attribute: 'ingress', span: resource.headerSpan }];
}

function concerns(opening: OpenIngress, definition: IngressRuleDefinition): boolean {
  const { ports, protocol = 'tcp' } = definition;
  if (opening.protocol !== 'all' && protocol !== 'any' && opening.protocol !== protocol) return false;
  // A rule that opens everything is one finding, not one for each service.
  if (ports === 'all' || isEveryPort(opening)) return ports === 'all' && isEveryPort(opening);
  return ports.some((port) => opening.from <= port && port <= opening.to);
}

/** Port 0 is never listened on. */
function isEveryPort({ from, to }: OpenIngress): boolean {
  return from <= 1 && to >= 65_535;
}

/** One finding for each rule, also when it opens to IPv4 and IPv6. */
function bySpan(open: readonly OpenIngress[]): ReadonlyMap<string, readonly OpenIngress[]> {
  const groups = new Map<string, OpenIngress[]>();
  const key = ({ file, start }: Span): string => `${String(start)} ${file}`;
  for (const opening of open) {
    const group = groups.get(key(opening.span));
    if (group) group.push(opening);
    else groups.set(key(opening.span), [opening]);
  }
  return groups;
}

/** `ingress` for a rule inside a group; the argument for a rule resource. Adding IPv6 to IPv4 keeps it. */
function attributeOf({ attribute }: OpenIngress): string {
  return attribute.startsWith('ingress') ? 'ingress' : attribute;
}

function portsText(definition: IngressRuleDefinition, opening: OpenIngress): string {
  if (definition.ports === 'all') return 'every port';
  const range =
    opening.from === opening.to
      ? `port ${String(opening.from)}`
      : `ports ${String(opening.from)}-${String(opening.to)}`;
  return `${definition.service} (${range})`;
}

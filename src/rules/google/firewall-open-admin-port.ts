import { unknownAt } from '../../engine/kits/conditions.ts';
import type { ResourceView } from '../../engine/resource-view.ts';
import { codeRule, similar, type Outcome, type UnknownOutcome } from '../../engine/rule.ts';
import { worldIn } from '../../evaluate/facts/world-cidr.ts';
import type { Block } from '../../model/resource.ts';
import { isList, isScalar, type Value } from '../../model/value.ts';

/** Ports through which machines are administered, and what listens there. */
const ADMIN: readonly (readonly [number, string])[] = [
  [22, 'SSH'],
  [3389, 'RDP'],
];

export default codeRule({
  id: 'google-firewall-open-admin-port',
  title: 'Firewall opens administration to the internet',
  severity: 'critical',
  resource: ['google_compute_firewall'],
  why: 'Scanners try every machine with an external address behind the rule within minutes: one weak password or unpatched service is enough.',
  remedy:
    'Limit `source_ranges` to your own networks, or use Identity-Aware Proxy (`35.235.240.0/20`) instead of an open port.',
  items: ['network-exposure', 'rbac'],
  aliases: similar('AVD-GCP-0027'),
  links: [
    'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_firewall',
    'https://cloud.google.com/iap/docs/using-tcp-forwarding',
  ],
  check({ resource }) {
    const ranges = resource.attr('source_ranges');
    const { blocks, open } = resource.blocks('allow');
    const direction = resource.attr('direction').value;
    if (direction.kind === 'known' && direction.value === 'EGRESS') return undefined;
    const attribute = 'source_ranges';
    // A list of addresses behind a variable is not the world for certain.
    const world = sourceOf(resource);
    if (world === undefined) return { kind: 'pass', attribute, span: ranges.span };
    if (typeof world !== 'string') return world;
    const disabled = resource.attr('disabled').value;
    if (disabled.kind === 'known' && disabled.value === true) return undefined;
    const opened = blocks.map((block) => portsOf(resource, block));
    const found = opened.flatMap((ports) => (typeof ports === 'string' ? [ports] : []));
    if (found.length > 0 && direction.kind !== 'unknown' && disabled.kind !== 'unknown') {
      const message = `${resource.address} opens ${[...new Set(found)].join(' and ')} to ${world}`;
      const missing = ranges.value.kind === 'absent';
      return { kind: 'fail', message, attribute, valueClass: world, missing, span: ranges.span };
    }
    const hidden = opened.find((ports) => typeof ports === 'object');
    if (hidden) return hidden;
    if (open?.kind === 'unknown')
      return { kind: 'unknown', attribute: 'allow', value: open, span: resource.headerSpan };
    return { kind: 'pass', attribute, span: ranges.span };
  },
});

/** The world range that the rule lets in, undefined when there is none, or what hides it. */
function sourceOf(resource: ResourceView): string | undefined | Outcome {
  const ranges = resource.attr('source_ranges');
  if (ranges.value.kind === 'absent') {
    // Without any source the provider lets in every IPv4 address.
    for (const name of ['source_tags', 'source_service_accounts']) {
      const place = resource.attr(name);
      if (place.value.kind === 'unknown') return unknownAt(place, place.value);
      if (place.value.kind === 'known') return undefined;
    }
    return '0.0.0.0/0';
  }
  const world = worldIn(ranges.value);
  return typeof world === 'object' ? unknownAt(ranges, world) : world;
}

/** What administers machines among the ports of an `allow` block: `SSH (port 22)`; undefined: nothing. */
function portsOf(resource: ResourceView, block: Block): string | undefined | UnknownOutcome {
  const protocol = resource.attrOf(block, 'protocol');
  const at = { attribute: 'allow', span: block.headerSpan };
  if (protocol.value.kind === 'unknown') return { kind: 'unknown', ...at, value: protocol.value };
  const name = protocol.value.kind === 'known' && isScalar(protocol.value.value) ? protocol.value.value : '';
  if (!/^(?:tcp|6|all)$/i.test(String(name))) return undefined;
  const ports = resource.attrOf(block, 'ports');
  if (ports.value.kind === 'unknown') return { kind: 'unknown', ...at, value: ports.value };
  if (ports.value.kind === 'absent' || (isList(ports.value.value) && ports.value.value.length === 0))
    return 'every port';
  const items = isList(ports.value.value) ? ports.value.value : [];
  const found = ADMIN.filter(([port]) => items.some((item) => covers(item, port)));
  if (found.length > 0) return found.map(([port, service]) => `${service} (port ${String(port)})`).join(' and ');
  const hidden = items.find((item) => item.kind === 'unknown');
  return hidden?.kind === 'unknown' ? { kind: 'unknown', ...at, value: hidden } : undefined;
}

/** Whether `22` or `20-30` covers the port. */
function covers(item: Value, port: number): boolean {
  if (item.kind !== 'known' || !isScalar(item.value)) return false;
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(String(item.value)) ?? [];
  if (from === undefined) return false;
  return Number(from) <= port && port <= Number(to ?? from);
}

import type { Block, Resource } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import {
  isList,
  isObject,
  isScalar,
  unknown,
  type AbsentValue,
  type TraceStep,
  type UnknownValue,
  type Value,
} from '../../model/value.ts';
import { protocolOf } from './protocol.ts';
import { worldIn } from './world-cidr.ts';

/** Ports that a security group opens to everyone. */
export interface OpenIngress {
  /** First and last port, 0 to 65535. */
  readonly from: number;
  readonly to: number;
  /** `tcp`, `udp`, `all`, or the protocol's number as text. */
  readonly protocol: string;
  /** The range as written: `0.0.0.0/0`, `::/0`, or two halves joined by ` and `. */
  readonly cidr: string;
  /** The rule that opens them (block, list element or resource). */
  readonly span: Span;
  /** Attribute that holds the range: `ingress.cidr_blocks`, `cidr_ipv4`. */
  readonly attribute: string;
  /** How the range got there. */
  readonly trace: readonly TraceStep[];
}

/** What could be found out about a security group's rules. */
export interface IngressFacts {
  readonly open: readonly OpenIngress[];
  /** Set when a further rule cannot be read: what is not open here proves nothing. */
  readonly undecided?: { readonly value: UnknownValue | AbsentValue; readonly span: Span } | undefined;
}

/** Resource types that `openIngress` reads. */
export const INGRESS_TYPES = [
  'aws_security_group',
  'aws_default_security_group',
  'aws_security_group_rule',
  'aws_vpc_security_group_ingress_rule',
] as const;

/** One rule as an argument reader: the same for blocks, list elements and rule resources. */
interface RuleSource {
  read(name: string): Value | undefined;
  readonly span: Span;
  readonly prefix: string;
}

/** Names of the arguments, which differ between the resource types. */
interface RuleShape {
  readonly ranges: readonly string[];
  readonly protocol: string;
}

const INLINE: RuleShape = { ranges: ['cidr_blocks', 'ipv6_cidr_blocks'], protocol: 'protocol' };
const SEPARATE: RuleShape = { ranges: ['cidr_ipv4', 'cidr_ipv6'], protocol: 'ip_protocol' };

/**
 * Which ports a security group (or rule resource) opens to the whole internet, IPv4 or IPv6. A literal world range decides,
 * whatever else stands in the list; an unknown range or port does not. ICMP has no ports and is left out.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
 */
export function openIngress(resource: Resource): IngressFacts {
  const { body, type } = resource;
  if (type === 'aws_vpc_security_group_ingress_rule') return factsOf([blockSource(body, '')], SEPARATE);
  if (type === 'aws_security_group_rule') return ruleResource(body);
  const sources = body.blocks
    .filter((block) => block.type === 'ingress')
    .map((block) => blockSource(block, 'ingress.'));
  const hidden = body.openBlocks.get('ingress');
  const listed = body.attributes.get('ingress');
  const elements = listed ? elementSources(listed.value, listed.span) : undefined;
  const facts = factsOf([...sources, ...(elements?.sources ?? [])], INLINE);
  const undecided = asUndecided(hidden) ?? elements?.undecided;
  return undecided && !facts.undecided ? { ...facts, undecided: { value: undecided, span: body.headerSpan } } : facts;
}

function ruleResource(body: Block): IngressFacts {
  const type = body.attributes.get('type')?.value;
  if (type?.kind === 'unknown') return { open: [], undecided: { value: type, span: body.span } };
  if (type?.kind !== 'known' || type.value !== 'ingress') return { open: [] };
  return factsOf([blockSource(body, '')], INLINE);
}

function factsOf(sources: readonly RuleSource[], shape: RuleShape): IngressFacts {
  const open: OpenIngress[] = [];
  let undecided: IngressFacts['undecided'];
  for (const source of sources) {
    for (const name of shape.ranges) {
      const range = source.read(name);
      if (!range || range.kind === 'absent') continue;
      const cidr = worldIn(range);
      if (typeof cidr === 'object') undecided ??= { value: cidr, span: range.span ?? source.span };
      if (typeof cidr !== 'string') continue;
      const ports = portsOf(source, shape.protocol);
      if (ports && 'undecided' in ports) undecided ??= { value: ports.undecided, span: source.span };
      else if (ports)
        open.push({ ...ports, cidr, span: source.span, attribute: source.prefix + name, trace: traceOf(range, cidr) });
    }
  }
  return undecided ? { open, undecided } : { open };
}

/** How the range that is open to everyone got into the list of ranges. */
function traceOf(ranges: Value, cidr: string): readonly TraceStep[] {
  if (ranges.kind !== 'known' || !isList(ranges.value)) return ranges.trace;
  const open = ranges.value.find(
    (item) => item.kind === 'known' && typeof item.value === 'string' && cidr.startsWith(item.value),
  );
  return [...ranges.trace, ...(open?.trace ?? [])];
}

/** The port range of a rule; undefined for ICMP. */
function portsOf(
  source: RuleSource,
  protocolName: string,
): { from: number; to: number; protocol: string } | { undecided: UnknownValue | AbsentValue } | undefined {
  const written = source.read(protocolName);
  if (written?.kind !== 'known') return { undecided: written ?? unreadable(source) };
  if (!isScalar(written.value)) return { undecided: unreadable(source) };
  const protocol = protocolOf(String(written.value));
  if (protocol === 'icmp') return undefined;
  const everything = { from: 0, to: 65_535, protocol };
  if (protocol === 'all') return everything;
  // AWS opens every port for a protocol other than TCP and UDP, whatever the ports say.
  if (protocol !== 'tcp' && protocol !== 'udp') return everything;
  const from = portOf(source.read('from_port'));
  const to = portOf(source.read('to_port'));
  if (typeof from !== 'number') return { undecided: from ?? unreadable(source) };
  if (typeof to !== 'number') return { undecided: to ?? unreadable(source) };
  // -1 stands for all ports where a provider version allows it.
  return from < 0 || to < 0 ? everything : { from, to, protocol };
}

function portOf(value: Value | undefined): number | UnknownValue | AbsentValue | undefined {
  if (value?.kind !== 'known') return value;
  const port = isScalar(value.value) && value.value !== null && value.value !== '' ? Number(value.value) : Number.NaN;
  return Number.isInteger(port) ? port : undefined;
}

function blockSource(block: Block, prefix: string): RuleSource {
  return { read: (name) => block.attributes.get(name)?.value, span: block.span, prefix };
}

/** `ingress = [{ … }]`: the attribute form of the nested block. */
function elementSources(
  list: Value,
  span: Span,
): { sources: readonly RuleSource[]; undecided?: UnknownValue | AbsentValue | undefined } {
  if (list.kind === 'absent') return { sources: [] };
  if (list.kind === 'unknown') return { sources: [], undecided: list };
  if (!isList(list.value)) return { sources: [] };
  const sources: RuleSource[] = [];
  let undecided: UnknownValue | AbsentValue | undefined;
  for (const item of list.value) {
    if (item.kind !== 'known') undecided ??= item;
    else if (isObject(item.value)) {
      const object = item.value;
      sources.push({ read: (name) => object.get(name), span: item.span ?? span, prefix: 'ingress.' });
    }
  }
  return { sources, undecided };
}

function asUndecided(value: Value | undefined): UnknownValue | AbsentValue | undefined {
  if (!value) return undefined;
  return value.kind === 'known' ? unknown('not-evaluated', 'dynamic "ingress"', value) : value;
}

function unreadable(source: RuleSource): UnknownValue {
  return unknown('invalid', 'the rule has no readable protocol and ports', {
    span: source.span,
    trace: [],
    references: [],
  });
}

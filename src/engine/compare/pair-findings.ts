import type { Finding } from '../../model/finding.ts';
import type { Graph, Resource } from '../../model/resource.ts';
import { identityKey, withoutIndex } from '../fingerprint.ts';
import type { BasePlaces } from './base-address.ts';
import { instancePresence, settleInstances, type Matching, type Pairs } from './pair-instances.ts';

/**
 * Pairs findings of the same instance, then of the same block and value (instances come and go, and one more with the same
 * defect is no new defect), then what is left by weaker evidence, strongest first: the same block in another instance of its
 * module, the same text under another name, the same name in another module. The weaker ways apply only where the resource is
 * gone at base's place and new at head's.
 */
export function pairFindings(
  base: { readonly findings: readonly Finding[]; readonly graph: Graph },
  head: { readonly findings: readonly Finding[]; readonly graph: Graph },
  places: BasePlaces,
): Pairs {
  const headAddressesAtBase = new Set(
    head.graph.resources.map((resource) =>
      JSON.stringify([places.root(resource.root), places.address(resource.root, resource.address)]),
    ),
  );
  const isGone = (finding: Finding): boolean =>
    !headAddressesAtBase.has(JSON.stringify([finding.root, withoutIndex(finding.address)]));
  const isNew = (finding: Finding): boolean =>
    !base.graph.at(places.root(finding.root), places.address(finding.root, finding.address));
  const ifMoved = (of: Matching): Matching => ({
    ofBase: (finding) => (isGone(finding) ? of.ofBase(finding) : undefined),
    ofHead: (finding) => (isNew(finding) ? of.ofHead(finding) : undefined),
  });
  const instances = instancePresence(base.graph, head.graph, places);
  const ifOther = (of: Matching): Matching => ({
    ofBase: (finding) => (instances.isAtHead(finding) ? undefined : of.ofBase(finding)),
    ofHead: (finding) => (instances.isAtBase(finding) ? undefined : of.ofHead(finding)),
  });
  const identity: Matching = {
    ofBase: (finding) => identityKey({ ...finding, valueClass: classOf(finding) }),
    ofHead: (finding) =>
      identityKey({
        ...finding,
        root: places.root(finding.root),
        address: places.address(finding.root, finding.address),
        valueClass: classOf(finding),
      }),
  };
  const exact: Matching = {
    ofBase: (finding) => JSON.stringify([identity.ofBase(finding), finding.address]),
    ofHead: (finding) => JSON.stringify([identity.ofHead(finding), instances.addressAtBase(finding, finding.address)]),
  };
  const ways: readonly Matching[] = [
    exact,
    ifOther(identity),
    ifOther({
      ofBase: (finding) => blockKey(finding, resourceOf(base.graph, finding), (file) => file),
      ofHead: (finding) => blockKey(finding, resourceOf(head.graph, finding), (file) => places.file(file)),
    }),
    ifMoved({
      ofBase: (finding) => textKey(finding, resourceOf(base.graph, finding), base.graph),
      ofHead: (finding) => textKey(finding, resourceOf(head.graph, finding), head.graph),
    }),
    ifMoved({
      ofBase: (finding) => nameKey(finding, resourceOf(base.graph, finding)),
      ofHead: (finding) => nameKey(finding, resourceOf(head.graph, finding)),
    }),
  ];
  const pairs: { base: Finding; head: Finding }[] = [];
  let gone = base.findings;
  let added = head.findings;
  for (const [index, way] of ways.entries()) {
    if (index === 2) {
      const settled = settleInstances({ base: base.findings, head: head.findings, gone, added }, identity, instances);
      pairs.push(...settled.pairs);
      gone = settled.gone;
      added = settled.added;
    }
    const matched = match(gone, added, way, (b, h) => lineText(base.graph, b) === lineText(head.graph, h));
    pairs.push(...matched.pairs);
    gone = matched.gone;
    added = matched.added;
  }
  return { pairs, added, gone };
}

/** Pairs findings of equal key: those with the same text first, the rest in order. Linear but for groups of equal keys. */
function match(
  base: readonly Finding[],
  head: readonly Finding[],
  way: Matching,
  isAlike: (base: Finding, head: Finding) => boolean,
): Pairs {
  const groups = new Map<string, Finding[]>();
  for (const finding of base) {
    const key = way.ofBase(finding);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const pairs: { base: Finding; head: Finding }[] = [];
  const paired = new Set<Finding>();
  for (const needsLikeness of [true, false]) {
    for (const finding of head) {
      if (paired.has(finding)) continue;
      const group = groups.get(way.ofHead(finding) ?? '') ?? [];
      const at = needsLikeness ? group.slice(0, MOST_ALIKE).findIndex((other) => isAlike(other, finding)) : 0;
      const [partner] = at < 0 ? [] : group.splice(at, 1);
      if (!partner) continue;
      pairs.push({ base: partner, head: finding });
      paired.add(finding).add(partner);
    }
  }
  return {
    pairs,
    added: head.filter((finding) => !paired.has(finding)),
    gone: base.filter((finding) => !paired.has(finding)),
  };
}

/** Findings of one identity compared by their text: bounds the time for thousands of equal blocks in one resource. */
const MOST_ALIKE = 50;

/** The value class without the number that only tells equal places of one resource apart. */
function classOf(finding: Finding): string {
  return finding.valueClass.replace(/#\d+$/, '');
}

function resourceOf(graph: Graph, finding: Finding): Resource | undefined {
  return graph.at(finding.root, finding.address);
}

function blockKey(
  finding: Finding,
  resource: Resource | undefined,
  fileOf: (file: string) => string,
): string | undefined {
  if (!resource) return undefined;
  return JSON.stringify([...defectOf(finding), fileOf(resource.body.span.file), resource.type, resource.name]);
}

function textKey(finding: Finding, resource: Resource | undefined, graph: Graph): string | undefined {
  const text = resource && bodyText(graph, resource);
  return text === undefined ? undefined : JSON.stringify([...defectOf(finding), finding.resourceType, text]);
}

function nameKey(finding: Finding, resource: Resource | undefined): string | undefined {
  return resource && JSON.stringify([...defectOf(finding), resource.type, resource.name]);
}

function defectOf(finding: Finding): readonly string[] {
  return [finding.ruleId, finding.attribute, classOf(finding)];
}

/** The text of a block after its header, white space at line ends dropped. */
export function bodyText(graph: Graph, { body }: Resource): string | undefined {
  const text = graph.text(body.span.file)?.slice(body.headerSpan.end, body.span.end);
  return text?.replace(/[ \t\r]+$/gm, '').trim();
}

/** The text a finding points at. */
function lineText(graph: Graph, { span }: Finding): string {
  return (graph.text(span.file)?.slice(span.start, span.end) ?? '').replace(/\s+/g, ' ');
}

import type { Graph, Resource } from '../../model/resource.ts';
import { isScalar, type UnknownValue } from '../../model/value.ts';
import { viewOf } from '../resource-view.ts';

/** The companions of one root by what they belong to. */
export interface CompanionIndex {
  /** By the config address of the resource that the link refers to. */
  readonly byReference: ReadonlyMap<string, readonly Resource[]>;
  /** By the literal name that the link holds. */
  readonly byLiteral: ReadonlyMap<string, readonly Resource[]>;
  /** Why a companion could belong to any resource: the first link that cannot be followed. */
  readonly undecided: UnknownValue | undefined;
}

interface CompanionQuery {
  readonly companion: readonly string[];
  readonly through: string;
  /** Types that the companions belong to. */
  readonly resource: readonly string[];
}

// The graph is frozen, so an index of it stays true; it lives as long as the graph and keeps companion rules linear.
const indexes = new WeakMap<Graph, Map<string, CompanionIndex>>();

/** The index of the companions of a root; built once for each graph. */
export function companionIndex(graph: Graph, root: string, query: CompanionQuery): CompanionIndex {
  const key = JSON.stringify([root, query.companion, query.through, query.resource]);
  const ofGraph = indexes.get(graph) ?? new Map<string, CompanionIndex>();
  indexes.set(graph, ofGraph);
  const index = ofGraph.get(key) ?? build(graph, root, query);
  ofGraph.set(key, index);
  return index;
}

function build(graph: Graph, root: string, query: CompanionQuery): CompanionIndex {
  const byReference = new Map<string, Resource[]>();
  const byLiteral = new Map<string, Resource[]>();
  let undecided: UnknownValue | undefined;
  for (const companion of query.companion.flatMap((type) => graph.ofType(root, type))) {
    if (companion.exists === 'no') continue;
    for (const { value } of viewOf(companion).attrs(query.through)) {
      if (value.kind === 'absent') continue;
      const owners = value.references.filter((reference) => query.resource.includes(typeOf(graph, root, reference)));
      for (const owner of owners) add(byReference, owner, companion);
      if (owners.length > 0) continue;
      if (value.kind === 'unknown') undecided ??= value;
      else if (isScalar(value.value)) add(byLiteral, String(value.value), companion);
    }
  }
  return { byReference, byLiteral, undecided };
}

function add(map: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = map.get(key);
  if (list) list.push(resource);
  else map.set(key, [resource]);
}

/** The type of what an address names: from the graph, else from the address (`module.a.aws_s3_bucket.b`). */
function typeOf(graph: Graph, root: string, address: string): string {
  const resource = graph.at(root, address);
  if (resource) return resource.type;
  const parts = address.split('.');
  return parts.at(-3) === 'data' ? `data.${parts.at(-2) ?? ''}` : (parts.at(-2) ?? '');
}

const filledModules = new WeakMap<Graph, ReadonlySet<string>>();

/** Per list of referrers, which all instances of a block share: the first that hides something, or null. */
const hiding = new WeakMap<readonly Resource[], Resource | null>();

/** The call of a module that is not in the tree and is given `resource`: a companion may be hidden in it. */
export function hiddenIn(graph: Graph, resource: Resource): Resource | undefined {
  const referrers = graph.referrers(resource);
  const known = hiding.get(referrers);
  if (known !== undefined) return known ?? undefined;
  const filled = filledModules.get(graph) ?? modulesWithContent(graph);
  filledModules.set(graph, filled);
  const found = referrers.find(
    ({ type, root, configAddress }) => type === 'module' && !filled.has(`${root}\0${configAddress}`),
  );
  hiding.set(referrers, found ?? null);
  return found;
}

function modulesWithContent(graph: Graph): ReadonlySet<string> {
  const filled = new Set<string>();
  for (const { root, configAddress } of graph.resources) {
    const parts = configAddress.split('.');
    for (let end = 2; end < parts.length && parts[end - 2] === 'module'; end += 2) {
      filled.add(`${root}\0${parts.slice(0, end).join('.')}`);
    }
  }
  return filled;
}

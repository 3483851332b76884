import type { Block, Edge, Graph, Resource } from '../model/resource.ts';
import { withoutInstanceKeys } from './addresses.ts';
import { blockReferences } from './body.ts';

const NONE: readonly never[] = Object.freeze([]);

/** A graph of `resources`; `text` gives the text of a file. Linear in the number of resources; references are indexed when first asked for. */
export function createGraph(resources: readonly Resource[], text: (file: string) => string | undefined): Graph {
  const byType = new Map<string, Map<string, Resource[]>>();
  const byConfig = new Map<string, Map<string, Resource[]>>();
  const byAddress = new Map<string, Map<string, Resource>>();
  for (const resource of resources) {
    const { root, type, configAddress } = resource;
    entry(entry(byType, root, newMap<Resource[]>), type, newList).push(resource);
    entry(entry(byConfig, root, newMap<Resource[]>), configAddress, newList).push(resource);
    const addresses = entry(byAddress, root, newMap<Resource>);
    for (const address of resource.instances) if (!addresses.has(address)) addresses.set(address, resource);
  }
  const instancesOf = (root: string, address: string): readonly Resource[] => {
    const ofRoot = byConfig.get(root);
    // Steps of a job have no other name than their position.
    return ofRoot?.get(address) ?? ofRoot?.get(withoutInstanceKeys(address)) ?? NONE;
  };
  let referrers: Map<string, Map<string, Resource[]>> | undefined;
  const indexReferrers = (): Map<string, Map<string, Resource[]>> => {
    const index = new Map<string, Map<string, Resource[]>>();
    for (const resource of resources) {
      const targets = entry(index, resource.root, newMap<Resource[]>);
      for (const address of blockReferences(resource.body)) {
        if (address !== resource.configAddress) entry(targets, address, newList).push(resource);
      }
    }
    return index;
  };
  let edges: Map<string, Edge[]> | undefined;
  const indexEdges = (): Map<string, Edge[]> => {
    const index = new Map<string, Edge[]>();
    for (const resource of resources) {
      collectEdges(
        resource.body,
        resource,
        '',
        entry(index, resource.root, () => []),
      );
    }
    return index;
  };
  return Object.freeze({
    resources: Object.freeze([...resources]),
    ofType: (root: string, type: string) => byType.get(root)?.get(type) ?? NONE,
    at: (root: string, address: string) => byAddress.get(root)?.get(address) ?? instancesOf(root, address)[0],
    instancesOf,
    edges: (root: string) => (edges ??= indexEdges()).get(root) ?? NONE,
    referrers: (target: Resource) => {
      referrers ??= indexReferrers();
      return referrers.get(target.root)?.get(target.configAddress) ?? NONE;
    },
    text,
  });
}

function collectEdges(block: Block, resource: Resource, path: string, into: Edge[]): void {
  const { address: from, configAddress } = resource;
  const add = (references: readonly string[], attribute: string, span: Edge['span']): void => {
    for (const to of references) if (to !== configAddress) into.push({ from, to, attribute, span });
  };
  for (const { name, value, valueSpan } of block.attributes.values()) add(value.references, path + name, valueSpan);
  for (const [type, value] of block.openBlocks) add(value.references, path + type, value.span ?? block.headerSpan);
  for (const nested of block.blocks) collectEdges(nested, resource, `${path}${nested.type}.`, into);
}

function newMap<V>(): Map<string, V> {
  return new Map<string, V>();
}

function newList(): Resource[] {
  return [];
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  map.set(key, created);
  return created;
}

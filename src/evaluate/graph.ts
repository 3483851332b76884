import type { Graph, Resource } from '../model/resource.ts';
import { blockReferences } from './body.ts';

/** A graph of `resources`; `text` gives the text of a file. Linear in the number of resources; referrers are indexed when first asked for. */
export function createGraph(resources: readonly Resource[], text: (file: string) => string | undefined): Graph {
  const byType = new Map<string, Map<string, Resource[]>>();
  const byAddress = new Map<string, Map<string, Resource>>();
  for (const resource of resources) {
    const types = entry(byType, resource.root, () => new Map<string, Resource[]>());
    entry(types, resource.type, () => []).push(resource);
    const addresses = entry(byAddress, resource.root, () => new Map<string, Resource>());
    if (!addresses.has(resource.address)) addresses.set(resource.address, resource);
  }
  let referrers: Map<string, Map<string, Resource[]>> | undefined;
  const indexReferrers = (): Map<string, Map<string, Resource[]>> => {
    const index = new Map<string, Map<string, Resource[]>>();
    for (const resource of resources) {
      const targets = entry(index, resource.root, () => new Map<string, Resource[]>());
      for (const address of blockReferences(resource.body)) {
        if (address !== resource.address) entry(targets, address, () => []).push(resource);
      }
    }
    return index;
  };
  const none: readonly Resource[] = Object.freeze([]);
  return Object.freeze({
    resources: Object.freeze([...resources]),
    ofType: (root: string, type: string) => byType.get(root)?.get(type) ?? none,
    at: (root: string, address: string) => byAddress.get(root)?.get(withoutInstanceKeys(address)),
    referrers: (target: Resource) => {
      referrers ??= indexReferrers();
      return referrers.get(target.root)?.get(target.address) ?? none;
    },
    text,
  });
}

/** `module.a["x"].aws_b.c[0]` without its keys. Linear, for text from anywhere. */
function withoutInstanceKeys(address: string): string {
  let result = '';
  let inside = false;
  let quoted = false;
  for (let i = 0; i < address.length; i++) {
    const character = address.charAt(i);
    if (quoted) {
      if (character === '\\') i++;
      else if (character === '"') quoted = false;
    } else if (inside) {
      if (character === '"') quoted = true;
      else if (character === ']') inside = false;
    } else if (character === '[') inside = true;
    else result += character;
  }
  return result;
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  map.set(key, created);
  return created;
}

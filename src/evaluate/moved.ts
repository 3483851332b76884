import type { Graph } from '../model/resource.ts';
import { withoutInstanceKeys } from './graph.ts';

/** Renames followed in a row; more can only be a mistake. */
const MAX_CHAIN = 50;

/**
 * Where the resources of a root module were before, by `moved` blocks: new address → first old address, without
 * instance keys. Has every resource that moved, also with the module it is in.
 * Source: https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
 */
export function movedAddresses(graph: Graph, root: string): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const block of graph.ofType(root, 'moved')) {
    // A moved block in a module speaks of addresses in that module.
    const prefix = block.address.slice(0, block.address.length - 'moved'.length);
    const address = (name: string): string | undefined => {
      const value = block.body.attributes.get(name)?.value;
      const text = value?.kind === 'known' ? value.value : undefined;
      return typeof text === 'string' ? prefix + withoutInstanceKeys(text).replace(/\s/g, '') : undefined;
    };
    const [from, to] = [address('from'), address('to')];
    if (from !== undefined && to !== undefined && from !== to && !renames.has(to)) renames.set(to, from);
  }
  const moved = new Map<string, string>();
  if (renames.size === 0) return moved;
  for (const { address, root: owner } of graph.resources) {
    if (owner !== root) continue;
    const first = firstAddress(address, renames);
    if (first !== address) moved.set(address, first);
  }
  return moved;
}

function firstAddress(start: string, renames: ReadonlyMap<string, string>): string {
  const seen = new Set<string>();
  let address = start;
  while (!seen.has(address) && seen.size < MAX_CHAIN) {
    seen.add(address);
    address = previousAddress(address, renames) ?? address;
  }
  return address;
}

/** One step back: by the address itself, else by the innermost module around it that was renamed. */
function previousAddress(address: string, renames: ReadonlyMap<string, string>): string | undefined {
  for (let end = address.length; end > 0; end = address.lastIndexOf('.', end - 1)) {
    const old = renames.get(address.slice(0, end));
    if (old !== undefined) return old + address.slice(end);
  }
  return undefined;
}

import type { Graph, Resource } from '../../model/resource.ts';

/** Blocks followed from one block: more dependants than these are no longer told apart. Keeps the whole linear. */
const MOST_FOLLOWED = 1_000;

/**
 * Counts the instances of resources and data sources that depend on a block (an address without instance keys), directly or
 * not, through modules and locals too, itself not included. Blocks that are in no configuration any more have none. Looks at
 * no more than 1,000 blocks for one answer; cycles are followed once.
 */
export function dependantCounter(graph: Graph): (configAddress: string) => number {
  const ids = new Map<string, number>();
  const weights: number[] = [];
  const dependants: Set<number>[] = [];
  const configOf = new Map<string, string>();
  const idOf = (configAddress: string): number => {
    let id = ids.get(configAddress);
    if (id === undefined) {
      id = ids.size;
      ids.set(configAddress, id);
      weights.push(0);
      dependants.push(new Set());
    }
    return id;
  };
  const roots = new Set<string>();
  for (const resource of graph.resources) {
    roots.add(resource.root);
    configOf.set(resource.address, resource.configAddress);
    const id = idOf(resource.configAddress);
    weights[id] = (weights[id] ?? 0) + weightOf(resource);
  }
  for (const root of roots) {
    for (const { from, to } of graph.edges(root)) {
      const target = ids.get(to);
      if (target !== undefined) dependants[target]?.add(idOf(configOf.get(from) ?? from));
    }
  }
  const answers = new Map<number, number>();
  const stamps = new Int32Array(ids.size).fill(-1);
  const count = (start: number): number => {
    const queue = [start];
    stamps[start] = start;
    let total = 0;
    // Grows while it is walked.
    for (let at = 0; at < queue.length && at < MOST_FOLLOWED; at++) {
      for (const next of dependants[queue[at] ?? start] ?? []) {
        if (queue.length > MOST_FOLLOWED) break;
        if (stamps[next] === start) continue;
        stamps[next] = start;
        total += weights[next] ?? 0;
        queue.push(next);
      }
    }
    return total;
  };
  return (configAddress) => {
    const id = ids.get(configAddress);
    if (id === undefined) return 0;
    const known = answers.get(id);
    if (known !== undefined) return known;
    const total = count(id);
    answers.set(id, total);
    return total;
  };
}

function weightOf({ body, instances }: Resource): number {
  return body.type === 'resource' || body.type === 'data' ? instances.length : 0;
}

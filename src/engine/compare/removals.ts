import type { ComparedFinding } from '../../model/finding.ts';
import type { Graph, Resource } from '../../model/resource.ts';
import { withoutIndex } from '../fingerprint.ts';
import { viewOf } from '../resource-view.ts';
import type { RunResult } from '../run-rules.ts';
import type { BasePlaces } from './base-address.ts';

/**
 * Findings about resources of the base that this change takes away, on the base's lines. A resource that head has under another
 * address by a `moved` block is still there, one that a `removed` block forgets without destroying it is kept, and a root module
 * that is gone as a whole is not planned any more. `isBroken` tells base paths of files that do not parse at head: the
 * resource may still stand there.
 */
export function removals(
  base: { readonly run: RunResult },
  head: { readonly graph: Graph },
  places: BasePlaces,
  isBroken: (baseFile: string) => boolean,
): readonly ComparedFinding[] {
  if (base.run.ifRemoved.length === 0) return [];
  const present = new Set<string>();
  const roots = new Set<string>();
  const forgotten = new Set<string>();
  for (const resource of head.graph.resources) {
    const root = places.root(resource.root);
    roots.add(root);
    present.add(JSON.stringify([root, places.address(resource.root, resource.address)]));
    const kept = keptBy(resource);
    if (kept !== undefined) forgotten.add(JSON.stringify([root, kept]));
  }
  return base.run.ifRemoved.flatMap((finding): readonly ComparedFinding[] => {
    const { root, address, span } = finding;
    const names = [address, ...modulesOf(address)].map((name) => JSON.stringify([root, withoutIndex(name)]));
    const [own = ''] = names;
    if (!roots.has(root) || present.has(own) || isBroken(span.file)) return [];
    if (names.some((name) => forgotten.has(name))) return [];
    return [{ ...finding, state: 'introduced', side: 'LEFT', anchor: span }];
  });
}

/** The address that a `removed` block takes out of the state without destroying what it stands for. */
function keptBy(resource: Resource): string | undefined {
  if (resource.type !== 'removed') return undefined;
  const view = viewOf(resource);
  const [from, destroy] = [view.attr('from').value, view.attr('lifecycle.destroy').value];
  const keeps = destroy.kind === 'unknown' || (destroy.kind === 'known' && destroy.value === false);
  return keeps && from.kind === 'known' && typeof from.value === 'string' ? withoutIndex(from.value) : undefined;
}

/** `module.a` and `module.a.module.b` for `module.a.module.b.aws_x.y`. */
function modulesOf(address: string): readonly string[] {
  const parts = /^(?:module\.[^.]+\.)+/.exec(address)?.[0].split('.') ?? [];
  return parts.flatMap((_part, index) => (index > 0 && index % 2 === 0 ? [parts.slice(0, index).join('.')] : []));
}

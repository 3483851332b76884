import type { SideGraph } from './side-graph.ts';
import type { Touched, TouchedFolders } from './touched-folders.ts';
import { toldChanges } from './told-changes.ts';

/** Touched modules of one root module that are told one by one. */
const MAX_FOLDERS = 20;

/** Calls that are named on the way to a module; a longer way is cut in the middle. */
const MAX_CALLS = 6;

/** `starts` and every folder that calls one of them, over any number of calls. Linear. */
export function callersOf(starts: Iterable<string>, graph: SideGraph): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...starts];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (found.has(folder)) continue;
    found.add(folder);
    for (const { folder: caller } of graph.callers.get(folder) ?? []) waiting.push(caller);
  }
  return found;
}

/** `starts` and every folder that they call, over any number of calls. Linear. */
export function calledBy(starts: Iterable<string>, graph: SideGraph): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...starts];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (found.has(folder)) continue;
    found.add(folder);
    for (const { targets } of graph.folders.get(folder)?.calls ?? []) waiting.push(...targets);
  }
  return found;
}

/** A folder in sentences. */
export function shown(folder: string): string {
  return folder === '.' ? 'the top folder' : folder;
}

/**
 * Why the root module `root` is affected by its modules: one reason for each touched folder that it reaches, nearest first,
 * first as things are at head, then what was so at the base only.
 */
export function reachedCauses(
  root: string,
  { modules }: TouchedFolders,
  graphs: { readonly base: SideGraph; readonly head: SideGraph },
): readonly string[] {
  const reasons: string[] = [];
  const told = new Set<string>();
  for (const side of ['head', 'base'] as const) {
    for (const [folder, way] of waysFrom(root, graphs[side])) {
      const touched = modules.get(folder);
      if (!touched || told.has(folder)) continue;
      told.add(folder);
      if (told.size > MAX_FOLDERS) continue;
      const calls = way();
      reasons.push(...reasonsOf(touched, { root, calls, isGone: side === 'base' && calls.length > 0 }));
    }
  }
  const left = told.size - MAX_FOLDERS;
  return left > 0 ? [...reasons, `changes in ${left} more modules that it is made of`] : reasons;
}

interface Way {
  readonly root: string;
  /** Names of the calls from the root module to the folder. */
  readonly calls: readonly string[];
  readonly isGone: boolean;
}

function reasonsOf({ own, read }: Touched, { root, calls, isGone }: Way): readonly string[] {
  const parts = calls.length > MAX_CALLS ? [...calls.slice(0, 2), '…', ...calls.slice(-2)] : calls;
  const module = parts.map((call) => (call === '…' ? call : `module.${call}`)).join('.');
  const whole = module === '' ? shown(root) : `${module} of ${shown(root)}`;
  const direct = module === '' ? '' : `, which ${whole} ${isGone ? 'called before' : 'calls'}`;
  // A template of the module that it reads as well is told once.
  const others = [...read].filter((says) => !own.has(says));
  return [
    ...(own.size > 0 ? [`${toldChanges(own)}${direct}`] : []),
    ...(others.length > 0 ? [`${toldChanges(others)}, which ${whole} ${isGone ? 'read before' : 'reads'}`] : []),
  ];
}

/** Every folder that `root` reaches with the calls on a shortest way to it, nearest first. Linear. */
function* waysFrom(root: string, graph: SideGraph): Generator<readonly [string, () => readonly string[]]> {
  const cameFrom = new Map<string, { readonly from: string; readonly call: string } | undefined>([[root, undefined]]);
  for (const folder of cameFrom.keys()) {
    yield [folder, () => wayTo(folder, cameFrom)];
    for (const { name, targets } of graph.folders.get(folder)?.calls ?? []) {
      for (const target of targets) if (!cameFrom.has(target)) cameFrom.set(target, { from: folder, call: name });
    }
  }
}

function wayTo(
  folder: string,
  cameFrom: ReadonlyMap<string, { readonly from: string; readonly call: string } | undefined>,
): readonly string[] {
  const calls: string[] = [];
  for (let step = cameFrom.get(folder); step; step = cameFrom.get(step.from)) calls.push(step.call);
  return calls.reverse();
}

import type { Resource } from '../../model/resource.ts';

/** `module.a["x"]` in an address: the name of the call and the key. No repetition inside a repetition: linear. */
const MODULE = /module\.([^.[\]]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/g;

/**
 * Those of `companions` (which refer to the block of `owner`) that belong to this instance of it: a module instance refers to its
 * own resources, and where a companion has the key of the owner, those with other keys belong to others. Linear in the number
 * found: the list is indexed when it is first asked for, and must not change after that.
 */
export function ofInstance(companions: readonly Resource[], owner: Resource): readonly Resource[] {
  if (companions.length === 0) return companions;
  const index = indexes.get(companions) ?? indexOf(companions);
  indexes.set(companions, index);
  const reachable: Places[] = [index.shared];
  collect(index.tree, isOneOfMany(owner) ? pathOf(owner.module) : [], reachable);
  const key = keyOf(owner);
  const isPaired = (block: string): boolean =>
    key !== undefined && reachable.some((places) => places.get(block)?.has(key) === true);
  const paired = new Map<string, boolean>();
  const found: Entry[] = [];
  for (const places of reachable) {
    for (const [block, byKey] of places) {
      const matching = entry(paired, block, () => isPaired(block))
        ? [byKey.get(undefined) ?? [], byKey.get(key) ?? []]
        : byKey.values();
      for (const entries of matching) found.push(...entries);
    }
  }
  return found.sort((a, b) => a.position - b.position).map(({ companion }) => companion);
}

interface Entry {
  readonly position: number;
  readonly companion: Resource;
}
/** Companions by the block that they are instances of, then by their instance key. */
type Places = Map<string, Map<string | undefined, Entry[]>>;
/** What one module instance has, and the instances of the modules that it calls, by the call's name and key. */
interface Module {
  readonly places: Places;
  readonly calls: Map<string, Map<string | undefined, Module>>;
}
interface Index {
  /** Companions that stand for several instances, or are in no instance of a module: they belong to all. */
  readonly shared: Places;
  readonly tree: Module;
}

const indexes = new WeakMap<readonly Resource[], Index>();

function indexOf(companions: readonly Resource[]): Index {
  const index: Index = { shared: new Map(), tree: newModule() };
  for (const [position, companion] of companions.entries()) {
    let { shared: places } = index;
    if (isOneOfMany(companion)) {
      let module = index.tree;
      for (const [name, key] of pathOf(companion.module)) {
        const byKey = entry(module.calls, name, () => new Map<string | undefined, Module>());
        module = entry(byKey, key, newModule);
      }
      places = module.places;
    }
    const byKey = entry(places, companion.configAddress, () => new Map<string | undefined, Entry[]>());
    entry(byKey, keyOf(companion), () => new Array<Entry>()).push({ position, companion });
  }
  return index;
}

/** The companions of `module` and all below it, but for other instances of the modules on the way `path`. */
function collect(module: Module, path: Path, into: Places[]): void {
  into.push(module.places);
  const [step, ...rest] = path;
  for (const [name, byKey] of module.calls) {
    if (step?.[0] === name) {
      const next = byKey.get(step[1]);
      if (next) collect(next, rest, into);
    } else for (const next of byKey.values()) collect(next, [], into);
  }
}

/** True for a resource of one instance of a module: those of other instances of it are apart. */
function isOneOfMany({ instances, module }: Resource): boolean {
  return instances.length <= 1 && module.includes('[');
}

type Path = readonly (readonly [name: string, key: string | undefined])[];

function pathOf(module: string): Path {
  return [...module.matchAll(MODULE)].map(([, name = '', key]) => [name, key] as const);
}

/** The instance key of what stands for one instance; undefined when it has none or stands for several. */
function keyOf({ address, instances }: Resource): string | undefined {
  return instances.length === 1 ? /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/.exec(address)?.[0] : undefined;
}

function newModule(): Module {
  return { places: new Map(), calls: new Map() };
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  map.set(key, created);
  return created;
}

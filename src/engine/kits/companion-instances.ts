import type { Resource } from '../../model/resource.ts';

/** `module.a["x"]` in an address: the name of the call and the key. No repetition inside a repetition: linear. */
const MODULE = /module\.([^.[\]]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/g;

/**
 * Those of `companions` (which refer to the block of `owner`) that belong to this instance of it: a module instance refers to its
 * own resources, and where a companion has the key of the owner, those with other keys belong to others.
 */
export function ofInstance(companions: readonly Resource[], owner: Resource): readonly Resource[] {
  const reachable = companions.filter((companion) => !isApart(companion, owner));
  const key = keyOf(owner);
  if (key === undefined) return reachable;
  const paired = new Set(
    reachable.filter((companion) => keyOf(companion) === key).map(({ configAddress }) => configAddress),
  );
  return reachable.filter(({ configAddress, ...companion }) => {
    const own = keyOf(companion);
    return own === undefined || own === key || !paired.has(configAddress);
  });
}

/** True for resources of different instances of one module. */
function isApart(a: Resource, b: Resource): boolean {
  if (a.instances.length > 1 || b.instances.length > 1) return false;
  if (!a.module.includes('[') || !b.module.includes('[')) return false;
  const [ofA, ofB] = [[...a.module.matchAll(MODULE)], [...b.module.matchAll(MODULE)]];
  for (const [index, [, name, key]] of ofA.entries()) {
    const other = ofB[index];
    if (other?.[1] !== name) return false;
    if (other?.[2] !== key) return true;
  }
  return false;
}

/** The instance key of what stands for one instance; undefined when it has none or stands for several. */
function keyOf({ address, instances }: Pick<Resource, 'address' | 'instances'>): string | undefined {
  return instances.length === 1 ? /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/.exec(address)?.[0] : undefined;
}

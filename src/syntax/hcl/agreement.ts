import type { HclBlock, HclBody } from './ast.ts';

/**
 * Whether our tree and hcl2json's values have the same arguments and blocks. Where they differ, something is missing
 * from the tree (and rules would take it for absent) or was invented. Returns the name of the first difference.
 */
export function disagreement(body: HclBody, values: unknown): string | undefined {
  if (!isRecord(values)) return undefined;
  const groups = group(body.blocks, (block) => block.type);
  const names = new Set(body.attributes.map((one) => one.name));
  for (const name of Object.keys(values)) if (!names.has(name) && !groups.has(name)) return name;
  for (const name of names) if (!Object.hasOwn(values, name)) return name;
  for (const [type, blocks] of groups) {
    const difference = inBlocks(blocks, values[type], type);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** hcl2json nests blocks by label; those with equal labels are a list in source order. */
function inBlocks(blocks: readonly HclBlock[], values: unknown, path: string, depth = 0): string | undefined {
  if (Array.isArray(values)) {
    const bodies: readonly unknown[] = values;
    if (bodies.length !== blocks.length) return path;
    for (const [index, block] of blocks.entries()) {
      const inner = disagreement(block.body, bodies[index]);
      if (inner !== undefined) return `${path}.${inner}`;
    }
    return undefined;
  }
  if (!isRecord(values)) return path;
  const groups = group(blocks, (block) => block.labels[depth]?.text ?? '');
  for (const label of Object.keys(values)) if (!groups.has(label)) return `${path}.${label}`;
  for (const [label, list] of groups) {
    const inner = inBlocks(list, values[label], `${path}.${label}`, depth + 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function group(
  blocks: readonly HclBlock[],
  key: (block: HclBlock) => string,
): ReadonlyMap<string, readonly HclBlock[]> {
  const groups = new Map<string, HclBlock[]>();
  for (const block of blocks) {
    const list = groups.get(key(block));
    if (list) list.push(block);
    else groups.set(key(block), [block]);
  }
  return groups;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { HclBlock, HclBody } from '../syntax/hcl/ast.ts';

/**
 * True for files that Terraform merges into the others: `override.tf`, `x_override.tf`, and their JSON and OpenTofu forms.
 * Source: https://developer.hashicorp.com/terraform/language/files/override
 */
export function isOverrideFile(path: string): boolean {
  return /(?:^|[/_])override\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

/** Nested blocks that are merged argument by argument instead of being replaced. */
const MERGED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['resource', new Set(['lifecycle'])],
  ['terraform', new Set(['required_providers'])],
]);

/** `base` with the arguments and nested blocks of `override` in place of its own. */
export function mergeOverride(base: HclBlock, override: HclBlock): HclBlock {
  return { ...base, body: mergeBodies(base.type, base.body, override.body) };
}

function mergeBodies(type: string, base: HclBody, override: HclBody): HclBody {
  const replaced = new Map(override.attributes.map((attribute) => [attribute.name, attribute]));
  const attributes = base.attributes.map((attribute) => {
    const other = replaced.get(attribute.name);
    replaced.delete(attribute.name);
    return other ?? attribute;
  });
  const merged = MERGED.get(type) ?? new Set<string>();
  const types = new Set(override.blocks.map(nestedType));
  // A backend takes the place of a cloud block, and the other way round.
  if (type === 'terraform' && (types.has('backend') || types.has('cloud'))) types.add('backend').add('cloud');
  const blocks = base.blocks.flatMap((block) => {
    if (!types.has(nestedType(block))) return [block];
    if (!merged.has(block.type)) return [];
    const other = override.blocks.find((candidate) => candidate.type === block.type);
    return [other ? { ...block, body: mergeBodies(block.type, block.body, other.body) } : block];
  });
  const present = new Set(blocks.map((block) => block.type));
  const added = override.blocks.filter((block) => !merged.has(block.type) || !present.has(block.type));
  return { attributes: [...attributes, ...replaced.values()], blocks: [...blocks, ...added], span: base.span };
}

/** Takes `backend` and `cloud` out of the `terraform` blocks of `blocks` when `override` has one: a module has only one of them. */
export function dropBackends(blocks: HclBlock[], override: HclBlock): void {
  const isBackend = ({ type }: HclBlock): boolean => type === 'backend' || type === 'cloud';
  if (!override.body.blocks.some(isBackend)) return;
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'terraform' || !block.body.blocks.some(isBackend)) continue;
    const kept = block.body.blocks.filter((nested) => !isBackend(nested));
    blocks[index] = { ...block, body: { ...block.body, blocks: kept } };
  }
}

/** A `dynamic "x"` block stands for blocks of type x. */
function nestedType(block: HclBlock): string {
  return block.type === 'dynamic' ? (block.labels[0]?.text ?? '') : block.type;
}

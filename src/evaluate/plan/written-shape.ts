import type { Block } from '../../model/resource.ts';
import { NO_SHAPE, type Shape } from './shape.ts';

/**
 * The shape of what is written as `written` (of repeated blocks all of them): what stands there as nested blocks is blocks, where
 * schema and configuration of a plan have an attribute that may be written in both ways (`ingress` of a security group).
 * Source: https://developer.hashicorp.com/terraform/language/attr-as-blocks
 */
export function writtenShape(shape: Shape | undefined, written: readonly Block[]): Shape {
  const nested = new Map<string, Block[]>();
  const attributes = new Set<string>();
  for (const block of written) {
    for (const name of block.attributes.keys()) attributes.add(name);
    for (const name of block.openBlocks.keys()) if (!nested.has(name)) nested.set(name, []);
    for (const inner of block.blocks) {
      const list = nested.get(inner.type);
      if (list) list.push(inner);
      else nested.set(inner.type, [inner]);
    }
  }
  const own = shape ?? NO_SHAPE;
  return {
    ...own,
    kind: (name) => (nested.has(name) && !attributes.has(name) ? 'block' : own.kind(name)),
    nested: (name) => {
      const blocks = nested.get(name) ?? [];
      return blocks.length > 0 ? writtenShape(own.nested(name), blocks) : own.nested(name);
    },
  };
}

import type { Attribute, Block } from '../model/resource.ts';
import { isList, isObject, type Value } from '../model/value.ts';

/** Nested blocks of one type, and the unknown that hides further ones, if any. */
export interface ChildBlocks {
  readonly blocks: readonly Block[];
  readonly open: Value | undefined;
}

/**
 * The nested blocks of `type` in `block`. An argument whose value is an object, or a list of objects, counts as a block
 * as well: providers built on the plugin framework (`ec_deployment`), attributes-as-blocks (`ingress = [{ … }]`) and
 * YAML mappings are written like that and mean the same. An argument with an unknown value makes the blocks open.
 */
export function childBlocks(block: Block, type: string): ChildBlocks {
  const written = block.blocks.filter((candidate) => candidate.type === type);
  const argument = block.attributes.get(type);
  const open = block.openBlocks.get(type);
  // A YAML mapping is presented both as an argument and as a block: the block is the better one.
  if (!argument || written.some((child) => child.span.start === argument.span.start)) return { blocks: written, open };
  const fromArgument = blocksOf(argument, argument.value);
  return { blocks: [...written, ...fromArgument.blocks], open: open ?? fromArgument.open };
}

function blocksOf(argument: Attribute, value: Value): ChildBlocks {
  if (value.kind === 'unknown') return { blocks: [], open: value };
  if (value.kind === 'absent') return { blocks: [], open: undefined };
  if (isObject(value.value)) return { blocks: [objectBlock(argument, value, value.value)], open: undefined };
  if (!isList(value.value)) return { blocks: [], open: undefined };
  const items = value.value.map((item) => blocksOf(argument, item));
  return {
    blocks: items.flatMap((item) => item.blocks),
    open: items.map((item) => item.open).find((item) => item !== undefined),
  };
}

function objectBlock(argument: Attribute, value: Value, fields: ReadonlyMap<string, Value>): Block {
  // The object may have been written elsewhere (a local, a tfvars file): then the argument is the better place to point at.
  const inArgument = (candidate: Value): Attribute['span'] | undefined =>
    candidate.span?.file === argument.span.file &&
    candidate.span.start >= argument.valueSpan.start &&
    candidate.span.end <= argument.valueSpan.end
      ? candidate.span
      : undefined;
  const span = inArgument(value) ?? argument.valueSpan;
  const attributes = new Map<string, Attribute>();
  for (const [name, field] of fields) {
    const place = inArgument(field) ?? span;
    attributes.set(name, { name, value: field, span: place, valueSpan: place });
  }
  return { type: argument.name, labels: [], attributes, blocks: [], openBlocks: new Map(), span, headerSpan: span };
}

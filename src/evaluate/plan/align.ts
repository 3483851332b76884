import type { Attribute, Block } from '../../model/resource.ts';
import type { Value } from '../../model/value.ts';
import { pairBlocks } from './pair-blocks.ts';
import { graft, isUnset } from './graft.ts';

/** Arguments that Terraform reads itself: a plan holds no values of them. */
const META_ARGUMENTS = ['count', 'for_each', 'depends_on', 'provider'];
/** Blocks of which a plan holds nothing, or only references. */
const META_BLOCKS: ReadonlySet<string> = new Set(['lifecycle', 'provisioner', 'connection']);

/**
 * The body that is planned (or was there before), as it is written in `source`: places, references and traces come from
 * there, values from the plan. An argument that is not written counts as absent when the plan knows no value for it either (or
 * only the empty one that providers put in its place): its default is what rules know about. What the plan cannot hold is
 * taken from the source.
 */
export function alignBody(planned: Block, source: Block): Block {
  const aligned = alignBlock(planned, source);
  const attributes = new Map(aligned.attributes);
  for (const name of META_ARGUMENTS) {
    const written = source.attributes.get(name);
    if (written) attributes.set(name, written);
  }
  const openBlocks = new Map([...aligned.openBlocks].filter(([type]) => !META_BLOCKS.has(type)));
  for (const [type, value] of source.openBlocks) if (META_BLOCKS.has(type)) openBlocks.set(type, value);
  const isMeta = ({ type }: Block): boolean => META_BLOCKS.has(type);
  const blocks = [...aligned.blocks.filter((block) => !isMeta(block)), ...source.blocks.filter(isMeta)];
  return Object.freeze({ ...aligned, attributes, openBlocks, blocks: Object.freeze(blocks) });
}

function alignBlock(planned: Block, source: Block): Block {
  const writtenBlocks = new Map<string, Block[]>();
  for (const block of source.blocks) {
    const list = writtenBlocks.get(block.type);
    if (list) list.push(block);
    else writtenBlocks.set(block.type, [block]);
  }
  const isWrittenAsBlock = (name: string): boolean => writtenBlocks.has(name) || source.openBlocks.has(name);
  const attributes = new Map<string, Attribute>();
  const openBlocks = new Map<string, Value>();
  for (const attribute of planned.attributes.values()) {
    const { name, value } = attribute;
    const written = source.attributes.get(name);
    if (written) {
      if (!(isUnset(value) && isNull(written.value))) attributes.set(name, alignAttribute(attribute, written));
    } else if (isWrittenAsBlock(name)) {
      if (value.kind === 'unknown') openBlocks.set(name, openIn(source, name, value));
      else if (!isUnset(value) && !planned.blocks.some(({ type }) => type === name)) {
        // Where a schema calls it an argument, rules read blocks from it.
        const span = writtenBlocks.get(name)?.[0]?.headerSpan ?? source.headerSpan;
        attributes.set(name, { ...attribute, span, valueSpan: span });
      }
    } else if (value.kind !== 'unknown' && !isUnset(value)) {
      attributes.set(name, { ...attribute, span: source.headerSpan, valueSpan: source.headerSpan });
    }
  }
  // An argument that can only be written, never read back, is null in every plan.
  for (const [name, written] of source.attributes) {
    const isCertain = written.value.kind === 'known' && !isNull(written.value);
    if (!attributes.has(name) && !planned.attributes.has(name) && isCertain) attributes.set(name, written);
  }
  for (const [name, value] of planned.openBlocks) {
    if (isWrittenAsBlock(name) || source.attributes.has(name)) openBlocks.set(name, openIn(source, name, value));
  }
  return Object.freeze({
    ...planned,
    attributes,
    openBlocks,
    blocks: Object.freeze(alignBlocks(planned, source, writtenBlocks, attributes)),
    span: source.span,
    headerSpan: source.headerSpan,
  });
}

/** In the order of the plan; those that belong to an argument as it is written are left to that argument. */
function alignBlocks(
  planned: Block,
  source: Block,
  written: ReadonlyMap<string, readonly Block[]>,
  attributes: ReadonlyMap<string, Attribute>,
): readonly Block[] {
  const byType = new Map<string, Block[]>();
  for (const block of planned.blocks) {
    if (source.attributes.has(block.type) && attributes.has(block.type)) continue;
    const list = byType.get(block.type);
    if (list) list.push(block);
    else byType.set(block.type, [block]);
  }
  return [...byType].flatMap(([type, blocks]) => {
    const partners = pairBlocks(blocks, written.get(type) ?? []);
    return blocks.map((block, index) => {
      const partner = partners[index];
      return partner ? alignBlock(block, partner) : moved(block, source);
    });
  });
}

/** A block that is not written (or cannot be told which) stands at the header of what is around it. */
function moved(block: Block, around: Block): Block {
  return { ...block, span: around.headerSpan, headerSpan: around.headerSpan };
}

function alignAttribute(planned: Attribute, written: Attribute): Attribute {
  const { name, span, valueSpan } = written;
  return Object.freeze({ name, value: graft(planned.value, written.value, valueSpan), span, valueSpan });
}

/** An unknown number of blocks, with what the source says that it depends on. */
function openIn(source: Block, name: string, value: Value): Value {
  const written = source.openBlocks.get(name) ?? source.attributes.get(name)?.value;
  return written ? graft(value, written, source.headerSpan) : value;
}

function isNull(value: Value): boolean {
  return value.kind === 'absent' || (value.kind === 'known' && value.value === null);
}

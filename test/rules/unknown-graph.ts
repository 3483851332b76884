import { viewOf } from '../../src/engine/resource-view.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { createGraph } from '../../src/evaluate/graph.ts';
import type { Attribute, Block, Graph, Resource } from '../../src/model/resource.ts';
import type { Span } from '../../src/model/span.ts';
import { unknown, type Value } from '../../src/model/value.ts';

/** The paths that a rule reads of each resource of its types. */
export function readsOf(rule: Rule, graph: Graph): ReadonlyMap<Resource, ReadonlySet<string>> {
  const reads = new Map<Resource, Set<string>>();
  for (const resource of graph.resources) {
    if (!rule.resource.includes(resource.type)) continue;
    const paths = new Set<string>();
    rule.check({ resource: viewOf(resource, (path) => paths.add(path)), graph });
    reads.set(resource, paths);
  }
  return reads;
}

/**
 * The graph with every argument of every resource unknown, and with everything in `reads` that is not an argument
 * (absent arguments, nested blocks) unknown as well: as if each were a variable without a value, or a `dynamic` block
 * over one.
 */
export function unknownGraph(graph: Graph, reads: ReadonlyMap<Resource, ReadonlySet<string>>): Graph {
  const resources = graph.resources.map((resource) => {
    let body = unknownBlock(resource.body);
    for (const path of reads.get(resource) ?? []) body = hide(body, path.split('.'));
    return { ...resource, body };
  });
  return createGraph(resources, (file) => graph.text(file));
}

function unknownValue(span: Span): Value {
  return unknown('variable-without-value', 'made unknown by the test', { span, trace: [], references: [] });
}

function unknownBlock(block: Block): Block {
  const attributes = new Map<string, Attribute>();
  for (const [name, attribute] of block.attributes) {
    attributes.set(name, { ...attribute, value: unknownValue(attribute.valueSpan) });
  }
  return { ...block, attributes, blocks: block.blocks.map(unknownBlock) };
}

/** The block with what stands, or could stand, at the path made unknown. */
function hide(block: Block, [step = '', ...rest]: readonly string[]): Block {
  const isBlock = block.blocks.some((child) => child.type === step);
  if (rest.length > 0 && isBlock) {
    return { ...block, blocks: block.blocks.map((child) => (child.type === step ? hide(child, rest) : child)) };
  }
  if (rest.length === 0 && !isBlock && !block.attributes.has(step)) {
    const span = block.headerSpan;
    const written = { name: step, value: unknownValue(span), span, valueSpan: span };
    return { ...block, attributes: new Map([...block.attributes, [step, written]]) };
  }
  return {
    ...block,
    blocks: block.blocks.filter((child) => child.type !== step),
    openBlocks: new Map([...block.openBlocks, [step, unknownValue(block.headerSpan)]]),
  };
}

import type { Span } from '../../model/span.ts';
import type { LineIndex } from '../line-index.ts';
import type { FileKind } from '../parsed-file.ts';
import type { YamlEntry, YamlMapping, YamlNode } from '../yaml/tree.ts';
import type { HclAttribute, HclBlock, HclBody } from './ast.ts';
import type { JsonExpressions } from './json-expression.ts';

/** How the keys of an object are read. */
interface Shape {
  /** Block types and how many labels each has. */
  readonly blocks: Readonly<Record<string, BlockShape>>;
  /** Arguments whose strings are references or types. */
  readonly references?: ReadonlySet<string>;
  /** Arguments that Terraform reads without evaluating: their strings are text. `all`: every argument. */
  readonly literals?: ReadonlySet<string> | 'all';
  /**
   * Objects under other names may be blocks or arguments: only the provider's schema tells. They become both, an
   * argument and blocks, so that a rule finds what it looks for.
   */
  readonly open?: boolean;
}

interface BlockShape {
  readonly labels: number;
  readonly inside: Shape;
}

const PLAIN: Shape = { blocks: {} };
/** A variables file (https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files). */
const VALUES: Shape = { blocks: {}, literals: 'all' };
const OPEN: Shape = { blocks: {}, open: true };
const LIFECYCLE: Shape = {
  blocks: { precondition: { labels: 0, inside: PLAIN }, postcondition: { labels: 0, inside: PLAIN } },
  references: new Set(['ignore_changes', 'replace_triggered_by']),
};
const DYNAMIC: Shape = { blocks: { content: { labels: 0, inside: OPEN } } };
const RESOURCE: Shape = {
  open: true,
  references: new Set(['depends_on', 'provider']),
  blocks: {
    lifecycle: { labels: 0, inside: LIFECYCLE },
    connection: { labels: 0, inside: PLAIN },
    provisioner: { labels: 1, inside: OPEN },
    dynamic: { labels: 1, inside: DYNAMIC },
  },
};
const MOVE: Shape = { blocks: {}, references: new Set(['from', 'to', 'provider']) };
const TERRAFORM: Shape = {
  blocks: {
    backend: { labels: 1, inside: OPEN },
    cloud: { labels: 0, inside: { blocks: { workspaces: { labels: 0, inside: PLAIN } } } },
    required_providers: { labels: 0, inside: PLAIN },
    provider_meta: { labels: 1, inside: PLAIN },
  },
};

/** Blocks at the top of a configuration (https://developer.hashicorp.com/terraform/language/syntax/json). */
const CONFIGURATION: Shape = {
  blocks: {
    resource: { labels: 2, inside: RESOURCE },
    data: { labels: 2, inside: RESOURCE },
    ephemeral: { labels: 2, inside: RESOURCE },
    module: {
      labels: 1,
      inside: {
        blocks: {},
        references: new Set(['depends_on', 'providers']),
        literals: new Set(['source', 'version']),
      },
    },
    provider: { labels: 1, inside: OPEN },
    variable: {
      labels: 1,
      inside: {
        blocks: { validation: { labels: 0, inside: PLAIN } },
        references: new Set(['type']),
        literals: new Set(['default', 'description']),
      },
    },
    output: {
      labels: 1,
      inside: {
        blocks: { precondition: { labels: 0, inside: PLAIN } },
        references: new Set(['depends_on']),
        literals: new Set(['description']),
      },
    },
    check: {
      labels: 1,
      inside: { blocks: { assert: { labels: 0, inside: PLAIN }, data: { labels: 2, inside: RESOURCE } } },
    },
    locals: { labels: 0, inside: PLAIN },
    terraform: { labels: 0, inside: TERRAFORM },
    moved: { labels: 0, inside: MOVE },
    import: { labels: 0, inside: MOVE },
    removed: { labels: 0, inside: { ...MOVE, blocks: { lifecycle: { labels: 0, inside: LIFECYCLE } } } },
  },
};

/** Builds the body of a whole file. At the top (and wherever there are blocks) a list of objects is read as one. */
export function jsonBody(root: YamlNode, kind: FileKind, expressions: JsonExpressions, lines: LineIndex): HclBody {
  return bodyOf(objects(root), root.span, kind === 'variables' ? VALUES : CONFIGURATION, expressions, lines);
}

function bodyOf(
  nodes: readonly YamlMapping[],
  span: Span,
  shape: Shape,
  expressions: JsonExpressions,
  lines: LineIndex,
): HclBody {
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  for (const entry of nodes.flatMap((node) => node.entries)) {
    const name = entry.key.text;
    // By Terraform's convention a comment.
    if (name === '//') continue;
    const block = Object.hasOwn(shape.blocks, name) ? shape.blocks[name] : undefined;
    if (block) {
      blocks.push(...blocksOf(entry, entry.value, block, [], expressions, lines));
      continue;
    }
    const isReference = shape.references?.has(name) ?? false;
    const isLiteral = shape.literals === 'all' || (shape.literals?.has(name) ?? false);
    const read = isReference ? expressions.reference : isLiteral ? expressions.literal : expressions.value;
    attributes.push({
      name,
      expression: read(entry.value),
      span: entry.span,
      nameSpan: entry.key.span,
    });
    if (shape.open && !isReference) {
      blocks.push(...blocksOf(entry, entry.value, { labels: 0, inside: OPEN }, [], expressions, lines));
    }
  }
  return { attributes, blocks, span };
}

/** The blocks of one key: `labels` levels of keys are labels; then each object is a body. */
function blocksOf(
  entry: YamlEntry,
  node: YamlNode,
  shape: BlockShape,
  labels: readonly YamlEntry[],
  expressions: JsonExpressions,
  lines: LineIndex,
): HclBlock[] {
  if (labels.length < shape.labels) {
    return objects(node)
      .flatMap((one) => one.entries)
      .filter((inner) => inner.key.text !== '//')
      .flatMap((inner) => blocksOf(entry, inner.value, shape, [...labels, inner], expressions, lines));
  }
  // The keys before the last label are shared with other blocks, so a block begins at its last key.
  const head = (labels.at(-1) ?? entry).key.span;
  return objects(node).map((one) => ({
    type: entry.key.text,
    labels: labels.map((label) => ({ text: label.key.text, span: label.key.span })),
    body: bodyOf([one], one.span, shape.inside, expressions, lines),
    span: node.kind === 'mapping' ? lines.span(head.start, one.span.end) : one.span,
    headerSpan: head,
  }));
}

/** The objects of a value that is an object or a list of objects; nothing of anything else. */
function objects(node: YamlNode): readonly YamlMapping[] {
  if (node.kind === 'mapping') return [node];
  return node.kind === 'sequence' ? node.items.filter((item) => item.kind === 'mapping') : [];
}

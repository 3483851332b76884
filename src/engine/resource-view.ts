import type { Attribute, Block, Resource } from '../model/resource.ts';
import type { Span } from '../model/span.ts';
import { absent, type Value } from '../model/value.ts';
import { childBlocks, type ChildBlocks } from './child-blocks.ts';

/** An attribute as a rule reads it: always a value, and the best place to point at. */
export interface AttributeView {
  readonly path: string;
  readonly value: Value;
  /** The argument when it is written, else the header of the block it would stand in. */
  readonly span: Span;
  /** The argument as written; undefined when it is absent. */
  readonly written: Attribute | undefined;
  /** The block the argument stands in, or would stand in. */
  readonly block: Block;
  /** Types of the nested blocks on the way that are not written, outermost first. */
  readonly missingBlocks: readonly string[];
}

/** A resource with the reading functions that rules use. Every read is recorded, so that a test can make it unknown. */
export interface ResourceView {
  readonly resource: Resource;
  readonly address: string;
  readonly type: string;
  readonly span: Span;
  readonly headerSpan: Span;
  /**
   * The attribute at a dotted path through single nested blocks (`versioning_configuration.status`), or through objects.
   * When a block on the way is missing the value is absent; when it is open (dynamic over an unknown) the value is
   * unknown. A literal null is absent. Of repeated blocks the first is read: see `attrs`.
   */
  attr(path: string): AttributeView;
  /**
   * The attribute at a dotted path in every block that the path leads through. Never empty: a way that ends early
   * gives an absent value, an open block an unknown one (beside those that are written).
   */
  attrs(path: string): readonly AttributeView[];
  /** Nested blocks at a dotted path, all of them at each level, and the unknown that hides further ones, if any. */
  blocks(path: string): ChildBlocks;
  /** An attribute of a nested block; the path is relative to it. */
  attrOf(block: Block, path: string): AttributeView;
  /** As `attrs`, from a nested block on. */
  attrsOf(block: Block, path: string): readonly AttributeView[];
}

/** A view on `resource`; `onRead` is told each attribute path that is read. */
export function viewOf(resource: Resource, onRead?: (path: string) => void): ResourceView {
  const attrsOf = (block: Block, path: string): readonly AttributeView[] => {
    onRead?.(path);
    return walk(block, path, path.split('.'));
  };
  // `walk` gives at least one view; the fallback satisfies the type checker only.
  const attrOf = (block: Block, path: string): AttributeView => attrsOf(block, path)[0] ?? missing(block, path, []);
  return {
    resource,
    address: resource.address,
    type: resource.type,
    span: resource.body.span,
    headerSpan: resource.body.headerSpan,
    attr: (path) => attrOf(resource.body, path),
    attrs: (path) => attrsOf(resource.body, path),
    attrOf,
    attrsOf,
    blocks: (path) => {
      onRead?.(path);
      let level: readonly Block[] = [resource.body];
      let open: Value | undefined;
      for (const type of path.split('.')) {
        const children = level.map((block) => childBlocks(block, type));
        open ??= children.map((child) => child.open).find((value) => value !== undefined);
        level = children.flatMap((child) => child.blocks);
      }
      return { blocks: level, open };
    },
  };
}

function walk(block: Block, path: string, way: readonly string[]): readonly AttributeView[] {
  const [step = '', ...rest] = way;
  if (rest.length === 0) return [leaf(block, path, step)];
  const { blocks, open } = childBlocks(block, step);
  const found = blocks.flatMap((child) => walk(child, path, rest));
  if (open) found.push({ ...missing(block, path, [step, ...rest.slice(0, -1)]), value: open });
  return found.length > 0 ? found : [missing(block, path, [step, ...rest.slice(0, -1)])];
}

function leaf(block: Block, path: string, name: string): AttributeView {
  const written = block.attributes.get(name);
  if (!written) return missing(block, path, []);
  const { value } = written;
  const isNull = value.kind === 'known' && value.value === null;
  return {
    path,
    value: isNull ? absent({ span: value.span, trace: value.trace, references: value.references }) : value,
    span: written.span,
    written,
    block,
    missingBlocks: [],
  };
}

function missing(block: Block, path: string, missingBlocks: readonly string[]): AttributeView {
  return { path, value: absent(), span: block.headerSpan, written: undefined, block, missingBlocks };
}

import type { Attribute, Block, Resource } from '../model/resource.ts';
import type { Span } from '../model/span.ts';
import { absent, type Value } from '../model/value.ts';

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
}

/** A resource with the reading functions that rules use. Every read is recorded, so that a test can make it unknown. */
export interface ResourceView {
  readonly resource: Resource;
  readonly address: string;
  readonly type: string;
  readonly span: Span;
  readonly headerSpan: Span;
  /**
   * The attribute at a dotted path through single nested blocks (`versioning_configuration.status`). When a block on the
   * way is missing the value is absent; when it is open (dynamic over an unknown) the value is unknown. A literal null is absent.
   */
  attr(path: string): AttributeView;
  /** Nested blocks at a dotted path, all of them at each level, and the unknown that hides further ones, if any. */
  blocks(path: string): { readonly blocks: readonly Block[]; readonly open: Value | undefined };
  /** An attribute of a nested block. */
  attrOf(block: Block, path: string): AttributeView;
}

/** A view on `resource`; `onRead` is told each attribute path that is read. */
export function viewOf(resource: Resource, onRead?: (path: string) => void): ResourceView {
  const attrOf = (start: Block, path: string, prefix: string): AttributeView => {
    onRead?.(prefix + path);
    const parts = path.split('.');
    const name = parts.pop() ?? '';
    let block = start;
    for (const type of parts) {
      const open = block.openBlocks.get(type);
      const next = block.blocks.find((candidate) => candidate.type === type);
      if (!next) {
        const value = open ?? absent();
        return { path, value, span: block.headerSpan, written: undefined, block };
      }
      block = next;
    }
    const written = block.attributes.get(name);
    if (!written) return { path, value: absent(), span: block.headerSpan, written: undefined, block };
    const { value } = written;
    const isNull = value.kind === 'known' && value.value === null;
    return {
      path,
      value: isNull ? absent({ span: value.span, trace: value.trace, references: value.references }) : value,
      span: written.span,
      written,
      block,
    };
  };
  return {
    resource,
    address: resource.address,
    type: resource.type,
    span: resource.body.span,
    headerSpan: resource.body.headerSpan,
    attr: (path) => attrOf(resource.body, path, ''),
    attrOf: (block, path) => attrOf(block, path, ''),
    blocks: (path) => {
      onRead?.(path);
      let level: readonly Block[] = [resource.body];
      let open: Value | undefined;
      for (const type of path.split('.')) {
        open ??= level.map((block) => block.openBlocks.get(type)).find((value) => value !== undefined);
        level = level.flatMap((block) => block.blocks.filter((candidate) => candidate.type === type));
      }
      return { blocks: level, open };
    },
  };
}

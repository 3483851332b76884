import type { HclAttribute, HclBlock, HclBody } from './ast.ts';
import { expression, invalid, type Source } from './expression.ts';
import type { RawNode } from './raw-tree.ts';
import { template } from './template.ts';

/** A place that the grammar did not understand. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  /** Name of the attribute that was made `invalid` because of it; undefined when more than one attribute may be wrong. */
  readonly attribute: string | undefined;
}

/**
 * Builds the body of a whole file. Never fails: of broken text it holds the attributes and blocks that were
 * recognised, and `gaps` tells what was not.
 */
export function fileBody(root: RawNode, source: Source): { readonly body: HclBody; readonly gaps: readonly Gap[] } {
  const gaps: Gap[] = [];
  const body = build(root.children, 0, source.text.length, source, gaps);
  // A root that is itself an error has children, but nothing marks the place.
  if (root.type === 'ERROR' && gaps.length === 0) gaps.push({ start: root.start, end: root.end, attribute: undefined });
  return { body, gaps };
}

function build(nodes: readonly RawNode[], start: number, end: number, source: Source, gaps: Gap[]): HclBody {
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  let previous: RawNode | undefined;
  const visit = (node: RawNode): void => {
    switch (node.type) {
      case 'body':
        node.children.forEach(visit);
        break;
      case 'attribute':
        attributes.push(attribute(node, source, gaps));
        previous = node;
        break;
      case 'block':
        blocks.push(block(node, source, gaps));
        previous = undefined;
        break;
      case 'ERROR':
        error(node);
        break;
      case 'object':
        // The grammar takes JSON in `.tfvars`; Terraform does not.
        gaps.push({ start: node.start, end: node.end, attribute: undefined });
        break;
      default:
        if (node.broken) gaps.push({ start: node.start, end: node.end, attribute: undefined });
    }
  };
  const error = (node: RawNode): void => {
    const last = attributes.at(-1);
    const between = previous ? source.text.slice(previous.end, node.start) : '\n';
    if (previous && last && !between.includes('\n')) {
      // What follows on the same line belongs to the attribute before: `x = 1e5` is read as `x = 1` and an error.
      const from = source.text.indexOf('=', previous.start + last.name.length) + 1;
      attributes[attributes.length - 1] = {
        ...last,
        expression: invalid(from + leadingSpace(source.text, from), node.end, source),
        span: source.span(previous.start, node.end),
      };
      gaps.push({ start: node.start, end: node.end, attribute: last.name });
      return;
    }
    gaps.push({ start: node.start, end: node.end, attribute: undefined });
    previous = undefined;
    node.children.forEach((child) => {
      if (['body', 'attribute', 'block', 'ERROR'].includes(child.type)) visit(child);
    });
  };
  nodes.forEach(visit);
  return { attributes, blocks, span: source.span(start, end) };
}

function leadingSpace(text: string, at: number): number {
  let count = 0;
  while (text[at + count] === ' ' || text[at + count] === '\t') count += 1;
  return count;
}

function attribute(node: RawNode, source: Source, gaps: Gap[]): HclAttribute {
  const name = node.children[0] ?? node;
  const text = source.text.slice(name.start, name.end);
  const value = node.children.find((child) => child.type === 'expression');
  if (node.broken) {
    // Only when the error is inside the value is it certain which argument is meant.
    const isValue = value?.broken && node.children.every((child) => child === value || !child.broken);
    gaps.push({ start: node.start, end: node.end, attribute: isValue ? text : undefined });
  }
  const from = value?.start ?? name.end;
  return {
    name: text,
    expression: node.broken || !value ? invalid(from, node.end, source) : expression(value, source),
    span: source.span(node.start, node.end),
    nameSpan: source.span(name.start, name.end),
  };
}

function block(node: RawNode, source: Source, gaps: Gap[]): HclBlock {
  const open = node.children.findIndex((child) => child.type === 'block_start');
  const header = open === -1 ? node.children : node.children.slice(0, open);
  const content = open === -1 ? [] : node.children.slice(open + 1);
  const type = header[0] ?? node;
  const closing = content.at(-1);
  const inside = content.filter((child) => child.type !== 'block_end');
  const bodyStart = node.children[open]?.end ?? node.end;
  const bodyEnd = closing?.type === 'block_end' ? closing.start : node.end;
  if (closing?.broken && closing.type === 'block_end') {
    gaps.push({ start: node.start, end: type.end, attribute: undefined });
  }
  for (const part of header) if (part.broken) gaps.push({ start: part.start, end: part.end, attribute: undefined });
  return {
    type: source.text.slice(type.start, type.end),
    labels: header.slice(1).flatMap((part) => label(part, source)),
    body: build(inside, bodyStart, bodyEnd, source, gaps),
    span: source.span(node.start, node.end),
    headerSpan: source.span(node.start, header.at(-1)?.end ?? node.end),
  };
}

/** A label is a name or a quoted string; its span includes the quotes. */
function label(node: RawNode, source: Source): HclBlock['labels'][number][] {
  const span = source.span(node.start, node.end);
  if (node.type === 'identifier') return [{ text: source.text.slice(node.start, node.end), span }];
  if (node.type !== 'string_lit') return [];
  const value = template(node, source);
  return value.kind === 'literal' ? [{ text: String(value.value), span }] : [];
}

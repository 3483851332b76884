import type { Span } from '../../model/span.ts';
import type { Expression, HclBlock, HclBody } from '../../syntax/hcl/ast.ts';
import { plainText } from './walk-expressions.ts';

/** One argument, however deep it is: blocks, their labels and objects are the way to it. */
export interface Setting {
  /** `['exec', 'command']`; `*` for a key that is computed. */
  readonly path: readonly string[];
  /** Undefined for a block that holds nothing. */
  readonly expression: Expression | undefined;
  readonly span: Span;
}

/** Keys on the way to a setting; deeper ones count as one. The parser's own limit is lower. */
const MAX_DEPTH = 300;

/**
 * The settings of a body. A block and an object of the same name are the same here, so that it does not matter whether a file is
 * HCL or JSON. A `dynamic` block is one of the type that it makes.
 */
export function settingsOf(body: HclBody): readonly Setting[] {
  const settings: Setting[] = [];
  const seen = new Set<Expression>();
  const waiting: { readonly path: readonly string[]; readonly body: HclBody }[] = [{ path: [], body }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const { name, expression, span } of next.body.attributes) {
      if (!seen.has(expression)) addExpression([...next.path, name], expression, span, settings, seen);
    }
    for (const block of next.body.blocks) {
      const path = next.path.length < MAX_DEPTH ? [...next.path, ...nameOf(block)] : next.path;
      const { attributes, blocks } = block.body;
      if (attributes.length + blocks.length === 0)
        settings.push({ path, expression: undefined, span: block.headerSpan });
      waiting.push({ path, body: block.body });
    }
  }
  return settings;
}

/** Type and labels; what a `dynamic` block makes has no labels of its own. */
function nameOf(block: HclBlock): readonly string[] {
  const labels = block.labels.map(({ text }) => text);
  return block.type === 'dynamic'
    ? labels
    : block.type === 'content' && labels.length === 0
      ? []
      : [block.type, ...labels];
}

function addExpression(
  path: readonly string[],
  expression: Expression,
  span: Span,
  settings: Setting[],
  seen: Set<Expression>,
): void {
  const waiting = [{ path, expression, span }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const inner = next.expression;
    seen.add(inner);
    if (inner.kind === 'object' && inner.items.length > 0 && next.path.length < MAX_DEPTH) {
      for (const { key, value, span: itemSpan } of inner.items) {
        waiting.push({ path: [...next.path, keyText(key)], expression: value, span: itemSpan });
      }
    } else if (inner.kind === 'tuple' && inner.items.some(({ kind }) => kind === 'object')) {
      for (const item of inner.items) waiting.push({ path: next.path, expression: item, span: item.span });
    } else {
      settings.push(next);
    }
  }
}

/** The name of an item of an object; `*` when it is computed. */
export function keyText(key: Expression): string {
  // A bare name is a literal already.
  return plainText(key) ?? (key.kind === 'variable' ? key.name : '*');
}

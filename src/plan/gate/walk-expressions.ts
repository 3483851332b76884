import type { Expression, HclBody } from '../../syntax/hcl/ast.ts';
import { expressionParts } from '../../syntax/hcl/expression-parts.ts';

/** `expression` and all expressions inside of it, in no particular order. Takes lists of any length. */
export function* walkExpression(expression: Expression): Generator<Expression> {
  const waiting = [expression];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    for (const part of expressionParts(next)) waiting.push(part);
  }
}

/**
 * Every expression of a body and of the blocks in it, once: in JSON an object is an argument and a block at the same time, with the
 * same expressions.
 */
export function* walkBody(body: HclBody): Generator<Expression> {
  const seen = new Set<Expression>();
  const waiting = [body];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const { expression } of next.attributes) {
      if (seen.has(expression)) continue;
      for (const part of walkExpression(expression)) {
        seen.add(part);
        yield part;
      }
    }
    for (const block of next.blocks) waiting.push(block.body);
  }
}

/** The text that an expression is, when it is a plain text without sequences. */
export function plainText(expression: Expression | undefined): string | undefined {
  if (expression?.kind === 'literal') return typeof expression.value === 'string' ? expression.value : undefined;
  if (expression?.kind !== 'template') return undefined;
  const texts: string[] = [];
  for (const part of expression.parts) {
    if (part.kind !== 'text') return undefined;
    texts.push(part.text);
  }
  return texts.join('');
}

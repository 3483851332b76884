import type { Expression, TemplatePart } from './ast.ts';

/** The expressions that `expression` is made of, in source order; without those that are inside them. */
export function expressionParts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'variable':
    case 'invalid':
      return [];
    case 'template':
      return expression.parts.flatMap(partExpressions);
    case 'tuple':
      return expression.items;
    case 'object':
      return expression.items.flatMap(({ key, value }) => [key, value]);
    case 'get-attribute':
      return [expression.target];
    case 'index':
      return [expression.target, expression.key];
    case 'splat':
      return [expression.target, expression.each];
    case 'call':
      return expression.args;
    case 'conditional':
      return [expression.condition, expression.then, expression.else];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'for':
      return [expression.collection, expression.keyResult, expression.result, expression.condition].filter(
        (part) => part !== undefined,
      );
  }
}

/** `expression` and all expressions inside it, outer ones first. */
export function* allExpressions(expression: Expression): Generator<Expression> {
  const waiting = [expression];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    waiting.push(...[...expressionParts(next)].reverse());
  }
}

function partExpressions(part: TemplatePart): readonly Expression[] {
  switch (part.kind) {
    case 'text':
      return [];
    case 'interpolation':
      return [part.expression];
    case 'if':
      return [part.condition, ...part.then.flatMap(partExpressions), ...part.else.flatMap(partExpressions)];
    case 'for':
      return [part.collection, ...part.body.flatMap(partExpressions)];
  }
}

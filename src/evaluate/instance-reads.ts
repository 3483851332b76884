import type { Expression, TemplatePart } from '../syntax/hcl/ast.ts';

/**
 * True when `expression` names `each` or `count`, so that its value may differ between the instances of a block. Found without
 * evaluating anything: evaluating the inputs of a module only to find out could make a cycle where there is none. Linear.
 */
export function readsInstance(expression: Expression): boolean {
  const waiting: Expression[] = [expression];
  for (let current = waiting.pop(); current; current = waiting.pop()) {
    if (current.kind === 'variable' && (current.name === 'each' || current.name === 'count')) return true;
    waiting.push(...partsOf(current));
  }
  return false;
}

/** The expressions directly inside an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'variable':
    case 'invalid':
      return [];
    case 'template':
      return expression.parts.flatMap(partsOfTemplate);
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

function partsOfTemplate(part: TemplatePart): readonly Expression[] {
  switch (part.kind) {
    case 'text':
      return [];
    case 'interpolation':
      return [part.expression];
    case 'if':
      return [part.condition, ...part.then.flatMap(partsOfTemplate), ...part.else.flatMap(partsOfTemplate)];
    case 'for':
      return [part.collection, ...part.body.flatMap(partsOfTemplate)];
  }
}

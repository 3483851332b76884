import type { Expression } from '../syntax/hcl/ast.ts';
import { allExpressions } from '../syntax/hcl/expression-parts.ts';

/**
 * True when `expression` names `each` or `count`, so that its value may differ between the instances of a block. Found without
 * evaluating anything: evaluating the inputs of a module only to find out could make a cycle where there is none. Linear.
 */
export function readsInstance(expression: Expression): boolean {
  for (const part of allExpressions(expression)) {
    if (part.kind === 'variable' && (part.name === 'each' || part.name === 'count')) return true;
  }
  return false;
}

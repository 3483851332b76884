import { known, type Value } from '../../model/value.ts';
import { allExpressions } from '../../syntax/hcl/expression-parts.ts';
import type { Expression } from '../../syntax/hcl/ast.ts';
import { opaqueOf } from '../opaque.ts';
import { unknownBecause } from '../origin.ts';
import { namedObject } from '../reference.ts';
import type { Evaluate, Scope } from '../scope.ts';

/**
 * What would decide whether an expression is accepted at all, though its value is known: `aws_x.y["a"].name` is what is written
 * in `aws_x.y`, if there is such an instance. Outside `try` and `can` that may be assumed, since Terraform refuses all else.
 */
export function assumedIn(expression: Expression, scope: Scope, evaluate: Evaluate): Value | undefined {
  for (const part of allExpressions(expression)) {
    if ((part.kind !== 'index' && part.kind !== 'get-attribute') || part.target.kind !== 'get-attribute') continue;
    const target = namedObject(part.target, scope);
    const object = target && opaqueOf(target);
    if (!object?.mayLack) continue;
    const key = part.kind === 'index' ? keyOf(part.key, scope, evaluate) : known(part.name);
    const undecided = object.mayLack(key, part.span);
    if (undecided) return undecided;
  }
  return undefined;
}

/** A key; undefined for one that only a loop around it gives: it was tried there. */
function keyOf(key: Expression, scope: Scope, evaluate: Evaluate): Value | undefined {
  for (const part of allExpressions(key)) {
    // Evaluated once more for every level they would double with each.
    if (part.kind === 'call' && (part.name === 'try' || part.name === 'can')) {
      return unknownBecause('not-evaluated', 'a key that depends on what is tried', key.span);
    }
  }
  const value = evaluate(key, scope);
  return value.kind === 'unknown' && value.reason === 'invalid' ? undefined : value;
}

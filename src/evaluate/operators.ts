import type { Span } from '../model/span.ts';
import { isScalar, known, type Scalar, type Value } from '../model/value.ts';
import type { BinaryOperator } from '../syntax/hcl/ast.ts';
import type { Budget } from './budget.ts';
import { isNull, scalarBoolean, scalarNumber, scalarOf } from './conversion.ts';
import { sameValue } from './equality.ts';
import { invalid, isContainer, originFrom, unknownBecause, unknownFrom } from './origin.ts';

/**
 * The result of a binary operator, with Terraform's conversions. `false && x` and `true || x` are decided by one side,
 * unless the other side is something Terraform would refuse.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/operators
 */
export function binary(operator: BinaryOperator, left: Value, right: Value, span: Span, budget: Budget): Value {
  switch (operator) {
    case '==':
    case '!=':
      return equals(operator === '==', left, right, span, budget);
    case '&&':
    case '||':
      return logical(operator, left, right, span);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return arithmetic(operator, left, right, span);
  }
}

/** `!x` and `-x`. */
export function unary(operator: '!' | '-', operand: Value, span: Span): Value {
  if (operand.kind === 'unknown') return unknownFrom(span, [operand]);
  const scalar = scalarOf(operand) ?? null;
  const converted = operator === '!' ? scalarBoolean(scalar) : scalarNumber(scalar);
  if (converted === undefined) return invalid(`the operand of "${operator}" has the wrong type`, span, [operand]);
  const result = typeof converted === 'boolean' ? !converted : 0 - converted;
  return known(result, originFrom(span, [operand]));
}

function equals(wanted: boolean, left: Value, right: Value, span: Span, budget: Budget): Value {
  const same = sameValue(left, right, budget);
  if (same === undefined) {
    if (left.kind === 'unknown' || right.kind === 'unknown') return unknownFrom(span, [left, right]);
    return unknownBecause('not-evaluated', 'a comparison of values that are partly unknown', span, [left, right]);
  }
  // A list and a tuple (or a map and an object) are never equal in Terraform, and values here do not tell them apart.
  if (same && isContainer(left) && isContainer(right)) {
    return unknownBecause('not-evaluated', 'a comparison of two collections', span, [left, right]);
  }
  return known(same === wanted, originFrom(span, [left, right]));
}

function logical(operator: '&&' | '||', left: Value, right: Value, span: Span): Value {
  const decisive = operator === '||';
  const sides = [left, right].map((side) => scalarBoolean(scalarOf(side) ?? null));
  for (const [index, side] of [left, right].entries()) {
    if (side.kind !== 'unknown' && sides[index] === undefined) {
      return invalid(`an operand of "${operator}" is not a boolean`, span, [left, right]);
    }
  }
  const refused = [left, right].some((side) => side.kind === 'unknown' && side.reason === 'invalid');
  if (!refused && sides.includes(decisive)) {
    return known(
      decisive,
      originFrom(
        span,
        [left, right].filter((_, index) => sides[index] === decisive),
      ),
    );
  }
  if (sides.includes(undefined)) return unknownFrom(span, [left, right]);
  return known(!decisive, originFrom(span, [left, right]));
}

function arithmetic(operator: BinaryOperator, left: Value, right: Value, span: Span): Value {
  if (left.kind === 'unknown' || right.kind === 'unknown') return unknownFrom(span, [left, right]);
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === undefined || b === undefined) {
    return invalid(`an operand of "${operator}" is not a number`, span, [left, right]);
  }
  const result = compute(operator, a, b);
  if (typeof result === 'number' && !Number.isFinite(result)) return invalid('a division by zero', span, [left, right]);
  return known(result, originFrom(span, [left, right]));
}

function numberOf(value: Value): number | undefined {
  if (isNull(value) || value.kind !== 'known' || !isScalar(value.value)) return undefined;
  return scalarNumber(value.value);
}

function compute(operator: BinaryOperator, a: number, b: number): Scalar {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '==':
    case '!=':
    case '&&':
    case '||':
      return null;
  }
}

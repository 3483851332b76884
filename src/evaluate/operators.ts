import type { Span } from '../model/span.ts';
import { known, type Value } from '../model/value.ts';
import type { BinaryOperator } from '../syntax/hcl/ast.ts';
import { type Budget, EXACT_STEPS } from './budget.ts';
import { isNull, scalarBoolean, scalarOf } from './conversion.ts';
import { combine, compareReal, divide, knownReal, negate, parseReal, type Real, realOf, remainder } from './number.ts';
import { sameValue } from './equality.ts';
import { invalid, isSecret, originFrom, unknownBecause, unknownFrom } from './origin.ts';

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
      return arithmetic(operator, left, right, span, budget);
  }
}

/** `!x` and `-x`. */
export function unary(operator: '!' | '-', operand: Value, span: Span): Value {
  if (operand.kind === 'unknown')
    return { ...unknownFrom(span, [operand]), type: operator === '!' ? 'bool' : 'number' };
  const refused = invalid(`the operand of "${operator}" has the wrong type`, span, [operand]);
  const origin = originFrom(span, [operand]);
  if (operator === '!') {
    const flag = scalarBoolean(scalarOf(operand) ?? null);
    return flag === undefined ? refused : known(!flag, origin);
  }
  const number = numberOf(operand);
  return number === undefined ? refused : knownReal(negate(number), origin);
}

function equals(wanted: boolean, left: Value, right: Value, span: Span, budget: Budget): Value {
  const same = sameValue(left, right, budget);
  if (same === undefined) {
    if (left.kind === 'unknown' || right.kind === 'unknown') return unknownFrom(span, [left, right]);
    return unknownBecause('not-evaluated', 'a comparison of values that are partly unknown', span, [left, right]);
  }
  const origin = originFrom(span, [left, right]);
  return known(same === wanted, [left, right].some(isSecret) ? { ...origin, sensitive: true } : origin);
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

function arithmetic(operator: BinaryOperator, left: Value, right: Value, span: Span, budget: Budget): Value {
  const isComparison = operator.startsWith('<') || operator.startsWith('>');
  if (left.kind === 'unknown' || right.kind === 'unknown') {
    return { ...unknownFrom(span, [left, right]), type: isComparison ? 'bool' : 'number' };
  }
  const quick = ofSmallIntegers(operator, left, right, span);
  if (quick) return quick;
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === undefined || b === undefined) {
    return invalid(`an operand of "${operator}" is not a number`, span, [left, right]);
  }
  // Very large and very small numbers are written in hundreds of digits.
  const size = Math.abs(a.exponent) + Math.abs(b.exponent);
  if (!budget.spend(EXACT_STEPS + (size >> 2), span)) {
    return unknownBecause('too-large', 'a computation that needs too much work', span, [left, right]);
  }
  const origin = originFrom(span, [left, right]);
  if (isComparison) return known(holds(operator, compareReal(a, b)), origin);
  const result =
    operator === '%'
      ? remainder(a, b)
      : operator === '/'
        ? divide(a, b)
        : combine(operator === '+' || operator === '-' ? operator : '*', a, b);
  return result ? knownReal(result, origin) : invalid('a computation without a result', span, [left, right]);
}

/** Counters and ports need no exact arithmetic. */
function ofSmallIntegers(operator: BinaryOperator, left: Value, right: Value, span: Span): Value | undefined {
  const [a, b] = [scalarOf(left), scalarOf(right)];
  if (!isSmall(a, left) || !isSmall(b, right)) return undefined;
  if (operator === '+') return known(a + b, originFrom(span, [left, right]));
  if (operator === '-') return known(a - b, originFrom(span, [left, right]));
  const isComparison = operator.startsWith('<') || operator.startsWith('>');
  return isComparison ? known(holds(operator, a - b), originFrom(span, [left, right])) : undefined;
}

function isSmall(scalar: unknown, value: Value): scalar is number {
  if (value.kind !== 'known' || value.precision !== undefined || value.exact !== undefined) return false;
  return typeof scalar === 'number' && Number.isInteger(scalar) && Math.abs(scalar) < 1e15 && !Object.is(scalar, -0);
}

function holds(operator: BinaryOperator, order: number): boolean {
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** The number in a value, or in the text that it is. */
function numberOf(value: Value): Real | undefined {
  if (isNull(value) || value.kind !== 'known') return undefined;
  return typeof value.value === 'string' ? parseReal(value.value) : realOf(value);
}

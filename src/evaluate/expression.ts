import type { Type } from '../model/type.ts';
import { known, type UnknownValue, type Value } from '../model/value.ts';
import type { Expression, ObjectItem } from '../syntax/hcl/ast.ts';
import { EXACT_STEPS } from './budget.ts';
import { attributeOf, elementOf, forExpression, objectOf, splat } from './collections.ts';
import { isNull, scalarBoolean, scalarOf } from './conversion.ts';
import { mergeValues } from './equality.ts';
import { callFunction } from './functions/call.ts';
import { binary, unary } from './operators.ts';
import { container, decidedBy, invalid, originFrom, unknownBecause, unknownFrom } from './origin.ts';
import { namedObject, rootName } from './reference.ts';
import { boundValue, type Scope } from './scope.ts';
import { template } from './template.ts';
import { convertValue } from './types/convert.ts';
import { typeOf } from './types/type-of.ts';
import { unifyTypes } from './types/unify.ts';
import { knownDigits } from './number.ts';
import { carryObject } from './opaque.ts';

const NONE: readonly never[] = Object.freeze([]);

/**
 * The value of `expression` in `scope`. Pure, never throws; what cannot be known from the source is unknown, with the
 * reason. Work and nesting are bounded by the module's budget.
 * Source: https://developer.hashicorp.com/terraform/language/expressions
 */
export function evaluateExpression(expression: Expression, scope: Scope): Value {
  const { span } = expression;
  const { budget } = scope.module;
  if (!budget.spend(1, span) || !budget.enter(span)) {
    return unknownBecause('too-large', 'an evaluation that is too long or too deep', span);
  }
  try {
    return evaluateKind(expression, scope);
  } finally {
    budget.leave();
  }
}

function evaluateKind(expression: Expression, scope: Scope): Value {
  const { span } = expression;
  const evaluate = evaluateExpression;
  switch (expression.kind) {
    case 'literal':
      if (expression.digits !== undefined) {
        const affordable = scope.module.budget.spend(EXACT_STEPS, span);
        const number = affordable ? knownDigits(expression.digits, originFrom(span, [])) : undefined;
        return number ?? unknownBecause('too-large', 'a number with too many digits', span);
      }
      return { kind: 'known', value: expression.value, span, trace: NONE, references: NONE };
    case 'template':
      return template(expression.parts, expression.heredoc, span, scope, evaluate);
    case 'tuple':
      return container(
        expression.items.map((item) => evaluate(item, scope)),
        originFrom(span, []),
      );
    case 'object':
      return objectOf(
        expression.items.map((item) => entry(item, scope)),
        false,
        span,
        [],
        'last',
      );
    case 'variable':
      return boundValue(scope, expression.name) ?? rootName(expression.name, span, scope);
    case 'get-attribute': {
      // `var.x`, `aws_x.y` and `data.x.y` name one thing: they are no attribute of a value.
      const named = namedObject(expression, scope);
      return named ?? attributeOf(evaluate(expression.target, scope), expression.name, span);
    }
    case 'index':
      return elementOf(evaluate(expression.target, scope), evaluate(expression.key, scope), span);
    case 'splat':
      return splat(evaluate(expression.target, scope), expression.each, span, scope, evaluate);
    case 'call':
      return callFunction(expression, scope, evaluate);
    case 'conditional':
      return conditional(expression, scope);
    case 'unary':
      return unary(expression.operator, evaluate(expression.operand, scope), span);
    case 'binary':
      return binary(
        expression.operator,
        evaluate(expression.left, scope),
        evaluate(expression.right, scope),
        span,
        scope.module.budget,
      );
    case 'for':
      return forExpression(expression, scope, evaluate);
    case 'invalid':
      return invalid('an expression that cannot be read', span);
  }
}

/** Key and value of an object item; a bare name is a literal key (the parser may give it as a variable). */
function entry(item: ObjectItem, scope: Scope): readonly [Value, Value] {
  const { key } = item;
  const name = key.kind === 'variable' && boundValue(scope, key.name) === undefined ? key.name : undefined;
  // `{ local.a = 1 }` could mean two things: Terraform wants parentheses, which come before the key.
  if (key.kind === 'get-attribute' && item.span.start === key.span.start) {
    return [invalid('an object key that needs parentheses', key.span), evaluateExpression(item.value, scope)];
  }
  const keyValue = name === undefined ? evaluateExpression(key, scope) : known(name, originFrom(key.span, []));
  return [keyValue, evaluateExpression(item.value, scope)];
}

/**
 * Both arms have one type, and the chosen one is converted to it. With a condition that is not known the value is what both arms
 * agree on.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/conditionals#result-types
 */
function conditional(expression: Expression & { kind: 'conditional' }, scope: Scope): Value {
  const { span } = expression;
  const { budget } = scope.module;
  const condition = evaluateExpression(expression.condition, scope);
  const [then, otherwise] = [evaluateExpression(expression.then, scope), evaluateExpression(expression.else, scope)];
  const type = commonType(then, otherwise);
  if (type === undefined)
    return invalid('arms of a condition that have no type in common', span, [condition, then, otherwise]);
  if (condition.kind !== 'unknown') {
    const chosen = scalarBoolean(scalarOf(condition) ?? null);
    if (chosen === undefined) return invalid('a condition that is not a boolean', span, [condition]);
    const value = decidedBy(convertValue(chosen ? then : otherwise, type, budget), [condition]);
    // Which arm was taken is part of the secret of the other.
    return [then, otherwise].some((arm) => arm.sensitive) ? carryObject(value, { ...value, sensitive: true }) : value;
  }
  const sources = [condition, then, otherwise];
  const arms = [then, otherwise].map((arm) => convertValue(arm, type, budget));
  const result = { ...unknownFrom(span, sources), reason: condition.reason, detail: condition.detail, type };
  if (arms.every(isNull)) return { ...known(null, originFrom(span, sources)), type };
  // Only arms that Terraform would accept can be compared; null against a value is a difference.
  if (condition.reason === 'invalid' || arms.some((arm) => arm.kind === 'unknown' || isNull(arm))) return result;
  const differs = (values: readonly Value[]): UnknownValue =>
    unknownBecause(condition.reason, condition.detail, span, [condition, ...values]);
  return decidedBy(mergeValues(arms, differs, budget), sources);
}

/** The type of a conditional: that of the other arm when one is a plain null, else what both can be converted to. */
function commonType(then: Value, otherwise: Value): Type | undefined {
  const [left, right] = [typeOf(then), typeOf(otherwise)];
  if (isNull(then) && left === 'dynamic') return right;
  if (isNull(otherwise) && right === 'dynamic') return left;
  return left === 'dynamic' || right === 'dynamic' ? 'dynamic' : unifyTypes([left, right]);
}

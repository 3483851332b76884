import type { TraceStep, Value } from '../model/value.ts';
import { unknown } from '../model/value.ts';
import type { Expression, HclBlock } from '../syntax/hcl/ast.ts';
import { allExpressions } from '../syntax/hcl/expression-parts.ts';
import { isNull, scalarBoolean, scalarOf } from './conversion.ts';
import { readThrough } from './origin.ts';
import { moduleLevel, type Evaluate, type ModuleScope } from './scope.ts';
import { convertTo, typeConstraint } from './type-constraint.ts';
import { invalid } from './origin.ts';

/** A value given to a variable, and where. */
export interface GivenValue {
  readonly value: Value;
  readonly step: TraceStep;
}

/**
 * The value of a variable: what was given, else its default, converted to its type.
 * Source: https://developer.hashicorp.com/terraform/language/values/variables
 */
export function variableValue(
  block: HclBlock,
  given: GivenValue | undefined,
  module: ModuleScope,
  evaluate: Evaluate,
): Value {
  const name = block.labels[0]?.text ?? '';
  const scope = moduleLevel(module);
  const argument = (key: string): Expression | undefined =>
    block.body.attributes.find((attribute) => attribute.name === key)?.expression;
  const flag = (key: string): boolean | undefined => {
    const expression = argument(key);
    return expression ? scalarBoolean(scalarOf(evaluate(expression, scope)) ?? null) : undefined;
  };
  const type = argument('type');
  const constraint = type && typeConstraint(type);
  const convert = (value: Value): Value =>
    constraint
      ? convertTo(constraint, value, module.budget, (expression) => evaluate(expression, scope))
      : type
        ? invalid(`the type of variable "${name}" is none that Terraform has`, type.span, [value])
        : value;
  const defaultExpression = argument('default');
  const isConstant = (expression: Expression): boolean =>
    ![...allExpressions(expression)].some(({ kind }) => kind === 'call' || kind === 'get-attribute');
  let value: Value;
  // With `nullable = false` a null means: take the default.
  if (given && !(isNull(given.value) && defaultExpression && flag('nullable') === false)) {
    value = readThrough(convert(given.value), given.step);
  } else if (defaultExpression) {
    const step = { what: `default of variable "${name}"`, span: defaultExpression.span };
    const fallback = isConstant(defaultExpression)
      ? evaluate(defaultExpression, scope)
      : invalid(`the default of variable "${name}" is no constant`, defaultExpression.span);
    value = readThrough(convert(fallback), step);
  } else {
    const detail =
      module.path === '' ? `variable "${name}" has no value` : `${module.path} does not set its variable "${name}"`;
    const nothing = unknown('variable-without-value', detail, { span: block.headerSpan, trace: [], references: [] });
    value = convert(nothing);
  }
  if (isNull(value) && flag('nullable') === false) {
    value = invalid(`variable "${name}" may not be null`, value.span, [value]);
  }
  return flag('sensitive') === true ? { ...value, sensitive: true } : value;
}

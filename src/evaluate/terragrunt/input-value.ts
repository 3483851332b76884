import { evaluateExpression } from '../expression.ts';
import { known, type Value } from '../../model/value.ts';
import type { HclBlock } from '../../syntax/hcl/ast.ts';
import type { Budget } from '../budget.ts';
import { isNull, textOf } from '../conversion.ts';
import { containsUnknown } from '../equality.ts';
import { JSON_FUNCTIONS } from '../functions/json.ts';
import type { Call, TerraformFunction } from '../functions/signature.ts';
import { isContainer, originFrom, unknownBecause, unknownFrom } from '../origin.ts';
import { moduleLevel, type ModuleScope } from '../scope.ts';

const CODERS = new Map<string, TerraformFunction>(JSON_FUNCTIONS);

/**
 * What Terraform makes of `value`, which Terragrunt gives it in the environment (`TF_VAR_name`), before it converts it to the
 * variable's type: texts as they are, all else as JSON, null in a variable file. Terraform takes the text as it is for a variable
 * without a type or of a primitive one and reads it as an expression for any other.
 * Sources: https://terragrunt.gruntwork.io/docs/features/inputs/,
 * https://developer.hashicorp.com/terraform/language/values/variables#complex-typed-values
 */
export function inputValue(value: Value, variable: HclBlock, module: ModuleScope): Value {
  if (isNull(value)) return value;
  const isText = takesText(variable);
  const span = value.span ?? variable.headerSpan;
  const call = (name: string): Call => ({ name, span, scope: moduleLevel(module), evaluate: evaluateExpression });
  if (value.kind === 'unknown') return value;
  if (isContainer(value)) return isText ? asJson(value, call('jsonencode'), module.budget) : withoutType(value);
  const text = textOf(value);
  if (text === undefined || value.kind !== 'known') return value;
  if (isText) return { ...known(text, originFrom(span, [value])), span: value.span };
  if (typeof value.value !== 'string') return value;
  // A text for a list, map or `any`: Terraform reads it as an expression. JSON without templates is one with the same value.
  const decode = CODERS.get('jsondecode');
  const decoded = /[$%]\{/.test(text) ? undefined : decode?.([value], call('jsondecode'));
  return decoded?.kind === 'known'
    ? decoded
    : unknownBecause('not-evaluated', 'a text that Terraform reads as an expression', span, [value]);
}

function asJson(value: Value, call: Call, budget: Budget): Value {
  if (containsUnknown(value, budget)) return unknownFrom(call.span, [value, ...unknownItems(value)]);
  return CODERS.get('jsonencode')?.([value], call) ?? unknownFrom(call.span, [value]);
}

function unknownItems(value: Value): readonly Value[] {
  if (value.kind !== 'known' || value.value === null || typeof value.value !== 'object') return [value];
  return [...value.value.values()].flatMap((item) => unknownItems(item)).filter((item) => item.kind === 'unknown');
}

/** JSON knows neither sets nor maps. */
function withoutType(value: Value): Value {
  return value.kind === 'known' && value.type !== undefined ? { ...value, type: undefined } : value;
}

function takesText(variable: HclBlock): boolean {
  const type = variable.body.attributes.find((attribute) => attribute.name === 'type')?.expression;
  if (!type) return true;
  const name = type.kind === 'variable' ? type.name : type.kind === 'literal' ? type.value : undefined;
  return name === 'string' || name === 'number' || name === 'bool';
}

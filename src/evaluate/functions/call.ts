import { known, type Value } from '../../model/value.ts';
import type { Expression } from '../../syntax/hcl/ast.ts';
import { containsUnknown } from '../equality.ts';
import { carryObject } from '../opaque.ts';
import { namedObject } from '../reference.ts';
import { boundValue } from '../scope.ts';
import { allExpressions } from '../../syntax/hcl/expression-parts.ts';
import { invalid, isSecret, originFrom, unknownBecause, unknownFrom, withoutMarks } from '../origin.ts';
import type { Evaluate, Scope } from '../scope.ts';
import { assumedIn } from './assumed.ts';
import { wholeValue } from '../whole-value.ts';
import { costOfCall, costOfResult } from './call-cost.ts';
import { COLLECTION_FUNCTIONS } from './collection.ts';
import { CONVERSION_FUNCTIONS } from './conversion.ts';
import { ENCODED_FUNCTIONS } from './encoded.ts';
import { FORMAT_FUNCTIONS } from './formatting.ts';
import { FILE_FUNCTIONS } from './files.ts';
import { TEMPLATE_FUNCTIONS } from './templates.ts';
import { LIST_FUNCTIONS } from './list.ts';
import { NETWORK_FUNCTIONS } from './networks.ts';
import { PATTERN_FUNCTIONS } from './patterns.ts';
import { SET_FUNCTIONS } from './sets.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { itemsOf, notEvaluated, refused, unsuitable, type TerraformFunction } from './signature.ts';
import { TEXT_FUNCTIONS } from './text.ts';
import { NUMBER_FUNCTIONS } from './number.ts';

/** Every function that is evaluated. Source: https://developer.hashicorp.com/terraform/language/functions */
const FUNCTIONS: ReadonlyMap<string, TerraformFunction> = new Map([
  ...TEXT_FUNCTIONS,
  ...PATTERN_FUNCTIONS,
  ...FORMAT_FUNCTIONS,
  ...ENCODED_FUNCTIONS,
  ...FILE_FUNCTIONS,
  ...TEMPLATE_FUNCTIONS,
  ...NETWORK_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...COLLECTION_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...SET_FUNCTIONS,
  ...CONVERSION_FUNCTIONS,
  ...JSON_FUNCTIONS,
]);

/** Functions whose result differs from run to run. */
const IMPURE: ReadonlySet<string> = new Set(['timestamp', 'plantimestamp', 'uuid', 'bcrypt']);

/** Functions that Terraform has and that are not evaluated: the bytes of base64gzip are those of Go's compressor. */
const NOT_EVALUATED: ReadonlySet<string> = new Set(['base64gzip']);

/** Functions that leave secrets where they are; of all others the whole result is a secret when a part of an argument is. */
const KEEPS_SECRETS_APART: ReadonlySet<string> = new Set(
  'concat merge keys values element lookup length zipmap flatten setproduct one slice chunklist reverse tolist tomap sensitive nonsensitive issensitive ephemeralasnull'.split(
    ' ',
  ),
);

type CallExpression = Expression & { readonly kind: 'call' };

/** The value of a function call. A function that is not evaluated gives an unknown that names it. */
export function callFunction(expression: CallExpression, scope: Scope, evaluate: Evaluate): Value {
  const { span } = expression;
  const name = expression.name.startsWith('core::') ? expression.name.slice('core::'.length) : expression.name;
  const call = { name, span, scope, evaluate };
  if (name === 'try') return firstValid(expression, scope, evaluate);
  if (name === 'can' && !expression.expandFinal) return isValid(expression, scope, evaluate);
  const [first] = expression.args;
  // A template that is written in place would be a template within a template.
  if (name === 'templatestring' && first && !['variable', 'get-attribute', 'index'].includes(first.kind)) {
    return refused([], call, 'the template is no name of a value');
  }
  const args: Value[] = [];
  for (const [index, argument] of expression.args.entries()) {
    const value = evaluate(argument, scope);
    if (!expression.expandFinal || index < expression.args.length - 1) {
      args.push(value);
      continue;
    }
    const items = itemsOf(value);
    if (items === undefined) return unsuitable([value, ...args], call);
    args.push(...items);
  }
  if (!scope.module.budget.spend(costOfCall(name, args), span)) {
    return unknownBecause('too-large', `${name}(…) needs too much work`, span);
  }
  if (IMPURE.has(name)) return unknownBecause('impure', `${name}() differs from run to run`, span, args);
  const evaluated = scope.module.functions?.get(name) ?? FUNCTIONS.get(name);
  if (evaluated) {
    // These look into the parts, which a module as a whole has none of.
    const apart = KEEPS_SECRETS_APART.has(name);
    const result = evaluated(apart && name !== 'merge' ? args : args.map(wholeValue), call);
    if (!scope.module.budget.spend(costOfResult(name, result), span)) {
      return unknownBecause('too-large', `${name}(…) gives too much`, span, args);
    }
    const leaks = !apart && args.some(isSecret);
    return leaks ? carryObject(result, { ...withoutMarks(result), sensitive: true }) : result;
  }
  if (expression.name.startsWith('core::')) return refused(args, call, 'there is no such function');
  if (name.includes('::')) return unknownBecause('not-evaluated', `${name}(…) is computed by a provider`, span, args);
  if (NOT_EVALUATED.has(name)) return notEvaluated(args, call);
  return refused(args, call, 'there is no such function');
}

/**
 * `can`: whether Terraform would accept the argument. Unknown where the argument is, since it may turn out to be refused.
 * Source: https://developer.hashicorp.com/terraform/language/functions/can
 */
function isValid(expression: CallExpression, scope: Scope, evaluate: Evaluate): Value {
  const { span } = expression;
  const [argument, ...others] = expression.args;
  if (!argument || others.length > 0)
    return refused([], { name: 'can', span, scope, evaluate }, 'wrong number of arguments');
  const undeclared = undeclaredIn(expression, scope);
  if (undeclared) return undeclared;
  const value = evaluate(argument, scope);
  if (containsUnknown(value, scope.module.budget, 'invalid')) {
    return known(false, { ...originFrom(span, [value]), sensitive: undefined });
  }
  // A part that is not known yet may turn out to be refused.
  const open = unknownIn(value) ?? assumedIn(argument, scope, evaluate);
  const origin = { ...originFrom(span, [value]), sensitive: undefined };
  return open ? { ...unknownFrom(span, [open]), ...origin, type: 'bool' } : known(true, origin);
}

/** An argument of `try`, and what would decide whether it is accepted if that is not known. */
interface TriedArm {
  readonly value: Value;
  readonly open: Value | undefined;
}

/**
 * `try`: the first argument that Terraform would accept. An unknown that might be accepted or refused decides that the
 * result is unknown.
 * Source: https://developer.hashicorp.com/terraform/language/functions/try
 */
function firstValid(expression: CallExpression, scope: Scope, evaluate: Evaluate): Value {
  const tried: Value[] = [];
  const undeclared = undeclaredIn(expression, scope);
  if (undeclared) return undeclared;
  const arms = expression.args.map((argument) => (): TriedArm => {
    const value = evaluate(argument, scope);
    return { value, open: unknownIn(value) ?? assumedIn(argument, scope, evaluate) };
  });
  if (expression.expandFinal) {
    const last = arms.pop()?.().value;
    const items = itemsOf(last);
    if (last && !items) return unsuitable([last], { name: 'try', span: expression.span, scope, evaluate });
    arms.push(...(items ?? []).map((item) => (): TriedArm => ({ value: item, open: unknownIn(item) })));
  }
  for (const arm of arms) {
    const { value, open } = arm();
    const isRefused = containsUnknown(value, scope.module.budget, 'invalid');
    if (!isRefused && !open) return value;
    tried.push(value);
    if (!isRefused && open) {
      // The arms not tried are part of what the value may be derived from.
      const rest = arms.slice(tried.length).map((other) => other().value);
      return {
        ...unknownFrom(expression.span, [open]),
        references: originFrom(undefined, [...tried, ...rest]).references,
      };
    }
  }
  return refused(tried, { name: 'try', span: expression.span, scope, evaluate }, 'no argument is valid');
}

/**
 * What a name that is not declared stands for, when one is used in the call: Terraform finds that out before it evaluates anything,
 * so that no `try` and no `can` helps. Names that are bound by a loop are not looked at.
 */
function undeclaredIn(expression: CallExpression, scope: Scope): Value | undefined {
  const bare = expression.args.find((arg) => arg.kind === 'variable' && boundValue(scope, arg.name) === undefined);
  if (bare) return invalid('a name that is not declared', bare.span);
  const loops = new Set<string>();
  for (const part of allExpressions(expression)) {
    if (part.kind === 'for') loops.add(part.value).add(part.key ?? part.value);
    if (part.kind !== 'get-attribute' || part.target.kind !== 'variable' || loops.has(part.target.name)) continue;
    const value = namedObject(part, scope);
    if (value?.kind === 'unknown' && value.reason === 'invalid' && value.detail.endsWith('is not declared'))
      return value;
  }
  return undefined;
}

/** The value when it is unknown, or the first unknown inside it. */
function unknownIn(value: Value): Value | undefined {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'absent' || typeof value.value !== 'object' || value.value === null) return undefined;
  for (const item of value.value.values()) {
    const found = unknownIn(item);
    if (found) return found;
  }
  return undefined;
}

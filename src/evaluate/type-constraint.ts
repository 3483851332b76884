import type { Type } from '../model/type.ts';
import { isList, isObject, type Value } from '../model/value.ts';
import type { Expression } from '../syntax/hcl/ast.ts';
import type { Budget } from './budget.ts';
import { isNull } from './conversion.ts';
import { container } from './origin.ts';
import { convertValue } from './types/convert.ts';

/** The type of a variable as it is written, with the defaults of optional attributes. */
export interface TypeConstraint {
  readonly type: Type;
  readonly defaults: Defaults | undefined;
}

/** Defaults of the attributes of an object type, and of what is inside it. */
interface Defaults {
  /** Default and type of attributes that have one. */
  readonly values: ReadonlyMap<string, { readonly expression: Expression; readonly type: Type }>;
  /** By attribute name, by index in a tuple, or at `''` for all elements of a collection. */
  readonly inner: ReadonlyMap<string, Defaults>;
}

/** Types inside each other; deeper ones are not understood. */
const MAX_DEPTH = 50;

/**
 * The type that `expression` (the `type` of a variable) stands for; undefined for one that is not understood.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 */
export function typeConstraint(expression: Expression, depth = 0): TypeConstraint | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const name = typeName(expression);
  const [argument, more] = expression.kind === 'call' ? expression.args : [];
  switch (name) {
    case 'string':
    case 'number':
    case 'bool':
      return plain(name);
    case 'any':
      return plain('dynamic');
    case 'list':
    case 'set':
    case 'map': {
      // `list` and `map` alone are the old way to write list(any); `set` never was.
      const isOld = expression.kind !== 'call' && name !== 'set';
      const element = argument && !more ? typeConstraint(argument, depth + 1) : isOld ? plain('dynamic') : undefined;
      return element && { type: { kind: name, element: element.type }, defaults: around('', element.defaults) };
    }
    case 'tuple':
      return argument?.kind === 'tuple' ? tupleConstraint(argument.items, depth) : undefined;
    case 'object':
      return argument?.kind === 'object' ? objectConstraint(argument, depth) : undefined;
    case undefined:
    default:
      return undefined;
  }
}

/**
 * `value` converted to the type of a variable: optional attributes that are missing or null get their defaults first.
 * Unknown (`invalid`) when Terraform would refuse it.
 */
export function convertTo(
  constraint: TypeConstraint,
  value: Value,
  budget: Budget,
  evaluate: (expression: Expression) => Value,
): Value {
  const filled = constraint.defaults ? withDefaults(value, constraint.defaults, budget, evaluate) : value;
  return convertValue(filled, constraint.type, budget);
}

function plain(type: Type): TypeConstraint {
  return { type, defaults: undefined };
}

function around(key: string, inner: Defaults | undefined): Defaults | undefined {
  return inner && { values: new Map(), inner: new Map([[key, inner]]) };
}

function tupleConstraint(items: readonly Expression[], depth: number): TypeConstraint | undefined {
  const elements: Type[] = [];
  const inner = new Map<string, Defaults>();
  for (const [index, item] of items.entries()) {
    const element = typeConstraint(item, depth + 1);
    if (!element) return undefined;
    elements.push(element.type);
    if (element.defaults) inner.set(String(index), element.defaults);
  }
  return { type: { kind: 'tuple', elements }, defaults: inner.size > 0 ? { values: new Map(), inner } : undefined };
}

function objectConstraint(object: Expression & { kind: 'object' }, depth: number): TypeConstraint | undefined {
  const attributes = new Map<string, Type>();
  const optional = new Set<string>();
  const values = new Map<string, { readonly expression: Expression; readonly type: Type }>();
  const inner = new Map<string, Defaults>();
  for (const item of object.items) {
    const name = keyText(item.key);
    const optionalArgs = item.value.kind === 'call' && item.value.name === 'optional' ? item.value.args : undefined;
    const [written, fallback, more] = optionalArgs ?? [item.value];
    const attribute = written && !more ? typeConstraint(written, depth + 1) : undefined;
    if (name === undefined || !attribute) return undefined;
    attributes.set(name, attribute.type);
    if (optionalArgs) optional.add(name);
    if (fallback) values.set(name, { expression: fallback, type: attribute.type });
    if (attribute.defaults) inner.set(name, attribute.defaults);
  }
  const type: Type = { kind: 'object', attributes, ...(optional.size > 0 ? { optional } : {}) };
  return { type, defaults: values.size > 0 || inner.size > 0 ? { values, inner } : undefined };
}

/** Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints#optional-object-type-attributes */
function withDefaults(
  value: Value,
  defaults: Defaults,
  budget: Budget,
  evaluate: (expression: Expression) => Value,
): Value {
  if (value.kind !== 'known' || isNull(value) || !budget.spend(1, value.span)) return value;
  const { value: content } = value;
  const inside = (key: string, item: Value): Value => {
    const inner = defaults.inner.get(key) ?? defaults.inner.get('');
    return inner ? withDefaults(item, inner, budget, evaluate) : item;
  };
  if (isList(content))
    return container(
      content.map((item, index) => inside(String(index), item)),
      value,
    );
  if (!isObject(content)) return value;
  const result = new Map([...content].map(([key, item]) => [key, inside(key, item)] as const));
  for (const [name, { expression, type }] of defaults.values) {
    const given = content.get(name);
    if (given !== undefined && !isNull(given)) continue;
    result.set(name, inside(name, convertValue(evaluate(expression), type, budget)));
  }
  // What is filled in may be of another type than the other elements of a map: the conversion brings them together.
  return container(result, value);
}

/** `string` of `string`, `list` of `list(string)`; also of the old quoted form. */
function typeName(type: Expression): string | undefined {
  if (type.kind === 'variable' || type.kind === 'call') return type.name;
  if (type.kind === 'literal' && typeof type.value === 'string') return type.value;
  const [part] = type.kind === 'template' ? type.parts : [];
  return part?.kind === 'text' ? part.text : undefined;
}

function keyText(key: Expression): string | undefined {
  if (key.kind === 'variable') return key.name;
  if (key.kind === 'literal' && typeof key.value === 'string') return key.value;
  const [part] = key.kind === 'template' && key.parts.length === 1 ? key.parts : [];
  return part?.kind === 'text' ? part.text : undefined;
}

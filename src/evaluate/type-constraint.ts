import { isList, isObject, isScalar, known, type Value } from '../model/value.ts';
import type { Expression } from '../syntax/hcl/ast.ts';
import { isNull, scalarBoolean, scalarNumber, scalarText } from './conversion.ts';
import { container, invalid } from './origin.ts';
import { uniqueElements } from './functions/sets.ts';
import type { Budget } from './budget.ts';

/**
 * `value` converted to a variable's type: scalars change form, objects lose attributes that the type does not have and
 * get the defaults of optional ones. A value that does not fit is unknown (`invalid`); a type that is not understood
 * changes nothing.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 */
export function convertTo(
  type: Expression,
  value: Value,
  budget: Budget,
  defaultValue: (expression: Expression) => Value,
): Value {
  if (value.kind !== 'known' || isNull(value) || !budget.spend(1, type.span)) return value;
  const name = typeName(type);
  const convert = (inner: Expression | undefined, item: Value): Value =>
    inner ? convertTo(inner, item, budget, defaultValue) : item;
  switch (name) {
    case 'string':
    case 'number':
    case 'bool':
      return convertScalar(name, value);
    case 'list':
    case 'set': {
      if (!isList(value.value)) return invalid(`a value that is not a ${name}`, value.span, [value]);
      const [inner] = argumentsOf(type);
      const items = value.value.map((item) => convert(inner, item));
      if (name === 'set') return uniqueElements(items, value, budget);
      return container(items, value);
    }
    case 'tuple': {
      const [inner] = argumentsOf(type);
      if (!isList(value.value) || inner?.kind !== 'tuple') return value;
      return container(
        value.value.map((item, index) => convert(inner.items[index], item)),
        value,
      );
    }
    case 'map': {
      if (!isObject(value.value)) return invalid('a value that is not a map', value.span, [value]);
      const [inner] = argumentsOf(type);
      return container(new Map([...value.value].map(([key, item]) => [key, convert(inner, item)])), value);
    }
    case 'object': {
      const [inner] = argumentsOf(type);
      if (inner?.kind !== 'object') return value;
      if (!isObject(value.value)) return invalid('a value that is not an object', value.span, [value]);
      const result = new Map<string, Value>();
      for (const item of inner.items) {
        const key = keyText(item.key);
        if (key === undefined) return value;
        const optional = typeName(item.value) === 'optional' ? argumentsOf(item.value) : undefined;
        const given = value.value.get(key);
        if (given === undefined && optional === undefined) {
          return invalid(`an object without the attribute "${key}"`, value.span, [value]);
        }
        const [innerType = item.value, fallback] = optional ?? [item.value];
        const missing = given === undefined || isNull(given);
        const start =
          missing && fallback ? defaultValue(fallback) : (given ?? known(null, { ...value, span: value.span }));
        result.set(key, convert(innerType, start));
      }
      return container(result, value);
    }
    case undefined:
    default:
      return value;
  }
}

function convertScalar(name: 'string' | 'number' | 'bool', value: Value & { kind: 'known' }): Value {
  if (!isScalar(value.value)) return invalid(`a collection where a ${name} is needed`, value.span, [value]);
  const convert = name === 'string' ? scalarText : name === 'number' ? scalarNumber : scalarBoolean;
  const converted = convert(value.value);
  if (converted === undefined) return invalid(`a value that is not a ${name}`, value.span, [value]);
  return converted === value.value ? value : { ...value, value: converted };
}

/** `string` of `string`, `list` of `list(string)`; also of the old quoted form. */
function typeName(type: Expression): string | undefined {
  if (type.kind === 'variable' || type.kind === 'call') return type.name;
  if (type.kind === 'literal' && typeof type.value === 'string') return type.value;
  const [part] = type.kind === 'template' ? type.parts : [];
  return part?.kind === 'text' ? part.text : undefined;
}

function argumentsOf(type: Expression): readonly Expression[] {
  return type.kind === 'call' ? type.args : [];
}

function keyText(key: Expression): string | undefined {
  if (key.kind === 'variable') return key.name;
  if (key.kind === 'literal' && typeof key.value === 'string') return key.value;
  const [part] = key.kind === 'template' && key.parts.length === 1 ? key.parts : [];
  return part?.kind === 'text' ? part.text : undefined;
}

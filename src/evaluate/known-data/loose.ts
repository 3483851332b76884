import { isList, isObject, type Value } from '../../model/value.ts';
import { container, unknownFrom } from '../origin.ts';

// Beside the values, not in them: the model's values stay plain data.
const loose = new WeakSet<object>();

/**
 * Marks a list of which only the elements are known: not their order, nor whether some are the same and are written once. Rules
 * that ask what is in it may look; whoever takes it for the value may not (`withoutLoose`).
 */
export function markLoose(value: Value): Value {
  if (value.kind === 'known' && isList(value.value)) loose.add(value.value);
  return value;
}

/** The value with what is marked as loose unknown. */
export function withoutLoose(value: Value): Value {
  if (value.kind !== 'known') return value;
  const content = value.value;
  if (isList(content)) {
    if (loose.has(content)) return unknownFrom(value.span, content);
    const items = content.map(withoutLoose);
    return items.every((item, index) => item === content[index]) ? value : container(items, value, value.type);
  }
  if (!isObject(content)) return value;
  const items = new Map([...content].map(([key, item]): [string, Value] => [key, withoutLoose(item)]));
  return [...items].every(([key, item]) => item === content.get(key)) ? value : container(items, value, value.type);
}

import { compareCodePoints } from '../model/order.ts';
import type { Span } from '../model/span.ts';
import { isList, isObject, type Value } from '../model/value.ts';
import { scalarBoolean, scalarNumber, scalarOf, textOf } from './conversion.ts';
import { container, originFrom, unknownBecause } from './origin.ts';

/** Arguments that every provider declares as a map of texts. */
const TEXT_MAP = /^(?:.*_)?(?:tags|tags_all|labels|annotations|variables|triggers|keepers|metadata)$/;

/** Arguments that are texts though they often look like numbers. */
const TEXT = /(?:version|family|name|prefix|identifier|(?:^|_)ids?|account|account_id|owner|key|cidr|path|arn)$/;

/** Most nested values looked through. */
const MAX_DEPTH = 20;

/**
 * What reading the argument `name` of a resource gives when `value` is written. The provider's schema, which is not known here,
 * converts what is written: a value that could come back as something else is unknown.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
 */
export function readBack(name: string, value: Value, span: Span, depth = 0): Value {
  if (value.kind !== 'known' || depth > MAX_DEPTH) return value;
  const differs = (detail: string): Value => unknownBecause('computed', `${name} ${detail}`, span, [value]);
  const { value: content } = value;
  if (typeof content === 'string') {
    const mayConvert = scalarBoolean(content) !== undefined || scalarNumber(content) !== undefined;
    return mayConvert && !TEXT.test(name) ? differs('may come back as a number or a boolean') : value;
  }
  if (isList(content)) {
    if (isInOrder(content)) return value;
    return differs('may come back as a set: in another order and without what comes twice');
  }
  if (!isObject(content)) return value;
  const items = new Map<string, Value>();
  let isChanged = false;
  for (const [key, item] of content) {
    const read = TEXT_MAP.test(name) ? asText(item) : readBack(key, item, span, depth + 1);
    isChanged ||= read !== item;
    items.set(key, read);
  }
  if (!isChanged) return value;
  return container(
    items,
    originFrom(value.span, [value]),
    TEXT_MAP.test(name) ? { kind: 'map', element: 'string' } : undefined,
  );
}

function asText(value: Value): Value {
  const scalar = scalarOf(value);
  if (value.kind !== 'known' || scalar === undefined || scalar === null || typeof scalar === 'string') return value;
  const { span, trace, references, sensitive } = value;
  return { kind: 'known', value: textOf(value) ?? '', span, trace, references, ...(sensitive ? { sensitive } : {}) };
}

/** True for a list that is the same as a set: texts in ascending order, each once; or at most one element. */
function isInOrder(items: readonly Value[]): boolean {
  if (items.length < 2) return true;
  return items.every((item, index) => {
    const [text, before] = [scalarOf(item), index === 0 ? undefined : scalarOf(items[index - 1] ?? item)];
    if (typeof text !== 'string') return false;
    return index === 0 || (typeof before === 'string' && compareCodePoints(before, text) < 0);
  });
}

import type { Type } from '../../model/type.ts';
import { isList, isObject, isScalar, known, type Value } from '../../model/value.ts';
import { entriesOf, objectOf } from '../collections.ts';
import { isNull, scalarNumber, scalarOf, textOf } from '../conversion.ts';
import { containsUnknown, sameValue } from '../equality.ts';
import { container, decidedBy, originFrom, partOf, unknownFrom } from '../origin.ts';
import { convertValue, listOf, mapOf } from '../types/convert.ts';
import { sameType } from '../types/same-type.ts';
import { isMapValue, isSetValue, typeOf } from '../types/type-of.ts';
import { graphemes } from './graphemes.ts';
import {
  fieldsOf,
  itemsOf,
  notEvaluated,
  refused,
  unsuitable,
  type Call,
  type TerraformFunction,
} from './signature.ts';

/** Functions that read collections. Source: https://developer.hashicorp.com/terraform/language/functions */
export const COLLECTION_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['length', length],
  ['merge', merge],
  ['lookup', lookup],
  ['keys', keys],
  ['values', values],
  ['element', element],
  ['contains', contains],
  ['index', index],
  ['one', one],
  ['zipmap', zipmap],
];

/** Precision of numbers that are counted, in bits. */
const COUNTED = { precision: 64 };

function length(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (value === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
  const origin = originFrom(call.span, args);
  const count = sizeOf(value);
  if (count !== undefined) return { ...known(count, origin), ...COUNTED };
  if (value.kind === 'unknown') return { ...unknownFrom(call.span, args), type: 'number' };
  const text = scalarOf(value);
  if (typeof text !== 'string') return refused(args, call, 'the argument is no collection and no text');
  const clusters = graphemes(text, call);
  return clusters ? { ...known(clusters.length, origin), ...COUNTED } : notEvaluated(args, call);
}

/** Number of elements; the type of an unknown tuple or object tells it too. */
function sizeOf(value: Value): number | undefined {
  if (value.kind === 'known' && isList(value.value)) return value.value.length;
  if (value.kind === 'known' && isObject(value.value)) return value.value.size;
  if (value.kind !== 'unknown') return undefined;
  const type = typeOf(value);
  if (typeof type === 'object' && type.kind === 'tuple') return type.elements.length;
  if (typeof type === 'object' && type.kind === 'object') return type.attributes.size;
  return entriesOf(value)?.length;
}

/** Later maps win; null is skipped. A map when all arguments are maps of one type, else an object. */
function merge(args: readonly Value[], call: Call): Value {
  const result = new Map<string, Value>();
  const types: Type[] = [];
  for (const arg of args) {
    types.push(typeOf(arg));
    if (isNull(arg)) continue;
    const fields = fieldsOf(arg);
    if (fields === undefined) return unsuitable(args, call);
    if (!call.scope.module.budget.spend(fields.size, call.span)) return notEvaluated(args, call);
    for (const [key, item] of fields) result.set(key, partOf(arg, item));
  }
  const [first] = types;
  const isAlike = first !== undefined && types.every((type) => sameType(type, first));
  const isMap = typeof first === 'object' && first.kind === 'map';
  return container(result, originFrom(call.span, args), isAlike && isMap ? first : undefined);
}

function lookup(args: readonly Value[], call: Call): Value {
  const [map, key, fallback] = args;
  if (map === undefined || key === undefined || args.length > 3)
    return refused(args, call, 'wrong number of arguments');
  const fields = fieldsOf(map);
  const name = textOf(key);
  if (fields === undefined || name === undefined) return unsuitable([map, key, ...(fallback ? [fallback] : [])], call);
  const type = typeOf(map);
  const isMap = isMapValue(map) && typeof type === 'object' && type.kind === 'map';
  const { budget } = call.scope.module;
  const standIn = fallback && isMap ? convertValue(fallback, type.element, budget) : fallback;
  if (standIn?.kind === 'unknown' && standIn.reason === 'invalid')
    return refused(args, call, 'the default is of another type than the elements');
  const item = fields.get(name);
  if (item) return decidedBy(partOf(map, item), [key]);
  return standIn
    ? decidedBy(standIn, [map, key])
    : refused(args, call, 'the map has no such key and there is no default');
}

function keys(args: readonly Value[], call: Call): Value {
  const entries = mapEntries(args);
  if (entries === undefined) return unsuitable(args, call);
  const [map] = args;
  const origin = originFrom(call.span, args);
  const names = entries.map(([key]) => known(textOf(key) ?? '', { ...origin, sensitive: undefined }));
  return container(names, origin, map && isMapValue(map) ? { kind: 'list', element: 'string' } : undefined);
}

function values(args: readonly Value[], call: Call): Value {
  const [map] = args;
  const entries = mapEntries(args);
  if (map === undefined || entries === undefined) return unsuitable(args, call);
  const items = entries.map(([, item]) => item);
  const origin = originFrom(call.span, args);
  const type = typeOf(map);
  const isMap = isMapValue(map) && typeof type === 'object' && type.kind === 'map';
  return isMap ? listOf(items, origin, call.scope.module.budget, type.element) : container(items, origin);
}

/** Sorted entries of the only argument, a map or an object; undefined for anything else. */
function mapEntries(args: readonly Value[]): readonly (readonly [Value, Value])[] | undefined {
  const [map] = args;
  if (map === undefined || args.length > 1 || (map.kind === 'known' && !isObject(map.value))) return undefined;
  const entries = entriesOf(map);
  return map.kind === 'unknown' && entries?.some(([key]) => typeof scalarOf(key) !== 'string') ? undefined : entries;
}

/** Wraps around at the end of the list. */
function element(args: readonly Value[], call: Call): Value {
  const [list, position] = args;
  const items = list && isSetValue(list) ? undefined : itemsOf(list);
  if (list === undefined || items === undefined || position === undefined || position.kind === 'unknown')
    return unsuitable(args, call);
  const number = scalarNumber(scalarOf(position) ?? null);
  if (number === undefined || !Number.isInteger(number)) return refused(args, call, 'the index is no whole number');
  // A tuple does not wrap around at its beginning.
  const wrapped = number % items.length;
  const item =
    items[wrapped < 0 && list.kind === 'known' && list.type !== undefined ? wrapped + items.length : wrapped];
  return item ? decidedBy(item, [position]) : refused(args, call, 'the list is empty');
}

function contains(args: readonly Value[], call: Call): Value {
  const [list, wanted] = args;
  const items = itemsOf(list);
  if (items === undefined || wanted === undefined || args.length > 2) return unsuitable(args, call);
  if (isNull(wanted)) return refused(args, call, 'the second argument is null');
  const { budget } = call.scope.module;
  const origin = originFrom(call.span, args);
  const sames = items.map((item) => sameValue(item, wanted, budget));
  if (sames.includes(true)) return known(true, origin);
  if (!sames.includes(undefined)) return known(false, origin);
  return containsUnknown(wanted, budget) || items.some((item) => containsUnknown(item, budget))
    ? { ...unknownFrom(call.span, [wanted, ...items, ...args]), type: 'bool' }
    : notEvaluated(args, call);
}

function index(args: readonly Value[], call: Call): Value {
  const [list, wanted] = args;
  const items = list && isSetValue(list) ? undefined : itemsOf(list);
  if (items === undefined || wanted === undefined || args.length > 2) return unsuitable(args, call);
  if (isNull(wanted)) return refused(args, call, 'the second argument is null');
  for (const [position, item] of items.entries()) {
    const same = sameValue(item, wanted, call.scope.module.budget);
    if (same === undefined) return { ...unknownFrom(call.span, [wanted, item, ...args]), type: 'number' };
    if (same) return known(position, originFrom(call.span, args));
  }
  return refused(args, call, items.length === 0 ? 'the list is empty' : 'the list has no such element');
}

/** The only element, or null for an empty list. */
function one(args: readonly Value[], call: Call): Value {
  const [list] = args;
  const items = itemsOf(list) ?? (list?.kind === 'unknown' ? entriesOf(list)?.map(([, item]) => item) : undefined);
  if (list === undefined || items === undefined || args.length > 1) return unsuitable(args, call);
  if (items.length > 1) return refused(args, call, 'the list has more than one element');
  const type = typeOf(list);
  const element: Type =
    typeof type === 'object' && (type.kind === 'list' || type.kind === 'set') ? type.element : 'dynamic';
  const nothing = known(null, originFrom(call.span, args));
  return items[0] ?? (element === 'dynamic' ? nothing : { ...nothing, type: element });
}

/** A map when the values are a list, an object when they are a tuple. */
function zipmap(args: readonly Value[], call: Call): Value {
  const { budget } = call.scope.module;
  const [names, items] = [itemsOf(args[0]), args[1] && isSetValue(args[1]) ? undefined : itemsOf(args[1])];
  if (names === undefined || items === undefined || args.length > 2) return unsuitable(args, call);
  if (names.length !== items.length) return refused(args, call, 'there are not as many keys as values');
  if (names.some((name) => name.kind === 'known' && (isNull(name) || !isScalar(name.value))))
    return refused(args, call, 'a key that is no text');
  const entries = names.map((name, position) => [name, items[position] ?? known(null)] as const);
  const object = objectOf(entries, false, call.span, args, 'last');
  const isTyped = args[1]?.kind === 'known' && args[1].type !== undefined;
  if (object.kind !== 'known' || !isObject(object.value) || !isTyped) return object;
  const type = typeOf(args[1] ?? object);
  const empty: Type = {
    kind: 'map',
    element: typeof type === 'object' && 'element' in type ? type.element : 'dynamic',
  };
  return object.value.size === 0 ? container(object.value, object, empty) : mapOf(object.value, object, budget);
}

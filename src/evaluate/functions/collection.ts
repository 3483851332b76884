import { isList, isObject, known, type Value } from '../../model/value.ts';
import { isNull, scalarBoolean, scalarNumber, scalarOf, scalarText, unify } from '../conversion.ts';
import { objectOf, sortedEntries } from '../collections.ts';
import { containsUnknown, sameValue } from '../equality.ts';
import { container, decidedBy, isContainer, isSet, originFrom, partOf, unknownFrom } from '../origin.ts';
import {
  fieldsOf,
  itemsOf,
  notEvaluated,
  refused,
  unsuitable,
  type Call,
  type TerraformFunction,
} from './signature.ts';
import { withoutRepeats } from './sets.ts';
import { compareText } from '../../model/order.ts';

/** Functions of lists, sets, maps and objects. */
export const COLLECTION_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['length', length],
  ['concat', concat],
  ['merge', merge],
  ['lookup', lookup],
  ['coalesce', coalesce],
  ['compact', compact],
  ['flatten', flatten],
  [
    'distinct',
    (args, call) => rearranged(args, call, (items) => withoutRepeats(unify(items), call.scope.module.budget)),
  ],
  ['reverse', (args, call) => rearranged(args, call, (items) => [...items].reverse())],
  ['sort', sort],
  ['keys', keys],
  ['values', values],
  ['element', element],
  ['contains', contains],
  ['one', one],
  ['zipmap', zipmap],
  ['alltrue', (args, call) => every(args, call, true)],
  ['anytrue', (args, call) => every(args, call, false)],
];

function length(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (value?.kind !== 'known' || args.length > 1) return unsuitable(args, call);
  const origin = originFrom(call.span, args);
  if (isList(value.value)) return known(value.value.length, origin);
  if (isObject(value.value)) return known(value.value.size, origin);
  const text = scalarText(value.value);
  if (text === undefined) return refused(args, call, 'null has no length');
  // Terraform counts what a reader sees as one character.
  if (!call.scope.module.budget.spend(text.length >> 4, call.span)) return notEvaluated(args, call);
  let count = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text))
    count += segment ? 1 : 0;
  return known(count, origin);
}

function concat(args: readonly Value[], call: Call): Value {
  const lists = args.map((arg) => itemsOf(arg));
  if (lists.some((list) => list === undefined)) return unsuitable(args, call);
  if (args.some((arg) => arg.kind === 'known' && isSet(arg.value))) return refused(args, call, 'an argument is a set');
  return container(
    lists.flatMap((list) => list ?? []),
    originFrom(call.span, args),
  );
}

/** Later maps win; null is skipped. */
function merge(args: readonly Value[], call: Call): Value {
  const result = new Map<string, Value>();
  for (const arg of args) {
    if (isNull(arg)) continue;
    const fields = fieldsOf(arg);
    if (fields === undefined) return unsuitable(args, call);
    if (!call.scope.module.budget.spend(fields.size, call.span)) return notEvaluated(args, call);
    for (const [key, item] of fields) result.set(key, partOf(arg, item));
  }
  return container(result, originFrom(call.span, args));
}

function lookup(args: readonly Value[], call: Call): Value {
  const [map, key, fallback] = args;
  if (map === undefined || key === undefined || args.length > 3)
    return refused(args, call, 'wrong number of arguments');
  const fields = fieldsOf(map);
  const name = scalarText(scalarOf(key) ?? null);
  if (fields === undefined || name === undefined) return unsuitable([map, key, ...(fallback ? [fallback] : [])], call);
  const item = fields.get(name);
  if (item) return decidedBy(partOf(map, item), [key]);
  return fallback ?? refused(args, call, 'the map has no such key and there is no default');
}

/** The first argument that is neither null nor an empty text, in the common type of all. */
function coalesce(args: readonly Value[], call: Call): Value {
  for (const value of unify(args)) {
    if (value.kind === 'unknown') return unknownFrom(call.span, args);
    if (!isNull(value) && scalarOf(value) !== '') return value;
  }
  return refused(args, call, 'all arguments are null or empty');
}

function compact(args: readonly Value[], call: Call): Value {
  return rearranged(args, call, (items) =>
    items.some((item) => item.kind === 'unknown')
      ? undefined
      : items.filter((item) => !isNull(item) && scalarOf(item) !== ''),
  );
}

/** An unknown element could itself be a list: then the number of elements is unknown. */
function flatten(args: readonly Value[], call: Call): Value {
  return rearranged(args, call, (items) => {
    const result: Value[] = [];
    const walk = (level: readonly Value[]): boolean => {
      for (const item of level) {
        if (!call.scope.module.budget.spend(1, call.span) || item.kind === 'unknown') return false;
        const inner = itemsOf(item);
        if (inner === undefined) result.push(item);
        else if (!walk(inner)) return false;
      }
      return true;
    };
    return walk(items) ? result : undefined;
  });
}

function sort(args: readonly Value[], call: Call): Value {
  return rearranged(args, call, (items) => {
    const texts: (readonly [string, Value])[] = [];
    for (const item of items) {
      const text = scalarText(scalarOf(item) ?? null);
      if (text === undefined || item.kind !== 'known') return undefined;
      texts.push([text, { ...item, value: text }]);
    }
    return texts.sort(([a], [b]) => compareText(a, b)).map(([, item]) => item);
  });
}

/** One known list in, one list out; `change` returns undefined when an unknown element decides. */
function rearranged(
  args: readonly Value[],
  call: Call,
  change: (items: readonly Value[]) => readonly Value[] | undefined,
): Value {
  const items = itemsOf(args[0]);
  if (items === undefined || args.length > 1) return unsuitable(args, call);
  if (!call.scope.module.budget.spend(items.length, call.span)) return notEvaluated(args, call);
  const changed = change(items);
  if (changed) return container(changed, originFrom(call.span, args));
  return items.some((item) => item.kind === 'unknown')
    ? unknownFrom(call.span, [...items, ...args])
    : notEvaluated(args, call);
}

function keys(args: readonly Value[], call: Call): Value {
  const fields = fieldsOf(args[0]);
  if (fields === undefined) return unsuitable(args, call);
  const origin = { ...originFrom(call.span, args) };
  return container(
    sortedEntries(fields).map(([key]) => known(key, origin)),
    origin,
  );
}

function values(args: readonly Value[], call: Call): Value {
  const [map] = args;
  const fields = fieldsOf(map);
  if (map === undefined || fields === undefined) return unsuitable(args, call);
  return container(
    sortedEntries(fields).map(([, item]) => partOf(map, item)),
    originFrom(call.span, args),
  );
}

/** Wraps around at the end of the list. */
function element(args: readonly Value[], call: Call): Value {
  const [list, index] = args;
  const items = itemsOf(list);
  if (items === undefined || index === undefined || index.kind === 'unknown') return unsuitable(args, call);
  const number = scalarNumber(scalarOf(index) ?? null);
  if (number === undefined || !Number.isInteger(number) || items.length === 0)
    return refused(args, call, 'no such element');
  const wrapped = ((number % items.length) + items.length) % items.length;
  return items[wrapped] ?? refused(args, call, 'no such element');
}

function contains(args: readonly Value[], call: Call): Value {
  const [list, wanted] = args;
  const items = itemsOf(list);
  if (items === undefined || wanted === undefined) return unsuitable(args, call);
  const { budget } = call.scope.module;
  const origin = originFrom(call.span, args);
  let undecided = false;
  for (const item of items) {
    const same = sameValue(item, wanted, budget);
    // Two equal collections can still be of different types (see `==`).
    if (same === true && !isContainer(item)) return known(true, origin);
    // A list that was converted on its way holds "1" where 1 was written.
    const alike = scalarText(scalarOf(item) ?? null) === scalarText(scalarOf(wanted) ?? null) && !isNull(item);
    if (same !== false || (alike && scalarOf(item) !== undefined)) undecided = true;
  }
  if (!undecided) return known(false, origin);
  return containsUnknown(wanted, budget) || items.some((item) => containsUnknown(item, budget))
    ? unknownFrom(call.span, [wanted, ...items, ...args])
    : notEvaluated(args, call);
}

/** The only element, or null for an empty list. */
function one(args: readonly Value[], call: Call): Value {
  const items = itemsOf(args[0]);
  if (items === undefined || items.length > 1) return unsuitable(args, call);
  return items[0] ?? known(null, originFrom(call.span, args));
}

function zipmap(args: readonly Value[], call: Call): Value {
  const [names, items] = [itemsOf(args[0]), itemsOf(args[1])];
  if (names === undefined || names.length !== items?.length) return unsuitable(args, call);
  const entries = names.map((name, index) => [name, items[index] ?? known(null)] as const);
  return objectOf(entries, false, call.span, args, 'last');
}

function every(args: readonly Value[], call: Call, wanted: boolean): Value {
  const items = itemsOf(args[0]);
  if (items === undefined) return unsuitable(args, call);
  const states = items.map((item) =>
    item.kind === 'unknown' ? undefined : scalarBoolean(scalarOf(item) ?? null) === true,
  );
  const origin = originFrom(call.span, args);
  if (states.includes(!wanted)) return known(!wanted, origin);
  return states.includes(undefined) ? unknownFrom(call.span, [...items, ...args]) : known(wanted, origin);
}

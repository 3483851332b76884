import type { Type } from '../../model/type.ts';
import { compareCodePoints } from '../../model/order.ts';
import { isList, known, type KnownValue, type Value } from '../../model/value.ts';
import { isNull, scalarBoolean, scalarOf } from '../conversion.ts';
import { sameValue } from '../equality.ts';
import { combine, knownReal, realOf, type Real } from '../number.ts';
import { opaqueOf } from '../opaque.ts';
import { container, decidedBy, originFrom, partOf, unknownFrom } from '../origin.ts';
import { convertValue, listOf } from '../types/convert.ts';
import { hasDynamic } from '../types/same-type.ts';
import { withoutRepeats } from '../types/set.ts';
import { isSetValue, typeOf } from '../types/type-of.ts';
import { unifyTypes } from '../types/unify.ts';
import {
  define,
  itemsOf,
  notEvaluated,
  refused,
  unsuitable,
  type Call,
  type FunctionDefinition,
  type TerraformFunction,
} from './signature.ts';

const ANY_LIST: Type = { kind: 'list', element: 'dynamic' };
const TEXTS: Type = { kind: 'list', element: 'string' };

/** Functions of lists. Source: https://developer.hashicorp.com/terraform/language/functions */
export const LIST_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['concat', concat],
  ['coalesce', coalesce],
  ['coalescelist', coalesceList],
  ['compact', compact],
  ['flatten', flatten],
  [
    'distinct',
    define({
      parameters: [{ type: ANY_LIST }],
      compute: ([list], call) => relisted(list, call, (items) => withoutRepeats(items, call.scope.module.budget)),
    }),
  ],
  ['reverse', reverse],
  ['sort', define({ parameters: [{ type: TEXTS }], returns: TEXTS, compute: ([list], call) => sort(list, call) })],
  [
    'chunklist',
    define({
      parameters: [{ type: ANY_LIST }, { type: 'number' }],
      partly: true,
      compute: ([list, size], call) => chunks(list, size, call),
    }),
  ],
  ['slice', slice],
  ['sum', sum],
  [
    'matchkeys',
    define({ parameters: [{ type: ANY_LIST }, { type: ANY_LIST }, { type: ANY_LIST }], compute: matchKeys }),
  ],
  ['alltrue', (args, call) => every(args, call, true)],
  ['anytrue', (args, call) => every(args, call, false)],
];

/** A list when all arguments are lists whose elements have a type in common, else a tuple. */
function concat(args: readonly Value[], call: Call): Value {
  if (args.length === 0) return refused(args, call, 'wrong number of arguments');
  if (args.some(isSetValue)) return refused(args, call, 'an argument is a set');
  const lists = args.map((arg) => itemsOf(arg));
  if (lists.some((list) => list === undefined)) return unsuitable(args, call);
  const items = lists.flatMap((list) => list ?? []);
  const origin = originFrom(call.span, args);
  const elements = args.flatMap((arg) => {
    const type = typeOf(arg);
    return typeof type === 'object' && type.kind === 'list' ? [type.element] : [];
  });
  const element = elements.length === args.length ? unifyTypes(elements) : undefined;
  return element === undefined ? container(items, origin) : listOf(items, origin, call.scope.module.budget, element);
}

/** The first argument that is neither null nor an empty text, in the common type of all. */
function coalesce(args: readonly Value[], call: Call): Value {
  const type = unifyTypes(args.map(typeOf));
  if (args.length === 0 || type === undefined) return refused(args, call, 'arguments that have no type in common');
  for (const arg of args) {
    const value = convertValue(arg, type, call.scope.module.budget);
    if (value.kind === 'unknown') return { ...unknownFrom(call.span, [value, ...args]), type };
    // An argument of any type may still turn a number into a text.
    const isOpen =
      typeOf(value) !== 'string' && args.some((other) => other.kind === 'unknown' && hasDynamic(typeOf(other)));
    if (isOpen && !isNull(value)) return { ...unknownFrom(call.span, args), type };
    if (!isNull(value) && scalarOf(value) !== '') return decidedBy(value, args.slice(0, args.indexOf(arg)));
  }
  return refused(args, call, 'all arguments are null or empty');
}

function coalesceList(args: readonly Value[], call: Call): Value {
  if (args.some((arg) => arg.kind === 'unknown')) return unknownFrom(call.span, args);
  const isListLike = (arg: Value): boolean => {
    const type = typeOf(arg);
    return typeof type === 'object' && (type.kind === 'list' || type.kind === 'tuple');
  };
  if (args.length === 0 || !args.every(isListLike)) return refused(args, call, 'an argument is no list');
  const found = args.find((arg) => (itemsOf(arg)?.length ?? 0) > 0);
  return found ?? refused(args, call, 'all lists are empty');
}

function compact(args: readonly Value[], call: Call): Value {
  return define({
    parameters: [{ type: TEXTS }],
    returns: TEXTS,
    compute: ([list]) =>
      relisted(list, call, (items) => items.filter((item) => !isNull(item) && scalarOf(item) !== '')),
  })(args, call);
}

/** An unknown element could itself be a list: then the number of elements is unknown, unless its type says that it is none. */
function flatten(args: readonly Value[], call: Call): Value {
  const [list] = args;
  const items = itemsOf(list);
  if (items === undefined || args.length > 1) return unsuitable(args, call);
  const result: Value[] = [];
  let undecided: Value | undefined;
  const walk = (level: readonly Value[]): void => {
    for (const item of level) {
      if (!call.scope.module.budget.spend(1, call.span)) undecided ??= notEvaluated(args, call);
      if (undecided) return;
      const inner = itemsOf(item);
      if (isOneObject(item)) result.push(item);
      else if (inner) walk(inner);
      else if (item.kind === 'unknown' && typeof typeOf(item) !== 'string') undecided = item;
      else if (item.kind === 'unknown' && typeOf(item) === 'dynamic') undecided = item;
      else result.push(item);
    }
  };
  walk(items);
  return undecided ? unknownFrom(call.span, [undecided, ...args]) : container(result, originFrom(call.span, args));
}

/** True for a whole resource or module: an object, of which `[*]` makes a list of one. */
function isOneObject(item: Value): boolean {
  const object = opaqueOf(item);
  const [only, ...others] = (item.kind === 'unknown' ? object?.splat() : undefined) ?? [];
  return only !== undefined && others.length === 0 && opaqueOf(only) === object;
}

/** A tuple stays a tuple; a list or set becomes a list. */
function reverse(args: readonly Value[], call: Call): Value {
  const [list] = args;
  const items = itemsOf(list);
  if (list?.kind !== 'known' || items === undefined || args.length > 1) return unsuitable(args, call);
  const origin = originFrom(call.span, args);
  const type = typeOf(list);
  const element = typeof type === 'object' && 'element' in type ? type.element : undefined;
  return container([...items].reverse(), origin, element === undefined ? undefined : { kind: 'list', element });
}

function sort(list: KnownValue | undefined, call: Call): Value {
  const items = itemsOf(list) ?? [];
  if (list === undefined || items.some(isNull)) return refused(list ? [list] : [], call, 'an element is null');
  const text = (item: Value): string => String(scalarOf(item) ?? '');
  const sorted = [...items].sort((a, b) => compareCodePoints(text(a), text(b)));
  return container(sorted, originFrom(call.span, [list]), TEXTS);
}

/** The list with other elements of the same type. */
function relisted(
  list: KnownValue | undefined,
  call: Call,
  change: (items: readonly Value[]) => readonly Value[] | undefined,
): Value {
  const changed = list && change(itemsOf(list) ?? []);
  if (!list || !changed) return notEvaluated(list ? [list] : [], call);
  return container(changed, originFrom(call.span, [list]), list.type);
}

function chunks(
  list: KnownValue | undefined,
  size: KnownValue | undefined,
  call: Call,
): ReturnType<FunctionDefinition['compute']> {
  const items = itemsOf(list) ?? [];
  const length = Number(size?.value);
  if (!list || !size || !Number.isInteger(length) || length < 0)
    return { refused: 'the size is no whole number from 0 on' };
  const origin = originFrom(call.span, [list, size]);
  const result: Value[] = [];
  const step = length === 0 ? Math.max(1, items.length) : length;
  for (let start = 0; start < items.length; start += step)
    result.push(container(items.slice(start, start + step), origin, list.type));
  return container(result, origin, { kind: 'list', element: list.type ?? ANY_LIST });
}

function slice(args: readonly Value[], call: Call): Value {
  const [list, from, to] = args;
  const items = list && isSetValue(list) ? undefined : itemsOf(list);
  const bounds = [from, to].map((bound) =>
    bound === undefined ? undefined : convertValue(bound, 'number', call.scope.module.budget),
  );
  const [start, end] = bounds.map((bound) => (bound ? scalarOf(bound) : undefined));
  if (list?.kind !== 'known' || items === undefined || args.length !== 3) return unsuitable(args, call);
  if (typeof start !== 'number' || typeof end !== 'number')
    return unsuitable([...args, ...bounds.filter((bound) => bound !== undefined)], call);
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end > items.length || start > end)
    return refused(args, call, 'no such part of the list');
  return container(items.slice(start, end), originFrom(call.span, args), list.type);
}

function sum(args: readonly Value[], call: Call): Value {
  const [list] = args;
  const items = itemsOf(list);
  if (items === undefined || args.length > 1) return unsuitable(args, call);
  const numbers = items.map((item) => convertValue(item, 'number', call.scope.module.budget));
  if (items.length === 0 || numbers.some(isNull)) return refused(args, call, 'there is nothing to add up, or a null');
  if (numbers.some((item) => item.kind === 'unknown'))
    return { ...unknownFrom(call.span, [...numbers, ...args]), type: 'number' };
  const reals = numbers.flatMap((item) => (item.kind === 'known' ? (realOf(item) ?? []) : []));
  const [first, ...rest] = reals;
  const total = rest.reduce<Real | undefined>((sofar, real) => sofar && combine('+', sofar, real), first);
  return total ? knownReal(total, originFrom(call.span, args)) : refused(args, call, 'the sum is no number');
}

/** Values at the places where `keys` has one of the searched ones. */
function matchKeys(
  [list, keys, searched]: readonly KnownValue[],
  call: Call,
): ReturnType<FunctionDefinition['compute']> {
  const [items, names, wanted] = [itemsOf(list) ?? [], itemsOf(keys) ?? [], itemsOf(searched) ?? []];
  if (!list || items.length !== names.length) return { refused: 'there are not as many keys as values' };
  if (!call.scope.module.budget.spend(names.length * wanted.length, call.span)) return notEvaluated([list], call);
  const { budget } = call.scope.module;
  const types = unifyTypes([typeOf(keys ?? list), typeOf(searched ?? list)]);
  if (types === undefined) return { refused: 'keys and searched values that have no type in common' };
  const [named, sought] = [keys, searched].map((value) => itemsOf(value && convertValue(value, types, budget)) ?? []);
  const found = items.filter((_, index) => {
    const name = named?.[index];
    return name !== undefined && sought?.some((other) => sameValue(name, other, budget) === true);
  });
  const sources = [list, keys, searched].filter((value) => value !== undefined);
  return container(found, originFrom(call.span, sources), list.type);
}

/** A null counts as false. */
function every(args: readonly Value[], call: Call, wanted: boolean): Value {
  const [given] = args;
  if (given === undefined || args.length > 1) return refused(args, call, 'wrong number of arguments');
  const list =
    given.kind === 'known' && isList(given.value)
      ? convertValue(given, { kind: 'list', element: 'bool' }, call.scope.module.budget)
      : given;
  const items = itemsOf(list);
  if (items === undefined) return unsuitable([list], call);
  const origin = originFrom(call.span, args);
  const states = items.map((item) =>
    item.kind === 'unknown' ? undefined : scalarBoolean(scalarOf(partOf(list, item)) ?? null) === true,
  );
  if (states.includes(!wanted)) return known(!wanted, origin);
  return states.includes(undefined)
    ? { ...unknownFrom(call.span, [...items, ...args]), type: 'bool' }
    : known(wanted, origin);
}

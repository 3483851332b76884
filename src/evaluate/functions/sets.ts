import type { Type } from '../../model/type.ts';
import { isObject, known, type KnownValue, type Value } from '../../model/value.ts';
import { isNull, scalarOf } from '../conversion.ts';
import { containsUnknown, sameValue } from '../equality.ts';
import { container, originFrom, unknownFrom } from '../origin.ts';
import { convertValue } from '../types/convert.ts';
import { setOf } from '../types/set.ts';
import { sortedKeys } from '../types/sorted-keys.ts';
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

const ANY_SET: Type = { kind: 'set', element: 'dynamic' };
const LISTS: Type = { kind: 'map', element: { kind: 'list', element: 'string' } };

/** Most elements of a product. */
const MAX_PRODUCT = 20_000;

/** Functions of sets, and those that combine collections. Source: https://developer.hashicorp.com/terraform/language/functions */
export const SET_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ['setunion', ofSets((sets) => sets.flat())],
  [
    'setintersection',
    ofSets((sets, has) => (sets[0] ?? []).filter((item) => sets.slice(1).every((set) => has(set, item)))),
  ],
  ['setsubtract', ofSets(([first = [], second = []], has) => first.filter((item) => !has(second, item)), 2)],
  [
    'setsymmetricdifference',
    ofSets((sets, has) =>
      sets.reduce(
        (left, right) => [...left.filter((item) => !has(right, item)), ...right.filter((item) => !has(left, item))],
        [],
      ),
    ),
  ],
  ['setproduct', product],
  ['transpose', define({ parameters: [{ type: LISTS }], returns: LISTS, compute: transpose })],
];

type Has = (set: readonly Value[], item: Value) => boolean;

/** A function of sets that are brought to one type first; `most` limits their number. */
function ofSets(
  compute: (sets: readonly (readonly Value[])[], has: Has) => readonly Value[],
  most = Infinity,
): TerraformFunction {
  return (args, call) => {
    const { budget } = call.scope.module;
    if (args.length === 0 || args.length > most || (most === 2 && args.length < 2))
      return refused(args, call, 'wrong number of arguments');
    const sets = args.map((arg) => convertValue(arg, ANY_SET, budget));
    if (sets.some(isNull)) return refused(args, call, 'an argument is null');
    const type = unifyTypes(sets.map(typeOf));
    if (type === undefined) return refused(args, call, 'sets that have no type in common');
    const unified = sets.map((set) => convertValue(set, type, budget));
    const items = unified.map((set) => itemsOf(set));
    if (items.some((set) => set === undefined)) return unsuitable(unified, call);
    if (unified.some((set) => containsUnknown(set, budget))) return { ...unknownFrom(call.span, unified), type };
    const has: Has = (set, item) =>
      budget.spend(set.length, call.span) && set.some((other) => sameValue(other, item, budget) === true);
    const element: Type = typeof type === 'object' && 'element' in type ? type.element : 'dynamic';
    return setOf(
      compute(
        items.map((set) => set ?? []),
        has,
      ),
      originFrom(call.span, args),
      element,
      budget,
    );
  };
}

/** Every combination of one element of each: a set of tuples when one of them is a set, else a list of tuples. */
function product(args: readonly Value[], call: Call): Value {
  const { budget } = call.scope.module;
  if (args.length < 2) return refused(args, call, 'fewer than two arguments');
  const lists = args.map((arg) => {
    const type = typeOf(arg);
    // The elements of a tuple are brought to one type.
    return typeof type === 'object' && type.kind === 'tuple'
      ? convertValue(arg, { kind: 'list', element: 'dynamic' }, budget)
      : arg;
  });
  const items = lists.map((list) => itemsOf(list));
  if (items.some((list) => list === undefined)) return unsuitable(lists, call);
  const size = items.reduce((total, list) => total * (list?.length ?? 0), 1);
  if (size > MAX_PRODUCT || !budget.spend(size * items.length, call.span)) return notEvaluated(args, call);
  const origin = originFrom(call.span, args);
  let rows: readonly (readonly Value[])[] = [[]];
  for (const list of items) rows = rows.flatMap((row) => (list ?? []).map((item) => [...row, item]));
  const elements = lists.map((list): Type => {
    const type = typeOf(list);
    return typeof type === 'object' && 'element' in type ? type.element : 'dynamic';
  });
  const element: Type = { kind: 'tuple', elements };
  const tuples = rows.map((row) => container(row, origin));
  return args.some(isSetValue)
    ? setOf(tuples, origin, element, budget)
    : container(tuples, origin, { kind: 'list', element });
}

/** A map of lists of names turned around: each name with the keys it stood under. */
function transpose([map]: readonly KnownValue[], call: Call): ReturnType<FunctionDefinition['compute']> {
  const result = new Map<string, Value[]>();
  if (!map || !isObject(map.value)) return { refused: 'the argument is no map' };
  const origin = originFrom(call.span, [map]);
  for (const key of sortedKeys(map.value)) {
    const items = itemsOf(map.value.get(key));
    if (items === undefined) return { refused: 'a list that is null' };
    for (const item of items) {
      const name = scalarOf(item);
      if (typeof name !== 'string') return { refused: 'a list with a null' };
      const list = result.get(name) ?? [];
      list.push(known(key, origin));
      result.set(name, list);
    }
  }
  const lists = sortedKeys(result).map(
    (name) => [name, container(result.get(name) ?? [], origin, { kind: 'list', element: 'string' })] as const,
  );
  return container(new Map(lists), origin, LISTS);
}

import type { CollectionType, ObjectType, TupleType, Type } from '../../model/type.ts';
import { sameType } from './same-type.ts';

/**
 * The one type that values of all `types` can be brought to (elements of a list, arms of a condition); undefined when
 * there is none.
 * Source: https://github.com/zclconf/go-cty/blob/main/docs/convert.md#type-unification
 */
export function unifyTypes(types: readonly Type[]): Type | undefined {
  const [first, ...rest] = types;
  if (first === undefined) return undefined;
  if (rest.every((type) => sameType(type, first))) return first;
  const given = types.filter((type) => type !== 'dynamic');
  const objects = given.filter((type): type is ObjectType => isKind(type, 'object'));
  const tuples = given.filter((type): type is TupleType => isKind(type, 'tuple'));
  const collections = given.filter(isCollection);
  const kinds = new Set(collections.map(({ kind }) => kind));
  const [kind] = kinds;
  const isAll = (count: number): boolean => count > 0 && count === given.length;
  if (objects.length > 0 && tuples.length > 0) return undefined;
  if (kinds.size === 2 && !kinds.has('map') && isAll(collections.length)) {
    return collectionOf(
      'list',
      collections.map((type) => type.element),
    );
  }
  if (kinds.size === 1 && kind !== undefined && isAll(collections.length)) {
    const element = unifyTypes(collections.map((type) => type.element));
    return element && { kind, element };
  }
  if (kinds.size === 1 && kind === 'map' && isAll(collections.length + objects.length)) {
    const map = collectionOf('map', [
      ...collections.map((type) => type.element),
      ...objects.flatMap((type) => [...type.attributes.values()]),
    ]);
    if (map) return map;
  }
  if (kinds.size === 1 && kind === 'list' && isAll(collections.length + tuples.length)) {
    const list = collectionOf('list', [
      ...collections.map((type) => type.element),
      ...tuples.flatMap((type) => type.elements),
    ]);
    if (list) return list;
  }
  // A plain null among objects or tuples leaves them without a common type until it is known what it stands for.
  const isOpen = given.length < types.length;
  if (isAll(objects.length)) return isOpen ? 'dynamic' : unifyObjects(objects);
  if (isAll(tuples.length)) return isOpen ? 'dynamic' : unifyTuples(tuples);
  return preferred(types);
}

function isKind(type: Type, kind: 'object' | 'tuple'): boolean {
  return typeof type === 'object' && type.kind === kind;
}

function isCollection(type: Type): type is CollectionType {
  return typeof type === 'object' && (type.kind === 'list' || type.kind === 'set' || type.kind === 'map');
}

function collectionOf(kind: 'list' | 'map', elements: readonly Type[]): Type | undefined {
  const element = unifyTypes(elements);
  return element && { kind, element };
}

/** Objects of the same attributes are unified attribute by attribute, others become a map. */
function unifyObjects(types: readonly ObjectType[]): Type | undefined {
  const [first] = types;
  if (!first) return undefined;
  const isAlike = types.every(
    ({ attributes }) =>
      attributes.size === first.attributes.size && [...attributes.keys()].every((name) => first.attributes.has(name)),
  );
  if (!isAlike)
    return collectionOf(
      'map',
      types.flatMap((type) => [...type.attributes.values()]),
    );
  const attributes = new Map<string, Type>();
  for (const name of first.attributes.keys()) {
    const type = unifyTypes(types.map((other) => other.attributes.get(name) ?? 'dynamic'));
    if (type === undefined) return undefined;
    attributes.set(name, type);
  }
  return { kind: 'object', attributes };
}

/** Tuples of the same length are unified place by place, others become a list. */
function unifyTuples(types: readonly TupleType[]): Type | undefined {
  const [first] = types;
  if (!first) return undefined;
  if (types.some(({ elements }) => elements.length !== first.elements.length))
    return collectionOf(
      'list',
      types.flatMap((type) => type.elements),
    );
  const elements: Type[] = [];
  for (const index of first.elements.keys()) {
    const type = unifyTypes(types.map((other) => other.elements[index] ?? 'dynamic'));
    if (type === undefined) return undefined;
    elements.push(type);
  }
  return { kind: 'tuple', elements };
}

/** The most general of the types that every other one can be converted to. */
function preferred(types: readonly Type[]): Type | undefined {
  const ordered = [...types].sort((a, b) => rank(a) - rank(b));
  return ordered.find((wanted) => types.every((type) => sameType(type, wanted) || canConvert(type, wanted)));
}

/** Texts before numbers and booleans, lists before sets before tuples, maps before objects, what is not known last. */
function rank(type: Type): number {
  if (type === 'string') return 0;
  if (type === 'dynamic') return 9;
  if (typeof type === 'string') return 1;
  return ['list', 'set', 'map', 'tuple', 'object'].indexOf(type.kind);
}

/**
 * Whether values of type `from` can be converted to `to`, as far as the types tell (a text may still be no number).
 * Source: https://github.com/zclconf/go-cty/blob/main/docs/convert.md
 */
export function canConvert(from: Type, to: Type): boolean {
  if (from === 'dynamic' || to === 'dynamic' || sameType(from, to)) return true;
  if (typeof to === 'string') return typeof from === 'string' && (from === 'string' || to === 'string');
  if (typeof from === 'string') return false;
  switch (to.kind) {
    case 'list':
    case 'set':
      if (from.kind === 'list' || from.kind === 'set') return canConvert(from.element, to.element);
      return from.kind === 'tuple' && fits(from.elements, to.element);
    case 'map':
      if (from.kind === 'map') return canConvert(from.element, to.element);
      return from.kind === 'object' && fits([...from.attributes.values()], to.element);
    case 'tuple':
      return (
        from.kind === 'tuple' &&
        from.elements.length === to.elements.length &&
        from.elements.every((type, index) => canConvert(type, to.elements[index] ?? 'dynamic'))
      );
    case 'object': {
      if (from.kind === 'map') return [...to.attributes.values()].every((type) => canConvert(from.element, type));
      if (from.kind !== 'object') return false;
      return [...to.attributes].every(([name, type]) => {
        const given = from.attributes.get(name);
        return given === undefined ? (to.optional?.has(name) ?? false) : canConvert(given, type);
      });
    }
  }
}

/** Elements of any one type must have one in common. */
function fits(elements: readonly Type[], element: Type): boolean {
  if (element === 'dynamic') return elements.length === 0 || unifyTypes(elements) !== undefined;
  return elements.every((type) => canConvert(type, element));
}

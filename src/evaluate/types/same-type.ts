import type { Type } from '../../model/type.ts';

/** True for types that are the same, attribute by attribute; that an attribute may be left out makes no difference. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof b === 'string') return false;
  switch (a.kind) {
    case 'list':
    case 'set':
    case 'map':
      return a.kind === b.kind && sameType(a.element, b.element);
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.elements.length === b.elements.length &&
        a.elements.every((type, i) => sameType(type, b.elements[i] ?? 'dynamic'))
      );
    case 'object': {
      if (b.kind !== 'object' || a.attributes.size !== b.attributes.size) return false;
      for (const [name, type] of a.attributes) {
        const other = b.attributes.get(name);
        if (other === undefined || !sameType(type, other)) return false;
      }
      return true;
    }
  }
}

/** True when a part of the type is not known. */
export function hasDynamic(type: Type): boolean {
  if (typeof type === 'string') return type === 'dynamic';
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return hasDynamic(type.element);
    case 'tuple':
      return type.elements.some(hasDynamic);
    case 'object':
      return [...type.attributes.values()].some(hasDynamic);
  }
}

import type { Type } from '../../model/type.ts';
import { compareText } from '../../model/order.ts';

/** A type as Terraform's `type()` writes it, on one line: `object({a: number, b: list(string)})`. */
export function typeText(type: Type): string {
  if (typeof type === 'string') return type;
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${typeText(type.element)})`;
    case 'tuple':
      return `tuple([${type.elements.map(typeText).join(', ')}])`;
    case 'object': {
      const attributes = [...type.attributes].sort(([a], [b]) => compareText(a, b));
      return `object({${attributes.map(([name, inner]) => `${name}: ${typeText(inner)}`).join(', ')}})`;
    }
  }
}

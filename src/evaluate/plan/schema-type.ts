import type { Type } from '../../model/type.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';

// Every instance of a type asks for the same ones.
const known = new WeakMap<JsonObject, Type | undefined>();

/**
 * The type of an attribute of a provider's schema: from `type`, or from the attributes in `nested_type`. Undefined when it
 * is none. Source: https://developer.hashicorp.com/terraform/cli/commands/providers/schema#attribute-representation
 */
export function typeOfAttribute(attribute: JsonObject): Type | undefined {
  if (known.has(attribute)) return known.get(attribute);
  const found = readAttribute(attribute);
  known.set(attribute, found);
  return found;
}

function readAttribute(attribute: JsonObject): Type | undefined {
  const type = attribute.get('type');
  if (type !== undefined) return typeOf(type);
  const nested = attribute.get('nested_type');
  if (!isJsonObject(nested)) return undefined;
  const members = nested.get('attributes');
  if (!isJsonObject(members)) return undefined;
  const attributes = new Map<string, Type>();
  for (const [name, member] of members) {
    const own = isJsonObject(member) ? typeOfAttribute(member) : undefined;
    attributes.set(name, own ?? 'dynamic');
  }
  const element: Type = { kind: 'object', attributes };
  const nesting = nested.get('nesting_mode');
  return nesting === 'list' || nesting === 'set' || nesting === 'map' ? { kind: nesting, element } : element;
}

/** A type as the type system writes it in JSON: https://github.com/zclconf/go-cty/blob/main/docs/json.md */
function typeOf(json: Json): Type | undefined {
  if (json === 'string' || json === 'number' || json === 'bool' || json === 'dynamic') return json;
  if (!isJsonList(json)) return undefined;
  const [kind, inner] = json;
  if (kind === 'list' || kind === 'set' || kind === 'map') {
    const element = inner === undefined ? undefined : typeOf(inner);
    return element && { kind, element };
  }
  if (kind === 'tuple' && isJsonList(inner)) {
    return { kind, elements: inner.map((element) => typeOf(element) ?? 'dynamic') };
  }
  if (kind === 'object' && isJsonObject(inner)) {
    return { kind, attributes: new Map([...inner].map(([name, member]) => [name, typeOf(member) ?? 'dynamic'])) };
  }
  return undefined;
}

/** The type of a part of a value of `type`. */
export function typeOfPart(type: Type | undefined, step: string | number): Type | undefined {
  if (type === undefined || typeof type === 'string') return undefined;
  if (type.kind === 'tuple') return typeof step === 'number' ? type.elements[step] : undefined;
  return type.kind === 'object' ? type.attributes.get(String(step)) : type.element;
}

/** The type where it does not follow from the content: of a list, a set or a map. */
export function typeOfContainer(type: Type | undefined): Type | undefined {
  return type !== undefined && typeof type !== 'string' && type.kind !== 'tuple' && type.kind !== 'object'
    ? type
    : undefined;
}

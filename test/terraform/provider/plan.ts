import type { AttributeSchema, BlockSchema, NestedBlockSchema } from './schema.ts';
import { isFields, isUnknown, UNKNOWN, type WireValue } from './values.ts';

/**
 * The planned state: what Terraform proposes, with the provider's defaults filled in. On creation everything that the
 * provider computes and the configuration leaves open is unknown; on update the proposal already carries it.
 */
export function planBlock(schema: BlockSchema, proposed: WireValue, creates: boolean): WireValue {
  if (!isFields(proposed)) return proposed;
  const planned: Record<string, WireValue> = {};
  for (const [name, attribute] of Object.entries(schema.attributes))
    planned[name] = planAttribute(attribute, proposed[name] ?? null, creates);
  for (const [name, nested] of Object.entries(schema.blocks))
    planned[name] = eachNested(nested.nesting, proposed[name] ?? null, (one) => planBlock(nested.block, one, creates));
  return planned;
}

function planAttribute(schema: AttributeSchema, proposed: WireValue, creates: boolean): WireValue {
  if (proposed === null) {
    if (schema.default !== undefined) return schema.default;
    return creates && (schema.use === 'computed' || schema.use === 'optional-computed') ? UNKNOWN : null;
  }
  const { nested } = schema;
  if (!nested) return proposed;
  return eachNested(nested.nesting, proposed, (one) =>
    planBlock({ attributes: nested.attributes, blocks: {} }, one, creates),
  );
}

/** Applies `change` to every element of nested blocks or nested attributes. */
function eachNested(
  nesting: NestedBlockSchema['nesting'],
  value: WireValue,
  change: (one: WireValue) => WireValue,
): WireValue {
  if (value === null || isUnknown(value)) return value;
  if (nesting === 'single') return change(value);
  if (Array.isArray(value)) return value.map(change);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)]));
}

/** Names of the top-level attributes whose change replaces the resource. */
export function replacedBy(schema: BlockSchema, prior: WireValue, planned: WireValue): readonly string[] {
  if (!isFields(prior) || !isFields(planned)) return [];
  return Object.entries(schema.attributes)
    .filter(([name, attribute]) => attribute.replaces && !same(prior[name], planned[name]))
    .map(([name]) => name);
}

function same(a: WireValue | undefined, b: WireValue | undefined): boolean {
  const text = (value: WireValue | undefined): string =>
    JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one));
  return text(a) === text(b);
}

/** Text that stands for what a data source would have read, so that it is told from what the configuration says. */
export function dataMarker(type: string, attribute: string): string {
  return `<data:${type}.${attribute}>`;
}

/** The result of reading a data source: the configuration, and a marker in every attribute that it leaves open. */
export function readData(type: string, schema: BlockSchema, config: WireValue): WireValue {
  if (!isFields(config)) return config;
  const state: Record<string, WireValue> = { ...config };
  for (const [name, attribute] of Object.entries(schema.attributes)) {
    if (config[name] !== null || attribute.use === 'optional' || attribute.use === 'required') continue;
    state[name] = markerFor(attribute, dataMarker(type, name));
  }
  return state;
}

function markerFor({ type }: AttributeSchema, marker: string): WireValue {
  if (type === 'string') return marker;
  if (type === 'number') return 0;
  if (type === 'bool') return false;
  if (type === 'dynamic' || type[0] === 'object') return null;
  if (type[0] === 'map') return {};
  return type[1] === 'string' ? [marker] : [];
}

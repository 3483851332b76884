import type { Block, Resource } from '../../../src/model/resource.ts';
import { isList, isObject, known, type Value } from '../../../src/model/value.ts';
import { isPlanObject, type ExpectedValues, type PlanJson } from '../expected-plan.ts';
import type { BlockSchema, CtyType, NestedBlockSchema } from '../provider/schema.ts';
import { differ, gap, type Comparison } from './comparison.ts';
import { compareArgument, compareUnordered, compareValue, describe } from './compare-value.ts';
import { fromDataSource, isUnknownInPlan, knownLeaves, plannedValues, segments } from './planned.ts';

/** What Terraform itself reads and no provider gets. */
const META = new Set(['count', 'for_each', 'provider', 'depends_on', 'lifecycle', 'connection', 'provisioner']);

/** Compares the body of a resource with the plan of one of its instances. */
export function compareResource(
  resource: Resource,
  address: string,
  expected: ExpectedValues,
  schema: BlockSchema,
  into: Comparison,
): void {
  compareBlock(resource.body, plannedValues(expected), schema, address, into);
  compareSensitive(resource.body, expected.sensitive ?? [], schema, address, into);
}

function compareBlock(body: Block, planned: PlanJson, schema: BlockSchema, where: string, into: Comparison): void {
  if (!isPlanObject(planned)) {
    if (!isUnknownInPlan(planned)) differ(into, where, 'a block that is not planned', 'a block', planned);
    return;
  }
  const written = new Set<string>();
  for (const [name, { value }] of body.attributes) {
    // In JSON an object is an argument or a block: the body has both, the schema decides.
    const asBlocks = schema.blocks[name] !== undefined && body.blocks.some((nested) => nested.type === name);
    if (META.has(name) || asBlocks) continue;
    written.add(name);
    const attribute = schema.attributes[name];
    if (attribute) compareArgument(value, planned[name] ?? null, attribute, `${where}.${name}`, into);
    else if (!schema.blocks[name]) differ(into, `${where}.${name}`, 'not in the schema', describe(value), null);
    else compareAsBlocks(value, planned[name] ?? null, schema.blocks[name], `${where}.${name}`, into);
  }
  for (const [name, value] of body.openBlocks) {
    if (META.has(name) || written.has(name)) continue;
    written.add(name);
    gap(into, `${where}.${name}`, value, planned[name] ?? null);
  }
  for (const name of new Set(body.blocks.map((nested) => nested.type))) {
    if (META.has(name) || written.has(name)) continue;
    written.add(name);
    const nested = body.blocks.filter((one) => one.type === name);
    const type = schema.attributes[name]?.type;
    const blocks = schema.blocks[name] ?? (type && blocksOf(type));
    if (blocks) compareBlocks(nested, planned[name] ?? null, blocks, `${where}.${name}`, into);
    else differ(into, `${where}.${name}`, 'not in the schema', 'blocks', planned[name] ?? null);
  }
  for (const [name, plan] of Object.entries(planned)) {
    if (written.has(name) || knownLeaves(plan) === 0 || isEmpty(plan)) continue;
    const attribute = schema.attributes[name];
    if (attribute?.default === plan || attribute?.use.endsWith('computed') || fromDataSource(plan)) continue;
    differ(into, `${where}.${name}`, 'missing', '(nothing)', plan);
  }
}

function compareBlocks(
  ours: readonly Block[],
  planned: PlanJson,
  { nesting, block }: NestedBlockSchema,
  where: string,
  into: Comparison,
): void {
  if (isUnknownInPlan(planned)) return;
  const item = (one: Block, plan: PlanJson, place: string, part: Comparison): void => {
    compareBlock(one, plan, block, place, part);
  };
  const [first] = ours;
  if (nesting === 'single' && first) item(first, planned, where, into);
  else if (!Array.isArray(planned))
    differ(into, where, 'blocks that are not planned', `${ours.length} blocks`, planned);
  else if (nesting === 'set') compareUnordered(ours, planned as readonly PlanJson[], item, blockText, where, into);
  else if (ours.length !== planned.length) differ(into, where, 'another number', `${ours.length} blocks`, planned);
  else
    ours.forEach((one, index) => {
      item(one, (planned as readonly PlanJson[])[index] ?? null, `${where}[${index}]`, into);
    });
}

/** Blocks that are written as an object or a list of objects, as in `.tf.json`. */
function compareAsBlocks(
  ours: Value,
  planned: PlanJson,
  schema: NestedBlockSchema,
  where: string,
  into: Comparison,
): void {
  const list = ours.kind === 'known' && isObject(ours.value) && schema.nesting !== 'single';
  compareValue(list ? known([ours]) : ours, planned, typeOfBlocks(schema), where, into);
}

function typeOfBlocks({ nesting, block }: NestedBlockSchema): CtyType {
  const fields = Object.entries(block.attributes).map(([name, { type }]): [string, CtyType] => [name, type]);
  const blocks = Object.entries(block.blocks).map(([name, nested]): [string, CtyType] => [name, typeOfBlocks(nested)]);
  const object: CtyType = ['object', Object.fromEntries([...fields, ...blocks])];
  return nesting === 'single' ? object : [nesting, object];
}

/**
 * An attribute that is a list or set of objects may be written as blocks.
 * Source: https://developer.hashicorp.com/terraform/language/attr-as-blocks
 */
function blocksOf(type: CtyType): NestedBlockSchema | undefined {
  if (typeof type === 'string' || (type[0] !== 'list' && type[0] !== 'set')) return undefined;
  const element = type[1];
  if (typeof element === 'string' || element[0] !== 'object') return undefined;
  const attributes = Object.entries(element[1]).map(([name, one]) => [name, { type: one, use: 'optional' as const }]);
  return {
    nesting: type[0],
    block: { attributes: Object.fromEntries(attributes) as BlockSchema['attributes'], blocks: {} },
  };
}

function compareSensitive(
  body: Block,
  pointers: readonly string[],
  schema: BlockSchema,
  where: string,
  into: Comparison,
): void {
  const secret = sensitiveNames(schema);
  const names = new Set([...body.attributes.keys(), ...body.blocks.map((nested) => nested.type)]);
  for (const name of names) {
    if (META.has(name)) continue;
    const planned = pointers.map(segments).filter(([first]) => first === name);
    const byConfiguration = planned.some((parts) => !parts.some((part) => secret.has(part)));
    const value = body.attributes.get(name)?.value;
    const ours =
      (value !== undefined && isSensitive(value)) ||
      body.blocks.some((nested) => nested.type === name && blockIsSensitive(nested));
    if (byConfiguration && !ours) differ(into, `${where}.${name}`, 'sensitive', 'not sensitive', 'sensitive');
    if (ours && planned.length === 0) differ(into, `${where}.${name}`, 'sensitive', 'sensitive', 'not sensitive');
  }
}

/** Names of what the provider itself calls sensitive, at any depth. */
function sensitiveNames(schema: BlockSchema): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = ({ attributes, blocks }: BlockSchema): void => {
    for (const [name, attribute] of Object.entries(attributes)) {
      if (attribute.sensitive) names.add(name);
      if (attribute.nested) walk({ attributes: attribute.nested.attributes, blocks: {} });
    }
    for (const nested of Object.values(blocks)) walk(nested.block);
  };
  walk(schema);
  return names;
}

function isSensitive(value: Value): boolean {
  if (value.sensitive) return true;
  if (value.kind !== 'known') return false;
  if (isList(value.value)) return value.value.some(isSensitive);
  return isObject(value.value) && [...value.value.values()].some(isSensitive);
}

function blockIsSensitive(block: Block): boolean {
  return [...block.attributes.values()].some(({ value }) => isSensitive(value)) || block.blocks.some(blockIsSensitive);
}

function isEmpty(plan: PlanJson): boolean {
  return Array.isArray(plan) ? plan.length === 0 : isPlanObject(plan) && Object.keys(plan).length === 0;
}

function blockText(block: Block): string {
  const attributes = [...block.attributes.values()].map(({ name, value }) => `${name} = ${describe(value)}`);
  return `${block.type} { ${[...attributes, ...block.blocks.map(blockText)].join(', ')} }`;
}

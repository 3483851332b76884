import type { Attribute, Block } from '../../model/resource.ts';
import type { Value } from '../../model/value.ts';
import { isJsonList, isJsonObject } from './json.ts';
import {
  hasTrue,
  isListLike,
  isObjectLike,
  isSensitivePart,
  lengthOf,
  maskedValue,
  namesOf,
  partAt,
  type Masked,
  type ValueContext,
} from './masked-value.ts';
import type { AttributePath } from './plan.ts';
import type { Shape } from './shape.ts';

/** How a body is built from values. */
export interface BodyContext extends ValueContext {
  /** Turns references as written into addresses. */
  readonly resolve: (references: readonly string[]) => readonly string[];
}

/** Where a block stands in its resource. */
export interface BlockPlace {
  readonly type: string;
  readonly labels: readonly string[];
  readonly path: AttributePath;
  readonly isSensitive: boolean;
}

/**
 * A block with the arguments and nested blocks in `masked`. An argument that is null counts as not written, and so does
 * an empty one that is not known to be written. Where `shape`
 * does not tell an argument from nested blocks, objects and lists of objects are given in both ways, at one place.
 */
export function planBlock(masked: Masked, shape: Shape | undefined, place: BlockPlace, context: BodyContext): Block {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const openBlocks = new Map<string, Value>();
  const own = context.place(place.path);
  for (const name of namesOf(masked)) {
    const part = partAt(masked, name);
    const path = [...place.path, name];
    const isSensitive = isSensitivePart(part, name, place.isSensitive, context);
    const kind = shape?.kind(name);
    const span = context.place(path);
    const references = (): readonly string[] => context.resolve(shape?.references(name) ?? []);
    const value = (): Value =>
      maskedValue(part, { path, references: references(), isSensitive, span, type: shape?.type(name) }, context);

    if (kind === 'block' && part.unknown === true) {
      openBlocks.set(name, value());
      continue;
    }
    const nested = kind === 'attribute' ? [] : nestedParts(part);
    const before = blocks.length;
    for (const { masked: inner, step } of nested) {
      if (inner.unknown === true) {
        const at = { path: [...path, ...step], references: references(), isSensitive, span };
        openBlocks.set(name, maskedValue(inner, at, context));
        continue;
      }
      const at = {
        type: name,
        labels: [],
        path: [...path, ...step],
        isSensitive: isSensitive || inner.sensitive === true,
      };
      blocks.push(planBlock(inner, shape?.nested(name), at, context));
    }
    const isBlockOnly = kind === 'block' && (nested.length > 0 || isListLike(part));
    const isNull = (part.value ?? undefined) === undefined;
    if (isBlockOnly || (isNull && !hasContent(part, isSensitive, context))) continue;
    if (isEmpty(part) && shape?.isWritten(name) !== true) continue;
    // Beside its own nested blocks an argument stands where the first of them does: readers then take the blocks.
    const at = blocks[before]?.span ?? span;
    attributes.set(name, Object.freeze({ name, value: value(), span: at, valueSpan: at }));
  }
  return Object.freeze({
    type: place.type,
    labels: Object.freeze([...place.labels]),
    attributes,
    blocks: Object.freeze(blocks),
    openBlocks,
    span: own,
    headerSpan: own,
  });
}

/** What providers on the old SDK put in the place of an argument that is not set: an empty text, list or object. */
function isEmpty({ value, unknown }: Masked): boolean {
  if (hasTrue(unknown)) return false;
  return value === '' || (isJsonList(value) && value.length === 0) || (isJsonObject(value) && value.size === 0);
}

/** Whether something that is null or left out is more than an argument that is not written: unknown, or hidden. */
function hasContent(part: Masked, isSensitive: boolean, context: ValueContext): boolean {
  return part.unknown === true || isListLike(part) || isObjectLike(part) || (isSensitive && context.isRedacted);
}

/** What can be read as nested blocks: an object, or a list of nothing but objects. */
function nestedParts(part: Masked): readonly { readonly masked: Masked; readonly step: AttributePath }[] {
  if (part.unknown === true) return [];
  if (isJsonObject(part.value) || (!isJsonList(part.value) && isObjectLike(part))) return [{ masked: part, step: [] }];
  if (!isListLike(part)) return [];
  const items = Array.from({ length: lengthOf(part) }, (_, index) => ({ masked: partAt(part, index), step: [index] }));
  return items.every(({ masked }) => masked.unknown === true || isObjectLike(masked)) ? items : [];
}

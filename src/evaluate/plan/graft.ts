import type { Span } from '../../model/span.ts';
import { isList, isObject, type Origin, type Value } from '../../model/value.ts';
import { container, unionReferences } from '../origin.ts';

/** Longest list whose elements are looked for by their value. */
const LONGEST_SEARCHED = 200;

/** True for what providers put in the place of an argument that is not set: null, an empty text, list or object. */
export function isUnset(value: Value): boolean {
  if (value.kind !== 'known') return value.kind === 'absent';
  const { value: content } = value;
  if (content === null || content === '') return true;
  if (isList(content)) return content.length === 0;
  return isObject(content) && content.size === 0;
}

/**
 * The planned value with the origin that the source gives: where it is written, the way it came, and what it is derived
 * from. Parts that the source does not tell stand at `around`, the expression that gives them. What is known only after apply stays what the source knows of it. It is sensitive when one of them is. Of a written object, members that are not written and not known are left out.
 */
export function graft(planned: Value, written: Value, around: Span): Value {
  const sensitive = planned.sensitive === true || written.sensitive === true;
  const origin: Origin = {
    span: written.span ?? around,
    trace: written.trace,
    references: unionReferences([planned.references, written.references]),
    ...(sensitive ? { sensitive } : {}),
  };
  if (planned.kind !== 'known') {
    // Terraform waits for the whole value; the source may know it already, or parts of a text.
    const isPartial = written.kind === 'unknown' && (written.parts ?? written.encoded) !== undefined;
    const best = planned.kind === 'unknown' && (written.kind === 'known' || isPartial) ? written : planned;
    return { ...best, ...origin };
  }
  const source = written.kind === 'known' ? written.value : undefined;
  const type = planned.type ?? (written.kind === 'known' ? written.type : undefined);
  const { value } = planned;
  if (isObject(value)) {
    if (source === undefined || !isObject(source)) return { ...placed(planned, around), ...origin };
    const members = new Map<string, Value>();
    for (const [name, member] of value) {
      const own = source.get(name);
      if (own) members.set(name, graft(member, own, around));
      else if (member.kind === 'known' && !isUnset(member)) members.set(name, placed(member, around));
    }
    return container(members, origin, type);
  }
  if (isList(value)) {
    if (source === undefined || !isList(source)) return { ...placed(planned, around), ...origin };
    const partner = partnersOf(value, source);
    const items = value.map((item, index) => {
      const own = partner(item, index);
      return own ? graft(item, own, around) : placed(item, around);
    });
    return container(items, origin, type);
  }
  const isEncoded = written.encoded !== undefined && value === source;
  return { ...planned, ...origin, ...(isEncoded ? { encoded: written.encoded } : {}) };
}

/** A planned value that stands at `span` with all of its parts. */
function placed(planned: Value, span: Span): Value {
  const here = { ...planned, span };
  if (here.kind !== 'known') return here;
  const { value, type } = here;
  if (isList(value)) {
    return container(
      value.map((item) => placed(item, span)),
      here,
      type,
    );
  }
  if (!isObject(value)) return here;
  return container(new Map([...value].map(([name, member]) => [name, placed(member, span)])), here, type);
}

/** The element of the source for an element of the plan: one that is equal (sets have an order of their own), else the same place. */
function partnersOf(
  planned: readonly Value[],
  source: readonly Value[],
): (item: Value, index: number) => Value | undefined {
  if (source.length > LONGEST_SEARCHED || planned.length > LONGEST_SEARCHED) return (_item, index) => source[index];
  const byText = new Map<string, Value>();
  for (const item of source) {
    const text = scalarText(item);
    if (text !== undefined && !byText.has(text)) byText.set(text, item);
  }
  return (item, index) => byText.get(scalarText(item) ?? '') ?? source[index];
}

/** A scalar as the text that Terraform converts it to; undefined for anything else. */
export function scalarText(value: Value): string | undefined {
  if (value.kind !== 'known' || value.value === null || typeof value.value === 'object') return undefined;
  return String(value.value);
}

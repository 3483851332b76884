import { compareCodePoints } from '../../model/order.ts';
import { fileSpan, type Span } from '../../model/span.ts';
import { isList, isObject, known, unknown, type Origin, type Value } from '../../model/value.ts';
import { isNull, scalarOf, scalarText } from '../conversion.ts';
import { container, originFrom } from '../origin.ts';
import { markLoose } from './loose.ts';

/** A part of a policy document: what it holds, and whether the provider's text of it is certain. */
export interface PolicyPart {
  readonly value: Value;
  readonly exact: boolean;
}

/**
 * Texts of a set as the provider writes them: one alone as a text, several in descending order, each once. With some that are
 * not known the list is loose.
 */
export function textSet(value: Value, span: Span, map: (text: string) => string = (text) => text): PolicyPart {
  if (value.kind !== 'known' || !isList(value.value)) return { value: { ...value, span }, exact: false };
  const origin = { ...originFrom(span, [value]), span };
  const texts = new Map<string, Value>();
  const others: Value[] = [];
  for (const item of value.value) {
    const text = scalarText(scalarOf(item) ?? null);
    if (text === undefined) others.push(item);
    else texts.set(text, known(map(text), originFrom(item.span, [item])));
  }
  const sorted = [...texts].sort(([a], [b]) => compareCodePoints(b, a)).map(([, item]) => item);
  const all = [...sorted, ...others];
  const exact = others.length === 0;
  const [only] = all;
  if (only && all.length === 1) {
    return { value: { ...only, span, references: container(all, origin).references }, exact };
  }
  const list = container(all, origin);
  return { value: exact ? list : markLoose(list), exact };
}

/** The texts of a list or set in its own order; undefined when one is not known. */
export function textsOf(value: Value): readonly string[] | undefined {
  if (value.kind !== 'known' || !isList(value.value)) return undefined;
  const texts: string[] = [];
  for (const item of value.value) {
    const text = scalarText(scalarOf(item) ?? null);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

/** A list of texts in its own order; one alone as a text. */
export function textList(value: Value, span: Span, map: (text: string) => string): PolicyPart {
  if (value.kind !== 'known' || !isList(value.value)) return { value: { ...value, span }, exact: false };
  let exact = true;
  const items = value.value.map((item): Value => {
    const text = scalarText(scalarOf(item) ?? null);
    exact &&= text !== undefined;
    return text === undefined ? item : known(map(text), originFrom(item.span, [item]));
  });
  const [only] = items;
  if (only && items.length === 1) return { value: only, exact };
  return { value: container(items, originFrom(span, [value])), exact };
}

/** Conditions or principals by name, the names in ascending order as Go writes a map. */
export function sortedMap(items: ReadonlyMap<string, Value>, origin: Origin): Value {
  return container(new Map([...items].sort(([a], [b]) => compareCodePoints(a, b))), origin);
}

/**
 * The principals of a document that is merged in: `"*"` (any text) for everyone, else lists by type.
 * Undefined when the provider refuses it.
 */
export function loadedPrincipals(value: Value): PolicyPart | undefined {
  if (value.kind !== 'known') return { value, exact: false };
  if (typeof value.value === 'string') return { value: { ...value, value: '*' }, exact: true };
  if (!isObject(value.value)) return undefined;
  let exact = true;
  const items = new Map<string, Value>();
  for (const [type, names] of value.value) {
    if (names.kind !== 'known' || typeof names.value === 'string') items.set(type, names);
    else if (!isList(names.value)) return undefined;
    else {
      const part = textSet(names, names.span ?? value.span ?? NOWHERE);
      exact &&= part.exact;
      // Unlike in a statement block, one name in a list stays a list; equal names are kept.
      const texts = names.value.map((item) => scalarOf(item));
      if (texts.some((text) => typeof text !== 'string' && text !== undefined)) return undefined;
      const sorted = [...names.value].sort((a, b) => compareCodePoints(String(scalarOf(b)), String(scalarOf(a))));
      items.set(type, part.exact ? container(sorted, originFrom(names.span, [names])) : part.value);
    }
    exact &&= names.kind === 'known';
  }
  const everyone = items.size === 1 ? items.get('*') : undefined;
  if (everyone && isJustStar(everyone)) return { value: known('*', originFrom(value.span, [value])), exact };
  return { value: sortedMap(items, originFrom(value.span, [value])), exact };
}

/** The conditions of a document that is merged in; what is neither a text, a boolean nor a list is dropped. */
export function loadedConditions(value: Value): PolicyPart | undefined {
  if (value.kind !== 'known') return { value, exact: false };
  if (!isObject(value.value)) return undefined;
  let exact = true;
  const tests = new Map<string, Value>();
  for (const [test, variables] of value.value) {
    if (variables.kind !== 'known' || !isObject(variables.value)) {
      if (variables.kind === 'known') return undefined;
      tests.set(test, variables);
      exact = false;
      continue;
    }
    const byName = new Map<string, Value>();
    for (const [name, values] of variables.value) {
      if (values.kind !== 'known') {
        byName.set(name, values);
        exact = false;
      } else if (isList(values.value)) {
        if (!values.value.every((item) => isTextOrUnknown(item))) return undefined;
        const part = textList(values, values.span ?? value.span ?? NOWHERE, (text) => text);
        exact &&= part.exact;
        byName.set(name, part.value);
      } else if (typeof values.value === 'boolean') byName.set(name, { ...values, value: String(values.value) });
      else if (typeof values.value === 'string') byName.set(name, values);
    }
    if (byName.size > 0) tests.set(test, sortedMap(byName, originFrom(variables.span, [variables])));
  }
  return { value: sortedMap(tests, originFrom(value.span, [value])), exact };
}

function isTextOrUnknown(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'known' && typeof value.value === 'string');
}

/** True for `*` and `["*"]`. */
export function isJustStar(value: Value): boolean {
  if (value.kind !== 'known') return false;
  if (!isList(value.value)) return value.value === '*';
  const [first] = value.value;
  return value.value.length === 1 && first !== undefined && scalarOf(first) === '*';
}

/** True for what is not written or null. */
export function isMissing(value: Value | undefined): boolean {
  return value === undefined || isNull(value);
}

/** What is refused by the provider. */
export function refused(detail: string, span: Span | undefined, sources: readonly Value[]): Value {
  return unknown('invalid', detail, originFrom(span, sources));
}

const NOWHERE = fileSpan('');

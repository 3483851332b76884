import { fileSpan, type Span } from '../../model/span.ts';
import { isList, isObject, type AbsentValue, type UnknownValue, type Value } from '../../model/value.ts';
import type { PolicyStatement } from './policy.ts';

/** Stands for one unknown piece in the texts of a statement. */
export const HOLE = '\u{FFFC}';

type Condition = PolicyStatement['conditions'][number];

/** The statements of a policy given as a value tree (`{ Statement = [...] }`). Undefined when it is no policy. */
export function readStatements(
  tree: Value,
): { statements: readonly PolicyStatement[]; incomplete?: UnknownValue | AbsentValue } | undefined {
  if (tree.kind !== 'known' || !isObject(tree.value)) return undefined;
  const list = member(tree.value, 'Statement');
  if (!list) return undefined;
  if (list.kind !== 'known') return { statements: [], incomplete: list };
  if (isObject(list.value)) return { statements: [statementOf(list.value, list.span ?? tree.span)] };
  if (!isList(list.value)) return undefined;
  const statements: PolicyStatement[] = [];
  let incomplete: UnknownValue | AbsentValue | undefined;
  for (const item of list.value) {
    if (item.kind !== 'known') incomplete ??= item;
    else if (isObject(item.value)) statements.push(statementOf(item.value, item.span ?? list.span ?? tree.span));
  }
  return incomplete ? { statements, incomplete } : { statements };
}

/** Texts of an element (one text or a list of them), and whether all of it could be read. */
export interface ReadTexts {
  readonly texts: readonly string[];
  readonly complete: boolean;
  /** What keeps it from being complete, when that is a value. */
  readonly unread?: UnknownValue | undefined;
}

/**
 * The texts of a value. An unknown becomes a hole. It counts as read when it cannot be a bare wildcard: a text around
 * it is known, or it is an attribute that AWS computes (an ARN or id), which never is `*`.
 */
export function textsOf(value: Value): ReadTexts {
  if (value.kind === 'absent') return { texts: [], complete: true };
  if (value.kind === 'unknown') {
    const text = value.parts?.map((part) => (typeof part === 'string' ? part : HOLE)).join('') ?? HOLE;
    const complete = isComputed(value) || /[^\u{FFFC}*?]/u.test(text);
    return { texts: [text], complete, unread: complete ? undefined : value };
  }
  if (isList(value.value)) {
    const all = value.value.map(textsOf);
    return {
      texts: all.flatMap(({ texts }) => texts),
      complete: all.every(({ complete }) => complete),
      unread: all.find(({ unread }) => unread)?.unread,
    };
  }
  if (isObject(value.value) || value.value === null) return { texts: [], complete: false };
  return { texts: [String(value.value)], complete: true };
}

function isComputed(value: UnknownValue): boolean {
  if (value.references.length === 0) return false;
  if (value.reason === 'computed') return true;
  // Data sources of AWS describe what exists; those that read free text (parameters, secrets) may hold a "*".
  return (
    value.reason === 'data-source' &&
    value.references.every((reference) => /(?:^|\.)data\.aws_(?!ssm_|secretsmanager_|s3_object)/.test(reference))
  );
}

/** An element of an object, by its exact name or else ignoring case. */
function member(object: ReadonlyMap<string, Value>, name: string): Value | undefined {
  const exact = object.get(name);
  if (exact) return exact;
  for (const [key, value] of object) if (key.toLowerCase() === name.toLowerCase()) return value;
  return undefined;
}

function statementOf(object: ReadonlyMap<string, Value>, span: Span | undefined): PolicyStatement {
  let complete = true;
  let unread: UnknownValue | undefined;
  const note = (result: ReadTexts): void => {
    complete &&= result.complete;
    unread ??= result.unread;
  };
  const elementSpans = new Map<string, Span>();
  const read = (name: string): readonly string[] | undefined => {
    const value = member(object, name);
    if (!value || value.kind === 'absent') return undefined;
    if (value.span) elementSpans.set(name, value.span);
    const result = textsOf(value);
    note(result);
    return result.texts;
  };
  const principals = (name: string): ReadonlyMap<string, readonly string[]> | undefined => {
    const value = member(object, name);
    if (!value || value.kind === 'absent') return undefined;
    if (value.span) elementSpans.set(name, value.span);
    if (value.kind === 'known' && isObject(value.value)) {
      const byType = [...value.value].map(([type, item]) => [type, textsOf(item)] as const);
      for (const [, item] of byType) note(item);
      return new Map(byType.map(([type, item]) => [type, item.texts]));
    }
    const result = textsOf(value);
    note(result);
    return new Map([['*', result.texts]]);
  };
  const effect = read('Effect')?.[0];
  const condition = member(object, 'Condition');
  const conditions = condition ? conditionsOf(condition) : [];
  if (condition?.span) elementSpans.set('Condition', condition.span);
  complete &&= conditions !== undefined;
  const isEffectRead = effect === 'Allow' || effect === 'Deny';
  return {
    sid: read('Sid')?.[0],
    effect: isEffectRead ? effect : 'unknown',
    actions: read('Action'),
    notActions: read('NotAction'),
    resources: read('Resource'),
    notResources: read('NotResource'),
    principals: principals('Principal'),
    notPrincipals: principals('NotPrincipal'),
    conditions: conditions ?? [],
    complete,
    settled: isEffectRead && conditions !== undefined,
    span: span ?? fileSpan(''),
    elementSpans,
  };
}

/** `{ operator: { key: value or values } }`; undefined when a part of it is unknown. */
function conditionsOf(value: Value): readonly Condition[] | undefined {
  if (value.kind === 'absent') return [];
  if (value.kind === 'unknown' || !isObject(value.value)) return undefined;
  const conditions: Condition[] = [];
  for (const [operator, keys] of value.value) {
    if (keys.kind !== 'known' || !isObject(keys.value)) return undefined;
    for (const [key, values] of keys.value) conditions.push({ operator, key, values: textsOf(values).texts });
  }
  return conditions;
}

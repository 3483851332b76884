import type { Block } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { isList, isObject, known, type Value } from '../../model/value.ts';
import { scalarOf, scalarText } from '../conversion.ts';
import { container, originFrom } from '../origin.ts';
import {
  isJustStar,
  isMissing,
  loadedConditions,
  loadedPrincipals,
  sortedMap,
  textList,
  textSet,
} from './policy-parts.ts';

/** One statement of a policy document as the provider writes it, members in its order. */
export interface RenderedStatement {
  /** '' when there is none; undefined when it is not known. */
  readonly sid: string | undefined;
  readonly value: Value;
  /** Everything in it is certain. */
  readonly exact: boolean;
}

/** IAM variables are written `&{…}` in Terraform, where `${…}` has another meaning. */
const withVariables = (text: string): string => text.replaceAll('&{', '${');

/** Collects the members of one statement. */
function collector(): {
  readonly members: Map<string, Value>;
  readonly add: (name: string, part: { readonly value: Value; readonly exact: boolean } | undefined) => void;
  readonly isExact: () => boolean;
} {
  const members = new Map<string, Value>();
  let exact = true;
  return {
    members,
    add: (name, part) => {
      if (!part) return;
      members.set(name, part.value);
      exact &&= part.exact;
    },
    isExact: () => exact,
  };
}

/** A `statement` block. Undefined when blocks in it are not known (a `dynamic` over an unknown). */
export function renderStatement(block: Block): RenderedStatement | undefined {
  if (block.openBlocks.size > 0) return undefined;
  const { members, add, isExact } = collector();
  const sidValue = block.attributes.get('sid')?.value;
  const sid = sidValue === undefined || isMissing(sidValue) ? '' : scalarText(scalarOf(sidValue) ?? null);
  if (sidValue && sid !== '') add('Sid', { value: sidValue, exact: sid !== undefined });
  const effect = block.attributes.get('effect');
  add(
    'Effect',
    effect && !isMissing(effect.value)
      ? { value: effect.value, exact: effect.value.kind === 'known' }
      : { value: known('Allow', originFrom(block.headerSpan, [])), exact: true },
  );
  const set = (argument: string, element: string, map?: (text: string) => string): void => {
    const attribute = block.attributes.get(argument);
    if (!attribute || isMissing(attribute.value) || isEmptyList(attribute.value)) return;
    add(element, textSet(attribute.value, attribute.span, map));
  };
  set('actions', 'Action');
  set('not_actions', 'NotAction');
  set('resources', 'Resource', withVariables);
  set('not_resources', 'NotResource', withVariables);
  add('Principal', renderPrincipals(block.blocks.filter(({ type }) => type === 'principals')));
  add('NotPrincipal', renderPrincipals(block.blocks.filter(({ type }) => type === 'not_principals')));
  add('Condition', renderConditions(block.blocks.filter(({ type }) => type === 'condition')));
  return { sid, value: container(members, originFrom(block.span, [])), exact: isExact() };
}

function isEmptyList(value: Value): boolean {
  return value.kind === 'known' && isList(value.value) && value.value.length === 0;
}

function textOf(block: Block, name: string): string | undefined {
  const value = block.attributes.get(name)?.value;
  return value && scalarText(scalarOf(value) ?? null);
}

function renderPrincipals(blocks: readonly Block[]): { value: Value; exact: boolean } | undefined {
  const [first] = blocks;
  if (!first) return undefined;
  let exact = true;
  const byType = new Map<string, Value>();
  for (const block of blocks) {
    const type = textOf(block, 'type');
    const identifiers = block.attributes.get('identifiers');
    if (type === undefined) {
      const undecided = block.attributes.get('type')?.value ?? identifiers?.value;
      return {
        value: undecided?.kind === 'unknown' ? undecided : known(null, originFrom(first.span, [])),
        exact: false,
      };
    }
    if (!identifiers) return { value: known(null, originFrom(first.span, [])), exact: false };
    const part = textSet(identifiers.value, identifiers.span, withVariables);
    exact &&= part.exact;
    const before = byType.get(type);
    // The provider keeps blocks as a set in an order of its own: that of two of one type is not known here.
    if (before) exact = false;
    byType.set(type, before ? joined(before, part.value, first.span) : part.value);
  }
  const everyone = byType.size === 1 ? byType.get('*') : undefined;
  if (everyone && isJustStar(everyone)) return { value: known('*', originFrom(first.span, [everyone])), exact };
  return { value: sortedMap(byType, originFrom(first.span, [])), exact };
}

function renderConditions(blocks: readonly Block[]): { value: Value; exact: boolean } | undefined {
  const [first] = blocks;
  if (!first) return undefined;
  let exact = true;
  const tests = new Map<string, Map<string, Value>>();
  for (const block of blocks) {
    const [test, variable] = [textOf(block, 'test'), textOf(block, 'variable')];
    const values = block.attributes.get('values');
    if (test === undefined || variable === undefined || !values) {
      const undecided = [...block.attributes.values()].find(({ value }) => value.kind === 'unknown')?.value;
      return { value: undecided ?? known(null, originFrom(first.span, [])), exact: false };
    }
    const part = textList(values.value, values.span, withVariables);
    exact &&= part.exact;
    const variables = tests.get(test) ?? new Map<string, Value>();
    tests.set(test, variables);
    const before = variables.get(variable);
    if (before) exact = false;
    variables.set(variable, before ? joined(before, part.value, first.span) : part.value);
  }
  const origin = originFrom(first.span, []);
  const rendered = new Map([...tests].map(([test, variables]) => [test, sortedMap(variables, origin)] as const));
  return { value: sortedMap(rendered, origin), exact };
}

/** Two texts or lists of texts as one list. */
function joined(a: Value, b: Value, span: Span): Value {
  const items = [a, b].flatMap((value) => (value.kind === 'known' && isList(value.value) ? value.value : [value]));
  return container(items, originFrom(span, [a, b]));
}

const MEMBERS = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
];

/** The statements of a document that is merged in; undefined when the provider refuses it, `open` when it is not known enough. */
export function loadedStatements(
  document: ReadonlyMap<string, Value>,
): readonly RenderedStatement[] | 'open' | undefined {
  const list = member(document, 'Statement');
  if (isMissing(list) || list === undefined) return [];
  if (list.kind !== 'known') return 'open';
  if (!isList(list.value)) return undefined;
  const statements: RenderedStatement[] = [];
  for (const item of list.value) {
    if (item.kind !== 'known') return 'open';
    const statement = isObject(item.value) ? loadedStatement(item, item.value) : undefined;
    if (!statement) return undefined;
    statements.push(statement);
  }
  return statements;
}

function loadedStatement(value: Value, written: ReadonlyMap<string, Value>): RenderedStatement | undefined {
  const { members, add, isExact } = collector();
  let sid: string | undefined = '';
  for (const name of MEMBERS) {
    const item = member(written, name);
    if (item === undefined || isMissing(item)) continue;
    if (name === 'Sid' || name === 'Effect') {
      if (item.kind === 'known' && typeof item.value !== 'string') return undefined;
      if (name === 'Sid') sid = item.kind === 'known' && typeof item.value === 'string' ? item.value : undefined;
      if (item.kind !== 'known' || item.value !== '') add(name, { value: item, exact: item.kind === 'known' });
    } else if (name === 'Principal' || name === 'NotPrincipal' || name === 'Condition') {
      const part = name === 'Condition' ? loadedConditions(item) : loadedPrincipals(item);
      if (!part) return undefined;
      add(name, part);
    } else add(name, { value: item, exact: isTexts(item) });
  }
  return { sid, value: container(members, originFrom(value.span, [])), exact: isExact() };
}

function isTexts(value: Value): boolean {
  if (value.kind !== 'known') return false;
  return isList(value.value)
    ? value.value.every((item) => typeof scalarOf(item) === 'string')
    : typeof value.value === 'string';
}

/** A member by its exact name or else ignoring case, as Go reads JSON into a struct. */
export function member(object: ReadonlyMap<string, Value>, name: string): Value | undefined {
  const exact = object.get(name);
  if (exact) return exact;
  for (const [key, value] of object) if (key.toLowerCase() === name.toLowerCase()) return value;
  return undefined;
}

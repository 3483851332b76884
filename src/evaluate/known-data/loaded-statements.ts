import { isList, isObject, type Value } from '../../model/value.ts';
import { scalarOf } from '../conversion.ts';
import { container, originFrom } from '../origin.ts';
import { isMissing, loadedConditions, loadedPrincipals } from './policy-parts.ts';
import { collectMembers, type RenderedStatement } from './statement-members.ts';

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
  const { members, add, isExact } = collectMembers();
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

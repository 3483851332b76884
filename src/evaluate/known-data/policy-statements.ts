import type { Block } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { isList, known, type Value } from '../../model/value.ts';
import { scalarOf, scalarText } from '../conversion.ts';
import { container, originFrom } from '../origin.ts';
import { markLoose } from './loose.ts';
import { isJustStar, isMissing, sortedMap, textList, textSet, textsOf, type PolicyPart } from './policy-parts.ts';
import { serializedTexts, setHash } from './set-hash.ts';
import { collectMembers, type RenderedStatement } from './statement-members.ts';

/**
 * The version of the policy language that has variables.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
const VERSION_WITH_VARIABLES = '2012-10-17';

/**
 * A `statement` block of a document of a version (undefined: not known). Undefined when blocks in it are not known (a `dynamic`
 * over an unknown), a refusal when the provider does not take it.
 */
export function renderStatement(
  block: Block,
  version: string | undefined,
): RenderedStatement | { readonly refusal: string } | undefined {
  if (block.openBlocks.size > 0) return undefined;
  const found = { variable: false };
  // IAM variables are written `&{…}` in Terraform, where `${…}` has another meaning.
  const withVariables = (text: string): string => {
    found.variable ||= version !== VERSION_WITH_VARIABLES && text.includes('&{');
    return text.replaceAll('&{', '${');
  };
  const { members, add, isExact } = collectMembers();
  const sidValue = block.attributes.get('sid')?.value;
  const sid = sidValue === undefined || isMissing(sidValue) ? '' : scalarText(scalarOf(sidValue) ?? null);
  if (sidValue && sid !== '') add('Sid', { value: asText(sidValue), exact: sid !== undefined });
  const effect = block.attributes.get('effect');
  if (effect?.value.kind === 'known' && !isMissing(effect.value)) {
    const text = scalarText(scalarOf(effect.value) ?? null);
    if (text !== 'Allow' && text !== 'Deny') return { refusal: 'an effect that is neither "Allow" nor "Deny"' };
  }
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
  add(
    'Principal',
    renderPrincipals(
      block.blocks.filter(({ type }) => type === 'principals'),
      withVariables,
    ),
  );
  add(
    'NotPrincipal',
    renderPrincipals(
      block.blocks.filter(({ type }) => type === 'not_principals'),
      withVariables,
    ),
  );
  add(
    'Condition',
    renderConditions(
      block.blocks.filter(({ type }) => type === 'condition'),
      withVariables,
    ),
  );
  if (found.variable && version !== undefined)
    return { refusal: `a variable "&{…}", which version ${version} does not have` };
  return { sid, value: container(members, originFrom(block.span, [])), exact: isExact() && !found.variable };
}

/** A number or a boolean as the text it becomes. */
function asText(value: Value): Value {
  const text = scalarText(scalarOf(value) ?? null);
  return text === undefined ? value : known(text, value);
}

function isEmptyList(value: Value): boolean {
  return value.kind === 'known' && isList(value.value) && value.value.length === 0;
}

function textOf(block: Block, name: string): string | undefined {
  const value = block.attributes.get(name)?.value;
  return value && scalarText(scalarOf(value) ?? null);
}

/** A block of a set of blocks: where the provider lists it, undefined when that is not known. */
interface SetBlock {
  readonly hash: string | undefined;
  readonly names: readonly string[];
  readonly part: PolicyPart;
}

/** Blocks in the order in which the provider lists a set, each once; as they are written when that is not known. */
function inSetOrder<B extends SetBlock>(
  blocks: readonly B[],
): { readonly blocks: readonly B[]; readonly exact: boolean } {
  const byHash = new Map<string, B>();
  for (const block of blocks) {
    if (block.hash === undefined) return { blocks, exact: false };
    byHash.set(block.hash, block);
  }
  return { blocks: [...byHash].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, block]) => block), exact: true };
}

/** The texts of all blocks as one list, in their order; `flat`: one alone as a text. */
function joined(blocks: readonly SetBlock[], span: Span, exact: boolean, flat: boolean): Value {
  const [first] = blocks;
  if (first && blocks.length === 1) return first.part.value;
  const values = blocks.map(({ part }) => part.value);
  const items = values.flatMap((value) => (value.kind === 'known' && isList(value.value) ? value.value : [value]));
  const [only] = items;
  if (only && items.length === 1 && flat && exact) return only;
  const list = container(items, originFrom(span, values));
  return exact ? list : markLoose(list);
}

function renderPrincipals(blocks: readonly Block[], map: (text: string) => string): PolicyPart | undefined {
  const [first] = blocks;
  if (!first) return undefined;
  const written: SetBlock[] = [];
  for (const block of blocks) {
    const type = textOf(block, 'type');
    const identifiers = block.attributes.get('identifiers');
    if (type === undefined || !identifiers) return undecided(block, first);
    const texts = textsOf(identifiers.value);
    const hash = texts && setHash(`identifiers:{${serializedTexts(texts)}};type:${type};`);
    written.push({ hash, names: [type], part: textSet(identifiers.value, identifiers.span, map) });
  }
  const { blocks: ordered, exact } = inSetOrder(written);
  const byType = grouped(ordered, 0);
  const origin = originFrom(first.span, []);
  const everyone = ordered.length === 1 ? byType.get('*')?.[0]?.part.value : undefined;
  if (everyone && isJustStar(everyone)) return { value: known('*', originFrom(first.span, [everyone])), exact };
  const items = [...byType].map(([type, list]) => [type, joined(list, first.span, exact, false)] as const);
  return { value: sortedMap(new Map(items), origin), exact };
}

function renderConditions(blocks: readonly Block[], map: (text: string) => string): PolicyPart | undefined {
  const [first] = blocks;
  if (!first) return undefined;
  const written: SetBlock[] = [];
  for (const block of blocks) {
    const [test, variable] = [textOf(block, 'test'), textOf(block, 'variable')];
    const values = block.attributes.get('values');
    if (test === undefined || variable === undefined || !values) return undecided(block, first);
    const serialized = textsOf(values.value)?.map((text) => `${text};`);
    const hash = serialized && setHash(`test:${test};values:(${serialized.join('')});variable:${variable};`);
    written.push({ hash, names: [test, variable], part: textList(values.value, values.span, map) });
  }
  const { blocks: ordered, exact } = inSetOrder(written);
  const origin = originFrom(first.span, []);
  const tests = [...grouped(ordered, 0)].map(([test, ofTest]) => {
    const variables = [...grouped(ofTest, 1)].map(
      ([variable, list]) => [variable, joined(list, first.span, exact, true)] as const,
    );
    return [test, sortedMap(new Map(variables), origin)] as const;
  });
  return { value: sortedMap(new Map(tests), origin), exact };
}

function grouped(blocks: readonly SetBlock[], name: number): ReadonlyMap<string, readonly SetBlock[]> {
  const groups = new Map<string, SetBlock[]>();
  for (const block of blocks) {
    const key = block.names[name] ?? '';
    groups.set(key, [...(groups.get(key) ?? []), block]);
  }
  return groups;
}

/** What a block of which a name is not known makes of all of them. */
function undecided(block: Block, first: Block): PolicyPart {
  const unknown = [...block.attributes.values()].find(({ value }) => value.kind === 'unknown')?.value;
  return { value: unknown ?? known(null, originFrom(first.span, [])), exact: false };
}

import type { Block } from '../../model/resource.ts';
import { isList, isObject, known, type Origin, type UnknownValue, type Value } from '../../model/value.ts';
import { scalarOf, scalarText } from '../conversion.ts';
import { policyJson } from '../facts/policy-json.ts';
import { container, originFrom, unknownBecause } from '../origin.ts';
import { goJson } from './go-json.ts';
import { isMissing, refused } from './policy-parts.ts';
import { loadedStatements, member } from './loaded-statements.ts';
import { renderStatement } from './policy-statements.ts';
import type { RenderedStatement } from './statement-members.ts';

/** Version of the policy language that the data source writes when none is given. */
const DEFAULT_VERSION = '2012-10-17';
const VERSIONS: ReadonlySet<string> = new Set(['2008-10-17', DEFAULT_VERSION]);

interface Document {
  version: string;
  id: Value | undefined;
  readonly statements: RenderedStatement[];
  exact: boolean;
}

/**
 * The text that `data.aws_iam_policy_document` makes of its block (`json` with `indent`, else `minified_json`), with the document
 * in `encoded`: known when every part is. Undefined when not even its statements can be told; `textOf` gives the text of a file.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
export function policyDocument(
  body: Block,
  address: string,
  indent: boolean,
  textOf: (file: string) => string,
): Value | undefined {
  if (body.openBlocks.has('statement')) return undefined;
  const document: Document = { version: '', id: undefined, statements: [], exact: true };
  const [source, override] = ['source_json', 'override_json'].map((name) => body.attributes.get(name)?.value);
  const problem =
    mergeOld(document, source, 'source_json', textOf) ??
    mergeTexts(document, body, 'source_policy_documents', textOf, true) ??
    mergeOwn(document, body, address) ??
    mergeTexts(document, body, 'override_policy_documents', textOf, false) ??
    mergeOld(document, override, 'override_json', textOf);
  if (problem === 'open') return undefined;
  if (problem) return problem;
  const values = document.statements.map(({ value }) => value);
  const origin: Origin = originFrom(body.span, [...values, ...(document.id ? [document.id] : [])]);
  const members = new Map<string, Value>();
  if (document.version !== '') members.set('Version', known(document.version, originFrom(body.headerSpan, [])));
  if (document.id) members.set('Id', document.id);
  if (values.length > 0) members.set('Statement', container(values, originFrom(body.span, [])));
  const encoded = container(members, originFrom(body.span, []));
  if (document.exact && encoded.kind === 'known') {
    return { ...known(goJson(encoded, indent), origin), encoded };
  }
  const cause = firstUnknown(encoded);
  const detail = `${address} has parts that are not known${cause ? `: ${cause.detail}` : ''}`;
  return { ...unknownBecause('computed', detail, body.headerSpan, values), type: 'string', encoded };
}

type Problem = 'open' | Value | undefined;

function mergeOwn(document: Document, body: Block, address: string): Problem {
  const statements: RenderedStatement[] = [];
  const sids = new Set<string>();
  const version = body.attributes.get('version')?.value;
  const text = isMissing(version) ? DEFAULT_VERSION : version && scalarText(scalarOf(version) ?? null);
  if (text !== undefined && !VERSIONS.has(text)) {
    return refused(`${address} has the version "${text.slice(0, 100)}", which there is not`, body.span, []);
  }
  for (const block of body.blocks) {
    if (block.type !== 'statement') continue;
    const statement = renderStatement(block, text);
    if (!statement) return 'open';
    if ('refusal' in statement) return refused(`${address} has ${statement.refusal}`, block.span, []);
    const { sid } = statement;
    if (sid !== undefined && sid !== '' && sids.has(sid)) {
      return refused(`${address} has two statements with the sid "${sid.slice(0, 100)}"`, block.span, []);
    }
    if (sid !== undefined) sids.add(sid);
    statements.push(statement);
  }
  if (text === undefined) document.exact = false;
  const id = body.attributes.get('policy_id')?.value;
  const idText = id && scalarText(scalarOf(id) ?? null);
  const ownId = idText === undefined || id === undefined ? id : known(idText, id);
  return merge(document, text ?? '', ownId && !isMissing(ownId) ? ownId : undefined, statements);
}

/**
 * Merges the document of an argument that versions of the provider before 5 have. They write statements a little differently, so
 * that the text is not certain.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-5-upgrade
 */
function mergeOld(
  document: Document,
  value: Value | undefined,
  argument: string,
  textOf: (file: string) => string,
): Problem {
  if (value === undefined || isMissing(value) || (value.kind === 'known' && value.value === '')) return undefined;
  document.exact = false;
  return mergeText(document, value, argument, textOf);
}

/** Merges the documents that an argument lists as texts. `unique`: a sid may come only once in them. */
function mergeTexts(
  document: Document,
  body: Block,
  argument: string,
  textOf: (file: string) => string,
  unique: boolean,
): Problem {
  const list = body.attributes.get(argument)?.value;
  if (list === undefined || isMissing(list)) return undefined;
  if (list.kind !== 'known' || !isList(list.value)) return 'open';
  const sids = new Set<string>();
  for (const item of list.value) {
    if (isMissing(item)) continue;
    const problem = mergeText(document, item, argument, textOf, unique ? sids : undefined);
    if (problem) return problem;
  }
  return undefined;
}

/** Merges the document that a text holds. `sids`: those that may not come again. */
function mergeText(
  document: Document,
  item: Value,
  argument: string,
  textOf: (file: string) => string,
  sids?: Set<string>,
): Problem {
  const tree = treeOf(item, textOf);
  if (tree?.kind === 'unknown') return 'open';
  if (tree?.kind === 'known' && tree.value === null) return undefined;
  if (tree?.kind !== 'known' || !isObject(tree.value))
    return refused(`${argument} is no policy in JSON`, item.span, [item]);
  const statements = loadedStatements(tree.value);
  const [version, id] = [member(tree.value, 'Version'), member(tree.value, 'Id')];
  const isWrong = [version, id].some(
    (part) => part?.kind === 'known' && !isMissing(part) && typeof part.value !== 'string',
  );
  if (statements === 'open') return 'open';
  if (!statements || isWrong) return refused(`${argument} holds a policy that cannot be merged`, item.span, [item]);
  for (const { sid } of statements) {
    if (sid === undefined || sid === '') continue;
    if (sids?.has(sid)) return refused(`"${sid.slice(0, 100)}" comes twice in ${argument}`, item.span, [item]);
    sids?.add(sid);
  }
  if (version?.kind === 'unknown') document.exact = false;
  return merge(document, textIn(version), id && !isMissing(id) ? id : undefined, statements);
}

/** Later statements take the place of earlier ones with the same sid. */
function merge(
  document: Document,
  version: string,
  id: Value | undefined,
  statements: readonly RenderedStatement[],
): Problem {
  if (id && (id.kind !== 'known' || id.value !== '')) document.id = id;
  if (id?.kind === 'unknown') document.exact = false;
  if (version > document.version) document.version = version;
  const before = [...document.statements];
  // Which statement one with an unknown sid takes the place of cannot be told.
  const isUnclear = statements.some(({ sid }) =>
    sid === undefined ? before.length > 0 : sid !== '' && before.some((other) => other.sid === undefined),
  );
  if (isUnclear) return 'open';
  for (const statement of statements) {
    const { sid } = statement;
    document.exact &&= statement.exact;
    const at = sid === undefined || sid === '' ? -1 : document.statements.findIndex((other) => other.sid === sid);
    if (at < 0) document.statements.push(statement);
    else document.statements[at] = statement;
  }
  return undefined;
}

/** The policy that a text holds: what was encoded, else the text read as JSON with the places of its parts. */
function treeOf(value: Value, textOf: (file: string) => string): Value | undefined {
  if (value.encoded) return value.encoded;
  if (value.kind === 'unknown') return value;
  const text = scalarText(scalarOf(value) ?? null);
  if (text === undefined || !isJson(text)) return undefined;
  return policyJson([text], value.span, value.span && textOf(value.span.file));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // what is not JSON is refused by the provider
  }
}

function textIn(value: Value | undefined): string {
  return value?.kind === 'known' && typeof value.value === 'string' ? value.value : '';
}

function firstUnknown(value: Value): UnknownValue | undefined {
  if (value.kind === 'unknown') return value;
  if (value.kind !== 'known' || typeof value.value !== 'object' || value.value === null) return undefined;
  for (const item of value.value.values()) {
    const found = firstUnknown(item);
    if (found) return found;
  }
  return undefined;
}

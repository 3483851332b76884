import type { Block, Resource } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { absent, isList, unknown, type AbsentValue, type UnknownValue, type Value } from '../../model/value.ts';
import type { PolicyStatement, PolicyStatements } from './policy.ts';
import { textsOf, type ReadTexts } from './policy-statement.ts';

/** The statements of a policy document. */
export interface DocumentStatements {
  readonly statements: readonly PolicyStatement[];
  /** Set when there may be further statements that cannot be read. */
  readonly incomplete?: UnknownValue | AbsentValue | undefined;
}

/**
 * The statements of a `data.aws_iam_policy_document`. `follow` reads the policies it builds on; statements of
 * `override_policy_documents` replace those with the same sid.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
export function readDocument(resource: Resource, follow: (value: Value) => PolicyStatements): DocumentStatements {
  const { body } = resource;
  let incomplete: UnknownValue | AbsentValue | undefined = undecided(body.openBlocks.get('statement'));
  const load = (...names: readonly string[]): readonly PolicyStatement[] =>
    names.flatMap((name) => {
      const value = body.attributes.get(name)?.value;
      if (!value || value.kind === 'absent') return [];
      const items = value.kind === 'known' && isList(value.value) ? value.value : [value];
      return items.flatMap((item) => {
        const result = follow(item);
        if ('undecided' in result) {
          incomplete ??= result.undecided;
          return [];
        }
        incomplete ??= result.incomplete;
        return result.statements;
      });
    });
  const own = body.blocks.filter(({ type }) => type === 'statement').map(statementOf);
  const source = load('source_json', 'source_policy_documents');
  const override = load('override_json', 'override_policy_documents');
  return { statements: merge([...source, ...own], override), incomplete };
}

/** Statements without a sid are kept; one with a sid is replaced by an override with the same sid. */
function merge(
  statements: readonly PolicyStatement[],
  overrides: readonly PolicyStatement[],
): readonly PolicyStatement[] {
  const replaced = new Set(overrides.flatMap(({ sid }) => (sid === undefined || sid === '' ? [] : [sid])));
  return [...statements.filter(({ sid }) => sid === undefined || !replaced.has(sid)), ...overrides];
}

function statementOf(block: Block): PolicyStatement {
  let complete = block.openBlocks.size === 0;
  let unread: UnknownValue | undefined = [...block.openBlocks.values()].find((value) => value.kind === 'unknown');
  const note = (result: ReadTexts): void => {
    complete &&= result.complete;
    unread ??= result.unread;
  };
  const elementSpans = new Map<string, Span>();
  const read = (name: string, element: string): readonly string[] | undefined => {
    const attribute = block.attributes.get(name);
    if (!attribute || attribute.value.kind === 'absent' || isNull(attribute.value)) return undefined;
    elementSpans.set(element, attribute.span);
    const result = textsOf(attribute.value);
    note(result);
    return result.texts;
  };
  const principals = (type: string, element: string): ReadonlyMap<string, readonly string[]> | undefined => {
    const blocks = block.blocks.filter((candidate) => candidate.type === type);
    const [first] = blocks;
    if (!first) return undefined;
    elementSpans.set(element, first.span);
    const byType = new Map<string, string[]>();
    for (const principal of blocks) {
      const kind = textsOf(principal.attributes.get('type')?.value ?? absent());
      const names = textsOf(principal.attributes.get('identifiers')?.value ?? absent());
      note(kind);
      note(names);
      const key = kind.texts[0] ?? '';
      byType.set(key, [...(byType.get(key) ?? []), ...names.texts]);
    }
    return byType;
  };
  const effect = read('effect', 'Effect')?.[0] ?? 'Allow';
  const isEffectRead = effect === 'Allow' || effect === 'Deny';
  return {
    sid: read('sid', 'Sid')?.[0],
    effect: isEffectRead ? effect : 'unknown',
    actions: read('actions', 'Action'),
    notActions: read('not_actions', 'NotAction'),
    resources: read('resources', 'Resource'),
    notResources: read('not_resources', 'NotResource'),
    principals: principals('principals', 'Principal'),
    notPrincipals: principals('not_principals', 'NotPrincipal'),
    conditions: block.blocks.flatMap((candidate) => (candidate.type === 'condition' ? [conditionOf(candidate)] : [])),
    complete,
    settled: isEffectRead && !block.openBlocks.has('condition'),
    span: block.span,
    elementSpans,
  };
}

function conditionOf(block: Block): PolicyStatement['conditions'][number] {
  const text = (name: string): readonly string[] => textsOf(block.attributes.get(name)?.value ?? absent()).texts;
  return { operator: text('test')[0] ?? '', key: text('variable')[0] ?? '', values: text('values') };
}

function isNull(value: Value): boolean {
  return value.kind === 'known' && value.value === null;
}

function undecided(value: Value | undefined): UnknownValue | AbsentValue | undefined {
  if (!value) return undefined;
  return value.kind === 'known' ? unknown('not-evaluated', 'dynamic "statement"', value) : value;
}

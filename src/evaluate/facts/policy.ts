import type { Graph, Resource } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { absent, unknown, type AbsentValue, type UnknownValue, type Value } from '../../model/value.ts';
import { policyJson } from './policy-json.ts';
import { readDocument, type DocumentStatements } from './policy-document.ts';
import { readStatements } from './policy-statement.ts';

/**
 * One statement of an IAM policy. Lists are normalised (a single text becomes a list of one); an element that is
 * partly unknown keeps its known text with `\u{FFFC}` in place of each unknown piece (`arn:aws:s3:::\u{FFFC}/*`), so a
 * comparison with "*" stays true only when it is certain. `undefined` means the element is not written.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  /** By type (`AWS`, `Service`, `Federated`, `*`). */
  readonly principals: ReadonlyMap<string, readonly string[]> | undefined;
  readonly notPrincipals: ReadonlyMap<string, readonly string[]> | undefined;
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
  /** False when a part of the statement could not be read, so that what is not there proves nothing. */
  readonly complete: boolean;
  /** The value that keeps it from being complete, when it is one value. */
  readonly unread?: UnknownValue | undefined;
  /** Whether effect and conditions could be read, so that a defect found in the other elements stands. */
  readonly settled: boolean;
  /** The statement, or the nearest place to it. */
  readonly span: Span;
  /** Where actions, resources and principals stand, when they have a place of their own. */
  readonly elementSpans: ReadonlyMap<string, Span>;
}

/** What could be read of a policy. */
export type PolicyStatements =
  | {
      readonly statements: readonly PolicyStatement[];
      /** Set when there may be further statements that cannot be read: what is not here proves nothing. */
      readonly incomplete?: UnknownValue | AbsentValue | undefined;
    }
  | { readonly undecided: UnknownValue | AbsentValue };

/** Documents that build on one another, followed this deep. */
const MAX_DOCUMENTS = 8;

/**
 * The statements of a policy argument: JSON text (with interpolations), `jsonencode(…)`, or a reference to a
 * `data.aws_iam_policy_document` of the same root. Undecided: absent, unknown, or (`invalid`) not a policy in JSON.
 */
export function policyStatements(value: Value, graph: Graph, root: string): PolicyStatements {
  return read(value, graph, root, []);
}

/** The statements of a `data.aws_iam_policy_document`, with those of the documents it builds on when `graph` is given. */
export function documentStatements(resource: Resource, graph?: Graph): DocumentStatements {
  return documentOf(resource, graph, [resource.address]);
}

function documentOf(resource: Resource, graph: Graph | undefined, seen: readonly string[]): DocumentStatements {
  return readDocument(resource, (value) =>
    graph && seen.length < MAX_DOCUMENTS ? read(value, graph, resource.root, seen) : { undecided: notFollowed(value) },
  );
}

function read(value: Value, graph: Graph, root: string, seen: readonly string[]): PolicyStatements {
  if (value.encoded) return fromTree(value.encoded);
  if (value.kind === 'absent') return { undecided: value };
  if (value.kind === 'known') {
    return typeof value.value === 'string' ? fromText([value.value], value, graph) : { undecided: notPolicy(value) };
  }
  const parts = value.parts ?? [];
  if (parts.some((part) => typeof part === 'string' && part.trim() !== '')) return fromText(parts, value, graph);
  const document = referencedDocument(value, graph, root);
  if (!document) return { undecided: value };
  if (seen.includes(document.address)) return { undecided: unknown('cycle', document.address, value) };
  return documentOf(document, graph, [...seen, document.address]);
}

function fromText(parts: readonly (string | UnknownValue)[], value: Value, graph: Graph): PolicyStatements {
  const source = value.span ? graph.text(value.span.file) : undefined;
  const json = policyJson(parts, value.span, source);
  return json ? fromTree(json) : { undecided: firstUnknown(parts) ?? notPolicy(value) };
}

function fromTree(tree: Value): PolicyStatements {
  return readStatements(tree) ?? { undecided: tree.kind === 'known' ? notPolicy(tree) : tree };
}

/** The one policy document a value is derived from. With several the value is a choice or a mixture: not followed. */
function referencedDocument(value: UnknownValue, graph: Graph, root: string): Resource | undefined {
  const [address, ...others] = value.references.filter((reference) =>
    /(?:^|\.)data\.aws_iam_policy_document\.[^.]+$/.test(reference),
  );
  const isJustThat = value.reason === 'data-source' && others.length === 0;
  const documents = address !== undefined && isJustThat ? graph.instancesOf(root, address) : [];
  // Which of several instances is meant cannot be told from the value.
  return documents.length === 1 ? documents[0] : undefined;
}

function firstUnknown(parts: readonly (string | UnknownValue)[]): UnknownValue | undefined {
  return parts.find((part) => typeof part !== 'string');
}

function notPolicy(value: Value): UnknownValue {
  return unknown('invalid', 'not a policy document in JSON', value);
}

function notFollowed(value: Value): UnknownValue | AbsentValue {
  return value.kind === 'known' ? absent(value) : value;
}

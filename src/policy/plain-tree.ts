import type { Span } from '../model/span.ts';
import type { YamlEntry, YamlNode } from '../syntax/yaml/tree.ts';

/** Something wrong in the policy file: what, and where. */
export interface PolicyProblem {
  readonly message: string;
  readonly span: Span;
}

/** Plain data that is not checked yet. */
export type Draft = string | number | boolean | null | Draft[] | DraftObject;

/** An object of it, without a prototype. */
export interface DraftObject {
  [key: string]: Draft;
}

/** An empty object in which every key is only data. */
export function draftObject(): DraftObject {
  return Object.create(null) as DraftObject;
}

/** Nodes of a policy file, shared nodes behind aliases counted each time: far more than any real policy has. */
const MAX_NODES = 10_000;

/** Keys that could reach a prototype in careless code. They are no key of any policy. */
const REFUSED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** The YAML tree as plain data. Keys written twice and prototype keys are left out and reported. */
export function plainTree(root: YamlNode): { readonly draft: Draft; readonly problems: readonly PolicyProblem[] } {
  const problems: PolicyProblem[] = [];
  let nodes = 0;
  const convert = (node: YamlNode): Draft => {
    nodes += 1;
    if (nodes > MAX_NODES) return null;
    if (node.kind === 'scalar') return node.value;
    if (node.kind === 'sequence') return limited(node.items).map(convert);
    const object = draftObject();
    for (const entry of limited(node.entries)) {
      const problem = keyProblem(entry, object);
      if (problem !== undefined) problems.push({ message: problem, span: entry.key.span });
      else object[entry.key.text] = convert(entry.value);
    }
    return object;
  };
  const limited = <T>(list: readonly T[]): readonly T[] => list.slice(0, Math.max(0, MAX_NODES - nodes) + 1);
  const draft = convert(root);
  if (nodes > MAX_NODES) {
    return {
      draft: null,
      problems: [{ message: `the file has more than ${MAX_NODES} values; it is ignored as a whole`, span: root.span }],
    };
  }
  return { draft, problems };
}

function keyProblem(entry: YamlEntry, object: DraftObject): string | undefined {
  const key = entry.key.text;
  if (REFUSED_KEYS.has(key)) return `${quoted(key)} is not allowed as a key`;
  return Object.hasOwn(object, key) ? `${quoted(key)} is written twice; the first one counts` : undefined;
}

/** The node at `path`, or the nearest one above it that is there. */
export function nodeAt(root: YamlNode, path: readonly PropertyKey[]): YamlNode {
  let node = root;
  for (const part of path) {
    const next =
      node.kind === 'sequence' && typeof part === 'number'
        ? node.items[part]
        : node.kind === 'mapping'
          ? node.entries.find((entry) => entry.key.text === part)?.value
          : undefined;
    if (!next) break;
    node = next;
  }
  return node;
}

/** The place of the key itself, for a complaint about the key. */
export function keySpanAt(root: YamlNode, path: readonly PropertyKey[], key: string): Span {
  const node = nodeAt(root, path);
  const entry = node.kind === 'mapping' ? node.entries.find((candidate) => candidate.key.text === key) : undefined;
  return entry?.key.span ?? node.span;
}

/** Text of the file in a message: quoted, escaped, cut. */
export function quoted(text: string): string {
  const MAX = 60;
  return JSON.stringify(text.length > MAX ? `${text.slice(0, MAX)}…` : text);
}

import type { Finding, Pass } from '../../model/finding.ts';
import type { Graph } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { identityKey, withoutIndex } from '../fingerprint.ts';
import type { BasePlaces } from './base-address.ts';

/** The side of the diff and the place on it. */
export interface Anchor {
  readonly side: 'LEFT' | 'RIGHT';
  readonly anchor: Span;
}

/** Passes by rule, root, address and attribute. */
export type PassIndex = ReadonlyMap<string, readonly Pass[]>;

/** Indexes passes; the value class takes no part. */
export function indexPasses(passes: readonly Pass[]): PassIndex {
  const index = new Map<string, Pass[]>();
  for (const pass of passes) {
    const key = identityKey({ ...pass, valueClass: '' });
    const list = index.get(key);
    if (list) list.push(pass);
    else index.set(key, [pass]);
  }
  return index;
}

/**
 * Where a new finding is anchored: at what it points at, or, when something is missing that the change has removed, at
 * the removed line.
 */
export function anchorOfNew(
  finding: Finding,
  base: { readonly graph: Graph; readonly passes: PassIndex },
  headTexts: HeadTexts,
  places: BasePlaces,
): Anchor {
  if (finding.missing) {
    const root = places.root(finding.root);
    const address = places.address(finding.root, finding.address);
    const passes = base.passes.get(identityKey({ ...finding, root, address, valueClass: '' })) ?? [];
    const removed = passes.find((pass) => isRemoved(pass, base.graph, headTexts));
    if (removed) return { side: 'LEFT', anchor: removed.span };
  }
  return { side: 'RIGHT', anchor: finding.span };
}

/** True when what decided the pass is no longer there: an argument or block of the resource, or another block. */
function isRemoved(pass: Pass, base: Graph, headTexts: HeadTexts): boolean {
  const resource = base.at(pass.root, pass.address);
  if (!resource) return false;
  const { span, headerSpan } = resource.body;
  const isInside = pass.span.file === span.file && pass.span.start >= span.start && pass.span.end <= span.end;
  // The finding says that it is missing now, so an argument that passed was removed; the header itself decides nothing.
  if (isInside) return pass.span.start !== headerSpan.start || pass.span.end !== headerSpan.end;
  const text = base.text(pass.span.file)?.slice(pass.span.start, pass.span.end).trim();
  if (text === undefined || text === '') return false;
  return !headTexts(pass.span.file).some((headText) => headText.includes(text));
}

/** Texts at head of a file of the base: of the file itself, or of what it was renamed to. */
export type HeadTexts = (basePath: string) => readonly string[];

/** Head texts by path at base; indexed when first asked for. */
export function headTextsOf(head: Graph, places: BasePlaces): HeadTexts {
  let index: Map<string, string[]> | undefined;
  const build = (): Map<string, string[]> => {
    const texts = new Map<string, string[]>();
    for (const file of new Set(head.resources.map((resource) => resource.body.span.file))) {
      const path = places.file(file);
      texts.set(path, [...(texts.get(path) ?? []), head.text(file) ?? '']);
    }
    return texts;
  };
  return (basePath) => (index ??= build()).get(basePath) ?? [];
}

/** Where a finding that is fixed is anchored: at what put it in order, else at its resource, else (deleted) at base. */
export function anchorOfFixed(
  finding: Finding,
  head: { readonly graph: Graph; readonly passes: PassIndex },
  headPlace: { readonly root: string; readonly address: string } | undefined,
): Anchor {
  const resource = headPlace && head.graph.at(headPlace.root, headPlace.address);
  if (!headPlace || !resource) return { side: 'LEFT', anchor: finding.span };
  const key = identityKey({ ...finding, ...headPlace, address: withoutIndex(headPlace.address), valueClass: '' });
  const [pass] = head.passes.get(key) ?? [];
  return { side: 'RIGHT', anchor: pass?.span ?? resource.body.headerSpan };
}

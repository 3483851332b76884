import type { HclBlock } from '../syntax/hcl/ast.ts';
import type { ModuleDefinition } from './module-definition.ts';

/** Where the source of a module call points. */
export type ModuleSource =
  | { readonly kind: 'local'; readonly folder: string }
  /** Outside the tree, or in another place altogether; `text` is what is written, if it is a plain text. */
  | { readonly kind: 'elsewhere'; readonly text: string | undefined };

/**
 * The folder that the local source `source` (`./…`, `../…`) written in `folder` means; undefined when it is not local or
 * leaves the tree.
 * Source: https://developer.hashicorp.com/terraform/language/modules/sources#local-paths
 */
export function localFolder(folder: string, source: string): string | undefined {
  if (!source.startsWith('./') && !source.startsWith('../')) return undefined;
  const parts = folder === '.' ? [] : folder.split('/');
  for (const part of source.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

/** The source of a module call in `folder`. */
export function moduleSource(call: HclBlock, folder: string): ModuleSource {
  const expression = call.body.attributes.find((attribute) => attribute.name === 'source')?.expression;
  let text: string | undefined;
  if (expression?.kind === 'literal' && typeof expression.value === 'string') text = expression.value;
  if (expression?.kind === 'template') {
    const texts = expression.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
    if (texts.length === expression.parts.length) text = texts.join('');
  }
  const local = text === undefined ? undefined : localFolder(folder, text);
  return local === undefined ? { kind: 'elsewhere', text } : { kind: 'local', folder: local };
}

/** Folders that each module calls, those outside the tree left out. */
export function moduleEdges(modules: ReadonlyMap<string, ModuleDefinition>): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, readonly string[]>();
  for (const [folder, definition] of modules) {
    const targets = new Set<string>();
    for (const call of definition.calls.values()) {
      const source = moduleSource(call, folder);
      if (source.kind === 'local' && modules.has(source.folder)) targets.add(source.folder);
    }
    edges.set(folder, [...targets]);
  }
  return edges;
}

/**
 * Root modules, sorted: folders that no other folder calls, and of folders that only call each other the first.
 * `edges` has every folder as a key.
 */
export function rootFolders(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const called = new Set<string>();
  for (const [folder, targets] of edges) for (const target of targets) if (target !== folder) called.add(target);
  const folders = [...edges.keys()].sort();
  const roots = folders.filter((folder) => !called.has(folder));
  const reached = new Set<string>();
  for (const root of roots) reach(root, edges, reached);
  for (const folder of folders) {
    if (reached.has(folder)) continue;
    roots.push(folder);
    reach(folder, edges, reached);
  }
  return roots.sort();
}

/** Adds `start` and everything it leads to to `reached`. */
export function reach(start: string, edges: ReadonlyMap<string, readonly string[]>, reached: Set<string>): void {
  const waiting = [start];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (reached.has(folder)) continue;
    reached.add(folder);
    waiting.push(...(edges.get(folder) ?? []));
  }
}

import type { Span } from '../../model/span.ts';

/** A YAML node with its place. Aliases are resolved: the node of the anchor is shared (one object, several parents). */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

/** A text, number, boolean or null, as meant and as written. */
export interface YamlScalar {
  readonly kind: 'scalar';
  /** The decoded value by YAML 1.2 core schema (`on` and `yes` stay strings). */
  readonly value: string | number | boolean | null;
  /** The decoded text before the schema was applied. */
  readonly text: string;
  readonly style: 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded';
  /** The scalar as written, quotes and block header included. */
  readonly span: Span;
  /**
   * Where the character at `index` of `text` stands in the file: `{ line, column, offset }`. Exact for plain and literal
   * scalars; for folded and escaped text the nearest place before it.
   */
  positionAt(index: number): { readonly line: number; readonly column: number; readonly offset: number };
}

/** A list, in block or flow style. */
export interface YamlSequence {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
  readonly span: Span;
}

/** A key with its value. */
export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** Key and value. */
  readonly span: Span;
}

/** Keys with their values, in block or flow style. */
export interface YamlMapping {
  readonly kind: 'mapping';
  /** In source order; of duplicate keys all are kept (and reported as a diagnostic). */
  readonly entries: readonly YamlEntry[];
  readonly span: Span;
}

/** The value of `key` in a mapping; undefined when `node` is no mapping or has no such key. */
export function get(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return entry(node, key)?.value;
}

/** The entry of `key` in a mapping; undefined when `node` is no mapping or has no such key. */
export function entry(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'mapping' ? node.entries.find((candidate) => candidate.key.text === key) : undefined;
}

import { isList, isObject, type Value } from '../../model/value.ts';

/** Characters that Go's encoder writes as `\uXXXX`, so that the text can stand in HTML. */
const ESCAPED = /[<>&\u2028\u2029]/g;

/**
 * A wholly known value as Go's `encoding/json` writes it, objects in the order of their map; `indent` puts every element on a line
 * of its own, two spaces deeper.
 * Source: https://pkg.go.dev/encoding/json#Marshal
 */
export function goJson(value: Value, indent: boolean, depth = 0): string {
  if (value.kind !== 'known') return 'null';
  const inner = value.value;
  if (typeof inner === 'string') return goText(inner);
  if (isList(inner)) {
    return enclosed(
      '[]',
      inner.map((item) => goJson(item, indent, depth + 1)),
      indent,
      depth,
    );
  }
  if (!isObject(inner)) return String(inner);
  const colon = indent ? ': ' : ':';
  const members = [...inner].map(([key, item]) => `${goText(key)}${colon}${goJson(item, indent, depth + 1)}`);
  return enclosed('{}', members, indent, depth);
}

function goText(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function enclosed(brackets: '[]' | '{}', items: readonly string[], indent: boolean, depth: number): string {
  const [open = '', close = ''] = brackets;
  if (items.length === 0) return brackets;
  if (!indent) return `${open}${items.join(',')}${close}`;
  const line = `\n${'  '.repeat(depth + 1)}`;
  return `${open}${line}${items.join(`,${line}`)}\n${'  '.repeat(depth)}${close}`;
}

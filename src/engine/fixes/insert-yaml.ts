import type { Edit } from '../../model/edit.ts';
import type { Block } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { lineBreakAt, lineEnd, lineStart, spanAt } from './text-place.ts';

/**
 * The edit that inserts lines (a key with its value) into a YAML mapping, at the mapping's own indentation: behind the
 * last one-line key before the first nested one, or before the first key. Undefined for a flow mapping (`{ … }`), an
 * empty one, and one whose keys do not each begin a line.
 */
export function insertIntoYaml(text: string, block: Block, lines: readonly string[]): Edit | undefined {
  const keys = [...block.attributes.values(), ...block.blocks]
    .map((child) => child.span)
    .filter((span) => span.file === block.span.file)
    .sort((a, b) => a.start - b.start);
  const first = keys[0];
  if (!first || keys.some((key) => key.startColumn !== first.startColumn)) return undefined;
  // A flow mapping has something other than indentation and list dashes before its first key.
  if (!/^[ \t-]*$/.test(text.slice(lineStart(text, first.start), first.start))) return undefined;
  const eol = lineBreakAt(text, first.start);
  const indentation = ' '.repeat(first.startColumn - 1);
  const firstLong = keys.findIndex((key) => isLong(text, key));
  const behind = firstLong < 0 ? keys.at(-1) : keys[firstLong - 1];
  const indented = lines.map((line) => (line === '' ? '' : indentation + line));
  if (behind) {
    const at = lineEnd(text, behind.end);
    return { span: spanAt(text, at, behind), newText: indented.map((line) => eol + line).join('') };
  }
  // Before the first key: the text up to it (indentation, or `- `) stays in front of what is inserted.
  return { span: spanAt(text, first.start, first), newText: `${indented.join(eol).trimStart()}${eol}${indentation}` };
}

/** True for a key whose value goes on over further lines; the line break that may end its span does not count. */
function isLong(text: string, key: Span): boolean {
  return text.slice(key.start, key.end).trimEnd().includes('\n');
}

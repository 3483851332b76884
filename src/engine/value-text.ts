import { isList, isObject, type Value } from '../model/value.ts';

/** Longest value shown in a message, in characters: the reader has the line beside it. */
const LONGEST = 60;
/** Most elements of a list or object shown in a message. */
const MOST_ELEMENTS = 4;

/**
 * A value as a message shows it, in Terraform's notation, on one line, at most 60 characters. Sensitive values are not
 * shown. Control characters are escaped; escaping for Markdown or HTML is the report's work.
 */
export function valueText(value: Value): string {
  const text = render(value, 0);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function render(value: Value, depth: number): string {
  if (value.sensitive) return '(sensitive)';
  if (value.kind === 'absent') return 'null';
  if (value.kind === 'unknown') return '(unknown)';
  const content = value.value;
  if (typeof content === 'string') return JSON.stringify(content.slice(0, LONGEST));
  if (isList(content)) {
    if (depth > 1) return '[…]';
    const shown = content.slice(0, MOST_ELEMENTS).map((item) => render(item, depth + 1));
    return `[${[...shown, ...(content.length > MOST_ELEMENTS ? ['…'] : [])].join(', ')}]`;
  }
  if (isObject(content)) {
    if (depth > 1) return '{…}';
    const shown = [...content]
      .slice(0, MOST_ELEMENTS)
      .map(([key, item]) => `${keyText(key)} = ${render(item, depth + 1)}`);
    return `{${[...shown, ...(content.size > MOST_ELEMENTS ? ['…'] : [])].join(', ')}}`;
  }
  return String(content);
}

function keyText(key: string): string {
  return /^[\w-]{1,40}$/.test(key) ? key : JSON.stringify(key.slice(0, LONGEST));
}

/** Where a value that was not written in place came from, ready to append: ` (from var.encrypt, variables.tf:12)`; else ''. */
export function provenance(value: Value): string {
  const nearest = value.trace[0];
  const farthest = value.trace.at(-1);
  if (!nearest || !farthest) return '';
  return ` (from ${nearest.what}, ${farthest.span.file}:${String(farthest.span.startLine)})`;
}

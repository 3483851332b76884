/** A resource instance address that may stand on a command line. Made by `resourceAddress` only. */
export type ResourceAddress = string & { readonly __brand: 'ResourceAddress' };

/** A path from the top of the tree that may stand on a command line. Made by `treePath` only. */
export type TreePath = string & { readonly __brand: 'TreePath' };

const NAME = '[A-Za-z_\\p{L}\\p{N}][\\w\\p{L}\\p{N}-]{0,200}';
/** An instance key: a number, or a text without quotes, escapes, templates or controls. */
const KEY = '(?:\\[(?:\\d{1,9}|"[^"\\\\$%\\p{Cc}\\p{Cf}]{0,200}")\\])?';
const ADDRESS = new RegExp(`^(?:module\\.${NAME}${KEY}\\.){0,20}(?:data\\.)?${NAME}\\.${NAME}${KEY}$`, 'u');

/** Whether a text is the address of a resource instance: `module.db["eu"].aws_db_instance.this[0]`. */
export function isAddress(text: string): text is ResourceAddress {
  return text.length <= 1000 && ADDRESS.test(text);
}

/** The address, if the text is one. */
export function resourceAddress(text: string): ResourceAddress | undefined {
  return isAddress(text) ? text : undefined;
}

function isTreePath(text: string): text is TreePath {
  if (text.length === 0 || text.length > 1000 || text.startsWith('/') || text.startsWith('-')) return false;
  // Controls, and what a terminal or a shell would read as more than a name.
  if (/[\p{Cc}\p{Cf}\\]/u.test(text)) return false;
  return text.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.startsWith('-'));
}

/** The path, if it stays in the tree: relative, `/` between parts, no `.` or `..`, no part that looks like an option. */
export function treePath(text: string): TreePath | undefined {
  return isTreePath(text) ? text : undefined;
}

/** A resource instance address that may stand on a command line. Made by `resourceAddress` only. */
export type ResourceAddress = string & { readonly __brand: 'ResourceAddress' };

/** A path from the top of the tree that may stand on a command line. Made by `treePath` only. */
export type TreePath = string & { readonly __brand: 'TreePath' };

/** An identifier of HCL. Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#identifiers */
const NAME = '[\\p{ID_Start}_][\\p{ID_Continue}-]{0,200}';
/** An instance key: a number, or a text without quotes, escapes, templates, controls, or white space that is not a plain space. */
const KEY = '(?:\\[(?:\\d{1,9}|"(?: |[^"\\\\$%\\p{C}\\p{Z}]){0,200}")\\])?';
/** `module.x` and `data.x` alone are no resources. */
const ADDRESS = new RegExp(
  `^(?:module\\.${NAME}${KEY}\\.){0,20}(?:data\\.)?(?!module\\.|data\\.)${NAME}\\.${NAME}${KEY}$`,
  'u',
);

/** Whether a text is the address of a resource instance: `module.db["eu"].aws_db_instance.this[0]`. */
function isAddress(text: string): text is ResourceAddress {
  return text.length <= 1000 && ADDRESS.test(text);
}

/** The address, if the text is one. */
export function resourceAddress(text: string): ResourceAddress | undefined {
  return isAddress(text) ? text : undefined;
}

function isTreePath(text: string): text is TreePath {
  if (text.length === 0 || text.length > 1000 || text.startsWith('/') || text.startsWith('-')) return false;
  // What a terminal, a shell or Terraform would read as more than a name; white space other than a plain space.
  if (/["'`$\\\p{C}]|(?! )\p{Z}/u.test(text)) return false;
  return text.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.startsWith('-'));
}

/** The path, if it stays in the tree: relative, `/` between parts, no `.` or `..`, no part that looks like an option. */
export function treePath(text: string): TreePath | undefined {
  return isTreePath(text) ? text : undefined;
}

/** Functions that read files, by how many of their first arguments are paths. Source: https://developer.hashicorp.com/terraform/language/functions */
const FILE_FUNCTIONS: ReadonlyMap<string, number> = new Map([
  ['file', 1],
  ['filebase64', 1],
  ['filebase64sha256', 1],
  ['filebase64sha512', 1],
  ['fileexists', 1],
  ['filemd5', 1],
  ['fileset', 2],
  ['filesha1', 1],
  ['filesha256', 1],
  ['filesha512', 1],
  ['templatefile', 1],
]);

/** How many of the first arguments of a function are paths of files that it reads. */
export function pathArguments(name: string): number {
  // Terraform knows its own functions by a longer name, too.
  return FILE_FUNCTIONS.get(name.replace(/^core::/, '')) ?? 0;
}

/** True when the value of a function depends on files. */
export function isFileFunction(name: string): boolean {
  return pathArguments(name) > 0;
}

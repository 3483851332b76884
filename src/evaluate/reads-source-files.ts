import type { ParsedFile } from '../syntax/parsed-file.ts';

/**
 * Terraform's file functions by name: file, fileset, fileexists, filebase64…, filemd5, filesha…, templatefile.
 * Source: https://developer.hashicorp.com/terraform/language/functions
 */
const FILE_FUNCTION = /\b(?:template)?file(?:set|exists|md5|base64\w*|sha\d+)?\b/;

const answers = new WeakMap<ParsedFile, boolean>();

/**
 * Whether the file may read other files of the tree, by its text alone: never falsely no. In JSON a name can hide behind an
 * escape, so any `\u` counts.
 */
export function readsSourceFiles(file: ParsedFile): boolean {
  const known = answers.get(file);
  if (known !== undefined) return known;
  // A Terragrunt configuration looks for others in the folders around it.
  const isTerragrunt = file.kind === 'terragrunt' || file.kind === 'hcl';
  const answer =
    isTerragrunt || mentionsFileFunction(file.text) || (file.path.endsWith('.json') && file.text.includes('\\u'));
  answers.set(file, answer);
  return answer;
}

/** Whether a text names a file function. Linear. */
export function mentionsFileFunction(text: string): boolean {
  return FILE_FUNCTION.test(text);
}

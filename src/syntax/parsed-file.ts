import type { Diagnostic } from '../model/diagnostic.ts';
import type { HclBody } from './hcl/ast.ts';
import type { YamlNode } from './yaml/tree.ts';

/** What a path is to us; decided by the name alone (see `fileKind`). */
export type FileKind =
  | 'terraform' // .tf, .tf.json, .tofu, .tofu.json
  | 'variables' // .tfvars, .tfvars.json
  | 'terragrunt' // terragrunt.hcl
  | 'lock' // .terraform.lock.hcl
  | 'hcl' // any other .hcl
  | 'workflow' // .github/workflows/*.yml|yaml
  | 'action'; // action.yml|yaml

/**
 * One file, parsed. There is always a tree, also when there are errors: with an `error` diagnostic the tree holds
 * what could be read, and evaluation leaves the file out.
 */
export interface ParsedFile {
  readonly path: string;
  readonly kind: FileKind;
  /** Decoded text, byte order mark removed; '' for a file that is not text. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** For HCL kinds (`.json` forms too). */
  readonly hcl?: HclBody | undefined;
  /** For workflows and actions; undefined for an empty document. */
  readonly yaml?: YamlNode | undefined;
}

import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { TerraformFunction } from '../functions/signature.ts';
import type { GivenValue } from '../variable-value.ts';

/** Where the module of a unit comes from. */
export type UnitSource =
  | { readonly kind: 'local'; readonly folder: string }
  /** Another repository, or not known; `text` says which, for the reader. */
  | { readonly kind: 'remote'; readonly text: string };

/** A file that Terragrunt writes beside the module before it runs Terraform. */
export interface GeneratedFile {
  /** Path as if it lay in the module's folder; the places of what is in it are those in the Terragrunt file. */
  readonly file: ParsedFile;
  /** `skip`: a file of that name in the module stays. */
  readonly ifExists: 'overwrite' | 'skip';
}

/** What `extra_arguments` pass to `terraform plan`. */
export interface ExtraArguments {
  /** Paths in the tree of variable files, in order. */
  readonly variableFiles: readonly string[];
  /** What sets variables to values that are not known, if anything does. */
  readonly open: string | undefined;
}

/** A folder in which Terragrunt runs Terraform. */
export interface TerragruntUnit {
  /** Folder of the `terragrunt.hcl`; it is the root module's folder in the graph. */
  readonly folder: string;
  readonly source: UnitSource;
  /** The value that the unit gives to a variable, before its conversion to the variable's type. */
  inputs(name: string): GivenValue | undefined;
  readonly generated: readonly GeneratedFile[];
  /** What the generated files call for values that are not known. */
  readonly functions: ReadonlyMap<string, TerraformFunction>;
  /** What is passed to `terraform plan`; it wins over all other values. */
  readonly extraArguments: ExtraArguments;
  /** Folders of the units that this one depends on. */
  readonly dependencies: readonly string[];
  /** Paths of all files that the unit was read from, its own first. */
  readonly files: readonly string[];
}

import type { Span } from '../../model/span.ts';
import type { Value } from '../../model/value.ts';
import type { HclBody } from '../../syntax/hcl/ast.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { ModuleInstance, World } from '../module-instance.ts';
import type { Scope } from '../scope.ts';
import type { TerragruntUnit } from './unit.ts';

/** What all Terragrunt files of one evaluation share. */
export interface TerragruntTree {
  readonly files: ReadonlyMap<string, ParsedFile>;
  /** That of the unit whose files are read: each unit has its own budget. */
  readonly world: World;
  /** Whether the tree has this file, parsed or not. */
  hasFile(path: string): boolean;
  hasFolder(path: string): boolean;
  /** The unit in a folder, once all are found. */
  unitAt(folder: string): TerragruntUnit | undefined;
  /** The root module that a unit runs, with the unit's inputs; made once. */
  instanceOf(unit: TerragruntUnit): ModuleInstance;
}

/** How a file came to be read; it decides what Terragrunt's functions mean in it. */
export interface Reading {
  /** The file that functions take for the current one: in an included file that is still the one that includes it. */
  readonly current: string;
  /** The unit's own file. */
  readonly original: string;
  /** The file itself, when it is included by `current`. */
  readonly included: string | undefined;
  /** Files being read around this one, outermost first. */
  readonly around: readonly string[];
  /** All files that the unit was read from, added to while reading. */
  readonly seen: Set<string>;
  /** What `read_terragrunt_config` gave for the unit, by file; undefined while it is being read. */
  readonly reads: Map<string, Value | undefined>;
  /** Set in an included file, which knows the dependencies of the file that includes it. */
  readonly dependencies: Dependencies | undefined;
}

/** What `dependency.name` is, read at `span`. */
export type Dependencies = (name: string, span: Span) => Value;

/** How an included file is put under the one that includes it. */
export type MergeStrategy = 'no_merge' | 'shallow' | 'deep';

/** One `include` block. */
export interface Include {
  /** Its label, '' for a block without one. */
  readonly name: string;
  readonly strategy: MergeStrategy;
  readonly exposed: boolean;
  readonly span: Span;
  /** Path of the included file; undefined when it is not known. */
  readonly path: string | undefined;
  /** What is included; undefined when it is not there or could not be read. */
  config(): Config | undefined;
  /** Why it is not there. */
  readonly problem: () => Value;
}

/** One Terragrunt file, read in one place. */
export interface Config {
  readonly file: ParsedFile;
  readonly body: HclBody;
  readonly reading: Reading;
  readonly tree: TerragruntTree;
  /** Where its expressions are evaluated. */
  readonly scope: Scope;
  readonly dependencies: Dependencies;
  includes(): readonly Include[];
  /** All locals, as an object. */
  locals(): Value;
}

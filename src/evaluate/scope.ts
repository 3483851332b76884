import type { Expression } from '../syntax/hcl/ast.ts';
import type { UnknownValue, Value } from '../model/value.ts';
import type { Budget } from './budget.ts';
import type { TerraformFunction } from './functions/signature.ts';
import type { SourceFiles } from './source-files.ts';

/** What names mean inside one module instance. Everything is evaluated when it is asked for, once. */
export interface ModuleScope {
  /** `module.a.module.b` (without instance keys), or '' for a root module. */
  readonly path: string;
  /** Folder of the root module and of this module, `.` for the top of the tree. */
  readonly root: string;
  readonly folder: string;
  /** Folder in which Terraform is started, where that is not `root` (Terragrunt starts it in a copy of the module). */
  readonly startedIn?: string | undefined;
  readonly budget: Budget;
  /** True inside a template: nothing has a name but its variables. */
  readonly isolated?: boolean | undefined;
  /** What `terraform.workspace` is; `default` when left out. */
  readonly workspace?: string | undefined;
  /** Files of the tree; relative paths mean those of `root`, where Terraform runs. */
  readonly sourceFiles?: SourceFiles | undefined;
  /** Notes that a file of the tree is needed that was not loaded. */
  readonly want?: ((path: string) => void) | undefined;
  /**
   * The path, from the folder where Terraform is started, of the file that an unknown value means: where the tree lies on a machine
   * is not known, where the file lies in the tree is.
   */
  readonly placeOfPath?: ((value: UnknownValue) => string | undefined) | undefined;
  variable(name: string): Value;
  local(name: string): Value;
  /** A resource, data source or ephemeral resource by its address in the module (`data.t.n`). */
  object(address: string): Value;
  moduleCall(name: string): Value;
  /** Text of a parsed file; '' when there is no such file. */
  readonly fileText?: ((file: string) => string) | undefined;
  /** Functions that are there besides Terraform's own (or instead of them), by name. */
  readonly functions?: ReadonlyMap<string, TerraformFunction> | undefined;
  /** Source text of an expression (for forms that are shown, not evaluated). */
  textOf(expression: Expression): string;
}

/** `each` and `count` of one instance of a block. */
export interface InstanceBinding {
  readonly eachKey: Value | undefined;
  readonly eachValue: Value | undefined;
  readonly countIndex: Value | undefined;
}

/** Where an expression is evaluated. */
export interface Scope {
  readonly module: ModuleScope;
  /** Innermost first: variables of `for` expressions, iterators of `dynamic` blocks. */
  readonly names: Names | undefined;
  readonly instance: InstanceBinding | undefined;
  /** Set when `each` or `count` is read, so that what does not depend on the instance is evaluated once. */
  readonly watch: { instanceRead: boolean } | undefined;
  /** The resource around the expression, for `self`. */
  readonly self?: Value | undefined;
}

/** A linked list of bound names. */
export interface Names {
  readonly name: string;
  readonly value: Value;
  readonly outer: Names | undefined;
}

/** Evaluates an expression; handed to the parts that evaluate sub-expressions. Never throws. */
export type Evaluate = (expression: Expression, scope: Scope) => Value;

/** The scope of a module, outside any block. */
export function moduleLevel(module: ModuleScope): Scope {
  return { module, names: undefined, instance: undefined, watch: undefined };
}

/** `scope` with one more name bound. */
export function bind(scope: Scope, name: string, value: Value): Scope {
  return { ...scope, names: { name, value, outer: scope.names } };
}

/** The value bound to `name` by an enclosing `for` or `dynamic`. */
export function boundValue(scope: Scope, name: string): Value | undefined {
  for (let names = scope.names; names; names = names.outer) if (names.name === name) return names.value;
  return undefined;
}

/** `address` as seen from the root: with the module's path before it. */
export function absolute(module: { readonly path: string }, address: string): string {
  return module.path === '' ? address : `${module.path}.${address}`;
}

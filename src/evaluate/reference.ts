import type { Span } from '../model/span.ts';
import { known, type Value } from '../model/value.ts';
import type { Expression } from '../syntax/hcl/ast.ts';
import { attributeOf } from './collections.ts';
import { invalid, originFrom, readThrough, unknownBecause } from './origin.ts';
import { boundValue, type Scope } from './scope.ts';

type GetAttribute = Expression & { readonly kind: 'get-attribute' };

/**
 * What `root.name` (or `data.type.name`) names, read at the expression; undefined when the expression is an ordinary
 * attribute of a value.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/references
 */
export function namedObject(expression: GetAttribute, scope: Scope): Value | undefined {
  const { target, name, span } = expression;
  if (target.kind === 'variable') {
    if (boundValue(scope, target.name) !== undefined) return undefined;
    // Their second part is a type: the name comes with the next one.
    if (target.name === 'data' || target.name === 'ephemeral' || target.name === 'resource') {
      return invalid(`"${target.name}.${name}" is not complete`, span);
    }
    return named(target.name, name, span, scope);
  }
  if (target.kind !== 'get-attribute' || target.target.kind !== 'variable') return undefined;
  const root = target.target.name;
  if (boundValue(scope, root) !== undefined) return undefined;
  if (root === 'data' || root === 'ephemeral') return scope.module.object(`${root}.${target.name}.${name}`);
  return root === 'resource' ? scope.module.object(`${target.name}.${name}`) : undefined;
}

/** A root name that stands alone: no such thing is a value in Terraform. */
export function rootName(name: string, span: Span, scope: Scope): Value {
  if (scope.module.isolated) return invalid(`"${name}" is no variable of the template`, span);
  if (name === 'self') return selfOf(span, scope);
  if (name === 'each' || name === 'count') markInstanceRead(scope);
  return invalid(`"${name}" is no value`, span);
}

function named(root: string, name: string, span: Span, scope: Scope): Value {
  const { module } = scope;
  if (module.isolated) return invalid(`"${root}.${name}" is no variable of the template`, span);
  switch (root) {
    case 'var':
      return readThrough(module.variable(name), { what: `var.${name}`, span });
    case 'local':
      return readThrough(module.local(name), { what: `local.${name}`, span });
    case 'module':
      return module.moduleCall(name);
    case 'each':
    case 'count':
      return instanceValue(root, name, span, scope);
    case 'path':
      return pathValue(name, span, scope);
    case 'terraform':
    case 'tofu':
      return runValue(root, name, span, scope);
    case 'self':
      return attributeOf(selfOf(span, scope), name, span);
    default:
      return module.object(`${root}.${name}`);
  }
}

function instanceValue(root: 'each' | 'count', name: string, span: Span, scope: Scope): Value {
  markInstanceRead(scope);
  const { instance } = scope;
  const value =
    root === 'count'
      ? name === 'index'
        ? instance?.countIndex
        : undefined
      : name === 'key'
        ? instance?.eachKey
        : name === 'value'
          ? instance?.eachValue
          : undefined;
  if (!value) return invalid(`${root}.${name} outside a block with ${root === 'count' ? 'count' : 'for_each'}`, span);
  return readThrough(value, { what: `${root}.${name}`, span });
}

/** The resource that a provisioner, connection or condition belongs to: this instance of it. */
function selfOf(span: Span, scope: Scope): Value {
  markInstanceRead(scope);
  return scope.self ?? invalid('"self" outside a resource', span);
}

function runValue(root: string, name: string, span: Span, scope: Scope): Value {
  if (name === 'workspace') return known(scope.module.workspace ?? 'default', originFrom(span, []));
  if (name === 'applying')
    return unknownBecause('not-evaluated', `${root}.${name} is decided when Terraform runs`, span);
  return invalid(`there is no ${root}.${name}`, span);
}

function markInstanceRead(scope: Scope): void {
  if (scope.watch) scope.watch.instanceRead = true;
}

/**
 * `path.module` and `path.root` as Terraform gives them when it runs in the root module's folder.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/references#filesystem-and-workspace-info
 */
function pathValue(name: string, span: Span, scope: Scope): Value {
  const { module } = scope;
  if (name === 'root') return known('.', originFrom(span, []));
  if (name === 'module')
    return known(relativePath(module.startedIn ?? module.root, module.folder), originFrom(span, []));
  if (name === 'cwd') return unknownBecause('not-evaluated', 'path.cwd depends on where Terraform runs', span);
  return invalid(`there is no path.${name}`, span);
}

/** The way from folder `from` to folder `to`, both relative to the top of the tree. */
function relativePath(from: string, to: string): string {
  const start = from === '.' ? [] : from.split('/');
  const end = to === '.' ? [] : to.split('/');
  let common = 0;
  while (common < start.length && common < end.length && start[common] === end[common]) common++;
  const parts = [...start.slice(common).map(() => '..'), ...end.slice(common)];
  return parts.length === 0 ? '.' : parts.join('/');
}

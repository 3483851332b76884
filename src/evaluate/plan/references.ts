import { unionReferences } from '../origin.ts';
import { addressParts, withoutKey } from './address.ts';
import type { DeclaredCall, DeclaredModule, Repeats } from './configuration.ts';
import { referencesIn } from './shape.ts';

/** A module of the configuration, with the way it was called. */
export interface ModuleScope {
  readonly module: DeclaredModule;
  /** Address without keys, '' for the root module. */
  readonly path: string;
  readonly caller: { readonly scope: ModuleScope; readonly call: DeclaredCall } | undefined;
  readonly children: Map<string, ModuleScope>;
}

/** Turns references as written in a module into addresses from the root module on, through inputs and outputs of modules. */
export interface ReferenceResolver {
  readonly root: ModuleScope;
  /** The scope of the module that these calls lead to, if the configuration has it. */
  scope(names: readonly string[]): ModuleScope | undefined;
  /** Sorted and unique, without instance keys. `repeats` is what `each` and `count` stand for. */
  resolve(references: readonly string[], scope: ModuleScope, repeats?: Repeats): readonly string[];
}

const NONE: readonly never[] = [];

/** Longest chain of inputs and outputs that is followed; real configurations have a few. Keeps the stack safe. */
const MAX_CHAIN = 200;

/** The scope of a module called from `scope` as `name`. */
export function childScope(scope: ModuleScope, name: string): ModuleScope | undefined {
  const existing = scope.children.get(name);
  if (existing) return existing;
  const call = scope.module.calls.get(name);
  if (!call) return undefined;
  const path = inModule(scope.path, `module.${name}`);
  const child: ModuleScope = { module: call.module, path, caller: { scope, call }, children: new Map() };
  scope.children.set(name, child);
  return child;
}

/** `address` of the module at `path`, seen from the root module. */
export function inModule(path: string, address: string): string {
  return path === '' ? address : `${path}.${address}`;
}

/** A resolver for a configuration; results are remembered, so the work is linear in its size. */
export function createResolver(module: DeclaredModule): ReferenceResolver {
  const root: ModuleScope = { module, path: '', caller: undefined, children: new Map() };
  const memo = new Map<ModuleScope, Map<string, readonly string[]>>();
  let chain = 0;

  const remembered = (scope: ModuleScope, key: string, compute: () => readonly string[]): readonly string[] => {
    const own = memo.get(scope) ?? new Map<string, readonly string[]>();
    memo.set(scope, own);
    const known = own.get(key);
    if (known) return known;
    if (chain >= MAX_CHAIN) return NONE;
    // What depends on itself adds nothing to itself.
    own.set(key, NONE);
    chain++;
    const result = compute();
    chain--;
    own.set(key, result);
    return result;
  };

  const input = (scope: ModuleScope, name: string): readonly string[] => {
    const { caller } = scope;
    if (!caller) return NONE;
    return remembered(scope, `var.${name}`, () =>
      resolve(referencesIn(caller.call.expressions.get(name)), caller.scope, caller.call.repeats),
    );
  };

  const output = (scope: ModuleScope, call: string, name: string | undefined): readonly string[] => {
    const child = childScope(scope, call);
    if (!child) return NONE;
    return remembered(child, `output.${name ?? ''}`, () => {
      if (name === undefined) {
        return unionReferences([...child.module.outputs.keys()].map((each) => output(scope, call, each)));
      }
      const declared = child.module.outputs.get(name);
      return declared ? resolve([...declared.references, ...declared.dependsOn], child) : NONE;
    });
  };

  const resolveOne = (
    parts: readonly string[],
    scope: ModuleScope,
    repeats: Repeats | undefined,
    named: ReadonlySet<string>,
  ): readonly string[] => {
    const [first = '', second = '', third] = parts.map(withoutKey);
    switch (first) {
      case 'var':
        return input(scope, second);
      // Locals are not part of a plan: what stands behind them is not known here.
      case 'local':
      case 'path':
      case 'terraform':
      case 'self':
        return NONE;
      case 'each':
        return repeats?.forEach ? resolve(repeats.forEach, scope) : NONE;
      case 'count':
        return repeats?.count ? resolve(repeats.count, scope) : NONE;
      case 'module':
        // Terraform lists `module.a.out` and then `module.a` as well.
        return third === undefined && named.has(second)
          ? NONE
          : [inModule(scope.path, `module.${second}`), ...output(scope, second, third)];
      case 'data':
      case 'ephemeral':
        return third === undefined ? NONE : [inModule(scope.path, `${first}.${second}.${third}`)];
      case 'resource':
        return third === undefined ? NONE : [inModule(scope.path, `${second}.${third}`)];
      default:
        return second === '' ? NONE : [inModule(scope.path, `${first}.${second}`)];
    }
  };

  const resolve = (references: readonly string[], scope: ModuleScope, repeats?: Repeats): readonly string[] => {
    if (references.length === 0) return NONE;
    const lists = references.map(addressParts);
    const named = new Set<string>();
    for (const [first, second, third] of lists)
      if (first === 'module' && third !== undefined) named.add(withoutKey(second ?? ''));
    return unionReferences(lists.map((parts) => resolveOne(parts, scope, repeats, named))).toSorted();
  };

  return {
    root,
    resolve,
    scope: (names) => {
      let scope: ModuleScope | undefined = root;
      for (const name of names) scope = scope && childScope(scope, name);
      return scope;
    },
  };
}

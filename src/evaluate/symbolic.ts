import { known, type UnknownValue, type Value } from '../model/value.ts';
import type { Expression } from '../syntax/hcl/ast.ts';
import { scalarOf } from './conversion.ts';
import { container, originFrom, unknownFrom } from './origin.ts';
import { absolute, type Evaluate, type Scope } from './scope.ts';

/** Arguments that name something instead of having a value, by the type of the block they stand in. */
const SYMBOLIC: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['resource', new Set(['provider', 'depends_on'])],
  ['data', new Set(['provider', 'depends_on'])],
  ['ephemeral', new Set(['provider', 'depends_on'])],
  ['module', new Set(['providers', 'depends_on'])],
  ['output', new Set(['depends_on'])],
  ['variable', new Set(['type'])],
  ['lifecycle', new Set(['ignore_changes', 'replace_triggered_by'])],
  ['provisioner', new Set(['when', 'on_failure'])],
  ['moved', new Set(['from', 'to'])],
  ['removed', new Set(['from'])],
  ['import', new Set(['to', 'provider'])],
]);

/** Those of them that make the block depend on what they name. */
export const DEPENDENCIES: ReadonlySet<string> = new Set(['depends_on', 'replace_triggered_by']);

/** True for arguments whose expression is a name (`provider = aws.eu`, `ignore_changes = [tags]`). */
export function isSymbolic(blockType: string, attribute: string): boolean {
  return blockType === 'required_providers' || (SYMBOLIC.get(blockType)?.has(attribute) ?? false);
}

/**
 * A naming expression as data: a name is its source text, lists and objects of names are lists and objects of texts.
 * With `refers` the names count as references.
 */
export function symbolicValue(expression: Expression, scope: Scope, refers: boolean, evaluate: Evaluate): Value {
  const origin = originFrom(expression.span, []);
  switch (expression.kind) {
    case 'literal':
    case 'template':
      return evaluate(expression, scope);
    case 'tuple':
      return container(
        expression.items.map((item) => symbolicValue(item, scope, refers, evaluate)),
        origin,
      );
    case 'object': {
      const items = new Map<string, Value>();
      for (const item of expression.items) {
        const key = item.key.kind === 'literal' ? String(item.key.value) : scope.module.textOf(item.key);
        items.set(key, symbolicValue(item.value, scope, refers, evaluate));
      }
      return container(items, origin);
    }
    case 'variable':
    case 'get-attribute':
    case 'index':
    case 'splat':
    case 'call':
    case 'conditional':
    case 'unary':
    case 'binary':
    case 'for':
    case 'invalid': {
      const address = refers ? traversalAddress(expression) : undefined;
      const references = address === undefined ? [] : [absolute(scope.module, address)];
      const name = nameText(expression, scope, evaluate);
      return typeof name === 'string'
        ? known(name, { ...origin, references })
        : { ...unknownFrom(expression.span, [name]), references };
    }
  }
}

/**
 * A name as it is written, the keys in it evaluated (`aws_x.y[each.key]` in an `import`); the key when one is not known: it may
 * be another for each instance.
 */
function nameText(expression: Expression, scope: Scope, evaluate: Evaluate): string | UnknownValue {
  const { module } = scope;
  if (expression.kind !== 'get-attribute' && expression.kind !== 'index') return module.textOf(expression);
  const target = nameText(expression.target, scope, evaluate);
  if (typeof target !== 'string') return target;
  const asWritten = target === module.textOf(expression.target);
  if (expression.kind === 'get-attribute')
    return asWritten ? module.textOf(expression) : `${target}.${expression.name}`;
  const value = expression.key.kind === 'literal' ? undefined : evaluate(expression.key, scope);
  if (value?.kind === 'unknown') return value;
  const key = value && scalarOf(value);
  if (typeof key === 'string' || typeof key === 'number') return `${target}[${JSON.stringify(key)}]`;
  return asWritten ? module.textOf(expression) : `${target}[${module.textOf(expression.key)}]`;
}

/** The address that a traversal starts with (`aws_x.y`, `data.t.n`, `module.m`); undefined for other expressions. */
function traversalAddress(expression: Expression): string | undefined {
  const names: string[] = [];
  let current = expression;
  while (current.kind !== 'variable') {
    if (current.kind !== 'get-attribute' && current.kind !== 'index' && current.kind !== 'splat') return undefined;
    if (current.kind === 'get-attribute') names.push(current.name);
    current = current.target;
  }
  names.push(current.name);
  names.reverse();
  const length = names[0] === 'data' || names[0] === 'ephemeral' ? 3 : 2;
  if (names.length < length || names[0] === 'var' || names[0] === 'local') return undefined;
  return names.slice(0, length).join('.');
}

import { isList, known, type KnownValue, type Value } from '../model/value.ts';
import type { Expression, HclBlock } from '../syntax/hcl/ast.ts';
import { MAX_INSTANCES } from './budget.ts';
import { entriesOf } from './collections.ts';
import { isNull, scalarNumber, scalarOf } from './conversion.ts';
import { mergeValues } from './equality.ts';
import { invalid, originFrom, unknownBecause, unknownFrom } from './origin.ts';
import type { Evaluate, InstanceBinding, Scope } from './scope.ts';
import { typeOf } from './types/type-of.ts';

/** How often a block stands for something: its `count` or `for_each`. */
export interface Repetition {
  readonly kind: 'single' | 'count' | 'for_each';
  readonly exists: 'yes' | 'no' | 'unknown';
  /** The value of `count` or `for_each`. */
  readonly decider: Value | undefined;
  /** Every instance; undefined when they are not known, or too many to be told apart. */
  readonly instances: readonly InstanceBinding[] | undefined;
  /** What `each` and `count` are when the instances are not told apart. */
  readonly any: InstanceBinding;
}

const NO_BINDING: InstanceBinding = { eachKey: undefined, eachValue: undefined, countIndex: undefined };

/** A block that is there once. */
export const SINGLE: Repetition = {
  kind: 'single',
  exists: 'yes',
  decider: undefined,
  instances: [NO_BINDING],
  any: NO_BINDING,
};

/** True when the block has `count` or `for_each`. */
export function isRepeated(block: HclBlock): boolean {
  return block.body.attributes.some(({ name }) => name === 'count' || name === 'for_each');
}

/** The repetition of a resource or module block; `valueOf` evaluates its `count` or `for_each`. */
export function repetitionOf(
  block: HclBlock,
  valueOf: (name: 'count' | 'for_each', expression: Expression) => Value,
): Repetition {
  const written = (name: string): Expression | undefined =>
    block.body.attributes.find((attribute) => attribute.name === name)?.expression;
  const forEach = written('for_each');
  const count = written('count');
  if (forEach && count) return byForEach(invalid('both count and for_each', forEach.span), forEach);
  if (forEach) return byForEach(valueOf('for_each', forEach), forEach);
  return count ? byCount(valueOf('count', count), count) : SINGLE;
}

function byCount(value: Value, expression: Expression): Repetition {
  const { span } = expression;
  const differs = unknownBecause('not-evaluated', 'count.index differs between instances', span);
  const index = value.kind === 'unknown' ? unknownFrom(span, [value]) : differs;
  const unresolved = { kind: 'count', decider: value, any: { ...NO_BINDING, countIndex: index } } as const;
  const number = scalarNumber(scalarOf(value) ?? null);
  if (number === undefined || !Number.isInteger(number) || number < 0) {
    const decider = value.kind === 'unknown' ? value : invalid('count is not a whole number', span, [value]);
    return { ...unresolved, decider, exists: 'unknown', instances: undefined };
  }
  const origin = originFrom(span, [value]);
  const instances =
    number > MAX_INSTANCES
      ? undefined
      : Array.from({ length: number }, (_, i) => ({ ...NO_BINDING, countIndex: known(i, origin) }));
  return { ...unresolved, exists: number === 0 ? 'no' : 'yes', instances };
}

/**
 * A map, an object or a set of texts; anything else Terraform refuses.
 * Source: https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
 */
function byForEach(value: Value, expression: Expression): Repetition {
  const { span } = expression;
  const isSet = value.kind === 'known' && isList(value.value);
  const isRefused = isSet && !isSetOfTexts(value);
  const entries = isRefused ? undefined : entriesOf(value);
  const cause =
    value.kind === 'unknown'
      ? unknownFrom(span, [value])
      : unknownBecause('not-evaluated', 'each differs between instances', span, [value]);
  const any = { ...NO_BINDING, eachKey: cause, eachValue: cause };
  if (entries === undefined) {
    const decider = value.kind === 'unknown' ? value : invalid('for_each is no map and no set of texts', span, [value]);
    return { kind: 'for_each', exists: 'unknown', decider, any, instances: undefined };
  }
  const exists = entries.length === 0 ? 'no' : 'yes';
  const bindings = entries.map(([key, item]) => ({ ...NO_BINDING, eachKey: isSet ? item : key, eachValue: item }));
  // The key of a set's element is the element: without it the instances cannot be told apart.
  const usable =
    entries.length <= MAX_INSTANCES && bindings.every(({ eachKey }) => eachKey.kind === 'known' && !isNull(eachKey));
  return { kind: 'for_each', exists, decider: value, any, instances: usable ? bindings : undefined };
}

function isSetOfTexts({ value, type }: KnownValue): boolean {
  if (typeof type !== 'object' || type.kind !== 'set' || !isList(value)) return false;
  return value.every((item) => {
    const itemType = typeOf(item);
    return !isNull(item) && (itemType === 'string' || itemType === 'dynamic');
  });
}

/**
 * The value of `expression` in a block that may have several instances: what is true of all of them. Evaluated once
 * when it does not read `each` or `count`.
 */
export function evaluateRepeated(
  expression: Expression,
  scope: Scope,
  repetition: Repetition,
  evaluate: Evaluate,
): Value {
  const watch = { instanceRead: false };
  const { instances } = repetition;
  const [firstInstance, ...rest] = instances ?? [];
  const first = evaluate(expression, { ...scope, instance: firstInstance ?? repetition.any, watch });
  if (!watch.instanceRead || rest.length === 0) return first;
  const values = [first, ...rest.map((instance) => evaluate(expression, { ...scope, instance, watch }))];
  return mergeInstanceValues(values, instances ?? [], expression.span, scope);
}

/** What is true of the values of all `instances`, in their order. */
export function mergeInstanceValues(
  values: readonly Value[],
  instances: readonly InstanceBinding[],
  span: Expression['span'],
  scope: Pick<Scope, 'module'>,
): Value {
  return mergeValues(
    values,
    (different) => {
      // An unknown among them has a better reason than that they differ.
      const cause = different.find((value) => value.kind === 'unknown');
      const names = instances.slice(0, 5).map(instanceName).join(', ');
      const detail = `differs between the instances ${names}${instances.length > 5 ? ', …' : ''}`;
      return unknownBecause(cause?.reason ?? 'not-evaluated', cause?.detail ?? detail, span, different);
    },
    scope.module.budget,
  );
}

/** The key of an instance as Terraform writes it: `"eu"`, `0`; '' for the only instance of a block. */
export function instanceName(instance: InstanceBinding): string {
  const key = instance.eachKey ?? instance.countIndex;
  // Terraform escapes `${` in a key, so that the address can be written in a configuration.
  return key
    ? JSON.stringify(scalarOf(key) ?? null)
        .replaceAll('${', () => '$${')
        .replaceAll('%{', () => '%%{')
    : '';
}

/** `[key]` of an instance, as it stands in an address; '' for the only instance of a block. */
export function instanceKey(instance: InstanceBinding): string {
  const name = instanceName(instance);
  return name === '' ? '' : `[${name}]`;
}

import { known, unknown, type Value } from '../model/value.ts';
import type { HclBlock } from '../syntax/hcl/ast.ts';
import { combined, MAX_ADDRESSES } from './addresses.ts';
import { evaluateExpression } from './expression.ts';
import { readsInstance } from './instance-reads.ts';
import type { Memo } from './memo.ts';
import type { ModuleDefinition } from './module-definition.ts';
import type { instantiateModule, ModuleInstance, Place, World } from './module-instance.ts';
import { withObject, type OpaqueObject } from './opaque.ts';
import { container, invalid, readThrough } from './origin.ts';
import { passedProviders } from './providers.ts';
import { repeatedObject } from './repeated-object.ts';
import {
  evaluateRepeated,
  instanceKey,
  isRepeated,
  mergeInstanceValues,
  repetitionOf,
  type Repetition,
} from './repetition.ts';
import { resolveCall } from './resolve-call.ts';
import { absolute, moduleLevel, type InstanceBinding } from './scope.ts';
import { wholeValue } from './whole-value.ts';

/** Modules in all; more is a mistake or an attack. */
const MAX_MODULES = 2_000;

/** Arguments of a module call that are no inputs. */
const META: ReadonlySet<string> = new Set(['source', 'version', 'providers', 'count', 'for_each', 'depends_on']);

/** A call of a module in one module instance. */
export interface ModuleCall {
  readonly address: string;
  readonly block: HclBlock;
  /** The called module, once for each different set of inputs; none when it is not in the tree. */
  instances(): readonly ModuleInstance[];
  readonly value: Value;
  repetition(): Repetition;
}

/** What a call gives: its instances are made when they are asked for. */
export function createCall(
  name: string,
  block: HclBlock,
  caller: ModuleInstance,
  place: Place,
  world: World,
  memo: Memo,
  instantiate: typeof instantiateModule,
): ModuleCall {
  const address = absolute(caller, `module.${name}`);
  const evaluate = evaluateExpression;
  let repetition: Repetition | undefined;
  const getRepetition = (): Repetition =>
    (repetition ??= repetitionOf(block, (argument, expression) =>
      memo.get(`module.${name}.${argument}`, expression.span, () => evaluate(expression, moduleLevel(caller))),
    ));
  const resolved = resolveCall(block, caller, address, place, world);

  /** One instance of the module for `bindings`, which have the same inputs; undefined: what is true of all of them. */
  const make = (definition: ModuleDefinition, bindings: readonly InstanceBinding[] | undefined): ModuleInstance => {
    const keys = bindings?.map(instanceKey) ?? [''];
    const instance = bindings?.[0];
    return instantiate(
      definition,
      {
        path: address,
        addresses: combined(caller.addresses, keys.map((key) => `module.${name}${key}`).slice(0, MAX_ADDRESSES)),
        root: place.root,
        startedIn: place.startedIn,
        ancestors: [...place.ancestors, caller.folder],
        provider: passedProviders(block, caller.provider),
      },
      (variable) => {
        if (META.has(variable)) return undefined;
        const attribute = block.body.attributes.find((candidate) => candidate.name === variable);
        if (!attribute) return undefined;
        const scope = moduleLevel(caller);
        const value = instance
          ? evaluate(attribute.expression, { ...scope, instance })
          : evaluateRepeated(attribute.expression, scope, getRepetition(), evaluate);
        return { value: wholeValue(value), step: { what: `${address} input "${variable}"`, span: attribute.span } };
      },
      world,
    );
  };

  const made = new Map<string, ModuleInstance>();
  let groups: readonly ModuleInstance[] | undefined;
  const getInstances = (): readonly ModuleInstance[] => (groups ??= makeInstances());
  const makeInstances = (): readonly ModuleInstance[] => {
    const { definition } = resolved;
    if (!definition) return [];
    const bindings = getRepetition().instances;
    if (!bindings || bindings.length === 0) return [make(definition, undefined)];
    const inputs = block.body.attributes.filter((attribute) => !META.has(attribute.name));
    const differ = bindings.length > 1 && inputs.some(({ expression }) => readsInstance(expression));
    if (!differ) {
      const shared = make(definition, bindings);
      for (const binding of bindings) made.set(instanceKey(binding), shared);
      return [shared];
    }
    if (world.instances + bindings.length > MAX_MODULES) {
      const message = `The instances of ${address} are judged as one: a root module tells at most ${String(MAX_MODULES)} module instances apart; what differs between them is unknown`;
      world.budget.report({ code: 'cap', severity: 'warning', span: block.headerSpan, message });
      return [make(definition, undefined)];
    }
    return bindings.map((binding) => {
      const instance = make(definition, [binding]);
      made.set(instanceKey(binding), instance);
      return instance;
    });
  };

  const origin = { span: block.headerSpan, trace: [], references: [address] };
  const whole = unknown(resolved.reason, resolved.detail, origin);
  const instanceValue = (binding: InstanceBinding | undefined, key: string): Value => {
    /** The module instances that may be meant. */
    const meant = (): readonly ModuleInstance[] => {
      const all = getInstances();
      const one = binding && made.get(instanceKey(binding));
      return one ? [one] : all;
    };
    const output = (wanted: string, span: typeof block.span): Value => {
      const values = meant().map((instance) => instance.output(wanted, span));
      const [only] = values;
      const value =
        only && values.length === 1
          ? only
          : mergeInstanceValues(values, getRepetition().instances ?? [], span, { module: caller });
      return readThrough(value, { what: `module.${name}${key}.${wanted}`, span }, [address]);
    };
    const object: OpaqueObject = {
      attribute: (wanted, span) =>
        resolved.definition
          ? output(wanted, span)
          : readThrough(unknown(resolved.reason, resolved.detail, { ...origin, span }), undefined),
      index: (at, span) => {
        const wanted = at.kind === 'known' && typeof at.value === 'string' ? at.value : undefined;
        if (wanted !== undefined && resolved.definition?.outputs.has(wanted)) return output(wanted, span);
        if (!resolved.definition)
          return readThrough(unknown(resolved.reason, resolved.detail, { ...origin, span }), undefined);
        return { ...invalid(`module.${name} has no such instance or output`, span, [at]), references: [address] };
      },
      elements: () =>
        resolved.definition &&
        [...resolved.definition.outputs.keys()]
          .sort()
          .map((wanted): readonly [Value, Value] => [known(wanted, origin), output(wanted, block.headerSpan)]),
      splat: () => [value],
      whole: () => {
        if (!resolved.definition) return undefined;
        const parts = [...resolved.definition.outputs.keys()].map((wanted): readonly [string, Value] => [
          wanted,
          output(wanted, block.headerSpan),
        ]);
        return container(new Map(parts), origin);
      },
    };
    const value: Value = withObject({ ...whole }, object);
    return value;
  };
  let value: Value | undefined;
  return {
    address,
    block,
    instances: getInstances,
    get value() {
      value ??= isRepeated(block)
        ? repeatedObject(address, whole, getRepetition(), instanceValue)
        : instanceValue(undefined, '');
      return value;
    },
    repetition: getRepetition,
  };
}

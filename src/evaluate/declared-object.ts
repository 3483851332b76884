import type { Span } from '../model/span.ts';
import type { Block } from '../model/resource.ts';
import type { UnknownValue, Value } from '../model/value.ts';
import type { HclBlock } from '../syntax/hcl/ast.ts';
import { argumentValue, evaluateBlock } from './body.ts';
import { isNull } from './conversion.ts';
import { knownDataValue } from './known-data/known-data-value.ts';
import { attributeType } from './known-data/attribute-type.ts';
import type { Memo } from './memo.ts';
import { nestedBlocks } from './nested-blocks.ts';
import { withObject, type OpaqueObject } from './opaque.ts';
import { invalid, readThrough, unknownBecause } from './origin.ts';
import { readBack } from './read-back.ts';
import { repeatedObject } from './repeated-object.ts';
import { instanceKey, isRepeated, mergeInstanceValues, repetitionOf, type Repetition } from './repetition.ts';
import { absolute, moduleLevel, type Evaluate, type InstanceBinding, type ModuleScope, type Scope } from './scope.ts';

/** The body that instances of a block have in common. */
export interface InstanceBody {
  /** In order; undefined when the instances cannot be told apart. */
  readonly instances: readonly InstanceBinding[] | undefined;
  readonly body: Block;
}

/** A resource, data source or ephemeral resource of one module instance. */
export interface DeclaredObject {
  /** Absolute address, without instance keys. */
  readonly address: string;
  readonly block: HclBlock;
  /** What a reference to it gives: unknown as a whole, with what is written behind it. */
  readonly value: Value;
  repetition(): Repetition;
  /** One for each instance, or one for all where no expression reads `each` or `count`. Never empty. */
  bodies(): readonly InstanceBody[];
}

/** Attributes that the provider decides, whatever is written. */
const COMPUTED: ReadonlySet<string> = new Set(['id', 'arn']);

/** The object that `block` declares in `module`; evaluated when it is asked for, attribute by attribute. */
export function declareObject(
  block: HclBlock,
  addressInModule: string,
  module: ModuleScope,
  memo: Memo,
  evaluate: Evaluate,
): DeclaredObject {
  const address = absolute(module, addressInModule);
  const written = new Map(block.body.attributes.map((attribute) => [attribute.name, attribute]));
  /** Arguments that are the same for all instances, and those that are not. */
  const shared = new Map<string, Value>();
  const reading = new Set<string>();
  let repetition: Repetition | undefined;
  const getRepetition = (): Repetition =>
    (repetition ??= repetitionOf(block, (name, expression) =>
      memo.get(`${addressInModule}.${name}`, expression.span, () => evaluate(expression, moduleLevel(module))),
    ));

  const scopeOf = (instance: InstanceBinding, key: string, watch: Scope['watch']): Scope => ({
    ...moduleLevel(module),
    instance,
    watch,
    self: instanceValue(instance, key),
  });

  /** The argument of one instance. */
  const argument = (name: string, instance: InstanceBinding, key: string): Value | undefined => {
    const attribute = written.get(name);
    if (!attribute) return undefined;
    if (name === 'count' || name === 'for_each') return getRepetition().decider;
    const common = shared.get(name);
    if (common) return common;
    const watch = { instanceRead: false };
    const value = memo.get(`${addressInModule}${key}.${name}`, attribute.span, () =>
      argumentValue(block.type, attribute, { scope: scopeOf(instance, key, watch), evaluate }),
    );
    if (watch.instanceRead) reading.add(name);
    else if (!reading.has(name)) shared.set(name, value);
    return value;
  };

  /** The argument of one instance, or what is true of all of them. */
  const argumentOf = (name: string, instance: InstanceBinding | undefined, key: string): Value | undefined => {
    const { instances, any } = getRepetition();
    if (instance ?? !instances?.length) return argument(name, instance ?? any, key);
    const attribute = written.get(name);
    if (!attribute) return undefined;
    const values = instances.map((one) => argument(name, one, instanceKey(one))).filter((value) => value !== undefined);
    return mergeInstanceValues(values, instances, attribute.expression.span, { module });
  };

  const built = new Map<string, Block | undefined>();
  const bodyOf = (instance: InstanceBinding, key: string, watch: { instanceRead: boolean }): Block | undefined => {
    if (built.has(key)) return built.get(key);
    // While it is being built, what refers to it sees only its arguments.
    built.set(key, undefined);
    const body = evaluateBlock(block, {
      scope: scopeOf(instance, key, watch),
      evaluate,
      argument: (attribute) => argument(attribute.name, instance, key),
    });
    built.set(key, body);
    return body;
  };

  let bodies: readonly InstanceBody[] | undefined;
  const getBodies = (): readonly InstanceBody[] => (bodies ??= makeBodies());
  const makeBodies = (): readonly InstanceBody[] => {
    const { instances, any } = getRepetition();
    const [first, ...rest] = instances ?? [];
    const watch = { instanceRead: false };
    const firstBody = bodyOf(first ?? any, first ? instanceKey(first) : '', watch) ?? withoutContent(first ?? any);
    if (!first) return [{ instances: instances?.length === 0 ? [] : undefined, body: firstBody }];
    if (rest.length === 0 || !(watch.instanceRead || reading.size > 0)) return [{ instances, body: firstBody }];
    if (!module.budget.tellApart(rest.length, block.headerSpan)) {
      return [{ instances: undefined, body: bodyOf(any, '', watch) ?? firstBody }];
    }
    return [
      { instances: [first], body: firstBody },
      ...rest.map((instance) => ({
        instances: [instance],
        body: bodyOf(instance, instanceKey(instance), watch) ?? withoutContent(instance),
      })),
    ];
  };
  const withoutContent = (instance: InstanceBinding): Block =>
    evaluateBlock(
      { ...block, body: { ...block.body, attributes: [], blocks: [] } },
      { scope: { ...moduleLevel(module), instance }, evaluate },
    );

  const computed = (what: string, span: Span | undefined, attribute?: string): UnknownValue => {
    const isData = block.type === 'data';
    const detail = isData ? `${what} is read from the data source` : `${what} is known only after apply`;
    const unknown = unknownBecause(isData ? 'data-source' : 'computed', detail, span);
    const type = attribute === undefined ? undefined : attributeType(block, attribute);
    return { ...unknown, references: [address], ...(type === undefined ? {} : { type }) };
  };

  // `terraform_data` takes a value of any type as it is.
  const back = block.labels[0]?.text === 'terraform_data' ? (_name: string, value: Value): Value => value : readBack;
  const values = new Map<string, Value>();
  const instanceValue = (instance: InstanceBinding | undefined, key: string): Value => {
    const known = values.get(key);
    if (known) return known;
    const body = (): Block | undefined => bodyOf(instance ?? getRepetition().any, key, { instanceRead: false });
    const object: OpaqueObject = {
      attribute: (name, span) => {
        const what = `${addressInModule}${key}.${name}`;
        const value = COMPUTED.has(name) ? undefined : argumentOf(name, instance, key);
        if (value && !isNull(value)) return readThrough(back(name, value, span), { what, span }, [address]);
        const data = value ? undefined : knownDataValue(block, name, body, memo, `${addressInModule}${key}`, module);
        if (data) return readThrough(data, { what, span }, [address]);
        if (!value && block.body.blocks.some((nested) => nested.type === name || nested.type === 'dynamic')) {
          return nestedBlocks(name, what, span, body(), computed);
        }
        return computed(what, span, name);
      },
      index: (at, span) => ({ ...invalid(`${addressInModule} has no instances`, span, [at]), references: [address] }),
      elements: () => undefined,
      splat: () => [whole],
    };
    const whole: Value = withObject(computed(`${addressInModule}${key}`, block.headerSpan), object);
    values.set(key, whole);
    return whole;
  };

  let value: Value | undefined;
  return {
    address,
    block,
    get value() {
      value ??= isRepeated(block)
        ? repeatedObject(address, computed(addressInModule, block.headerSpan), getRepetition(), instanceValue)
        : instanceValue(undefined, '');
      return value;
    },
    repetition: getRepetition,
    bodies: getBodies,
  };
}

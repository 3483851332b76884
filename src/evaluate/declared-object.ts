import type { Span } from '../model/span.ts';
import type { Block } from '../model/resource.ts';
import { known, type UnknownValue, type Value } from '../model/value.ts';
import type { HclBlock } from '../syntax/hcl/ast.ts';
import { argumentValue, evaluateBlock } from './body.ts';
import { isNull, scalarNumber, scalarOf } from './conversion.ts';
import type { Memo } from './memo.ts';
import { withObject, type OpaqueObject } from './opaque.ts';
import { invalid, readThrough, unknownBecause } from './origin.ts';
import { repeatedObject } from './repeated-object.ts';
import { repetitionOf, type Repetition } from './repetition.ts';
import { absolute, moduleLevel, type Evaluate, type InstanceBinding, type ModuleScope } from './scope.ts';

/** A resource, data source or ephemeral resource of one module instance. */
export interface DeclaredObject {
  /** Absolute address, without instance keys. */
  readonly address: string;
  readonly block: HclBlock;
  /** What a reference to it gives: unknown as a whole, with what is written behind it. */
  readonly value: Value;
  repetition(): Repetition;
  body(): Block;
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
  let repetition: Repetition | undefined;
  const getRepetition = (): Repetition => (repetition ??= repetitionOf(block, module, evaluate));

  /** In one instance, or what is true of all of them. */
  const argument = (name: string, instance: InstanceBinding | undefined, instanceKey: string): Value | undefined => {
    const attribute = written.get(name);
    if (!attribute) return undefined;
    return memo.get(`${address}${instanceKey}.${name}`, attribute.span, () => {
      const repeats = getRepetition();
      if ((name === 'count' || name === 'for_each') && repeats.decider) return repeats.decider;
      const own = instance ? { ...repeats, instances: [instance] } : repeats;
      return argumentValue(block.type, attribute, { scope: moduleLevel(module), repetition: own, evaluate });
    });
  };

  let body: Block | undefined;
  let building = false;
  const getBody = (): Block | undefined => {
    if (body || building) return body;
    building = true;
    body = evaluateBlock(block, {
      scope: moduleLevel(module),
      repetition: getRepetition(),
      evaluate,
      argument: (attribute) => argument(attribute.name, undefined, ''),
    });
    building = false;
    return body;
  };

  const computed = (what: string, span: Span | undefined): UnknownValue => {
    const isData = block.type === 'data';
    const detail = isData ? `${what} is read from the data source` : `${what} is known only after apply`;
    const unknown = unknownBecause(isData ? 'data-source' : 'computed', detail, span);
    return { ...unknown, references: [address] };
  };

  const instanceValue = (instance: InstanceBinding | undefined, instanceKey: string): Value => {
    const self: OpaqueObject = {
      attribute: (name, span) => {
        const what = `${addressInModule}${instanceKey}.${name}`;
        const value = COMPUTED.has(name) ? undefined : argument(name, instance, instanceKey);
        if (value && !isNull(value)) return readThrough(value, { what, span }, [address]);
        if (!value && block.body.blocks.some((nested) => nested.type === name || nested.type === 'dynamic')) {
          return nestedBlocks(name, what, span, getBody(), computed);
        }
        return computed(what, span);
      },
      index: (key, span) => ({ ...invalid(`${addressInModule} has no instances`, span, [key]), references: [address] }),
      elements: () => undefined,
      splat: () => [whole],
    };
    const whole: Value = withObject(computed(`${addressInModule}${instanceKey}`, block.headerSpan), self);
    return whole;
  };

  let value: Value | undefined;
  return {
    address,
    block,
    get value() {
      value ??=
        written.has('count') || written.has('for_each')
          ? repeatedObject(address, computed(addressInModule, block.headerSpan), getRepetition, instanceValue)
          : instanceValue(undefined, '');
      return value;
    },
    repetition: getRepetition,
    body: () =>
      getBody() ??
      evaluateBlock(
        { ...block, body: { ...block.body, attributes: [], blocks: [] } },
        { scope: moduleLevel(module), repetition: getRepetition(), evaluate },
      ),
  };
}

/** `aws_x.y.rule`: the nested blocks of one type, as far as they are written. */
function nestedBlocks(
  type: string,
  what: string,
  span: Span,
  body: Block | undefined,
  computed: (what: string, span: Span | undefined) => UnknownValue,
): Value {
  const open = body?.openBlocks.get(type);
  const blocks = body?.blocks.filter((block) => block.type === type) ?? [];
  const whole = computed(what, span);
  if (open?.kind === 'unknown') return readThrough(open, { what, span }, whole.references);
  if (blocks.length === 0) return whole;
  const element = (block: Block, name: string): Value => {
    const self: OpaqueObject = {
      attribute: (attribute, at) => {
        const path = `${name}.${attribute}`;
        const written = block.attributes.get(attribute)?.value;
        if (written && !isNull(written)) return readThrough(written, { what: path, span: at }, whole.references);
        return written ? computed(path, at) : nestedBlocks(attribute, path, at, block, computed);
      },
      index: (key, at) => invalid(`${name} is no list`, at, [key, whole]),
      elements: () => undefined,
      splat: () => [value],
    };
    const value: Value = withObject(computed(name, span), self);
    return value;
  };
  const items = blocks.map((block, index) => element(block, `${what}[${index}]`));
  return withObject(whole, {
    attribute: (name, at) => {
      const single = /^\d{1,4}$/.test(name) ? items[Number(name)] : undefined;
      if (single) return single;
      const [first] = blocks;
      return first && blocks.length === 1
        ? readThrough(first.attributes.get(name)?.value ?? computed(`${what}.${name}`, at), undefined, whole.references)
        : computed(`${what}.${name}`, at);
    },
    index: (key, at) => items[scalarNumber(scalarOf(key) ?? null) ?? -1] ?? computed(what, at),
    elements: () => items.map((item, index) => [known(index), item]),
    splat: () => items,
  });
}

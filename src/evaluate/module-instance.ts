import type { Span } from '../model/span.ts';
import { unknown, type Value } from '../model/value.ts';
import type { Expression, HclBlock } from '../syntax/hcl/ast.ts';
import type { Budget } from './budget.ts';
import { declareObject, type DeclaredObject } from './declared-object.ts';
import { evaluateExpression } from './expression.ts';
import { createMemo } from './memo.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { withObject, type OpaqueObject } from './opaque.ts';
import { invalid, readThrough, unknownBecause } from './origin.ts';
import { repeatedObject } from './repeated-object.ts';
import { evaluateRepeated, repetitionOf, type Repetition } from './repetition.ts';
import { moduleSource } from './root-modules.ts';
import { absolute, moduleLevel, type ModuleScope } from './scope.ts';
import { variableValue, type GivenValue } from './variable-value.ts';

/** Module calls inside each other, and modules in all; more is a mistake or an attack. */
const MAX_MODULE_DEPTH = 20;
const MAX_MODULES = 2_000;

/** What all module instances of one evaluation share. */
export interface World {
  readonly modules: ReadonlyMap<string, ModuleDefinition>;
  readonly budget: Budget;
  readonly text: (file: string) => string;
  /** How many module instances there are. */
  instances: number;
}

/** A call of a module in one module instance. */
export interface ModuleCall {
  readonly address: string;
  readonly block: HclBlock;
  /** The called module; undefined when it is not in the tree. */
  readonly instance: ModuleInstance | undefined;
  readonly value: Value;
  repetition(): Repetition;
}

/** A module as it is used in one place, with the inputs of that place. */
export interface ModuleInstance extends ModuleScope {
  readonly definition: ModuleDefinition;
  call(name: string): ModuleCall | undefined;
  declared(address: string): DeclaredObject | undefined;
  output(name: string, span: Span): Value;
}

interface Place {
  readonly path: string;
  readonly root: string;
  /** Folders of the modules around it, outermost first. */
  readonly ancestors: readonly string[];
}

/** A module instance of `definition` with `inputs` for its variables; nothing is evaluated before it is asked for. */
export function instantiateModule(
  definition: ModuleDefinition,
  place: Place,
  inputs: (variable: string) => GivenValue | undefined,
  world: World,
): ModuleInstance {
  world.instances++;
  const { budget } = world;
  const evaluate = evaluateExpression;
  const memo = createMemo(budget);
  const objects = new Map<string, DeclaredObject>();
  const calls = new Map<string, ModuleCall>();
  const undeclared = (what: string, span: Span | undefined): Value =>
    definition.incomplete
      ? unknownBecause('not-evaluated', `${what} may be declared in a file that could not be read`, span)
      : invalid(`${what} is not declared`, span);

  const declared = (address: string): DeclaredObject | undefined => {
    const block = definition.objects.get(address);
    if (!block) return undefined;
    const object = objects.get(address) ?? declareObject(block, address, self, memo, evaluate);
    objects.set(address, object);
    return object;
  };

  const call = (name: string): ModuleCall | undefined => {
    const block = definition.calls.get(name);
    if (!block) return undefined;
    const result = calls.get(name) ?? createCall(name, block, self, place, world);
    calls.set(name, result);
    return result;
  };

  const self: ModuleInstance = {
    path: place.path,
    root: place.root,
    folder: definition.folder,
    budget,
    definition,
    declared,
    call,
    textOf: (expression: Expression) =>
      world.text(expression.span.file).slice(expression.span.start, expression.span.end),
    variable: (name) => {
      const block = definition.variables.get(name);
      if (!block) return undeclared(`variable "${name}"`, undefined);
      return memo.get(`var.${name}`, block.headerSpan, () => variableValue(block, inputs(name), self, evaluate));
    },
    local: (name) => {
      const local = definition.locals.get(name);
      if (!local) return undeclared(`local.${name}`, undefined);
      return memo.get(`local.${name}`, local.span, () => evaluate(local.expression, moduleLevel(self)));
    },
    object: (address) =>
      declared(address)?.value ?? { ...undeclared(address, undefined), references: [absolute(self, address)] },
    moduleCall: (name) =>
      call(name)?.value ?? {
        ...undeclared(`module "${name}"`, undefined),
        references: [absolute(self, `module.${name}`)],
      },
    output: (name, span) => {
      const value = definition.outputs.get(name)?.body.attributes.find((attribute) => attribute.name === 'value');
      if (!value) return undeclared(`output "${name}" of ${place.path}`, span);
      return memo.get(`output.${name}`, value.span, () => evaluate(value.expression, moduleLevel(self)));
    },
  };
  return self;
}

function createCall(name: string, block: HclBlock, caller: ModuleInstance, place: Place, world: World): ModuleCall {
  const address = absolute(caller, `module.${name}`);
  const evaluate = evaluateExpression;
  let repetition: Repetition | undefined;
  const getRepetition = (): Repetition => (repetition ??= repetitionOf(block, caller, evaluate));
  const resolved = resolveCall(block, caller, address, place, world);
  const instance =
    resolved.definition &&
    instantiateModule(
      resolved.definition,
      { path: address, root: place.root, ancestors: [...place.ancestors, caller.folder] },
      (variable) => {
        const attribute = block.body.attributes.find((candidate) => candidate.name === variable);
        if (!attribute) return undefined;
        const value = evaluateRepeated(attribute.expression, moduleLevel(caller), getRepetition(), evaluate);
        return { value, step: { what: `${address} input "${variable}"`, span: attribute.span } };
      },
      world,
    );
  const origin = { span: block.headerSpan, trace: [], references: [address] };
  const whole = unknown(resolved.reason, resolved.detail, origin);
  const instanceValue = (): Value => {
    const object: OpaqueObject = {
      attribute: (output, span) => {
        if (!instance) return readThrough(unknown(resolved.reason, resolved.detail, { ...origin, span }), undefined);
        return readThrough(instance.output(output, span), { what: `module.${name}.${output}`, span }, [address]);
      },
      index: (key, span) => ({ ...invalid(`module.${name} has no instances`, span, [key]), references: [address] }),
      elements: () => undefined,
      splat: () => [value],
    };
    const value: Value = withObject({ ...whole }, object);
    return value;
  };
  const repeats = block.body.attributes.some(({ name: key }) => key === 'count' || key === 'for_each');
  return {
    address,
    block,
    instance,
    value: repeats ? repeatedObject(address, whole, getRepetition, instanceValue) : instanceValue(),
    repetition: getRepetition,
  };
}

interface Resolved {
  readonly definition: ModuleDefinition | undefined;
  readonly reason: 'module-not-resolved' | 'cycle' | 'too-large' | 'computed';
  readonly detail: string;
}

function resolveCall(block: HclBlock, caller: ModuleInstance, address: string, place: Place, world: World): Resolved {
  const source = moduleSource(block, caller.folder);
  const attribute = block.body.attributes.find((candidate) => candidate.name === 'source');
  const span = attribute?.expression.span ?? block.headerSpan;
  const definition = source.kind === 'local' ? world.modules.get(source.folder) : undefined;
  const fail = (
    reason: Resolved['reason'],
    code: 'module-not-resolved' | 'cycle' | 'cap',
    detail: string,
  ): Resolved => {
    world.budget.report({ code, severity: 'warning', span, message: detail });
    return { definition: undefined, reason, detail };
  };
  if (source.kind === 'elsewhere') {
    const text = source.text === undefined ? 'a source that is not a plain text' : `"${source.text.slice(0, 200)}"`;
    return fail(
      'module-not-resolved',
      'module-not-resolved',
      `${address} was not reviewed: its source, ${text}, is not in this repository`,
    );
  }
  if (!definition) {
    const detail = `${address} was not reviewed: there are no Terraform files in "${source.folder.slice(0, 200)}"`;
    return fail('module-not-resolved', 'module-not-resolved', detail);
  }
  if (source.folder === caller.folder || place.ancestors.includes(source.folder)) {
    return fail('cycle', 'cycle', `${address} was not reviewed: the module in "${source.folder}" calls itself`);
  }
  if (place.ancestors.length >= MAX_MODULE_DEPTH || world.instances >= MAX_MODULES) {
    return fail('too-large', 'cap', `${address} was not reviewed: modules are nested too deep or used too often`);
  }
  return { definition, reason: 'computed', detail: `${address} is known only after apply` };
}

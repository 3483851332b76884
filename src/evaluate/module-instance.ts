import type { Span } from '../model/span.ts';
import type { Value } from '../model/value.ts';
import type { Expression } from '../syntax/hcl/ast.ts';
import type { Budget } from './budget.ts';
import { declareObject, type DeclaredObject } from './declared-object.ts';
import { evaluateExpression } from './expression.ts';
import { createMemo } from './memo.ts';
import { createCall, type ModuleCall } from './module-call.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { invalid, unknownBecause } from './origin.ts';
import { providerFinder, type FindProvider } from './providers.ts';
import { absolute, moduleLevel, type ModuleScope } from './scope.ts';
import { NO_SOURCE_FILES, type SourceFiles } from './source-files.ts';
import { variableValue, type GivenValue } from './variable-value.ts';
import { wholeValue } from './whole-value.ts';

/** What all module instances of one evaluation share. */
export interface World {
  readonly modules: ReadonlyMap<string, ModuleDefinition>;
  readonly budget: Budget;
  readonly text: (file: string) => string;
  /** `default` when left out. */
  readonly workspace?: string | undefined;
  readonly sourceFiles?: SourceFiles | undefined;
  /** Told the paths of files of the tree that are needed and not loaded. */
  readonly want?: ((path: string) => void) | undefined;
  /** As in `ModuleScope`. */
  readonly placeOfPath?: ModuleScope['placeOfPath'];
  /** How many module instances there are. */
  instances: number;
}

/** A module as it is used in one place, with the inputs of that place. */
export interface ModuleInstance extends ModuleScope {
  readonly definition: ModuleDefinition;
  /** Addresses with keys of all instances that have the same inputs (`module.a["x"]`); `['']` for a root module. At most 1,000. */
  readonly addresses: readonly string[];
  /** The provider configuration that `name` and `alias` mean in this module. */
  readonly provider: FindProvider;
  call(name: string): ModuleCall | undefined;
  declared(address: string): DeclaredObject | undefined;
  output(name: string, span: Span): Value;
}

/** Where a module is called. */
export interface Place {
  readonly path: string;
  /** Its addresses with keys, when it has several instances. */
  readonly addresses?: readonly string[] | undefined;
  readonly root: string;
  /** Folders of the modules around it, outermost first. */
  readonly ancestors: readonly string[];
  /** As in `ModuleScope`. */
  readonly startedIn?: string | undefined;
  /** As in `ModuleScope`, for the root module only. */
  readonly functions?: ModuleScope['functions'];
  /** What the caller gives as `providers`, and the caller's own configurations. */
  readonly provider?: FindProvider | undefined;
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
  const { addresses = [place.path] } = place;
  const evaluate = evaluateExpression;
  const memo = createMemo(budget, addresses[0]);
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
    const result = calls.get(name) ?? createCall(name, block, self, place, world, memo, instantiateModule);
    calls.set(name, result);
    return result;
  };

  const self: ModuleInstance = {
    path: place.path,
    addresses,
    root: place.root,
    folder: definition.folder,
    startedIn: place.startedIn,
    functions: place.functions,
    budget,
    workspace: world.workspace ?? 'default',
    sourceFiles: world.sourceFiles ?? NO_SOURCE_FILES,
    want: (path) => world.want?.(path),
    placeOfPath: world.placeOfPath,
    definition,
    provider: providerFinder(definition, place.path, place.provider),
    declared,
    call,
    fileText: world.text,
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
      return memo.get(`local.${name}`, local.span, () => wholeValue(evaluate(local.expression, moduleLevel(self))));
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
      return memo.get(`output.${name}`, value.span, () => wholeValue(evaluate(value.expression, moduleLevel(self))));
    },
  };
  return self;
}

import { folderOf } from '../../model/path.ts';
import type { Span } from '../../model/span.ts';
import { isList, isObject, known, type UnknownValue, type Value } from '../../model/value.ts';
import type { HclBlock } from '../../syntax/hcl/ast.ts';
import { textOf } from '../conversion.ts';
import { evaluateExpression } from '../expression.ts';
import { withObject } from '../opaque.ts';
import { container, invalid, readThrough, unknownBecause } from '../origin.ts';
import { typeOf } from '../types/type-of.ts';
import type { Config } from './config.ts';
import { deepMerge } from './inputs.ts';
import { treePath } from './tree-path.ts';

/** A `dependency` block with what it inherits from blocks of that name in included files. */
export interface Dependency {
  readonly name: string;
  readonly block: HclBlock;
  /** The value of an argument; undefined when it is not written. */
  argument(name: string): Value | undefined;
}

interface Layer {
  readonly block: HclBlock;
  readonly config: Config;
}

const found = new WeakMap<Config, ReadonlyMap<string, Dependency>>();

/**
 * The `dependency` blocks of a file and of what it includes: its own win; with `merge_strategy = "deep"` argument by argument.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#dependency
 */
export function dependenciesOf(config: Config): ReadonlyMap<string, Dependency> {
  const before = found.get(config);
  if (before) return before;
  const layers = new Map<string, readonly Layer[]>();
  const own = (from: Config): readonly (readonly [string, Layer])[] =>
    from.body.blocks.flatMap((block) => {
      const name = block.type === 'dependency' ? block.labels[0]?.text : undefined;
      return name === undefined ? [] : [[name, { block, config: from }] as const];
    });
  for (const [name, layer] of own(config)) if (!layers.has(name)) layers.set(name, [layer]);
  for (const include of [...config.includes()].reverse()) {
    const included = include.strategy === 'no_merge' ? undefined : include.config();
    for (const [name, layer] of included ? own(included) : []) {
      const above = layers.get(name);
      if (!above) layers.set(name, [layer]);
      else if (include.strategy === 'deep') layers.set(name, [...above, layer]);
    }
  }
  const result = new Map(
    [...layers].flatMap(([name, list]) => {
      const [first] = list;
      return first ? [[name, { name, block: first.block, argument: argumentOf(list) }] as const] : [];
    }),
  );
  found.set(config, result);
  return result;
}

function argumentOf(layers: readonly Layer[]): Dependency['argument'] {
  return (name) => {
    const values = layers.flatMap(({ block, config }) => {
      const expression = block.body.attributes.find((attribute) => attribute.name === name)?.expression;
      return expression ? [evaluateExpression(expression, config.scope)] : [];
    });
    const [first, ...below] = values;
    if (first === undefined || name !== 'mock_outputs') return first;
    return below.reduce((over, under) => deepMerge(under, over), first);
  };
}

/** Folder of the unit that a dependency means; undefined when it is not known or not in the tree. */
export function dependencyFolder(dependency: Dependency, config: Config): string | undefined {
  const value = dependency.argument('config_path');
  return value && unitFolder(value, config);
}

/** The folder of a unit that `value`, a path to it or to its file, means in `config`. */
export function unitFolder(value: Value, config: Config): string | undefined {
  const path = treePath(value, folderOf(config.reading.current));
  return path === undefined ? undefined : path.replace(/(?:^|\/)terragrunt\.hcl$/, '') || '.';
}

/** `dependency.name`: its outputs are those of the module that the unit runs, never the mocks. */
export function dependencyValue(name: string, span: Span, config: Config): Value {
  const dependency = dependenciesOf(config).get(name);
  if (!dependency) return invalid(`dependency "${name}" is not declared in ${config.file.path}`, span);
  const references = [`dependency.${name}`];
  const whole = { ...unknownBecause('not-evaluated', `all of dependency.${name} at once`, span), references };
  return withObject(whole, {
    attribute: (part, at) => {
      if (part === 'outputs') return outputs(dependency, at, config);
      return { ...unknownBecause('not-evaluated', `dependency.${name}.${part}`, at), references };
    },
    index: (key, at) =>
      textOf(key) === 'outputs'
        ? outputs(dependency, at, config)
        : { ...unknownBecause('not-evaluated', `a part of dependency.${name}`, at, [key]), references },
    elements: () => undefined,
    splat: () => undefined,
  });
}

function outputs(dependency: Dependency, span: Span, config: Config): Value {
  const { name } = dependency;
  const references = [`dependency.${name}`];
  const folder = dependencyFolder(dependency, config);
  const unit = folder === undefined ? undefined : config.tree.unitAt(folder);
  const where = folder ?? 'a path that is not known';
  const isUsed = [dependency.argument('skip_outputs'), dependency.argument('enabled')];
  const mocked = (output: string): Value | undefined => {
    const mocks = dependency.argument('mock_outputs');
    return mocks?.kind === 'known' && isObject(mocks.value) ? mocks.value.get(output) : undefined;
  };
  /** The mock has the type of the real output, but says nothing about its value. */
  const typed = (value: UnknownValue, output: string): UnknownValue => {
    const mock = value.type === undefined ? mocked(output) : undefined;
    return mock?.kind === 'known' && mock.value !== null ? { ...value, type: typeOf(mock) } : value;
  };
  const output = (wanted: string, at: Span): Value => {
    const what = `dependency.${name}.outputs.${wanted}`;
    const undecided = (reason: UnknownValue['reason'], why: string): Value => ({
      ...typed(unknownBecause(reason, `${what}: ${why}`, at), wanted),
      references,
    });
    if (isUsed.some((value, index) => value !== undefined && !isFlag(value, index === 1))) {
      return undecided('not-evaluated', 'the outputs of the dependency are not read');
    }
    if (!unit) return undecided('module-not-resolved', `there is no unit in ${where}`);
    const instance = config.tree.instanceOf(unit);
    if (!instance.definition.outputs.has(wanted)) {
      if (unit.source.kind === 'remote')
        return undecided('module-not-resolved', `${unit.source.text} is not in this repository`);
      if (instance.definition.incomplete || mocked(wanted))
        return undecided('computed', `${where} has no such output yet`);
      return { ...invalid(`${what}: ${where} has no such output`, at), references };
    }
    const value = detached(instance.output(wanted, at), references);
    const step = { what: `${what} of ${unit.folder}`, span: at };
    return readThrough(value.kind === 'unknown' ? typed(value, wanted) : value, step, references);
  };
  const elements = (): readonly (readonly [Value, Value])[] | undefined => {
    if (!unit || unit.source.kind === 'remote') return undefined;
    const { definition } = config.tree.instanceOf(unit);
    return definition.incomplete
      ? undefined
      : [...definition.outputs.keys()].sort().map((key) => [known(key), output(key, span)]);
  };
  const whole = { ...unknownBecause('computed', `all outputs of dependency.${name} at once`, span), references };
  return withObject(whole, {
    attribute: output,
    index: (key, at) => {
      const wanted = textOf(key);
      return wanted === undefined
        ? { ...unknownBecause('computed', `an output of dependency.${name}`, at, [key]), references }
        : output(wanted, at);
    },
    elements,
    splat: () => undefined,
  });
}

/** Whether `value` is known to be the flag. */
function isFlag(value: Value, flag: boolean): boolean {
  return value.kind === 'known' && (value.value === flag || value.value === String(flag));
}

/** A value of another root module: addresses in it mean nothing here, and what stands behind it cannot be read. */
function detached(value: Value, references: readonly string[]): Value {
  if (value.kind === 'unknown') {
    const parts = value.parts?.map((part) => (typeof part === 'string' ? part : { ...part, references }));
    return { ...value, references, ...(parts ? { parts } : {}) };
  }
  const copy = { ...value, references, encoded: undefined };
  if (copy.kind !== 'known' || copy.value === null || typeof copy.value !== 'object') return copy;
  const { value: content, type } = copy;
  if (isList(content))
    return container(
      content.map((item) => detached(item, references)),
      copy,
      type,
    );
  return container(new Map([...content].map(([key, item]) => [key, detached(item, references)])), copy, type);
}

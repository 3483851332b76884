import type { Span } from '../../model/span.ts';
import { fileSpan } from '../../model/span.ts';
import { unknown, type Value } from '../../model/value.ts';
import type { HclAttribute } from '../../syntax/hcl/ast.ts';
import { folderOf } from '../../model/path.ts';
import { evaluateExpression } from '../expression.ts';
import { createMemo } from '../memo.ts';
import { withObject, type OpaqueObject } from '../opaque.ts';
import { container, invalid, originFrom, readThrough, unknownBecause } from '../origin.ts';
import { bind, moduleLevel, type ModuleScope, type Scope } from '../scope.ts';
import { textOf } from '../conversion.ts';
import type { Config, Dependencies, Include, Reading, TerragruntTree } from './config.ts';
import { dependencyValue } from './dependency.ts';
import { terragruntFunctions } from './functions.ts';
import { includesOf } from './includes.ts';
import { placesSeenFrom } from './tree-path.ts';
import { configValue } from './config-value.ts';

/** Files read inside each other (`read_terragrunt_config` in a file that is read …). */
const MAX_NESTING = 20;

/**
 * The Terragrunt file at `path`, read as `reading` says; what is in it is evaluated when it is asked for. A text says why there is
 * none: it is not in the tree, has errors, or is being read already.
 */
export function openConfig(path: string, reading: Reading, tree: TerragruntTree): Config | string {
  const file = tree.files.get(path);
  reading.seen.add(path);
  if (path.endsWith('.json')) return `${path} is written in JSON, which is not evaluated`;
  if (!file?.hcl) {
    if (!tree.hasFile(path)) return `${path} is not in this repository`;
    tree.world.want?.(path);
    return `${path} was not loaded`;
  }
  if (file.diagnostics.some((diagnostic) => diagnostic.severity === 'error')) return `${path} could not be read`;
  if (reading.around.includes(path)) return `${path} reads itself`;
  if (reading.around.length >= MAX_NESTING) return `${path} is read inside too many other files`;

  const inside: Reading = { ...reading, around: [...reading.around, path] };
  const { budget } = tree.world;
  const memo = createMemo(budget);
  const attributes = new Map<string, HclAttribute>();
  for (const block of file.hcl.blocks) {
    if (block.type !== 'locals') continue;
    for (const attribute of block.body.attributes) {
      if (!attributes.has(attribute.name)) attributes.set(attribute.name, attribute);
    }
  }
  const noSuchThing = (what: string): Value => invalid(`there is no ${what} in a Terragrunt file`, undefined);
  const module: ModuleScope = {
    path: '',
    root: folderOf(path),
    folder: folderOf(path),
    budget,
    sourceFiles: tree.world.sourceFiles,
    want: tree.world.want,
    placeOfPath: placesSeenFrom(folderOf(path)),
    functions: terragruntFunctions(inside, tree, () => includes(), openConfig),
    variable: (name) => noSuchThing(`variable "${name}"`),
    local: (name) => {
      const attribute = attributes.get(name);
      if (!attribute) return invalid(`local.${name} is not declared in ${path}`, undefined);
      return memo.get(`local.${name} of ${path}`, attribute.span, () =>
        evaluateExpression(attribute.expression, scope),
      );
    },
    object: (address) => noSuchThing(address),
    moduleCall: (name) => noSuchThing(`module "${name}"`),
    textOf: ({ span }) => tree.world.text(span.file).slice(span.start, span.end),
  };
  const names: readonly (readonly [string, Value])[] = [
    ['local', lookup('local', path, (name, span) => readThrough(module.local(name), { what: `local.${name}`, span }))],
    ['include', includeValue(path, () => includes())],
    ['dependency', lookup('dependency', path, (name, span) => dependencies(name, span))],
    ['feature', lookup('feature', path, (name, span) => featureValue(name, span, config))],
    ['values', ofTheStack('values', path)],
    ['unit', ofTheStack('unit', path)],
  ];
  let scope: Scope = moduleLevel(module);
  for (const [name, value] of names) scope = bind(scope, name, value);

  let found: readonly Include[] | undefined;
  const includes = (): readonly Include[] => (found ??= includesOf(config, openConfig));
  const dependencies: Dependencies = inside.dependencies ?? ((name, span) => dependencyValue(name, span, config));
  let all: Value | undefined;
  const config: Config = {
    file,
    body: file.hcl,
    reading: inside,
    tree,
    scope,
    dependencies,
    includes,
    locals: () =>
      (all ??= container(
        new Map(
          [...attributes].map(([name, attribute]) => {
            const step = { what: `local.${name} of ${path}`, span: attribute.span };
            return [name, readThrough(module.local(name), step)];
          }),
        ),
        originFrom(fileSpan(path), []),
      )),
  };
  return config;
}

/** A root name whose attributes are looked up when they are read. */
function lookup(what: string, file: string, attribute: (name: string, span: Span) => Value): Value {
  const whole = unknownBecause('not-evaluated', `all of "${what}" at once is not evaluated`, fileSpan(file));
  const object: OpaqueObject = {
    attribute,
    index: (key, span) => {
      const name = textOf(key);
      return name === undefined
        ? unknownBecause('not-evaluated', `${what}[…] is not evaluated`, span, [key])
        : attribute(name, span);
    },
    elements: () => undefined,
    splat: () => undefined,
  };
  return withObject(whole, object);
}

/**
 * `include`: the exposed files by label, or the one file when there is one include without a label.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#include
 */
function includeValue(file: string, includes: () => readonly Include[]): Value {
  return lookup('include', file, (name, span) => {
    const all = includes();
    const [only] = all;
    const bare = all.length === 1 && only?.name === '' ? only : undefined;
    const include = bare ?? all.find((candidate) => candidate.name === name);
    if (!include) return invalid(`there is no include "${name}"`, span);
    if (!include.exposed) return invalid(`include "${include.name}" is not exposed`, span);
    const included = include.config();
    const value = included ? configValue(included, include.span) : include.problem();
    if (!bare) return value;
    return value.kind === 'known' && value.value instanceof Map
      ? ((value.value.get(name) as Value | undefined) ?? invalid(`include has no "${name}"`, span))
      : value;
  });
}

/** `feature.x.value`: the default, as long as the command line does not say otherwise. */
function featureValue(name: string, span: Span, config: Config): Value {
  const block = config.body.blocks.find(
    (candidate) => candidate.type === 'feature' && candidate.labels[0]?.text === name,
  );
  const attribute = block?.body.attributes.find((candidate) => candidate.name === 'default');
  if (!attribute) return invalid(`feature "${name}" is not declared`, span);
  const value = evaluateExpression(attribute.expression, config.scope);
  const step = { what: `default of feature "${name}"`, span: attribute.span };
  return container(new Map([['value', readThrough(value, step)]]), originFrom(span, []));
}

function ofTheStack(name: string, file: string): Value {
  const detail = `${name} is set by the terragrunt.stack.hcl that uses ${file}, which is not evaluated`;
  return unknown('not-evaluated', detail, originFrom(fileSpan(file), []));
}

import { moduleOf, withoutInstanceKeys } from '../addresses.ts';
import type { Attribute, Block, Resource } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { known, type Value } from '../../model/value.ts';
import type { Configuration, DeclaredCall, DeclaredOutput, DeclaredVariable } from './configuration.ts';
import { attribute, constantValue, expressionBlock, expressionValue, notInPlan } from './expression-block.ts';
import type { OutputChange } from './plan.ts';
import { metaArguments } from './plan-resources.ts';
import { childScope, inModule, type ModuleScope } from './references.ts';
import type { ResourceContext } from './resource-context.ts';
import { isSecretName } from './secrets.ts';

/** What the declared parts take from elsewhere in the plan. */
export interface DeclaredContext extends ResourceContext {
  /** Changes of the outputs of the root module, by name. */
  readonly outputs: ReadonlyMap<string, OutputChange>;
  /** Whether variables and outputs say when they are sensitive (since Terraform 0.14; surely from format 1.0 on). */
  readonly statesSensitivity: boolean;
}

/** Most module calls that are walked, each way to a module counted. */
const MAX_CALLS = 10_000;

/** Module calls, providers, variables and outputs, as far as the configuration of a plan gives them. */
export function declaredResources(configuration: Configuration, context: DeclaredContext): readonly Resource[] {
  const { resolver } = context;
  if (!resolver) return [];
  const result: Resource[] = [];
  let calls = 0;
  const visit = (scope: ModuleScope): void => {
    const make = makerOf(scope, context);
    for (const [name, variable] of scope.module.variables) result.push(make('variable', name, `var.${name}`, variable));
    for (const [name, output] of scope.module.outputs) result.push(make('output', name, `output.${name}`, output));
    for (const [name, call] of scope.module.calls) {
      result.push(make('module', name, `module.${name}`, call));
      const child = ++calls > MAX_CALLS ? undefined : childScope(scope, name);
      if (child) visit(child);
    }
  };
  visit(resolver.root);
  for (const provider of configuration.providers) {
    const scope = resolver.scope(namesIn(provider.modulePath)) ?? resolver.root;
    const { name, alias, expressions } = provider;
    const address = inModule(scope.path, `provider.${name}${alias === undefined ? '' : `.${alias}`}`);
    const span = context.place(address, []);
    const body = expressionBlock(expressions, { type: 'provider', labels: [name], path: [] }, address, scope, context);
    const attributes = new Map(body.attributes);
    if (alias !== undefined) attributes.set('alias', attribute('alias', plain(alias, span), span));
    result.push(resource(`provider.${name}`, name, address, { ...body, attributes }, scope, context));
  }
  return result;
}

type Maker = (
  type: 'variable' | 'output' | 'module',
  name: string,
  address: string,
  declared: DeclaredVariable | DeclaredOutput | DeclaredCall,
) => Resource;

function makerOf(scope: ModuleScope, context: DeclaredContext): Maker {
  return (type, name, localAddress, declared) => {
    const address = inModule(scope.path, localAddress);
    const span = context.place(address, []);
    const attributes = new Map<string, Attribute>();
    const set = (argument: string, value: Value | undefined): void => {
      const at = context.place(address, [argument]);
      if (value) attributes.set(argument, attribute(argument, value, at));
    };
    const resolve = (references: readonly string[]): readonly string[] =>
      context.resolver?.resolve(references, scope) ?? [];
    let inner: Block | undefined;
    if ('source' in declared) {
      inner = expressionBlock(declared.expressions, { type, labels: [name], path: [] }, address, scope, context);
      set('source', plain(declared.source, span));
      if (declared.version !== undefined && declared.version !== '') set('version', plain(declared.version, span));
      for (const meta of metaArguments(declared, resolve, span)) attributes.set(meta.name, meta);
    } else {
      if (declared.description !== undefined) set('description', plain(declared.description, span));
      if (declared.sensitive !== undefined) set('sensitive', plain(declared.sensitive, span));
      else if (!context.statesSensitivity) set('sensitive', notInPlan(`whether ${address} is sensitive`, span));
      if ('references' in declared) {
        const references = resolve([...declared.references, ...declared.dependsOn]);
        const change = scope.path === '' ? context.outputs.get(name) : undefined;
        set(
          'value',
          change
            ? { ...change.after, references }
            : expressionValue(declared.expression, name, [], address, scope, context),
        );
      } else if (declared.default !== undefined) {
        const secret = declared.sensitive === true || (declared.sensitive === undefined && isSecretName(name));
        set('default', constantValue(declared.default, secret, address, ['default'], context));
      }
    }
    const body: Block = {
      type,
      labels: [name],
      attributes: new Map([...(inner?.attributes ?? []), ...attributes]),
      blocks: inner?.blocks ?? [],
      openBlocks: new Map(),
      span,
      headerSpan: span,
    };
    return resource(type, name, address, body, scope, context);
  };
}

function resource(
  type: string,
  name: string,
  address: string,
  body: Block,
  scope: ModuleScope,
  context: DeclaredContext,
): Resource {
  const folder = context.folder(scope);
  return Object.freeze({
    type,
    name,
    address,
    configAddress: withoutInstanceKeys(address),
    instances: [address],
    module: moduleOf(address),
    ...context.root,
    folder,
    body: Object.freeze(body),
    exists: 'yes',
    multiple: false,
  });
}

function plain(value: string | boolean, span: Span): Value {
  return known(value, { span, trace: [], references: [] });
}

function namesIn(modulePath: string): readonly string[] {
  return modulePath.split('.').filter((part, index) => index % 2 === 1 && part !== '');
}

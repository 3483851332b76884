import type { Json, JsonObject } from './json.ts';
import type { ObjectReader } from './reader.ts';
import { referencesIn } from './shape.ts';

/** What a repeated block is repeated over, as references. */
export interface Repeats {
  readonly count: readonly string[] | undefined;
  readonly forEach: readonly string[] | undefined;
}

/** A resource or data source as the configuration declares it. */
export interface DeclaredResource {
  readonly repeats: Repeats;
  readonly expressions: JsonObject;
  readonly dependsOn: readonly string[];
  /** `aws.eu` when it is not the default configuration of its provider; of another module `module.x:aws`. */
  readonly providerKey: string | undefined;
  readonly provisioners: readonly { readonly type: string; readonly expressions: JsonObject }[];
}

/** An input variable. */
export interface DeclaredVariable {
  /** Undefined when there is no default. */
  readonly default: Json | undefined;
  readonly description: string | undefined;
  readonly sensitive: boolean | undefined;
}

/** An output. */
export interface DeclaredOutput {
  readonly expression: JsonObject | undefined;
  readonly references: readonly string[];
  readonly dependsOn: readonly string[];
  readonly description: string | undefined;
  readonly sensitive: boolean | undefined;
}

/** A module call with the module behind it. */
export interface DeclaredCall {
  readonly source: string;
  readonly version: string | undefined;
  readonly repeats: Repeats;
  readonly expressions: JsonObject;
  readonly dependsOn: readonly string[];
  readonly module: DeclaredModule;
}

/** A module as the `configuration` of a plan gives it. It has no source ranges, no locals, no `lifecycle`. */
export interface DeclaredModule {
  /** By address within the module: `aws_s3_bucket.b`, `data.aws_region.r`. */
  readonly resources: ReadonlyMap<string, DeclaredResource>;
  readonly calls: ReadonlyMap<string, DeclaredCall>;
  readonly outputs: ReadonlyMap<string, DeclaredOutput>;
  readonly variables: ReadonlyMap<string, DeclaredVariable>;
}

/** A provider block. */
export interface DeclaredProvider {
  readonly name: string;
  readonly alias: string | undefined;
  /** Address of the module it stands in, without keys; '' for the root module. */
  readonly modulePath: string;
  readonly version: string | undefined;
  readonly expressions: JsonObject;
}

/** The configuration behind a plan. */
export interface Configuration {
  readonly root: DeclaredModule;
  readonly providers: readonly DeclaredProvider[];
}

const EMPTY: JsonObject = new Map();

/** Reads the `configuration` of a plan. What is malformed is a problem of its reader and left out. */
export function readConfiguration(configuration: ObjectReader): Configuration {
  const root = configuration.child('root_module');
  const providers = [...configuration.members('provider_config').values()].map((provider): DeclaredProvider => {
    const alias = provider.text('alias');
    return {
      name: provider.text('name') ?? '',
      alias: alias === '' ? undefined : alias,
      modulePath: provider.text('module_address') ?? '',
      version: provider.text('version_constraint'),
      expressions: provider.child('expressions')?.object ?? EMPTY,
    };
  });
  return { root: readModule(root), providers: providers.filter(({ name }) => name !== '') };
}

function readModule(module: ObjectReader | undefined): DeclaredModule {
  const resources = new Map<string, DeclaredResource>();
  for (const resource of module?.children('resources') ?? []) {
    const type = resource.requiredText('type');
    const name = resource.requiredText('name');
    if (type === undefined || name === undefined) continue;
    resources.set(localAddress(resource.text('mode'), type, name), readResource(resource));
  }
  const entries = <D>(member: string, read: (reader: ObjectReader) => D): ReadonlyMap<string, D> =>
    new Map([...(module?.members(member) ?? [])].map(([name, reader]) => [name, read(reader)]));
  return {
    resources,
    calls: entries('module_calls', readCall),
    outputs: entries('outputs', (output) => {
      const expression = output.child('expression')?.object;
      return {
        expression,
        references: referencesIn(expression),
        dependsOn: output.texts('depends_on'),
        description: output.text('description'),
        sensitive: output.flag('sensitive'),
      };
    }),
    variables: entries('variables', (variable) => ({
      // A default of null is a default.
      default: variable.object.get('default'),
      description: variable.text('description'),
      sensitive: variable.flag('sensitive'),
    })),
  };
}

/** `aws_s3_bucket.b`, `data.aws_region.r`, `ephemeral.x.y`. */
export function localAddress(mode: string | undefined, type: string, name: string): string {
  return mode === 'data' || mode === 'ephemeral' ? `${mode}.${type}.${name}` : `${type}.${name}`;
}

function readResource(resource: ObjectReader): DeclaredResource {
  return {
    repeats: readRepeats(resource),
    expressions: resource.child('expressions')?.object ?? EMPTY,
    dependsOn: resource.texts('depends_on'),
    providerKey: resource.text('provider_config_key'),
    provisioners: resource.children('provisioners').map((provisioner) => ({
      type: provisioner.text('type') ?? '',
      expressions: provisioner.child('expressions')?.object ?? EMPTY,
    })),
  };
}

function readRepeats(reader: ObjectReader): Repeats {
  const references = (name: string): readonly string[] | undefined => {
    const json = reader.json(name);
    return json === undefined ? undefined : referencesIn(json);
  };
  return { count: references('count_expression'), forEach: references('for_each_expression') };
}

function readCall(call: ObjectReader): DeclaredCall {
  return {
    source: call.text('source') ?? '',
    version: call.text('version_constraint'),
    repeats: readRepeats(call),
    expressions: call.child('expressions')?.object ?? EMPTY,
    dependsOn: call.texts('depends_on'),
    module: readModule(call.child('module')),
  };
}

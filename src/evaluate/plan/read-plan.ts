import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Graph, Resource } from '../../model/resource.ts';
import { fileSpan, type Span } from '../../model/span.ts';
import { createGraph } from '../graph.ts';
import { moduleNames } from './address.ts';
import { pathOf, readChange, readOutputChange, type ChangeContext, type ReadChange } from './changes.ts';
import { readChecks } from './checks.ts';
import { localAddress, readConfiguration } from './configuration.ts';
import { declaredResources } from './declared-resources.ts';
import { folderOfModule } from './module-folder.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { maskedValue } from './masked-value.ts';
import type { AttributePath, DeferredChange, OutputChange, Plan, PlanVariable, ResourceChange } from './plan.ts';
import { planResource, type PlannedObject } from './plan-resources.ts';
import type { ResourceContext } from './resource-context.ts';
import { collectProblems, pathText, readObject, type ObjectReader, type Problems } from './reader.ts';
import { createResolver } from './references.ts';
import { isSecretName } from './secrets.ts';
import { planSecrets } from './plan-secrets.ts';
import type { PlanSource } from './plan-source.ts';
import { shapeOfSchema } from './shape.ts';
import { stateObjects } from './state-objects.ts';

/** Where the parts of a plan are shown. */
export interface PlanPlaces {
  /** Folder of the root module that was planned. */
  readonly root: string;
  /** Name of the plan file, for diagnostics and for what has no better place. */
  readonly file: string;
  /** Where something is written: an empty path is the block of a resource. Undefined where that is not known. */
  readonly place: ((address: string, path: AttributePath) => Span | undefined) | undefined;
  /** Text of a file that `place` points into. */
  readonly text: ((file: string) => string | undefined) | undefined;
  /** The source that was planned, in place of `root`, `place` and `text`. */
  readonly source: PlanSource | undefined;
}

/** Reads a plan whose format is known to be supported. What is malformed in it is left out and told. */
export function readPlan(json: JsonObject, version: string, isRedacted: boolean, places: PlanPlaces): Plan {
  const problems = collectProblems();
  const plan = readObject(json, [], problems);
  const nowhere = fileSpan(places.file);
  const { source } = places;
  const find = source ? source.place : places.place;
  const place = (address: string, path: AttributePath): Span => find?.(address, path) ?? nowhere;
  const configurationReader = plan.child('configuration');
  const configuration = configurationReader && readConfiguration(configurationReader);
  // Older formats do not say which variables and outputs are sensitive.
  const statesSensitivity = !version.startsWith('0.');
  const secrets = planSecrets(plan, configuration, statesSensitivity);
  const changes: ChangeContext = { secrets, isRedacted, place };

  const read = (name: string): readonly ReadChange[] =>
    plan.children(name).flatMap((entry) => readChange(entry, changes) ?? []);
  const planned = read('resource_changes');
  const drift = read('resource_drift');
  const deferred = plan.children('deferred_changes').flatMap((entry) => {
    const inner = entry.child('resource_change');
    const change = inner && readChange(inner, changes);
    return change ? [{ reason: entry.text('reason') ?? 'unknown', ...change }] : [];
  });
  const outputs = new Map<string, OutputChange>();
  for (const [name, reader] of plan.members('output_changes')) {
    const output = readOutputChange(name, reader, changes);
    if (output) outputs.set(name, output);
  }

  const resolver = configuration && createResolver(configuration.root);
  const context: ResourceContext = {
    root: rootOf(places),
    source,
    secrets,
    isRedacted,
    resolver,
    schema: schemasOf(plan),
    place,
    folder: folderOfModule(source?.rootFolder ?? places.root),
  };
  const isDeclared = ({ address, mode, type, name }: PlannedObject): boolean =>
    resolver?.scope(moduleNames(address))?.module.resources.has(localAddress(mode, type, name)) ?? false;
  const movedTo = new Map(
    planned.flatMap(({ change: { address, previousAddress } }) =>
      previousAddress === undefined ? [] : [[previousAddress, address] as const],
    ),
  );
  const priorState = stateObjects(plan.child('prior_state')?.child('values')).map((object) => {
    const writtenAs = movedTo.get(object.address);
    return writtenAs === undefined ? object : { ...object, writtenAs };
  });
  const after = afterObjects(planned, deferred, problems);
  // Data sources that were read while planning stand in the state only.
  const readData = priorState.filter((object) => object.mode === 'data' && isDeclared(object));
  const plannedValues = stateObjects(plan.child('planned_values'));
  const before = planned.flatMap(({ change, before: side }): PlannedObject[] =>
    side && change.deposed === undefined
      ? [
          {
            ...identityOf(change),
            address: change.previousAddress ?? change.address,
            side,
            exists: 'yes',
            writtenAs: change.address,
          },
        ]
      : [],
  );
  const build = (objects: readonly PlannedObject[]): Resource[] =>
    firstOfEach(objects).map((object) => planResource(object, context));
  const declared = declaredIn(
    configuration ? declaredResources(configuration, { ...context, outputs, statesSensitivity }) : [],
    source,
  );
  const text = source?.text ?? places.text ?? (() => undefined);
  const planObjects = build([...after, ...plannedValues, ...readData]);
  // The redacted form has no state, so nothing that was read while planning.
  const isPlanned = new Set(planObjects.map(({ configAddress }) => configAddress));
  const unread = isRedacted ? (source?.dataSources ?? []).filter((data) => !isPlanned.has(data.configAddress)) : [];
  // Made when it is asked for: few readers look back.
  let priorGraph: Graph | undefined;

  return {
    formatVersion: version,
    terraformVersion: plan.text('terraform_version'),
    timestamp: plan.text('timestamp'),
    errored: plan.flag('errored') ?? false,
    complete: plan.flag('complete'),
    applyable: plan.flag('applyable'),
    redacted: isRedacted,
    variables: readVariables(plan, context, (name) => configuration?.root.variables.get(name)?.sensitive),
    graph: createGraph([...planObjects, ...unread, ...declared], text),
    get priorGraph() {
      return (priorGraph ??= createGraph([...build([...before, ...priorState]), ...(source?.declared ?? [])], text));
    },
    changes: planned.map(({ change }) => change),
    drift: drift.map(({ change }) => change),
    deferred: deferred.map(({ reason, change }): DeferredChange => ({ reason, change })),
    outputs: [...outputs.values()],
    checks: readChecks(plan, secrets),
    relevantAttributes: plan.children('relevant_attributes').flatMap((entry) => {
      const resource = entry.requiredText('resource');
      const path = pathOf(entry.json('attribute') ?? []);
      if (!path) entry.problem('attribute', 'must be a path of names and numbers');
      return resource !== undefined && path ? [{ resource, path }] : [];
    }),
    hasSecret: secrets.covers,
    diagnostics: diagnosticsOf(problems, places.file),
  };
}

function rootOf({ root, source }: PlanPlaces): ResourceContext['root'] {
  if (!source) return { root, rootFolder: root };
  const { environment } = source;
  return { root: source.root, rootFolder: source.rootFolder, ...(environment === undefined ? {} : { environment }) };
}

/** What the configuration of a plan declares; where the source has it, as the source has it. */
function declaredIn(declared: readonly Resource[], source: PlanSource | undefined): readonly Resource[] {
  if (!source) return declared;
  const written = new Set(source.declared.map(({ configAddress }) => configAddress));
  return [...source.declared, ...declared.filter(({ configAddress }) => !written.has(configAddress))];
}

/** The objects that will be there, from the changes; a deposed object never is. */
function afterObjects(
  planned: readonly ReadChange[],
  deferred: readonly ReadChange[],
  problems: Problems,
): readonly PlannedObject[] {
  const objects = (changes: readonly ReadChange[], exists: Resource['exists']): readonly PlannedObject[] =>
    changes.flatMap(({ change, after: side }) => {
      if (!side || change.deposed !== undefined || change.action === 'delete' || change.action === 'forget') return [];
      if (side.unknown !== true) return [{ ...identityOf(change), side, exists }];
      problems.add(
        ['resource_changes'],
        `holds an object of which nothing is known (${JSON.stringify(change.address.slice(0, 200))})`,
      );
      return [];
    });
  return [...objects(planned, 'yes'), ...objects(deferred, 'unknown')];
}

function identityOf({
  address,
  mode,
  type,
  name,
  index,
  provider,
}: ResourceChange): Omit<PlannedObject, 'side' | 'exists'> {
  return { address, mode, type, name, index, provider };
}

function firstOfEach(objects: readonly PlannedObject[]): readonly PlannedObject[] {
  const byAddress = new Map<string, PlannedObject>();
  for (const object of objects) if (!byAddress.has(object.address)) byAddress.set(object.address, object);
  return [...byAddress.values()];
}

function readVariables(
  plan: ObjectReader,
  context: ResourceContext,
  declaredSensitive: (name: string) => boolean | undefined,
): readonly PlanVariable[] {
  const hasDeclarations = plan.json('configuration') !== undefined;
  return [...plan.members('variables')].map(([name, reader]) => {
    const address = `var.${name}`;
    const declared = declaredSensitive(name);
    const sensitive = declared === true ? true : hasDeclarations ? (declared ?? false) : undefined;
    const isSensitive = sensitive ?? isSecretName(name);
    const values = {
      address,
      reason: 'variable-without-value' as const,
      secrets: context.secrets,
      isUnmasked: true,
      isRedacted: context.isRedacted,
      place: (path: AttributePath) => context.place(address, path),
    };
    const value = maskedValue(
      { value: reader.object.get('value'), unknown: undefined, sensitive: isSensitive || isSecretName(name) },
      { path: [], references: [], isSensitive: false, span: context.place(address, []) },
      values,
    );
    return { name, value, sensitive };
  });
}

/** HCP Terraform's redacted form brings the schemas of the providers along. */
function schemasOf(plan: ObjectReader): ResourceContext['schema'] {
  const schemas = plan.json('provider_schemas');
  return (provider, mode, type) => {
    const own = isJsonObject(schemas) ? schemas.get(provider) : undefined;
    const group = isJsonObject(own) ? own.get(mode === 'data' ? 'data_source_schemas' : 'resource_schemas') : undefined;
    const schema = isJsonObject(group) ? group.get(type) : undefined;
    const block = isJsonObject(schema) ? schema.get('block') : undefined;
    return isJsonObject(block) ? shapeOfSchema(block) : undefined;
  };
}

/** Parts of the plan in which a gap may hide a change. */
const CHANGES: ReadonlySet<string | number> = new Set(['resource_changes', 'deferred_changes', 'output_changes']);

function diagnosticsOf(problems: Problems, file: string): readonly Diagnostic[] {
  const span = fileSpan(file);
  const result = problems.list.map(({ path, message }): Diagnostic => {
    const hidesChange = CHANGES.has(path[0] ?? '');
    return {
      code: 'unreadable',
      severity: hidesChange ? 'error' : 'warning',
      span,
      message: `${file}: ${pathText(path)} ${message}. ${hidesChange ? 'What it changes was not reviewed.' : 'It was left out.'}`,
    };
  });
  if (problems.dropped > 0) {
    const message = `${file}: ${String(problems.dropped)} further parts of the plan could not be read.`;
    result.push({ code: 'cap', severity: 'error', span, message });
  }
  return result;
}

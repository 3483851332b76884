import type { Attribute, Resource } from '../../model/resource.ts';
import { known, unknown, type Value } from '../../model/value.ts';
import { withoutKey, addressParts, moduleNames } from './address.ts';
import { localAddress, type DeclaredResource } from './configuration.ts';
import type { RawSide } from './changes.ts';
import { planBlock, type BodyContext } from './plan-body.ts';
import type { ResourceChange } from './plan.ts';
import type { ModuleScope, ReferenceResolver } from './references.ts';
import { joinShapes, shapeOfExpressions, type Shape } from './shape.ts';
import type { Secrets } from './secrets.ts';
import type { Span } from '../../model/span.ts';
import type { AttributePath } from './plan.ts';

/** What building resources needs from the whole plan. */
export interface ResourceContext {
  readonly root: string;
  readonly secrets: Secrets;
  readonly isRedacted: boolean;
  readonly resolver: ReferenceResolver | undefined;
  /** The schema of a resource type, where the plan brings schemas along. */
  readonly schema: (provider: string, mode: ResourceChange['mode'], type: string) => Shape | undefined;
  readonly place: (address: string, path: AttributePath) => Span;
  /** Folder of the module at an address. */
  readonly folder: (scope: ModuleScope | undefined) => string;
}

/** An object of which a plan gives the values. */
export type PlannedObject = Pick<ResourceChange, 'address' | 'mode' | 'type' | 'name' | 'index' | 'provider'> & {
  readonly side: RawSide;
  readonly exists: Resource['exists'];
};

/** The resource of one instance, its body built from the values of one side and the references of the configuration. */
export function planResource(object: PlannedObject, context: ResourceContext): Resource {
  const { address, mode, type, name, side } = object;
  const scope = context.resolver?.scope(moduleNames(address));
  const declared = scope?.module.resources.get(localAddress(mode, type, name));
  const shape = joinShapes(
    context.schema(object.provider, mode, type),
    declared && shapeOfExpressions([declared.expressions]),
  );
  const resolve: BodyContext['resolve'] = (references) =>
    context.resolver && scope ? context.resolver.resolve(references, scope, declared?.repeats) : [];
  const body = planBlock(
    side,
    shape,
    {
      type: mode === 'managed' ? 'resource' : mode,
      labels: [type, name],
      path: [],
      isSensitive: side.sensitive === true,
    },
    {
      address,
      reason: mode === 'data' ? 'data-source' : 'computed',
      secrets: context.secrets,
      isUnmasked: side.isUnmasked,
      isRedacted: context.isRedacted,
      place: (path) => context.place(address, path),
      resolve,
    },
  );
  const attributes = new Map(body.attributes);
  for (const attribute of declared ? metaArguments(declared, resolve, body.span) : []) {
    if (!attributes.has(attribute.name)) attributes.set(attribute.name, attribute);
  }
  // A plan does not say what stands in `lifecycle`.
  const openBlocks = new Map(body.openBlocks);
  if (mode === 'managed') openBlocks.set('lifecycle', notInPlan('lifecycle', body.span));
  return Object.freeze({
    type: mode === 'managed' ? type : `${mode}.${type}`,
    name,
    address,
    root: context.root,
    folder: context.folder(scope),
    body: Object.freeze({ ...body, attributes, openBlocks, blocks: Object.freeze([...body.blocks]) }),
    exists: object.exists,
    multiple: object.index !== undefined || addressParts(address).some((part) => withoutKey(part) !== part),
  });
}

/** An unknown for something that plans do not tell. */
export function notInPlan(what: string, span: Span, references: readonly string[] = []): Value {
  return unknown('not-evaluated', `a plan does not hold ${what}`, { span, trace: [], references });
}

/** Arguments that Terraform itself reads: they make edges of the graph. */
export function metaArguments(
  declared: Pick<DeclaredResource, 'repeats' | 'dependsOn'> & { readonly providerKey?: string | undefined },
  resolve: (references: readonly string[]) => readonly string[],
  span: Span,
): readonly Attribute[] {
  const found: Attribute[] = [];
  const add = (name: string, value: Value): void => {
    found.push(Object.freeze({ name, value, span, valueSpan: span }));
  };
  const { repeats, dependsOn, providerKey } = declared;
  if (repeats.count) add('count', notInPlan('the value of count', span, resolve(repeats.count)));
  if (repeats.forEach) add('for_each', notInPlan('the value of for_each', span, resolve(repeats.forEach)));
  if (dependsOn.length > 0) {
    const items = dependsOn.map((text) => known(text, { span, trace: [], references: resolve([text]) }));
    add('depends_on', known(items, { span, trace: [], references: resolve(dependsOn) }));
  }
  // `module.x:aws` names a provider of another module, not something written here.
  const key = providerKey?.split(':').at(-1) ?? '';
  if (key.includes('.')) add('provider', known(key, { span, trace: [], references: [] }));
  return found;
}

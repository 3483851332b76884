import { moduleOf, withoutInstanceKeys } from '../addresses.ts';
import type { Attribute, Resource } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { known, type Value } from '../../model/value.ts';
import { addressParts, moduleNames, withoutKey } from './address.ts';
import { alignBody } from './align.ts';
import type { RawSide } from './changes.ts';
import { localAddress, type DeclaredResource } from './configuration.ts';
import { attribute, expressionBlock, notInPlan } from './expression-block.ts';
import { planBlock, type BodyContext } from './plan-body.ts';
import type { ResourceChange } from './plan.ts';
import type { ResourceContext } from './resource-context.ts';
import { joinShapes, shapeOfExpressions } from './shape.ts';
import { writtenShape } from './written-shape.ts';

/** An object of which a plan gives the values. */
export type PlannedObject = Pick<ResourceChange, 'address' | 'mode' | 'type' | 'name' | 'index' | 'provider'> & {
  readonly side: RawSide;
  readonly exists: Resource['exists'];
  /** Where the source has it, when that is not its address: it moved since. */
  readonly writtenAs?: string | undefined;
};

/** The resource of one instance, its body built from the values of one side and the references of the configuration. */
export function planResource(object: PlannedObject, context: ResourceContext): Resource {
  const { address, mode, type, name, side, writtenAs = object.address } = object;
  const source = context.source?.resource(writtenAs);
  const scope = context.resolver?.scope(moduleNames(address));
  const declared = scope?.module.resources.get(localAddress(mode, type, name));
  const told = joinShapes(
    context.schema(object.provider, mode, type),
    declared && shapeOfExpressions([declared.expressions]),
  );
  const shape = source ? writtenShape(told, [source.body]) : told;
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
      // The parts of what is in the tree get their places from there, further down.
      place: source ? () => source.body.headerSpan : (path) => context.place(writtenAs, path),
      resolve,
    },
  );
  const attributes = new Map(body.attributes);
  for (const meta of declared ? metaArguments(declared, resolve, body.span) : []) {
    if (!attributes.has(meta.name)) attributes.set(meta.name, meta);
  }
  const blocks = scope
    ? (declared?.provisioners ?? []).map(({ type: kind, expressions }, index) =>
        expressionBlock(
          expressions,
          { type: 'provisioner', labels: [kind], path: ['provisioner', index] },
          address,
          scope,
          context,
        ),
      )
    : [];
  // A plan does not say what stands in `lifecycle`.
  const openBlocks = new Map(body.openBlocks);
  if (mode === 'managed') openBlocks.set('lifecycle', notInPlan('lifecycle', body.span));
  const planned = Object.freeze({
    ...body,
    attributes,
    openBlocks,
    blocks: Object.freeze([...body.blocks, ...blocks]),
  });
  return Object.freeze({
    type: mode === 'managed' ? type : `${mode}.${type}`,
    name,
    address,
    configAddress: withoutInstanceKeys(address),
    instances: [address],
    module: moduleOf(address),
    ...context.root,
    folder: source?.folder ?? context.folder(scope),
    body: source ? alignBody(planned, source.body) : planned,
    exists: object.exists,
    multiple: object.index !== undefined || addressParts(address).some((part) => withoutKey(part) !== part),
    ...(source?.provider === undefined ? {} : { provider: source.provider }),
  });
}

/** Arguments that Terraform itself reads: they make edges of the graph. */
export function metaArguments(
  declared: Pick<DeclaredResource, 'repeats' | 'dependsOn'> & { readonly providerKey?: string | undefined },
  resolve: (references: readonly string[]) => readonly string[],
  span: Span,
): readonly Attribute[] {
  const found: Attribute[] = [];
  const add = (name: string, value: Value): void => {
    found.push(attribute(name, value, span));
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

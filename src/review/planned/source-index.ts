import type { AttributePath } from '../../evaluate/plan/plan.ts';
import type { PlanSource } from '../../evaluate/plan/plan-source.ts';
import { withoutInstanceKeys } from '../../evaluate/addresses.ts';
import type { Block, Graph, Resource } from '../../model/resource.ts';
import type { Span } from '../../model/span.ts';
import { isList, isObject, type KnownValue, type Value } from '../../model/value.ts';

/** The source of one root module, by the addresses that a plan of it uses. */
export interface SourceIndex extends PlanSource {
  /**
   * The module calls that lead to an address, as far as the tree has them, from the root's call inward: headers of `module`
   * blocks. Empty for what is in the root module.
   */
  readonly callChain: (address: string) => readonly Span[];
  /** Whether `prevent_destroy` is set; `unknown` for what is not in the tree, too. */
  readonly lifecycleOf: (address: string) => { readonly preventDestroy: boolean | 'unknown' };
}

/** An object that a plan may hold values of: `aws_s3_bucket`, `data.aws_region`. */
const PLANNED_TYPE = /^(?:(?:data|ephemeral)\.)?[a-z0-9][a-z0-9-]*_\w+$/;

/**
 * Indexes what a tree has for the root module named `root` (its folder, with the environment where there are several:
 * `live (prod)`). Linear in the number of its resources; every question afterwards takes the time of its path. A root module
 * that is not in the graph gives an index that knows no place.
 */
export function sourceIndex(graph: Graph, root: string): SourceIndex {
  const byInstance = new Map<string, Resource>();
  const byConfig = new Map<string, Resource>();
  const declared: Resource[] = [];
  const dataSources: Resource[] = [];
  let first: Resource | undefined;
  for (const resource of graph.resources) {
    if (resource.root !== root) continue;
    first ??= resource;
    for (const address of resource.instances) if (!byInstance.has(address)) byInstance.set(address, resource);
    if (!byConfig.has(resource.configAddress)) byConfig.set(resource.configAddress, resource);
    if (!isPlanned(resource)) declared.push(resource);
    else if (resource.body.type === 'data' && resource.exists !== 'no') dataSources.push(resource);
  }
  const find = (address: string): Resource | undefined =>
    byInstance.get(address) ?? byConfig.get(address) ?? byConfig.get(withoutInstanceKeys(address));
  const callsOf = (address: string): readonly Resource[] => {
    const found: Resource[] = [];
    const steps = withoutInstanceKeys(address).split('.');
    for (let end = 2; steps[end - 2] === 'module' && end <= steps.length; end += 2) {
      const call = byConfig.get(steps.slice(0, end).join('.'));
      if (!call) break;
      found.push(call);
    }
    return found;
  };
  return {
    root,
    rootFolder: first?.rootFolder ?? root,
    environment: first?.environment,
    declared,
    dataSources,
    resource: (address) => {
      const resource = find(address);
      return resource && isPlanned(resource) ? resource : undefined;
    },
    place: (address, path) => {
      const resource = find(address);
      return resource ? placeIn(resource.body, path) : callsOf(address).at(-1)?.body.headerSpan;
    },
    text: (file) => graph.text(file),
    callChain: (address) => callsOf(address).map(({ body }) => body.headerSpan),
    lifecycleOf: (address) => ({ preventDestroy: preventDestroyIn(find(address)) }),
  };
}

function isPlanned({ type, body }: Resource): boolean {
  return ['resource', 'data', 'ephemeral'].includes(body.type) && PLANNED_TYPE.test(type);
}

/** The place of an argument, of a nested block or of what stands in them; the nearest thing that is written. */
function placeIn(block: Block, path: AttributePath): Span {
  const [name, ...rest] = path;
  if (typeof name !== 'string') return block.headerSpan;
  const attribute = block.attributes.get(name);
  if (attribute) return rest.length === 0 ? attribute.span : placeOfPart(attribute.value, rest, attribute.span);
  const nested = block.blocks.filter(({ type }) => type === name);
  const [step] = rest;
  const inner = (typeof step === 'number' && nested.length > 1 ? nested[step] : nested[0]) ?? nested.at(-1);
  if (inner) return placeIn(inner, typeof step === 'number' ? rest.slice(1) : rest);
  const open = block.openBlocks.get(name)?.span;
  return open !== undefined && isInside(open, block.span) ? open : block.headerSpan;
}

/** The place of a part of a value, when it is written within `whole`; else as near to it as can be. */
function placeOfPart(value: Value, path: AttributePath, whole: Span): Span {
  let place = whole;
  let current: Value | undefined = value;
  for (const step of path) {
    if (current.kind !== 'known') break;
    const content: KnownValue['value'] = current.value;
    if (isList(content)) current = typeof step === 'number' ? content[step] : undefined;
    else current = isObject(content) ? content.get(String(step)) : undefined;
    if (!current) break;
    if (current.span && isInside(current.span, place)) place = current.span;
  }
  return place;
}

function isInside(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

function preventDestroyIn(resource: Resource | undefined): boolean | 'unknown' {
  if (!resource || resource.body.openBlocks.has('lifecycle')) return 'unknown';
  const lifecycle = resource.body.blocks.find(({ type }) => type === 'lifecycle');
  const value = lifecycle?.attributes.get('prevent_destroy')?.value;
  if (!value || value.kind === 'absent') return false;
  if (value.kind === 'unknown') return 'unknown';
  return value.value === true || value.value === 'true';
}

/** The name that evaluation gives a root module: environments that are guessed are not evaluated apart. */
export function rootNameIn(
  { graph }: { readonly graph: Graph },
  { root, name }: { readonly root: string; readonly name: string },
): string {
  const own = graph.resources.filter(({ rootFolder }) => rootFolder === root);
  return (own.find((resource) => resource.root === name) ?? own[0])?.root ?? root;
}

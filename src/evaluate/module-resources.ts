import type { Block, Resource } from '../model/resource.ts';
import { isList, isObject } from '../model/value.ts';
import type { HclBlock } from '../syntax/hcl/ast.ts';
import { combined, MAX_ADDRESSES } from './addresses.ts';
import { evaluateBlock } from './body.ts';
import { BLOCK_BYTES, BLOCK_STEPS, MAX_INSTANCES } from './budget.ts';
import { scalarNumber } from './conversion.ts';
import type { InstanceBody } from './declared-object.ts';
import { evaluateExpression } from './expression.ts';
import { objectAddress } from './module-definition.ts';
import type { ModuleInstance } from './module-instance.ts';
import { providerAddress, providerOf } from './providers.ts';
import { instanceKey, repetitionOf, SINGLE, type Repetition } from './repetition.ts';
import { absolute, moduleLevel } from './scope.ts';

type Presence = Pick<Resource, 'exists' | 'multiple'>;

/** What one evaluation of a root module is called. */
export type RootKey = Pick<Resource, 'root' | 'rootFolder' | 'environment'>;

/** All resources of a root module in file order, then those of the modules that it calls. */
export function moduleResources(
  module: ModuleInstance,
  key: RootKey = { root: module.root, rootFolder: module.root },
): readonly Resource[] {
  const result: Resource[] = [];
  collect([module], { exists: 'yes', multiple: false }, key, result);
  return result;
}

/** Resources of the instances of one module that one call made. */
function collect(modules: readonly ModuleInstance[], around: Presence, key: RootKey, into: Resource[]): void {
  const nested: (() => void)[] = [];
  for (const [index, module] of modules.entries()) {
    for (const block of module.definition.blocks) {
      const isCommon = isSameEverywhere(block);
      if (isCommon && index > 0) continue;
      const { budget, path } = module;
      // Modules that are called again and again are more than what is written: without work or memory left they are not gone into.
      const isAffordable = budget.spend(BLOCK_STEPS, block.headerSpan) && budget.hold(BLOCK_BYTES, block.headerSpan);
      if (!isAffordable && path !== '') return;
      const addresses = isCommon ? modules.flatMap((one) => one.addresses).slice(0, MAX_ADDRESSES) : module.addresses;
      const found = toResources(block, module, addresses, around, key);
      into.push(...found);
      const [first] = found;
      const call = block.type === 'module' ? module.call(block.labels[0]?.text ?? '') : undefined;
      if (call?.block !== block || !first) continue;
      nested.push(() => {
        collect(call.instances(), first, key, into);
      });
    }
  }
  for (const collectNested of nested) collectNested();
}

/** Blocks in which nothing can depend on the inputs of the module. */
function isSameEverywhere(block: HclBlock): boolean {
  if (block.type === 'variable') return block.body.blocks.length === 0;
  return block.type === 'terraform' || block.type === 'moved' || block.type === 'removed';
}

function toResources(
  block: HclBlock,
  module: ModuleInstance,
  addresses: readonly string[],
  around: Presence,
  key: RootKey,
): readonly Resource[] {
  const kind = identify(block);
  if (!kind) return [];
  // A second block of the same name (a `duplicate` diagnostic says so) is evaluated by itself.
  const declared = module.declared(objectAddress(block) ?? '');
  const object = declared?.block === block ? declared : undefined;
  const called = block.type === 'module' ? module.call(kind.name) : undefined;
  const call = called?.block === block ? called : undefined;
  const repetition = object?.repetition() ?? call?.repetition() ?? ownRepetition(block, module);
  if (isTooMany(repetition)) {
    const message = `The instances of ${absolute(module, kind.address)} are judged as one: only up to ${String(MAX_INSTANCES)} of one block are told apart; what differs between them is unknown`;
    module.budget.report({ code: 'cap', severity: 'warning', span: block.headerSpan, message });
  }
  const bodies = object?.bodies() ?? bodiesOf(block, repetition, module);
  const configured = providerOf(block);
  const provider =
    configured && ['resource', 'data', 'ephemeral'].includes(block.type)
      ? module.provider(configured.name, configured.alias)
      : undefined;
  const configAddress = absolute(module, kind.address);
  return bodies.map(({ instances, body }) => {
    const names =
      instances && instances.length > 0 ? instances.map((one) => `${kind.address}${instanceKey(one)}`) : [kind.address];
    const all = combined(addresses, names);
    return Object.freeze({
      type: kind.type,
      name: kind.name,
      address: all[0] ?? configAddress,
      configAddress,
      instances: Object.freeze(all),
      module: addresses[0] ?? module.path,
      ...key,
      folder: module.folder,
      body,
      exists: both(around.exists, repetition.exists),
      multiple: around.multiple || repetition.kind !== 'single',
      ...(provider === undefined ? {} : { provider }),
    });
  });
}

/** True when the instances are known and not told apart because of their number. */
function isTooMany({ instances, decider }: Repetition): boolean {
  if (instances !== undefined || decider?.kind !== 'known') return false;
  const { value } = decider;
  if (isList(value)) return value.length > MAX_INSTANCES;
  return isObject(value) ? value.size > MAX_INSTANCES : (scalarNumber(value) ?? 0) > MAX_INSTANCES;
}

/** The bodies of a block that nothing refers to. */
function bodiesOf(block: HclBlock, repetition: Repetition, module: ModuleInstance): readonly InstanceBody[] {
  const watch = { instanceRead: false };
  const bodyOf = (instance: Repetition['any']): Block =>
    evaluateBlock(block, { scope: { ...moduleLevel(module), instance, watch }, evaluate: evaluateExpression });
  const { instances, any } = repetition;
  const [first, ...rest] = instances ?? [];
  const firstBody = bodyOf(first ?? any);
  if (!first || !watch.instanceRead || rest.length === 0) return [{ instances, body: firstBody }];
  if (!module.budget.tellApart(rest.length, block.headerSpan)) return [{ instances: undefined, body: bodyOf(any) }];
  return [
    { instances: [first], body: firstBody },
    ...rest.map((instance) => ({ instances: [instance], body: bodyOf(instance) })),
  ];
}

function ownRepetition(block: HclBlock, module: ModuleInstance): Repetition {
  const repeats = ['resource', 'data', 'ephemeral', 'module', 'import', 'provider'].includes(block.type);
  if (!repeats) return SINGLE;
  return repetitionOf(block, (_name, expression) => evaluateExpression(expression, moduleLevel(module)));
}

/** Type, name and address in the module; undefined for blocks that nothing is known about. */
function identify(
  block: HclBlock,
): { readonly type: string; readonly name: string; readonly address: string } | undefined {
  const [first, second] = block.labels.map((label) => label.text);
  switch (block.type) {
    case 'resource':
      return first && second ? { type: first, name: second, address: `${first}.${second}` } : undefined;
    case 'data':
    case 'ephemeral': {
      const type = `${block.type}.${first ?? ''}`;
      return first && second ? { type, name: second, address: `${type}.${second}` } : undefined;
    }
    case 'module':
    case 'output':
      return first ? { type: block.type, name: first, address: `${block.type}.${first}` } : undefined;
    case 'variable':
      return first ? { type: 'variable', name: first, address: `var.${first}` } : undefined;
    case 'provider':
      return first ? { type: `provider.${first}`, name: first, address: providerAddress(block) } : undefined;
    case 'check':
      return { type: 'check', name: first ?? '', address: first ? `check.${first}` : 'check' };
    case 'terraform':
    case 'moved':
    case 'removed':
    case 'import':
      return { type: block.type, name: '', address: block.type };
    default:
      return undefined;
  }
}

function both(a: Resource['exists'], b: Resource['exists']): Resource['exists'] {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';
}

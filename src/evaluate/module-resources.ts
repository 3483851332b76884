import type { Resource } from '../model/resource.ts';
import type { HclBlock } from '../syntax/hcl/ast.ts';
import { evaluateBlock } from './body.ts';
import { evaluateExpression } from './expression.ts';
import { objectAddress } from './module-definition.ts';
import type { ModuleInstance } from './module-instance.ts';
import { repetitionOf, SINGLE, type Repetition } from './repetition.ts';
import { absolute, moduleLevel } from './scope.ts';

type Presence = Pick<Resource, 'exists' | 'multiple'>;

/** All resources of a module instance in file order, then those of the modules that it calls. */
export function moduleResources(module: ModuleInstance): readonly Resource[] {
  const result: Resource[] = [];
  collect(module, { exists: 'yes', multiple: false }, result);
  return result;
}

function collect(module: ModuleInstance, around: Presence, into: Resource[]): void {
  const nested: (() => void)[] = [];
  for (const block of module.definition.blocks) {
    const label = block.labels[0]?.text ?? '';
    const resource = toResource(block, module, around);
    if (resource) into.push(resource);
    const call = block.type === 'module' ? module.call(label) : undefined;
    const instance = call?.block === block ? call.instance : undefined;
    if (instance && resource) {
      nested.push(() => {
        collect(instance, resource, into);
      });
    }
  }
  for (const collectNested of nested) collectNested();
}

function toResource(block: HclBlock, module: ModuleInstance, around: Presence): Resource | undefined {
  const kind = identify(block);
  if (!kind) return undefined;
  // A second block of the same name (a `duplicate` diagnostic says so) is evaluated by itself.
  const declared = module.declared(objectAddress(block) ?? '');
  const object = declared?.block === block ? declared : undefined;
  const called = block.type === 'module' ? module.call(kind.name) : undefined;
  const call = called?.block === block ? called : undefined;
  const repetition = object?.repetition() ?? call?.repetition() ?? ownRepetition(block, module);
  const body =
    object?.body() ?? evaluateBlock(block, { scope: moduleLevel(module), repetition, evaluate: evaluateExpression });
  return Object.freeze({
    type: kind.type,
    name: kind.name,
    address: absolute(module, kind.address),
    root: module.root,
    folder: module.folder,
    body,
    exists: both(around.exists, repetition.exists),
    multiple: around.multiple || repetition.kind !== 'single',
  });
}

function ownRepetition(block: HclBlock, module: ModuleInstance): Repetition {
  const repeats = ['resource', 'data', 'ephemeral', 'module', 'import'].includes(block.type);
  return repeats ? repetitionOf(block, module, evaluateExpression) : SINGLE;
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
    case 'provider': {
      const type = `provider.${first ?? ''}`;
      const alias = aliasOf(block);
      return first ? { type, name: first, address: alias === undefined ? type : `${type}.${alias}` } : undefined;
    }
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

/** The alias of a provider block; it must be a plain text. */
function aliasOf(block: HclBlock): string | undefined {
  const expression = block.body.attributes.find((attribute) => attribute.name === 'alias')?.expression;
  if (expression?.kind === 'literal' && typeof expression.value === 'string') return expression.value;
  const [part] = expression?.kind === 'template' ? expression.parts : [];
  return part?.kind === 'text' ? part.text : undefined;
}

function both(a: Resource['exists'], b: Resource['exists']): Resource['exists'] {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';
}

import type { HclBlock } from '../syntax/hcl/ast.ts';
import type { ModuleDefinition } from './module-definition.ts';
import type { ModuleInstance, Place, World } from './module-instance.ts';
import { moduleSource } from './root-modules.ts';

/** Module calls inside each other, and modules in all; more is a mistake or an attack. */
const MAX_MODULE_DEPTH = 20;
const MAX_MODULES = 2_000;

/** The module that a call means, or why there is none. */
export interface ResolvedCall {
  readonly definition: ModuleDefinition | undefined;
  readonly reason: 'module-not-resolved' | 'cycle' | 'too-large' | 'computed';
  readonly detail: string;
}

/** Finds the module of a call in the tree; what cannot be found is reported. */
export function resolveCall(
  block: HclBlock,
  caller: ModuleInstance,
  address: string,
  place: Place,
  world: World,
): ResolvedCall {
  const source = moduleSource(block, caller.folder);
  const attribute = block.body.attributes.find((candidate) => candidate.name === 'source');
  const span = attribute?.expression.span ?? block.headerSpan;
  const definition = source.kind === 'local' ? world.modules.get(source.folder) : undefined;
  const fail = (
    reason: ResolvedCall['reason'],
    code: 'module-not-resolved' | 'cycle' | 'cap',
    detail: string,
  ): ResolvedCall => {
    world.budget.report({ code, severity: 'warning', span, message: detail });
    return { definition: undefined, reason, detail };
  };
  if (source.kind === 'elsewhere') {
    const text = source.text === undefined ? 'a source that is not a plain text' : `"${source.text.slice(0, 200)}"`;
    return fail(
      'module-not-resolved',
      'module-not-resolved',
      `${address} was not reviewed: its source, ${text}, is not in this repository`,
    );
  }
  if (!definition) {
    const detail = `${address} was not reviewed: there are no Terraform files in "${source.folder.slice(0, 200)}"`;
    return fail('module-not-resolved', 'module-not-resolved', detail);
  }
  if (source.folder === caller.folder || place.ancestors.includes(source.folder)) {
    return fail('cycle', 'cycle', `${address} was not reviewed: the module in "${source.folder}" calls itself`);
  }
  if (place.ancestors.length >= MAX_MODULE_DEPTH || world.instances >= MAX_MODULES) {
    return fail('too-large', 'cap', `${address} was not reviewed: modules are nested too deep or used too often`);
  }
  return { definition, reason: 'computed', detail: `${address} is known only after apply` };
}

import type { Expression, HclBlock } from '../syntax/hcl/ast.ts';
import type { ModuleDefinition } from './module-definition.ts';

/**
 * Finds the config address of the `provider` block that a local name (`aws`) and alias ('' for the default configuration) mean;
 * undefined when none is written.
 */
export type FindProvider = (name: string, alias: string) => string | undefined;

/**
 * The provider configurations of a module: its own blocks, then what its caller hands on. A default configuration is inherited;
 * an alias only when the call says so.
 * Source: https://developer.hashicorp.com/terraform/language/modules/develop/providers
 */
export function providerFinder(
  definition: ModuleDefinition,
  path: string,
  inherited: FindProvider | undefined,
): FindProvider {
  const configurations = configurationsOf(definition);
  return (name, alias) => {
    const local = alias === '' ? `provider.${name}` : `provider.${name}.${alias}`;
    const block = configurations.get(local);
    const own = block && (path === '' ? local : `${path}.${local}`);
    // An empty block in a called module only says that a configuration is expected.
    const isProxy = block?.body.attributes.every(
      (attribute) => attribute.name === 'alias' || attribute.name === 'version',
    );
    return isProxy === true && block?.body.blocks.length === 0
      ? (inherited?.(name, alias) ?? own)
      : (own ?? inherited?.(name, alias));
  };
}

/** What the module that `call` calls gets from its caller, whose configurations `find` finds. */
export function passedProviders(call: HclBlock, find: FindProvider): FindProvider {
  const expression = call.body.attributes.find((attribute) => attribute.name === 'providers')?.expression;
  if (expression?.kind !== 'object') return (name, alias) => (alias === '' ? find(name, '') : undefined);
  const passed = new Map<string, string | undefined>();
  for (const { key, value } of expression.items) {
    const [to, from] = [providerName(key), providerName(value)];
    if (to && from) passed.set(`${to.name}.${to.alias}`, find(from.name, from.alias));
  }
  // With `providers` nothing else is handed on, but Terraform makes an empty default of a provider that needs none.
  return (name, alias) => passed.get(`${name}.${alias}`);
}

/** `aws.eu`, `aws.by_region["eu"]` or the text `"aws.eu"` (JSON) as name and alias; undefined for anything else. */
export function providerName(expression: Expression): { readonly name: string; readonly alias: string } | undefined {
  if (expression.kind === 'variable') return { name: expression.name, alias: '' };
  if (expression.kind === 'index') return providerName(expression.target);
  if (expression.kind === 'get-attribute') {
    const { target, name } = expression;
    return target.kind === 'variable' ? { name: target.name, alias: name } : undefined;
  }
  if (expression.kind === 'literal')
    return typeof expression.value === 'string' ? fromText(expression.value) : undefined;
  const [part, more] = expression.kind === 'template' ? expression.parts : [];
  return part?.kind === 'text' && !more ? fromText(part.text) : undefined;
}

function fromText(text: string): { readonly name: string; readonly alias: string } | undefined {
  const [name = '', alias = ''] = text.split('.');
  return name === '' ? undefined : { name, alias };
}

/** The local name and alias that configure a resource or data source: its `provider`, else the first word of its type. */
export function providerOf(block: HclBlock): { readonly name: string; readonly alias: string } | undefined {
  const written = block.body.attributes.find((attribute) => attribute.name === 'provider')?.expression;
  if (written) return providerName(written);
  const type = block.labels[0]?.text;
  return type === undefined ? undefined : { name: type.split('_')[0] ?? type, alias: '' };
}

/** The alias of a provider block; it must be a plain text. '' for the default configuration. */
export function aliasOf(block: HclBlock): string {
  const expression = block.body.attributes.find((attribute) => attribute.name === 'alias')?.expression;
  if (expression?.kind === 'literal' && typeof expression.value === 'string') return expression.value;
  const [part] = expression?.kind === 'template' ? expression.parts : [];
  return part?.kind === 'text' ? part.text : '';
}

const known = new WeakMap<ModuleDefinition, ReadonlyMap<string, HclBlock>>();

/** The provider blocks of a module by address in it; of two alike the first. */
function configurationsOf(definition: ModuleDefinition): ReadonlyMap<string, HclBlock> {
  const found = known.get(definition);
  if (found) return found;
  const blocks = new Map<string, HclBlock>();
  for (const block of definition.blocks) {
    const address = providerAddress(block);
    if (block.type === 'provider' && !blocks.has(address)) blocks.set(address, block);
  }
  known.set(definition, blocks);
  return blocks;
}

/** Address in the module of a provider block: `provider.aws`, `provider.aws.eu`. */
export function providerAddress(block: HclBlock): string {
  const type = `provider.${block.labels[0]?.text ?? ''}`;
  const alias = aliasOf(block);
  return alias === '' ? type : `${type}.${alias}`;
}

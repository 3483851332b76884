import type { Span } from '../../model/span.ts';
import type { Expression, HclBlock } from '../../syntax/hcl/ast.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { DEFAULT_PROVIDERS } from './allowed-providers.data.ts';
import { callsOf, type GateBlock, type ModuleFolder } from './closure.ts';
import type { GateContext } from './gate-context.ts';
import { shown } from './gate-report.ts';
import { providerAddressOf, providerStanding } from './provider-address.ts';
import { keyText } from './settings.ts';
import { plainText, walkBody } from './walk-expressions.ts';

/** What names a provider in a module: an entry of `required_providers`, a block, the type of an object. */
interface Mention {
  readonly file: ParsedFile;
  readonly span: Span;
}

/** Sources by local name; undefined for the one that the name implies. */
type Sources = Map<string, Map<string | undefined, Mention>>;

/**
 * Refuses providers that are not on the allow-list: required, configured or used anywhere in the closure, whether by an address or
 * by what a name implies. Of a name with several sources, as with override files, all are judged.
 */
export function checkProviders(context: GateContext): void {
  const judged = new Set<string>();
  for (const module of context.closure.modules) {
    const sources = declaredSources(module, context);
    for (const [name, mention] of usedNames(module, context)) {
      if (!sources.has(name) && name !== 'terraform') sources.set(name, new Map([[undefined, mention]]));
    }
    for (const [name, written] of sources) {
      for (const [source, mention] of written) judge(source ?? name, mention, judged, context);
    }
  }
}

function judge(source: string, { file, span }: Mention, judged: Set<string>, context: GateContext): void {
  const { policy, tool } = context.input;
  const address = providerAddressOf(source, tool);
  if (judged.has(address ?? source)) return;
  judged.add(address ?? source);
  const place = { span, text: file.text };
  const standing = address === undefined ? 'not-allowed' : providerStanding(address, policy.allow.providers);
  if (standing === 'not-allowed') {
    const list = policy.allow.providers ? 'plan.allow.providers' : 'the default allow-list';
    const what =
      address === undefined ? `${shown(source)} is no address of a provider` : `${shown(address)} is not in ${list}`;
    const message = `The provider ${what}: planning would run it${hint(address)}`;
    context.tell({ code: 'provider-not-allowed', effect: 'refuse', message, place });
  } else if (standing !== 'allowed') {
    const message = `The provider ${shown(address ?? source)} runs programs, or calls addresses, that the configuration names`;
    const effect = standing === 'exact' ? 'hold' : 'refuse';
    context.tell({ code: 'provider-runs-anything', effect, message, place });
  }
}

/** `hashicorp/x` is often only implied, by the lack of an entry in `required_providers`. */
function hint(address: string | undefined): string {
  const [, namespace, type] = address?.split('/') ?? [];
  const meant = DEFAULT_PROVIDERS.find((provider) => provider.endsWith(`/${type ?? ''}`));
  if (namespace !== 'hashicorp' || meant === undefined) return '';
  return `. If ${meant} is meant, required_providers has to say so in each module that uses it`;
}

function declaredSources({ blocks }: ModuleFolder, { tell }: GateContext): Sources {
  const sources: Sources = new Map();
  for (const { block, file } of blocks) {
    if (block.type !== 'terraform') continue;
    for (const inner of block.body.blocks) {
      if (inner.type !== 'required_providers') continue;
      for (const { name, expression, span } of inner.body.attributes) {
        const source = sourceOf(expression);
        if (source === false) {
          const message = `Cannot be gated: the source of the provider ${shown(name)} is not a plain text`;
          tell({ code: 'provider-source-unclear', effect: 'refuse', message, place: { span, text: file.text } });
          continue;
        }
        const known = sources.get(name) ?? new Map<string | undefined, Mention>();
        sources.set(name, known);
        if (!known.has(source)) known.set(source, { file, span });
      }
    }
  }
  return sources;
}

/** The `source` of an entry; undefined when it has none (or is the older form, a version alone), false when it is not clear. */
function sourceOf(expression: Expression): string | undefined | false {
  if (plainText(expression) !== undefined) return undefined;
  if (expression.kind !== 'object') return false;
  let source: string | undefined;
  for (const { key, value } of expression.items) {
    const name = keyText(key);
    if (name === '*') return false;
    if (name === 'source') source = plainText(value);
    if (name === 'source' && source === undefined) return false;
  }
  return source;
}

/** Local names that a module uses, with the first place of each. */
function usedNames(module: ModuleFolder, context: GateContext): ReadonlyMap<string, Mention> {
  const names = new Map<string, Mention>();
  const use = (name: string | undefined, file: ParsedFile, span: Span): void => {
    if (name !== undefined && name !== '' && !names.has(name)) names.set(name, { file, span });
  };
  for (const one of module.blocks) {
    const { block, file } = one;
    for (const name of namesOf(one, context)) use(name, file, block.headerSpan);
    for (const expression of walkBody(block.body)) {
      const [, name] = expression.kind === 'call' ? (/^provider::([^:]+)::/.exec(expression.name) ?? []) : [];
      use(name, file, expression.span);
    }
  }
  for (const file of module.files) {
    // In JSON an action is an argument to our parser.
    for (const { name, expression, span } of file.hcl?.attributes ?? []) {
      if (name !== 'action') continue;
      const objects = expression.kind === 'tuple' ? expression.items : [expression];
      for (const one of objects) {
        for (const { key } of one.kind === 'object' ? one.items : []) use(impliedName(keyText(key)), file, span);
      }
    }
  }
  for (const { block, file } of callsOf(module)) {
    for (const { name, expression } of block.body.attributes) {
      if (name !== 'providers' || expression.kind !== 'object') continue;
      for (const { value, span } of expression.items) use(firstName(value), file, span);
    }
  }
  return names;
}

function namesOf({ block, file }: GateBlock, context: GateContext): readonly (string | undefined)[] {
  const attribute = (name: string): Expression | undefined =>
    block.body.attributes.find((one) => one.name === name)?.expression;
  const written = attribute('provider');
  const explicit = written && firstName(written);
  if (written && explicit === undefined) {
    const message = 'Cannot be gated: which provider is meant is not written as a name';
    const place = { span: written.span, text: file.text };
    context.tell({ code: 'provider-source-unclear', effect: 'refuse', message, place });
  }
  switch (block.type) {
    case 'provider':
      return [block.labels[0]?.text];
    case 'resource':
    case 'data':
    case 'ephemeral':
    case 'action':
    case 'list':
      return [explicit ?? impliedName(block.labels[0]?.text)];
    case 'import':
      return [explicit ?? impliedName(addressedType(attribute('to')))];
    case 'removed':
      return [explicit ?? impliedName(addressedType(attribute('from')))];
    case 'terraform':
      return block.body.blocks.flatMap(storeProviders);
    default:
      return [];
  }
}

/** `state_store "aws_s3" { provider "aws" {} }`. */
function storeProviders(block: HclBlock): readonly (string | undefined)[] {
  if (block.type === 'provider_meta') return [block.labels[0]?.text];
  if (block.type !== 'state_store') return [];
  const inner = block.body.blocks.filter(({ type }) => type === 'provider').map(({ labels }) => labels[0]?.text);
  return [impliedName(block.labels[0]?.text), ...inner];
}

/** `aws_instance` implies `aws`. */
function impliedName(type: string | undefined): string | undefined {
  return type?.split('_', 1)[0];
}

/** `aws.eu`, `aws.by_region["eu"]`, or the text of either: `aws`. */
function firstName(expression: Expression): string | undefined {
  let inner = expression;
  while (inner.kind === 'index' || inner.kind === 'get-attribute') inner = inner.target;
  if (inner.kind === 'variable') return inner.name;
  return plainText(inner)?.split(/[.[]/, 1)[0];
}

/** The type of the object that an address means, which stands right before its name; undefined when it is not one. */
function addressedType(expression: Expression | undefined): string | undefined {
  let inner = expression;
  const names: string[] = [];
  while (inner?.kind === 'index' || inner?.kind === 'get-attribute') {
    if (inner.kind === 'get-attribute') names.push(inner.name);
    inner = inner.target;
  }
  if (inner?.kind !== 'variable') return undefined;
  names.push(inner.name);
  // `module.m.aws_x.y`, `data.aws_x.y`, `aws_x.y`: the last but one; a whole module has no type.
  const isModule = names.at(-1) === 'module' && names.length <= 2;
  return isModule ? undefined : names[1];
}

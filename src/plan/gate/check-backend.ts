import type { HclBlock } from '../../syntax/hcl/ast.ts';
import type { Closure, GateBlock } from './closure.ts';
import { textAt } from './comparison.ts';
import { tellAt, type GateContext } from './gate-context.ts';
import { shown } from './gate-report.ts';
import { settingsOf } from './settings.ts';
import { plainText } from './walk-expressions.ts';

const BACKENDS = new Set(['backend', 'cloud', 'state_store']);

/** A backend, cloud or state_store block. */
interface Backend {
  readonly at: GateBlock;
  /** `backend s3`. */
  readonly name: string;
  readonly text: string;
  readonly block: HclBlock | undefined;
}

/** Holds a root module whose backend is not the base's, and refuses one that an override file sets. */
export function checkBackend(context: GateContext): void {
  const { compare, closure, tell } = context;
  const now = backendsOf(closure);
  const before = compare.base && backendsOf(compare.base);
  for (const { at, name, text } of now) {
    const span = at.block.headerSpan;
    if (at.inOverride)
      tellAt(context, at, 'backend-in-override', 'refuse', `An override file sets ${shown(name)}`, span);
    else if (!before)
      tellAt(
        context,
        at,
        'backend-not-compared',
        'flag',
        `${shown(name)} could not be compared: there is no base`,
        span,
      );
    else if (!before.some((one) => one.text === text)) {
      const was = before.map((one) => shown(one.name)).join(', ') || 'none';
      tellAt(context, at, 'backend-changed', 'hold', `${shown(name)} is not as at the base, which has ${was}`, span);
    }
  }
  for (const { name } of now.length === 0 ? (before ?? []) : []) {
    tell({ code: 'backend-changed', effect: 'hold', message: `The base has ${shown(name)}, which was removed` });
  }
}

/** The backends of the root module; those of called modules mean nothing to Terraform. */
function backendsOf({ modules }: Closure): readonly Backend[] {
  return (modules[0]?.blocks ?? []).flatMap((at) => {
    if (at.block.type !== 'terraform') return [];
    const { attributes, blocks } = at.block.body;
    const nested = blocks
      .filter(({ type }) => BACKENDS.has(type))
      .map((block) => ({
        at: { ...at, block },
        name: [block.type, ...block.labels.map(({ text }) => text)].join(' '),
        text: `${block.type} ${textAt(at.file, block.span)}`,
        block,
      }));
    // What the JSON syntax of a newer Terraform brings is an argument to our parser.
    const written = attributes
      .filter(({ name }) => BACKENDS.has(name))
      .map(({ name, span }) => ({ at, name, text: textAt(at.file, span), block: undefined }));
    return [...nested, ...written];
  });
}

/** Settings that say in which place a state is; any other backend counts as another place. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  s3: ['bucket', 'endpoint', 'endpoints.s3'],
  gcs: ['bucket', 'storage_custom_endpoint'],
  azurerm: ['storage_account_name', 'container_name', 'environment', 'metadata_host'],
  remote: ['hostname', 'organization'],
  oss: ['bucket', 'endpoint'],
  cos: ['bucket', 'endpoint'],
  consul: ['address'],
};

/** Holds every use of another state; refuses those that are not where the root module's own state is. */
export function checkRemoteState(context: GateContext): void {
  const own = backendsOf(context.closure)
    .map(({ block }) => block)
    .find((block) => block !== undefined);
  for (const module of context.closure.modules) {
    for (const at of module.blocks) {
      if (at.block.type !== 'data' || at.block.labels[0]?.text !== 'terraform_remote_state') continue;
      const name = shown(at.block.labels[1]?.text ?? '');
      const why = elsewhere(at.block, own);
      if (why === undefined) {
        tellAt(context, at, 'remote-state', 'hold', `The remote state ${name} is read`);
      } else if (context.compare.sameBlock(module.folder, at)) {
        tellAt(
          context,
          at,
          'remote-state-elsewhere',
          'hold',
          `The remote state ${name} is read ${why}; the base reads it as well`,
        );
      } else {
        tellAt(context, at, 'remote-state-elsewhere', 'refuse', `The remote state ${name} is read ${why}`);
      }
    }
  }
}

/** Why a remote state is surely not in the place of `own`; undefined when it is there, or when that is not known. */
function elsewhere(data: HclBlock, own: HclBlock | undefined): string | undefined {
  const backends = data.body.attributes.filter(({ name }) => name === 'backend');
  const backend = backends.length === 1 ? plainText(backends[0]?.expression) : undefined;
  if (backend === undefined) return 'from a backend that is not written as a plain text';
  if (backend === 'http') return 'over HTTP';
  if (backend === 'local') return 'from a local file';
  const ownType = own && (own.type === 'cloud' ? 'remote' : own.labels[0]?.text);
  if (own === undefined || ownType === undefined) return undefined;
  if (ownType !== backend) return `from a backend ${shown(backend)}, and the own state is in ${shown(ownType)}`;
  const read = valuesOf(data, 'config.');
  const kept = valuesOf(own, '');
  const places = Object.hasOwn(PLACES, backend) ? PLACES[backend] : undefined;
  const other = places?.find((key) => differ(read, kept, key));
  return other === undefined ? undefined : `from another ${other} than the own state`;
}

type Values = ReadonlyMap<string, string | undefined>;

/** Texts by way; undefined for what is not a plain text. A computed key (`*`) may be any of them. */
function valuesOf(block: HclBlock, prefix: string): Values {
  const values = new Map<string, string | undefined>();
  for (const { path, expression } of settingsOf(block.body)) {
    const key = path.join('.');
    if (key.startsWith(prefix)) values.set(key.slice(prefix.length), plainText(expression));
  }
  return values;
}

/** True when both are known and not the same. What is left out of the own block may be given on the command line. */
function differ(read: Values, kept: Values, key: string): boolean {
  const value = read.get(key);
  if (value === undefined) return false;
  const own = kept.get(key);
  const isEndpoint = key.startsWith('endpoint') || key.endsWith('_endpoint') || key === 'metadata_host';
  if (own === undefined) return isEndpoint && !kept.has(key);
  return own !== value;
}

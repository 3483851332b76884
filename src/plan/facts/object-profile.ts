import { createHash } from 'node:crypto';
import type { ResourceChange } from '../../evaluate/plan/plan.ts';
import { isList, isObject, type Value } from '../../model/value.ts';

/** What an object is like, as far as it is known: top-level attributes as canonical texts. Never to be shown. */
export interface ObjectProfile {
  readonly change: ResourceChange;
  /** Attributes that may be compared. */
  readonly attributes: ReadonlyMap<string, string>;
  /** What names the real object (`bucket`, `identifier`, the tag `Name`): equal on both sides, or it is another object. */
  readonly identity: ReadonlyMap<string, string>;
}

const IDENTITY: ReadonlySet<string> = new Set([
  'account_id',
  'bucket',
  'cluster_id',
  'cluster_identifier',
  'domain',
  'domain_name',
  'filename',
  'function_name',
  'identifier',
  'key',
  'key_name',
  'metadata',
  'name',
  'namespace',
  'project_id',
  'replication_group_id',
  'repository',
  'repository_id',
  'repository_name',
  'secret_id',
  'table_name',
  'user_name',
]);

/** Made by providers, or words for people: they say nothing of what an object is. */
const IGNORED: ReadonlySet<string> = new Set([
  'arn',
  'comment',
  'description',
  'display_name',
  'effective_labels',
  'etag',
  'friendly_name',
  'id',
  'name_prefix',
  'self_link',
  'tags_all',
  'terraform_labels',
  'timeouts',
  'title',
]);

/** Canonical texts of values that providers and people set without thinking. */
const COMMON: ReadonlySet<string> = new Set(['null', 'false', '0', '""', '[]', '{}']);

/** Texts from this length on say more than a flag or a small number, in characters with their quotes. */
const TELLING = 10;
/** Longer texts are kept as their hash. */
const LONGEST = 200;

/** How much it says that two objects have this value in common: nothing, a little, much. */
export function weightOfValue(text: string): 0 | 1 | 2 {
  return COMMON.has(text) ? 0 : text.length >= TELLING ? 2 : 1;
}

/** The profile of one side of a change. What is unknown or sensitive anywhere in it is left out. */
export function objectProfile(change: ResourceChange, side: Value): ObjectProfile {
  const attributes = new Map<string, string>();
  const identity = new Map<string, string>();
  if (side.kind === 'known' && isObject(side.value) && !side.sensitive) {
    for (const [name, value] of side.value) {
      if (IGNORED.has(name)) continue;
      const tagName = name === 'tags' ? nameTag(value) : undefined;
      const text = canonical(name === 'metadata' ? kubernetesName(value) : value, name === 'tags' ? 'Name' : undefined);
      if (tagName !== undefined) identity.set('tags.Name', tagName);
      if (text !== undefined) (IDENTITY.has(name) && text !== 'null' ? identity : attributes).set(name, text);
    }
  }
  return { change, attributes, identity };
}

function nameTag(tags: Value): string | undefined {
  const name = tags.kind === 'known' && isObject(tags.value) ? tags.value.get('Name') : undefined;
  return name === undefined ? undefined : canonical(name);
}

/** Of Kubernetes' metadata, a block with name, namespace, labels and computed parts, the first two. */
function kubernetesName(metadata: Value): Value {
  const block = metadata.kind === 'known' && isList(metadata.value) ? metadata.value[0] : metadata;
  if (block?.kind !== 'known' || !isObject(block.value)) return metadata;
  const kept = [...block.value].filter(([name]) => name === 'name' || name === 'namespace');
  return { ...block, value: new Map(kept) };
}

/** One text for one value, whatever the order of keys; undefined when a part is unknown or secret. */
function canonical(value: Value, except?: string): string | undefined {
  const text = write(value, except);
  if (text === undefined || text.length <= LONGEST) return text;
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function write(value: Value, except?: string): string | undefined {
  if (value.sensitive || value.kind === 'unknown') return undefined;
  if (value.kind === 'absent') return 'null';
  const content = value.value;
  if (isList(content))
    return joined(
      content.map((item) => write(item)),
      '[',
      ']',
    );
  if (isObject(content)) {
    const keys = [...content.keys()].filter((key) => key !== except).sort();
    const members = keys.map((key) => {
      const member = content.get(key);
      const text = member && write(member);
      return text === undefined ? undefined : `${JSON.stringify(key)}:${text}`;
    });
    return joined(members, '{', '}');
  }
  return value.exact ?? JSON.stringify(content);
}

function joined(parts: readonly (string | undefined)[], open: string, close: string): string | undefined {
  return parts.includes(undefined) ? undefined : `${open}${parts.join(',')}${close}`;
}

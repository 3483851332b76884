/** Where the source of a module call points, as far as it decides which code is fetched. */
export type ModuleSource =
  | { readonly kind: 'local' }
  /** `name` is the address without its query; `ref` what is checked out, undefined for the default branch. */
  | {
      readonly kind: 'git';
      readonly name: string;
      readonly ref: string | undefined;
      readonly transport: 'clear' | 'safe';
    }
  | { readonly kind: 'registry' }
  | { readonly kind: 'archive'; readonly transport: 'clear' | 'safe' }
  | { readonly kind: 'other' };

/** Longest source that is looked at, in characters. */
const LONGEST = 2_000;

/** `namespace/name/provider`, perhaps after a host and before a folder. */
const REGISTRY = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\/)?[\w-]+\/[\w-]+\/[a-z0-9]+(?:\/\/.*)?$/i;

/** Host names that Terraform takes for Git without a prefix. */
const GIT_HOST = /^(?:github\.com|bitbucket\.org)\//;

/**
 * Reads a module's `source`.
 * Source: https://developer.hashicorp.com/terraform/language/modules/sources
 */
export function moduleSourceOf(source: string): ModuleSource {
  if (source.length > LONGEST) return { kind: 'other' };
  if (source.startsWith('./') || source.startsWith('../')) return { kind: 'local' };
  const isForced = source.startsWith('git::');
  const address = isForced ? source.slice('git::'.length) : source;
  // `git@host:path` is SSH; an address that names its user is not a host of the registry either.
  const isScp = /^[\w.-]+@[\w.-]+:/.test(address);
  if (isForced || isScp || GIT_HOST.test(address) || (isUrl(address) && /\.git(?:$|[/?])/.test(address))) {
    const { path, query } = split(address);
    const ref = query.get('ref') ?? undefined;
    const transport = /^(?:http|git):\/\//.test(address) ? 'clear' : 'safe';
    return { kind: 'git', name: withoutUser(path), ref: ref === '' ? undefined : ref, transport };
  }
  if (/^https?:\/\//.test(address)) {
    return { kind: 'archive', transport: address.startsWith('http://') ? 'clear' : 'safe' };
  }
  return REGISTRY.test(address) ? { kind: 'registry' } : { kind: 'other' };
}

function isUrl(address: string): boolean {
  return /^(?:https?|ssh|git):\/\//.test(address);
}

function split(address: string): { readonly path: string; readonly query: URLSearchParams } {
  const at = address.indexOf('?');
  if (at < 0) return { path: address, query: new URLSearchParams() };
  return { path: address.slice(0, at), query: new URLSearchParams(address.slice(at + 1)) };
}

/** An address may hold a token; messages must not. */
function withoutUser(path: string): string {
  return path.replace(/^([a-z]+:\/\/)[^/@]*@/, '$1');
}

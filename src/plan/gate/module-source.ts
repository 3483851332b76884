/** Where the source of a module call points. `why` is a phrase for messages. */
export type GateModuleSource =
  | { readonly kind: 'local' }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'outside' | 'transport' | 'unclear'; readonly why: string };

/** Longest source that is read, in characters. */
const MAX_LENGTH = 2000;

/** `namespace/name/target`, perhaps behind a host and before a folder. Source: https://developer.hashicorp.com/terraform/internals/module-registry-protocol#module-addresses */
const REGISTRY = /^(?:([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)\/)?[\w-]+\/[\w-]+\/[a-z0-9]+(?:\/\/[^?]*)?$/i;

/** A URL with a host of plain characters; a user is skipped. */
const URL_PARTS = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(:\d+)?(?:[/?#]|$)/i;

/** `git@host:path`. */
const SCP = /^[\w.-]+@([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):(?!\/\/)/i;

/**
 * Reads the source of a module as Terraform's installer does, in its order: local, registry, then what go-getter knows.
 * Source: https://developer.hashicorp.com/terraform/language/modules/sources
 */
export function gateModuleSource(source: string, registry: string): GateModuleSource {
  if (source.length > MAX_LENGTH) return { kind: 'unclear', why: 'it is too long' };
  if (/[^!-~]/.test(source)) return { kind: 'unclear', why: 'it has blanks or characters that are not ASCII' };
  if (source.includes('\\')) return { kind: 'outside', why: 'a path with backslashes' };
  if (source.startsWith('./') || source.startsWith('../')) return { kind: 'local' };
  if (/^(?:[/~]|[a-z]:)/i.test(source)) return { kind: 'outside', why: 'an absolute path' };
  const address = REGISTRY.exec(source);
  if (address && !/^(?:github\.com|bitbucket\.org|gitlab\.com)\//i.test(source)) {
    return leavesPackage(source) ?? { kind: 'host', host: (address[1] ?? registry).toLowerCase() };
  }
  const forced = /^([a-z0-9]+)::([^]*)$/i.exec(source);
  const getter = forced?.[1]?.toLowerCase();
  const rest = forced?.[2] ?? source;
  if (getter !== undefined && getter !== 'git') {
    return { kind: 'transport', why: `${getter}:: runs another program or uses ambient credentials` };
  }
  return leavesPackage(rest) ?? optionInQuery(rest) ?? remote(rest, getter === 'git');
}

function remote(address: string, isGit: boolean): GateModuleSource {
  if (/^[a-z0-9]+::/i.test(address)) return { kind: 'transport', why: 'git is told to run a helper program' };
  const scp = SCP.exec(address)?.[1];
  if (scp !== undefined) return { kind: 'host', host: scp.toLowerCase() };
  const bare = /^(github\.com|bitbucket\.org)\//.exec(address)?.[1];
  if (bare !== undefined) return { kind: 'host', host: bare };
  if (isGit && /^[/.~]/.test(address)) return { kind: 'outside', why: 'a path that git reads' };
  const [, scheme, host, port] = URL_PARTS.exec(address) ?? [];
  const name = scheme?.toLowerCase() ?? /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase();
  if (name === 'file') return { kind: 'outside', why: 'a file of the machine' };
  if (name === 'http' || name === 'git') return { kind: 'transport', why: `${name}:// is not encrypted` };
  if (name === 's3' || name === 'gcs') return { kind: 'transport', why: `${name}:// uses ambient credentials` };
  if (/^(?:www\.googleapis\.com|[\w.-]+\.amazonaws\.com)\//i.test(address)) {
    return { kind: 'transport', why: 'a bucket is read with ambient credentials' };
  }
  const isRead = name === 'https' || (isGit && name === 'ssh') || (!isGit && name === 'oci');
  if (!isRead || host === undefined) return { kind: 'unclear', why: 'its form is not known' };
  return { kind: 'host', host: `${host.toLowerCase()}${port ?? ''}` };
}

/** `//../x` or an encoded form of it: a folder outside of what is fetched. */
function leavesPackage(address: string): GateModuleSource | undefined {
  const hasParent = address.split(/[/?#]/).some((part) => part.replaceAll(/%2e/gi, '.') === '..');
  return hasParent || /%2f|%5c/i.test(address) ? { kind: 'outside', why: 'a path out of what is fetched' } : undefined;
}

/** `?ref=--upload-pack=x`: git would take it for an option. */
function optionInQuery(address: string): GateModuleSource | undefined {
  return /[?&][^=&]*=(?:-|%2d)/i.test(address)
    ? { kind: 'transport', why: 'git could take a value of its query for an option' }
    : undefined;
}

import { DEFAULT_PROVIDERS, PROVIDERS_THAT_RUN_ANYTHING } from './allowed-providers.data.ts';

/** The registries that an address without a host means. */
export const PUBLIC_REGISTRIES = { terraform: 'registry.terraform.io', tofu: 'registry.opentofu.org' } as const;

/** Part of the program itself. */
const BUILT_IN = 'terraform.io/builtin/terraform';

/** What may be done with a provider. `exact`: it runs anything, and the policy lists just this address. */
export type ProviderStanding = 'allowed' | 'exact' | 'runs-anything' | 'not-allowed';

/**
 * The whole address of a provider source, in lower case; undefined when it is none.
 * Source: https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses
 */
export function providerAddressOf(source: string, tool: 'terraform' | 'tofu'): string | undefined {
  const parts = source.toLowerCase().split('/');
  const [type = '', namespace = 'hashicorp', host = PUBLIC_REGISTRIES[tool]] = parts.reverse();
  const isName = (text: string): boolean => /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/.test(text);
  if (parts.length > 3 || !isName(type) || !isName(namespace)) return undefined;
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/.test(host) ? `${host}/${namespace}/${type}` : undefined;
}

/** Judges the address of a provider (see `providerAddressOf`) against the list of the policy. */
export function providerStanding(address: string, listed: readonly string[] | undefined): ProviderStanding {
  if (address === BUILT_IN) return 'allowed';
  const list = listed ?? defaultAddresses();
  const isExact = list.some((entry) => wholeEntry(entry) === address);
  const [host = '', ...rest] = address.split('/');
  const isPublic = Object.values<string>(PUBLIC_REGISTRIES).includes(host);
  if (isPublic && PROVIDERS_THAT_RUN_ANYTHING.has(rest.join('/'))) return isExact ? 'exact' : 'runs-anything';
  return isExact || list.some((entry) => startsWith(address, entry)) ? 'allowed' : 'not-allowed';
}

/** Addresses that may run when the policy lists none. */
function defaultAddresses(): readonly string[] {
  return Object.values(PUBLIC_REGISTRIES).flatMap((host) => DEFAULT_PROVIDERS.map((provider) => `${host}/${provider}`));
}

/** An entry without a host means Terraform's registry, as it does in Terraform. */
function wholeEntry(entry: string): string {
  const lower = entry.toLowerCase();
  return lower.split('/').length === 2 ? `${PUBLIC_REGISTRIES.terraform}/${lower}` : lower;
}

/** A `*` at the end stands for all of it; never for the end of a host. */
function startsWith(address: string, entry: string): boolean {
  if (!entry.endsWith('*')) return false;
  const beginning = entry.slice(0, -1).toLowerCase();
  return beginning === '' || (beginning.includes('/') && address.startsWith(beginning));
}

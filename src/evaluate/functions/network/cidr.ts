import { isFailure, refuse, undecide, type Outcome } from '../refusal.ts';
import { ipText, isMapped, parseIp, type IpAddress } from './ip-address.ts';

/** A network: its first address and the length of its prefix. */
interface Network {
  readonly start: bigint;
  readonly bits: 32 | 128;
  readonly length: number;
}

/** `cidrhost`: the address with this number in the network; a negative number counts from the end. */
export function cidrHost(prefix: string, host: bigint): Outcome<string> {
  const network = parseNetwork(prefix);
  if (isFailure(network)) return network;
  const size = 1n << BigInt(network.bits - network.length);
  // Terraform looks at 64 bits only to see whether a number is too large.
  const isHuge = host >= 1n << 63n || host < -(1n << 63n);
  if (isHuge && (host >= size || -host > size)) return undecide('a host number of more than 63 bits');
  if (host >= size || -host > size) return refuse(`the network ${prefix} has no host with the number ${host}`);
  return ipText({ value: network.start + (host < 0n ? size + host : host), bits: network.bits });
}

/** `cidrnetmask`: the netmask of an IPv4 network. */
export function cidrNetmask(prefix: string): Outcome<string> {
  const network = parseNetwork(prefix);
  if (isFailure(network)) return network;
  if (network.bits !== 32) return refuse('IPv6 networks have no netmask');
  return ipText({ value: ((1n << 32n) - 1n) ^ ((1n << BigInt(32 - network.length)) - 1n), bits: 32 });
}

/** `cidrsubnet`: the subnet with this number of those whose prefix is `newBits` longer. */
export function cidrSubnet(prefix: string, newBits: number, number: bigint): Outcome<string> {
  const network = parseNetwork(prefix);
  if (isFailure(network)) return network;
  // Terraform takes these and gives networks outside of the prefix.
  if (newBits < 0 || number < 0n) return undecide('a negative number of bits or networks');
  const length = network.length + newBits;
  if (length > network.bits) return refuse(`a prefix of ${network.length} bits cannot be extended by ${newBits}`);
  if (number >= 1n << BigInt(newBits)) return refuse(`${newBits} more bits have no network with the number ${number}`);
  return networkText({ ...network, start: network.start + (number << BigInt(network.bits - length)), length });
}

/** `cidrsubnets`: subnets one behind the other, each with its number of additional bits. */
export function cidrSubnets(prefix: string, newBits: readonly number[]): Outcome<readonly string[]> {
  const network = parseNetwork(prefix);
  if (isFailure(network)) return network;
  const end = network.start + (1n << BigInt(network.bits - network.length));
  const subnets: string[] = [];
  let next = network.start;
  for (const bits of newBits) {
    if (bits < 1 || bits > 32) return refuse('a prefix can be extended by 1 to 32 bits');
    const length = network.length + bits;
    if (length > network.bits) return refuse(`a prefix of ${network.length} bits cannot be extended by ${bits}`);
    const size = 1n << BigInt(network.bits - length);
    const start = ((next + size - 1n) / size) * size;
    // Terraform takes an address of zero for an overflow.
    if (start >= end || start === 0n) return refuse('there is no room left for this subnet');
    subnets.push(networkText({ ...network, start, length }));
    next = start + size;
  }
  return subnets;
}

/** `cidrcontains` (OpenTofu): whether an address or network lies in the network. */
export function cidrContains(prefix: string, address: string): Outcome<boolean> {
  const outer = parseNetwork(prefix);
  if (isFailure(outer)) return outer;
  const single = parseIp(address);
  const inner = single ? { start: single.value, bits: single.bits, length: single.bits } : parseNetwork(address);
  if (isFailure(inner)) return inner;
  if (single && isMapped(single)) return undecide('an IPv6 address that stands for an IPv4 one');
  if (inner.bits !== outer.bits) return refuse('one address is IPv4, the other IPv6');
  return inner.length >= outer.length && maskedStart(inner.start, outer.bits, outer.length) === outer.start;
}

function parseNetwork(text: string): Outcome<Network> {
  const slash = text.indexOf('/');
  const address: IpAddress | undefined = slash === -1 ? undefined : parseIp(text.slice(0, slash));
  const lengthText = text.slice(slash + 1);
  const length = /^\d{1,9}$/.test(lengthText) ? Number(lengthText) : Number.NaN;
  if (!address || !(length <= address.bits)) return refuse(`"${text.slice(0, 60)}" is no network in CIDR notation`);
  if (isMapped(address)) return undecide('an IPv6 network that stands for an IPv4 one');
  return { start: maskedStart(address.value, address.bits, length), bits: address.bits, length };
}

function maskedStart(value: bigint, bits: number, length: number): bigint {
  const host = BigInt(bits - length);
  return (value >> host) << host;
}

function networkText({ start, bits, length }: Network): string {
  return `${ipText({ value: start, bits })}/${length}`;
}

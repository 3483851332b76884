/** An address: its number and how many bits it has (32 for IPv4, 128 for IPv6). */
export interface IpAddress {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

const LONGEST = 100;

/**
 * An address as Terraform reads it: leading zeros do not make a number octal, zones are not allowed.
 * Undefined when the text is none.
 */
export function parseIp(text: string): IpAddress | undefined {
  if (text.length > LONGEST) return undefined;
  if (text.includes(':')) {
    const value = parseV6(text);
    return value === undefined ? undefined : { value, bits: 128 };
  }
  const value = parseV4(text);
  return value === undefined ? undefined : { value, bits: 32 };
}

/** The address as text: the longest run of two or more zero groups of IPv6 is left out. Source: https://www.rfc-editor.org/rfc/rfc5952 */
export function ipText({ value, bits }: IpAddress): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  let [start, length] = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
    i = Math.max(i, end - 1);
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return start === -1 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

/** True for an IPv6 address that stands for an IPv4 one (`::ffff:10.0.0.1`). */
export function isMapped({ value, bits }: IpAddress): boolean {
  return bits === 128 && value >> 32n === 0xffffn;
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^\d+$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  // `::` stands for at least one group.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function groupsOf(text: string, isLast: boolean): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (isLast && index === parts.length - 1 && part.includes('.')) {
      const embedded = parseV4(part);
      if (embedded === undefined) return undefined;
      groups.push(embedded >> 16n, embedded & 0xffffn);
      continue;
    }
    if (!/^[0-9a-fA-F]+$/.test(part)) return undefined;
    const group = BigInt(`0x${part}`);
    if (group > 0xffffn) return undefined;
    groups.push(group);
  }
  return groups;
}

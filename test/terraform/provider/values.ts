import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';

/** A value that will only be known after apply; keeps what Terraform says about it so that it goes back unchanged. */
export interface Unknown {
  readonly unknown: true;
  readonly extension: number;
  readonly data: Uint8Array;
}

/** A value on its way between Terraform and a provider. */
export type WireValue = null | string | number | bigint | boolean | Unknown | readonly WireValue[] | WireFields;

/** An object or a map on its way between Terraform and a provider. */
export interface WireFields {
  readonly [name: string]: WireValue;
}

/** The plain unknown value. */
export const UNKNOWN: Unknown = { unknown: true, extension: 0, data: new Uint8Array([0]) };

/** True for an unknown value. */
export function isUnknown(value: WireValue | undefined): value is Unknown {
  return typeof value === 'object' && value !== null && 'unknown' in value && value.unknown === true;
}

/** True for an object or a map. */
export function isFields(value: WireValue | undefined): value is WireFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUnknown(value);
}

// Unknown values are MessagePack extensions: 0 without and 12 with refinements.
// Source: https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md
const extensions = new ExtensionCodec();
for (const type of [0, 12]) {
  extensions.register({
    type,
    encode: (value: unknown) => {
      const candidate = value as WireValue;
      return isUnknown(candidate) && candidate.extension === type ? candidate.data : null;
    },
    decode: (data): Unknown => ({ unknown: true, extension: type, data: data.slice() }),
  });
}

/** Reads a value as Terraform sends it (MessagePack, or JSON for stored state). Null for an empty message. */
export function readValue(message: { msgpack?: Uint8Array; json?: Uint8Array } | null | undefined): WireValue {
  if (message?.msgpack && message.msgpack.length > 0)
    return decode(message.msgpack, { extensionCodec: extensions, useBigInt64: true }) as WireValue;
  if (message?.json && message.json.length > 0) return JSON.parse(Buffer.from(message.json).toString()) as WireValue;
  return null;
}

/** Writes a value as Terraform reads it. */
export function writeValue(value: WireValue): { msgpack: Buffer } {
  return { msgpack: Buffer.from(encode(value, { extensionCodec: extensions, useBigInt64: true })) };
}

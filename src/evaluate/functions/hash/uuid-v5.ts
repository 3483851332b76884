import { createHash } from 'node:crypto';

import { refuse, type Outcome } from '../refusal.ts';

/** Namespaces that have a name. Source: https://www.rfc-editor.org/rfc/rfc9562#section-6.6 */
const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['dns', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
  ['url', '6ba7b811-9dad-11d1-80b4-00c04fd430c8'],
  ['oid', '6ba7b812-9dad-11d1-80b4-00c04fd430c8'],
  ['x500', '6ba7b814-9dad-11d1-80b4-00c04fd430c8'],
]);

const HEX = '[0-9a-fA-F]';
const DASHED = `(${HEX}{8})-(${HEX}{4})-(${HEX}{4})-(${HEX}{4})-(${HEX}{12})`;
const FORMS = [
  new RegExp(`^${DASHED}$`),
  new RegExp(`^urn:uuid:${DASHED}$`, 'i'),
  new RegExp(`^.${DASHED}.$`, 's'),
  new RegExp(`^(${HEX}{32})$`),
];

/** `uuidv5`: the UUID of a name in a namespace (a name from the list above, or a UUID). */
export function uuidV5(namespace: string, name: string): Outcome<string> {
  const written = NAMESPACES.get(namespace) ?? namespace;
  const match = FORMS.map((form) => form.exec(written)).find((found) => found !== null);
  if (!match) return refuse(`"${namespace.slice(0, 60)}" is no UUID namespace`);
  const space = Buffer.from(match.slice(1).join(''), 'hex');
  const bytes = createHash('sha1').update(space).update(name, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A key and a certificate for it that it signed itself. */
export interface Certificate {
  /** PEM. */
  readonly privateKey: string;
  /** PEM. */
  readonly certificate: string;
  readonly der: Buffer;
}

const DAY = 86_400_000;

/** Object identifiers as DER. Source: https://www.rfc-editor.org/rfc/rfc5280 and https://www.rfc-editor.org/rfc/rfc5758 */
const OID = {
  ecdsaWithSha256: '06082a8648ce3d040302',
  commonName: '0603550403',
  subjectAlternativeName: '0603551d11',
  basicConstraints: '0603551d13',
} as const;

/** Makes a certificate for `localhost` (P-256), valid from yesterday to tomorrow, that may stand as its own authority. */
export function selfSignedCertificate(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(hex(OID.ecdsaWithSha256));
  const name = sequence(der(0x31, sequence(hex(OID.commonName), der(0x0c, Buffer.from('localhost')))));
  const now = Date.now();
  const extensions = sequence(
    extension(OID.basicConstraints, sequence(der(0x01, Buffer.from([0xff]))), true),
    extension(OID.subjectAlternativeName, sequence(der(0x82, Buffer.from('localhost'))), false),
  );
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])), // serial number, positive
    algorithm,
    name,
    sequence(utcTime(now - DAY), utcTime(now + DAY)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = sign('sha256', content, privateKey);
  const whole = sequence(content, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    der: whole,
  };
}

/** One DER element: tag, length, content. */
function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function extension(oid: string, value: Buffer, critical: boolean): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(hex(oid), ...flag, der(0x04, value));
}

function utcTime(time: number): Buffer {
  const digits = new Date(time).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

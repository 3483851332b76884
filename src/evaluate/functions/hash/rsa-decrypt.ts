import { constants, createPrivateKey, privateDecrypt, type KeyObject } from 'node:crypto';

import { decodeBase64, textOfBytes } from '../encoding/base64.ts';
import { refuse, undecide, type Outcome } from '../refusal.ts';

/** Larger keys make decryption slow. */
const MOST_BITS = 8_192;
const LONGEST_KEY = 20_000;

/** `rsadecrypt`: the text that was encrypted (RSA with PKCS #1 v1.5 padding). */
export function rsaDecrypt(ciphertext: string, privateKey: string): Outcome<string> {
  const encrypted = decodeBase64(ciphertext);
  if ('refused' in encrypted) return encrypted;
  if (privateKey.length > LONGEST_KEY) return undecide('a private key that is too long');
  if (privateKey.includes('BEGIN OPENSSH')) return undecide('a private key in the form of OpenSSH');
  const key = readKey(privateKey);
  if (key?.asymmetricKeyType !== 'rsa') return refuse('the private key is not an RSA key');
  if ((key.asymmetricKeyDetails?.modulusLength ?? MOST_BITS + 1) > MOST_BITS)
    return undecide('a private key that is too long');
  const plain = withoutPadding(key, encrypted.bytes);
  if (!plain) return refuse('the text cannot be decrypted with this key');
  const text = textOfBytes(plain);
  return typeof text === 'string' ? text : undecide('what is decrypted is not UTF-8');
}

function readKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    // The reader has no other way to say that this is no key.
    return undefined;
  }
}

/** The padding is taken off here: OpenSSL answers a wrong padding with random bytes instead of an error. */
function withoutPadding(key: KeyObject, encrypted: Uint8Array): Uint8Array | undefined {
  let block: Buffer;
  try {
    block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
  } catch {
    // The text is longer than the key allows, or its number too large.
    return undefined;
  }
  const end = block.indexOf(0, 2);
  const isPadded = block[0] === 0 && block[1] === 2 && end >= 10;
  return isPadded ? block.subarray(end + 1) : undefined;
}

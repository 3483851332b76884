import { generateKeyPairSync } from 'node:crypto';
import { Webhooks } from '@octokit/webhooks';

/** Credentials of an App that exists only in tests. */
export const APP_ID = 4242;
export const WEBHOOK_SECRET = '5f1c2b7e9a3d4860b1e2f3a4c5d6e7f8';
export const PRIVATE_KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

/** What GitHub sends in `X-Hub-Signature-256` for a body. */
export function sign(body: string, secret = WEBHOOK_SECRET): Promise<string> {
  return new Webhooks({ secret }).sign(body);
}

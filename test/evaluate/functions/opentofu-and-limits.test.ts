import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';

import { decodeCsv } from '../../../src/evaluate/functions/encoding/csv-decode.ts';
import { gunzipBase64 } from '../../../src/evaluate/functions/encoding/gunzip.ts';
import { decodeJson } from '../../../src/evaluate/functions/encoding/json-decode.ts';
import { decodeUrl } from '../../../src/evaluate/functions/encoding/url.ts';
import { decodeYaml } from '../../../src/evaluate/functions/encoding/yaml-decode.ts';
import { encodeYaml } from '../../../src/evaluate/functions/encoding/yaml-encode.ts';
import { formatDate } from '../../../src/evaluate/functions/date/format-date.ts';
import { rsaDecrypt } from '../../../src/evaluate/functions/hash/rsa-decrypt.ts';
import { cidrContains } from '../../../src/evaluate/functions/network/cidr.ts';
import { isFailure } from '../../../src/evaluate/functions/refusal.ts';
import { format } from './format.ts';
import { indent, replaceText } from '../../../src/evaluate/functions/text/pieces.ts';
import { allMatches, compilePattern, replacePattern } from '../../../src/evaluate/functions/text/regex.ts';

describe('functions that only OpenTofu has', () => {
  test.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::/48', false],
    ['0.0.0.0/0', '255.255.255.255', true],
  ])('cidrcontains(%j, %j) is %j', (prefix, address, expected) => {
    expect(cidrContains(prefix, address)).toBe(expected);
  });

  test.each([
    ['10.0.0.0/8', '::1'],
    ['10.0.0.0', '10.0.0.1'],
    ['10.0.0.0/8', 'x'],
  ])('cidrcontains(%j, %j) is refused', (prefix, address) => {
    expect(cidrContains(prefix, address)).toHaveProperty('refused');
  });

  test.each([
    ['a+b%20c', 'a b c'],
    ['%C3%A9%e2%82%AC', 'é€'],
    ['', ''],
    ['a%2Bb', 'a+b'],
  ])('urldecode(%j) is %j', (text, expected) => {
    expect(decodeUrl(text)).toBe(expected);
  });

  test.each(['%', '%2', '%zz', 'a%'])('urldecode(%j) is refused', (text) => {
    expect(decodeUrl(text)).toHaveProperty('refused');
  });

  test('base64gunzip unpacks a text', () => {
    expect(gunzipBase64(gzipSync('héllo').toString('base64'))).toBe('héllo');
  });

  test('base64gunzip refuses what is no gzip stream', () => {
    expect(gunzipBase64('aGVsbG8=')).toHaveProperty('refused');
    expect(gunzipBase64('?')).toHaveProperty('refused');
  });

  test('base64gunzip does not unpack more than 1 MB', () => {
    expect(gunzipBase64(gzipSync('a'.repeat(2_000_000)).toString('base64'))).toHaveProperty('undecided');
  });
});

describe('rsadecrypt', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const encrypted = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('héllo'));

  test.each(['pkcs1', 'pkcs8'] as const)('gives the text for a key in %s', (type) => {
    expect(rsaDecrypt(encrypted.toString('base64'), String(privateKey.export({ type, format: 'pem' })))).toBe('héllo');
  });

  test('refuses another text, another key and what is no key', () => {
    const pem = String(privateKey.export({ type: 'pkcs1', format: 'pem' }));
    const other = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    expect(rsaDecrypt('YQ==', pem)).toHaveProperty('refused');
    expect(rsaDecrypt('no base 64', pem)).toHaveProperty('refused');
    expect(rsaDecrypt(encrypted.toString('base64'), 'no key')).toHaveProperty('refused');
    const wrong = rsaDecrypt(encrypted.toString('base64'), String(other.export({ type: 'pkcs1', format: 'pem' })));
    expect(wrong).toHaveProperty('refused');
  });
});

describe('hostile input has bounds', () => {
  const pattern = (text: string) => {
    const compiled = compilePattern(text);
    if (isFailure(compiled)) throw new Error(`${text} does not compile`);
    return compiled;
  };

  test.each([
    ['many matches that each look at the whole text', () => allMatches(pattern('a.*z|a'), 'a'.repeat(100_000))],
    ['a replacement that grows', () => replacePattern(pattern('a'), 'a'.repeat(2_000), 'x'.repeat(1_000))],
    ['a text that grows', () => replaceText('a'.repeat(2_000), 'a', 'x'.repeat(1_000))],
    ['an indentation that grows', () => indent(1_000_000, 'a\nb\nc')],
    ['a width beyond reason', () => format('%999999999d', [])],
    ['nested JSON', () => decodeJson('['.repeat(100_000))],
    ['nested YAML', () => decodeYaml('['.repeat(100_000))],
    ['a very long date format', () => formatDate("'".repeat(100_000), '2020-01-01T00:00:00Z')],
    ['a very long pattern', () => compilePattern('a'.repeat(100_000))],
    ['aliases that multiply', () => decodeYaml(aliasBomb())],
    ['many fields', () => decodeCsv(','.repeat(500_000))],
  ])('%s', (_, run) => {
    expect(run()).toHaveProperty('undecided');
  });

  test('a pattern that backtracking would never finish is matched in linear time', () => {
    expect(allMatches(pattern('(a+)+$'), `${'a'.repeat(30_000)}b`)).toEqual([]);
  });

  test('a program of repeated repetitions is refused', () => {
    expect(compilePattern('((a{100}){100}){100}')).toHaveProperty('refused');
  });

  test('keys such as __proto__ are data', () => {
    const decoded = decodeJson('{"__proto__":{"polluted":true},"constructor":1}');
    expect(decoded).toHaveProperty(
      'data',
      new Map<string, unknown>([
        ['__proto__', new Map([['polluted', true]])],
        ['constructor', { digits: '1' }],
      ]),
    );
    expect({}).not.toHaveProperty('polluted');
  });

  test('data that contains itself many levels deep is not written', () => {
    let data: readonly unknown[] = [];
    for (let i = 0; i < 1_000; i++) data = [data];
    expect(encodeYaml(data as never)).toHaveProperty('undecided');
  });
});

/** Ten levels, each ten times the one before. */
function aliasBomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i++)
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
  return lines.join('\n');
}

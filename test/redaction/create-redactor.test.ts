import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from '../../src/redaction/create-redactor.ts';

const SECRET = 'p@ss/w"or\\d <&> 100%\n+ü';
const B64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a value that was passed in is taken out', () => {
  const form = (text: string): string => text;
  test.each([
    ['as it is', form(SECRET)],
    ['in base64', B64(SECRET)],
    ['in base64 for URLs', Buffer.from(SECRET).toString('base64url')],
    ['for URLs', encodeURIComponent(SECRET)],
    ['for forms', new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ['inside of JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['inside of JSON in JSON', JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
    [
      'inside of JSON as Go writes it',
      JSON.stringify(SECRET)
        .slice(1, -1)
        .replaceAll('<', '\\u003c')
        .replaceAll('>', '\\u003e')
        .replaceAll('&', '\\u0026'),
    ],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['in hexadecimal, upper case', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ])('%s', (_name, written) => {
    const redactor = createRedactor({ values: [SECRET] });
    const lines = written.split('\n').length - 1;
    expect(redactor.redact(`before ${written} after`)).toBe(`before [redacted]${'\n'.repeat(lines)} after`);
    expect(redactor.count()).toBe(1);
  });

  test.each([0, 1, 2, 3, 4, 5])('in the middle of a longer text in base64, %i bytes into it', (offset) => {
    const secret = 'correct horse battery';
    const out = createRedactor({ values: [secret] }).redact(B64(`${'u'.repeat(offset)}${secret}:and more of it`));
    expect(Buffer.from(out.replace('[redacted]', ''), 'base64').toString()).not.toContain('horse');
    expect(out).toContain('[redacted]');
  });

  test('whatever is drawn, none of its forms is left', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 300, unit: 'grapheme' }), fc.string(), (secret, around) => {
        fc.pre(secret.trim().length >= 6 && !'[redacted]'.includes(secret.trim()) && !around.includes('[redacted]'));
        const forms = [secret, B64(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('hex')];
        const redactor = createRedactor({ values: [secret] });
        for (const written of forms) {
          const out = redactor.redact(`${around}${written}${around}`);
          for (const each of forms) expect(out.split('[redacted]').some((piece) => piece.includes(each))).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the longest one wins, and overlapping ones go together', () => {
    const redactor = createRedactor({ values: ['abcdefgh', 'abcdefghijkl', 'klmnopqr'] });
    expect(redactor.redact('x abcdefghijklmnopqr y abcdefghi')).toBe('x [redacted] y [redacted]i');
    expect(redactor.count()).toBe(2);
  });

  test('a long one of which only the beginning is there loses the beginning', () => {
    const secret = Array.from({ length: 300 }, (_, index) => String.fromCharCode(97 + ((index * 7) % 26))).join('');
    expect(createRedactor({ values: [secret] }).redact(`a ${secret} b`)).toBe('a [redacted] b');
    expect(createRedactor({ values: [secret] }).redact(`a ${secret.slice(0, 200)}! b`)).toBe('a [redacted]! b');
  });

  test('the lines of a key by themselves, as programs indent them', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
    const values = [`-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`];
    expect(createRedactor({ values }).redact(`      ${line}\n`)).toBe('      [redacted]\n');
  });

  test('white space at its ends does not count', () => {
    expect(createRedactor({ values: ['hunter2-hunter2\n'] }).redact('is hunter2-hunter2!')).toBe('is [redacted]!');
  });

  test('a short one stays, and it is told that it is not looked for', () => {
    const redactor = createRedactor({ values: ['dev', 'true', '', 'hunter22'] });
    expect(redactor.redact('dev is true')).toBe('dev is true');
    expect(redactor.notLookedFor).toBe(2);
  });

  test('a value that reads like our own mark does no harm', () => {
    const redactor = createRedactor({ values: ['redacted', '[redacted]'] });
    expect(redactor.redact('a [redacted] b redacted c')).toBe('a [redacted] b [redacted] c');
  });
});

describe('what looks random is taken out', () => {
  const random = ['q7Zt1XbV9mKd', 'R3wYp0LsC8fHnE2u', 'GjA5vTi6oB4x'].join('');
  test.each([
    ['a token of 40 characters', random],
    ['a token of 24 characters', random.slice(0, 24)],
    ['a secret key of AWS', ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/')],
    ['a key of an Azure storage account', `${random}${random.split('').reverse().join('')}+/8=`],
    ['a key in base64 for URLs', `${random.slice(0, 20)}-${random.slice(20)}_x`],
    ['a password in base64', B64('x = 1\npassword = "hunter2-hunter2"')],
  ])('%s', (_name, token) => {
    const redactor = createRedactor();
    expect(redactor.redact(`value ${token}, next`)).toBe('value [redacted], next');
    expect(redactor.count()).toBe(1);
  });

  const hash = 'k0tXc5sJ8pVbWq3mZr7uYd1fGh2nLx4aQe6oTi9RwBs=';
  test.each([
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '3d3c42e5aac5ba805825da76410c181273ba90b1',
    '123e4567-e89b-12d3-a456-426614174000',
    'i-0abcdef1234567890 sg-0123456789abcdef0 vpc-0a1b2c3d4e5f67890',
    'arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
    'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/MyLoadBalancer/50dc6c495c0c9188',
    'arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab',
    'AROAJQABLZS4A3QDU576Q AIDAJQABLZS4A3QDU576Q',
    'AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7a8b',
    'MyStack-MyBucketLogs-1A2B3C4D5E6F7',
    'module.network["eu-west-1"].aws_route_table_association.private_subnets[2]',
    'terraform-20240101120000000100000001',
    'MyApplicationLogs20240101120000000100000001',
    'getUserByIdAndReturnAllOfTheirGroups2',
    '/subscriptions/123e4567-e89b-12d3-a456-426614174000/resourceGroups/Prod/providers/Microsoft.Network/virtualNetworks/Main2',
    'projects/my-project-123/locations/europe-west1/keyRings/MainRing/cryptoKeys/Key1',
    'registry.terraform.io/hashicorp/aws v5.100.0',
    '.dkr.ecr.eu-west-1.amazonaws.com/Team/My-App:v1.2.3-20240101',
    `source_code_hash: "${hash}"`,
    `source_code_hash = "${hash}"`,
    `"source_code_hash": "${hash}"`,
    `source_code_hash: "${hash}" → "${hash}"`,
    `h1:${hash}`,
    `sha256-${hash}`,
    `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${hash.slice(0, 43)} me@example`,
    `-----BEGIN CERTIFICATE-----\nMIIB${hash.slice(0, 40)}${'x9Zk'.repeat(5)}\n${hash}\n-----END CERTIFICATE-----`,
    `-----BEGIN CERTIFICATE-----\\nMIIB${hash.slice(0, 40)}\\n${hash}\\n-----END CERTIFICATE-----`,
    `cloud_id = "prod:${B64('eu-west-1.aws.found.io$abc$def12345')}"`,
    B64('#!/bin/bash\nset -euo pipefail\nyum -y install nginx2'),
    'user_data_replace_on_change_Is_Not_Set_For_This_1',
    'aws_vpc_endpoint.s3_Gateway_For_The_Private_Subnets_A1',
  ])('and what is public stays: %s', (text) => {
    const redactor = createRedactor();
    expect(redactor.redact(text)).toBe(text);
    expect(redactor.count()).toBe(0);
  });

  test('nearly all random texts are found, and nearly no words', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    // A small generator of our own: the same texts in every run.
    let seed = 12345;
    const next = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
    let found = 0;
    for (let i = 0; i < 1000; i++) {
      const text = Array.from({ length: 40 }, () => alphabet[Math.floor(next() * 62)]).join('');
      if (createRedactor().redact(text) === '[redacted]') found++;
    }
    expect(found).toBeGreaterThan(970);
    const words = ['Network', 'database', 'Prod', 'eu', 'west', 'Cluster', '2', 'v1', 'Subnet', 'logs', 'Key', 'id'];
    let alarms = 0;
    for (let i = 0; i < 1000; i++) {
      const separator = ['', '-', '_', '/'][Math.floor(next() * 4)] ?? '';
      const name = Array.from({ length: 6 }, () => words[Math.floor(next() * words.length)]).join(separator);
      if (createRedactor().redact(name) !== name) alarms++;
    }
    expect(alarms).toBe(0);
  });
});

describe('credentials of known shapes are taken out', () => {
  test.each([
    [
      'a key in JSON',
      '"a":"-----BEGIN EC PRIVATE KEY-----\\nMHcC\\nAQ\\n-----END EC PRIVATE KEY-----\\n"',
      '"a":"-----BEGIN EC PRIVATE KEY-----[redacted]-----END EC PRIVATE KEY-----\\n"',
    ],
    ['a header', 'Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [redacted]'],
    ['a bearer token', 'with Bearer abcdefghijklmnop123456', 'with Bearer [redacted]'],
    ['what Terraform hides itself', 'password: (sensitive value)', 'password: (sensitive value)'],
    ['words after bearer', 'a Bearer authentication-mechanism', 'a Bearer authentication-mechanism'],
  ])('%s', (_name, text, expected) => {
    expect(createRedactor().redact(text)).toBe(expected);
  });
});

describe('JSON stays JSON', () => {
  test('values go inside of strings only', () => {
    const redactor = createRedactor({ values: ['123456789012', 'say "hi" <now>'] });
    const json = '{"id":123456789012,"a":"x 123456789012","b":"say \\"hi\\" \\u003cnow\\u003e","c\\\\":[true]}';
    expect(JSON.parse(redactor.redactJson(json))).toEqual({
      id: 123456789012,
      a: 'x [redacted]',
      b: '[redacted]',
      'c\\': [true],
    });
    expect(redactor.count()).toBe(2);
  });

  const go = (value: unknown): string =>
    JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
  const ascii = (value: unknown): string =>
    JSON.stringify(value).replaceAll(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`,
    );
  test.each<readonly [string, (value: unknown) => string]>([
    ['JavaScript', JSON.stringify],
    ['Go', go],
    ['a program that writes ASCII only', ascii],
  ])('a value is found in JSON in JSON in JSON in a string, as %s writes it', (_name, encode) => {
    const values = [SECRET];
    let nested: unknown = { password: SECRET, 'a"b': 'c' };
    let expected: unknown = { password: '[redacted]', 'a"b': 'c' };
    for (let depth = 0; depth <= 3; depth++) {
      const redactor = createRedactor({ values });
      const plan = redactor.redactJson(encode({ user_data: nested, id: 1 }));
      expect(JSON.parse(plan)).toEqual({ user_data: expected, id: 1 });
      expect(redactor.count()).toBe(1);
      expect(redactor.redactJson(plan)).toBe(plan);
      nested = encode(nested);
      expected = JSON.stringify(expected);
    }
  });

  test('a value is not found half in an escape, which would break it', () => {
    const redactor = createRedactor({ values: ['nhunter2-x', 'u003cb-long'] });
    const json = JSON.stringify({ a: 'x\nhunter2-x', b: 1 }).replace('"b"', '"\\u003cb-long"');
    expect(redactor.redactJson(json)).toBe(json);
  });

  test('whatever is drawn, nested however deep', () => {
    const secrets = fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme' });
    fc.assert(
      fc.property(secrets, fc.string(), fc.integer({ min: 0, max: 3 }), (secret, around, depth) => {
        fc.pre(secret.trim().length >= 6 && !'[redacted]'.includes(secret.trim()) && !around.includes(secret.trim()));
        let nested = around + secret + around;
        for (let level = 0; level <= depth; level++) nested = go(nested);
        let said: unknown = createRedactor({ values: [secret] }).redactJson(nested);
        for (let level = 0; level <= depth; level++) said = JSON.parse(String(said));
        expect(
          String(said)
            .split('[redacted]')
            .some((piece) => piece.includes(secret)),
        ).toBe(false);
        expect(said).toContain('[redacted]');
      }),
      { numRuns: 300 },
    );
  });

  test('whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ minLength: 6 }), (json, secret) => {
        const out = createRedactor({ values: [secret, ...json.slice(2, 30).split(' ')] }).redactJson(json);
        expect(() => JSON.parse(out) as unknown).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

const pieces = fc.constantFrom(
  'password',
  ' = ',
  '"',
  "'",
  '\n',
  'x',
  '-----BEGIN PRIVATE KEY-----',
  '-----END',
  'eyJhbGciOiJ9',
  '.eyJh',
  '\\',
  'ghs_',
  'AKIAABCDEFGHIJKLMNOP',
  'hunter2-x',
  'er2-xhun',
  '[redacted]',
  'redacted',
  'Bearer ',
  '://u:',
  '@',
  'q7Zt1XbV9mKdR3wYp0LsC8fH',
  B64('hunter2-x'),
  'token: ',
);

test('doing it again changes nothing, counts nothing, and keeps the lines', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const redactor = createRedactor({ values: ['hunter2-x', 'er2-xhunt', 'redacted'] });
      const text = parts.join('');
      const once = redactor.redact(text);
      const count = redactor.count();
      expect(once.split('\n')).toHaveLength(text.split('\n').length);
      expect(redactor.redact(once)).toBe(once);
      expect(redactor.count()).toBe(count);
    }),
    { numRuns: 2000 },
  );
});

// A quadratic step would take minutes here, and the suite's own time limit would fail the test.
test.each([
  'hunter2-',
  'aaaaaaaa',
  'q7Zt1XbV9mKdR3wYp0LsC8fH ',
  '-----BEGIN CERTIFICATE-----',
  '-----BEGIN PRIVATE KEY-----',
  'hash = ',
  'Bearer a',
  'authorization:',
  '[redacted]',
  '"\\',
  '\\\\',
  '\\u005c',
  '\\\\\\"hunter2-x',
])('a megabyte of %j is read in linear time', (piece) => {
  const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
  const redactor = createRedactor({
    values: ['hunter2-x', `${'a'.repeat(5000)}b`, 'a'.repeat(3000), 'hunter2-'.repeat(400)],
  });
  expect(redactor.redact(text).length).toBeGreaterThan(0);
  expect(redactor.redactJson(text).length).toBeGreaterThan(0);
  expect(redactor.redactJson(`"${text}"`).length).toBeGreaterThan(0);
});

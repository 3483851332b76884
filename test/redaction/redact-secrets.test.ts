import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redactSecrets } from '../../src/redaction/redact-secrets.ts';

// Split, so that no scanner of this repository takes the samples for real credentials.
const JWT = ['eyJhbGciOiJSUzI1NiJ9', 'eyJpc3MiOiIxMjM0NSJ9', 'c2lnbmF0dXJlLXBhcnQ'].join('.');
const LETTERS = 'ABCDEFGHIJKLMNOP';
const AWS_ID = `AKIA${LETTERS}`;

describe('credentials are redacted', () => {
  test.each([
    ['a GitHub token', `x ghp_${'a1B2'.repeat(9)} y`, 'x [redacted] y'],
    ['a GitHub installation token that holds a JWT', `ghs_12345_${JWT} y`, '[redacted] y'],
    ['a very long GitHub token', `gho_${'z'.repeat(5000)}`, '[redacted]'],
    ['a fine-grained GitHub token', `github_pat_${'11ABC_'.repeat(10)}`, '[redacted]'],
    ['an AWS access key id', `id ${AWS_ID}.`, 'id [redacted].'],
    ['an AWS temporary key id', `ASIA${LETTERS}`, '[redacted]'],
    ['an AWS secret key', 'secret_key = "wJalrXUtnFEMI/K7MDENG"', 'secret_key = "[redacted]"'],
    ['a Slack token', `xoxb-${LETTERS}-abcdefghij`, '[redacted]'],
    ['a JWT', `Bearer ${JWT}`, 'Bearer [redacted]'],
    ['a password in HCL', '  password                = "hunter2"', '  password                = "[redacted]"'],
    [
      'a password with an escaped quote',
      String.raw`master_password = "a\"b" # c`,
      'master_password = "[redacted]" # c',
    ],
    ['a password in single quotes', "api_key: 'abc'", "api_key: '[redacted]'"],
    ['a password in JSON', '{"client_secret": "abc"}', '{"client_secret": "[redacted]"}'],
    [
      'a password in a message',
      'aws_db_instance.x has the password "hunter2"',
      'aws_db_instance.x has the password "[redacted]"',
    ],
    ['a password in YAML', 'env:\n  DB_PASSWORD: hunter2-x\n', 'env:\n  DB_PASSWORD: [redacted]\n'],
    ['a password on a command line', 'PGPASSWORD=hunter2-x psql', 'PGPASSWORD=[redacted] psql'],
    ['a password in a URL', 'postgres://app:hunter2@db/x', 'postgres://app:[redacted]@db/x'],
    [
      'the default of a variable that is named like a password',
      'variable "db_password" {\n  type    = string\n  default = "hunter2"\n}',
      'variable "db_password" {\n  type    = string\n  default = "[redacted]"\n}',
    ],
  ])('%s', (_name, text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
  });

  test('a private key, line breaks kept', () => {
    const kind = 'RSA PRIVATE KEY';
    expect(redactSecrets(`a\n-----BEGIN ${kind}-----\nMIIE\nabcd\n-----END ${kind}-----\nb`)).toBe(
      `a\n-----BEGIN ${kind}-----[redacted]\n\n\n-----END ${kind}-----\nb`,
    );
  });

  test('a private key without an end', () => {
    const kind = 'OPENSSH PRIVATE KEY';
    expect(redactSecrets(`-----BEGIN ${kind}-----\nMIIE`)).toBe(`-----BEGIN ${kind}-----[redacted]\n`);
  });
});

describe('what is no credential stays', () => {
  test.each([
    'password = var.db_password',
    'password = "${var.db_password}"',
    'token: ${{ secrets.GITHUB_TOKEN }}',
    "token: '${{ secrets.GITHUB_TOKEN }}'",
    'secrets: inherit',
    'id-token: write',
    'resource "aws_secretsmanager_secret" "db" {}',
    'secret_arn = "arn:aws:secretsmanager:eu-west-1:1:secret:x"',
    'secret_name = "prod/db"',
    'minimum_password_length = 8',
    'password_policy = "strict"',
    'variable "db_password" {\n  sensitive = true\n}',
    'aws_iam_user.token has no tags',
    'storage_encrypted = false',
  ])('%s', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });
});

test('the number of lines never changes and a second run changes nothing', () => {
  const parts = fc.constantFrom(
    'password',
    ' = ',
    '"',
    "'",
    '\n',
    'x',
    '-----BEGIN PRIVATE KEY-----',
    '-----END',
    'eyJ',
    '.',
    '\\',
    'default',
    'variable "token" {',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const once = redactSecrets(text);
      expect(once.split('\n')).toHaveLength(text.split('\n').length);
    }),
    { numRuns: 500 },
  );
});

// A quadratic expression would take minutes here, and the suite's own time limit would fail the test.
test.each([
  'eyJ',
  '-eyJ',
  'ghp_',
  'password="',
  "password='",
  'password = ',
  'variable "token" { ',
  '-----BEGIN PRIVATE KEY-----',
  '://a:',
  'token"\\',
  'secret_',
  'AKIA',
  'xoxb-',
])('half a megabyte of %j is read in linear time', (piece) => {
  const text = piece.repeat(Math.ceil(500_000 / piece.length));
  expect(redactSecrets(text).length).toBeGreaterThan(0);
});

test('a mode whose name sounds like a credential stays', () => {
  const text = 'Set `http_tokens = "required"` in `metadata_options`';
  expect(redactSecrets(text)).toBe(text);
});

test('a token in the place of a user of a URL is redacted, a user name stays', () => {
  const text = 'git::https://0123456789abcdef0123@example.com/x git::ssh://git@example.com/x';
  expect(redactSecrets(text)).toBe('git::https://[redacted]@example.com/x git::ssh://git@example.com/x');
});

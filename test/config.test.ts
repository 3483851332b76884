import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkConfig, readConfig } from '../src/config.ts';
import { ConfigError } from '../src/model/errors.ts';

const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey.trim();
const ecPem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

const folder = mkdtempSync(join(tmpdir(), 'plumbline-config-'));
writeFileSync(join(folder, 'app.pem'), pem);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const WEBHOOK_SECRET = '0123456789abcdef0123456789abcdef';
const app = { APP_ID: '123', PRIVATE_KEY: pem, WEBHOOK_SECRET };

const problemsOf = (env: Record<string, string>): string[] =>
  checkConfig(env).problems.map(({ setting, message }) => `${setting}: ${message}`);

describe('settings', () => {
  test('nothing set is a working configuration: registration page, embedded database', () => {
    expect(readConfig({})).toEqual({
      app: undefined,
      github: { apiUrl: 'https://api.github.com', htmlUrl: 'https://github.com' },
      database: { kind: 'embedded', folder: './data' },
      host: 'localhost',
      port: 3000,
      logLevel: 'info',
      logFormat: 'pretty',
      concurrency: 2,
      plan: {
        backEnd: undefined,
        concurrency: 1,
        programFolders: [],
        mirror: undefined,
        hosts: [],
        environment: {},
        state: 'empty',
        memoryMiB: 4096,
        hcpToken: undefined,
        hcpHost: 'app.terraform.io',
      },
    });
  });

  test('everything set is taken as it is', () => {
    const config = readConfig({
      ...app,
      DATABASE_URL: 'postgres://u:p@db:5432/plumbline',
      PLUMBLINE_DATA: '/var/lib/plumbline',
      HOST: '0.0.0.0',
      PORT: '8080',
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'json',
      GHE_HOST: 'github.example.com',
      GHE_PROTOCOL: 'http',
      PLUMBLINE_CONCURRENCY: '4',
      PLUMBLINE_PLAN: 'hcp',
      PLUMBLINE_PLAN_CONCURRENCY: '3',
      PLUMBLINE_TERRAFORM: '/opt/terraform',
      PLUMBLINE_PROVIDER_MIRROR: '/opt/mirror',
      PLUMBLINE_PLAN_HOSTS: 'sts.amazonaws.com, *.s3.amazonaws.com',
      PLUMBLINE_PLAN_ENV: 'AWS_ACCESS_KEY_ID',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      PLUMBLINE_PLAN_STATE: 'backend',
      PLUMBLINE_PLAN_MEMORY: '8192',
      TF_CLOUD_TOKEN: 'team-token',
      TF_CLOUD_HOST: 'tfe.example.com',
      NODE_ENV: 'production',
    });
    expect(config).toEqual({
      app: { appId: 123, privateKey: pem, webhookSecret: WEBHOOK_SECRET },
      github: { apiUrl: 'http://github.example.com/api/v3', htmlUrl: 'http://github.example.com' },
      database: { kind: 'postgres', url: 'postgres://u:p@db:5432/plumbline' },
      host: '0.0.0.0',
      port: 8080,
      logLevel: 'debug',
      logFormat: 'json',
      concurrency: 4,
      plan: {
        backEnd: 'hcp',
        concurrency: 3,
        programFolders: ['/opt/terraform'],
        mirror: '/opt/mirror',
        hosts: ['sts.amazonaws.com', '*.s3.amazonaws.com'],
        environment: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' },
        state: 'backend',
        memoryMiB: 8192,
        hcpToken: 'team-token',
        hcpHost: 'tfe.example.com',
      },
    });
  });

  test('an empty variable counts as not set', () => {
    expect(readConfig({ APP_ID: '', PORT: ' ', DATABASE_URL: '', PGHOST: '' })).toEqual(readConfig({}));
  });

  test('the subdomain of GitHub Enterprise Cloud has its own API host', () => {
    expect(readConfig({ GHE_HOST: 'octo.ghe.com' }).github.apiUrl).toBe('https://api.octo.ghe.com');
  });

  test.each([
    ['as it is', pem],
    ['with \\n for line ends', pem.replaceAll('\n', '\\n')],
    ['in quotes, as the registration page writes it to .env', `"${pem}\n"`.replaceAll('\n', '\\n')],
    ['in base64', Buffer.from(pem).toString('base64')],
  ])('a private key %s is understood', (_name, PRIVATE_KEY) => {
    expect(readConfig({ ...app, PRIVATE_KEY }).app?.privateKey.trim()).toBe(pem);
  });

  test('a private key in a file is read', () => {
    const { app: credentials } = readConfig({
      APP_ID: '1',
      WEBHOOK_SECRET,
      PRIVATE_KEY_PATH: join(folder, 'app.pem'),
    });
    expect(credentials?.privateKey).toBe(pem);
  });
});

describe('a wrong setting', () => {
  test.each<[string, Record<string, string>, RegExp[]]>([
    [
      'credentials without the rest',
      { APP_ID: '1' },
      [/^PRIVATE_KEY: is not set/, /^WEBHOOK_SECRET: is not set, so anybody could send events/],
    ],
    ['a secret alone', { WEBHOOK_SECRET }, [/^APP_ID: is not set\. It is the number/, /^PRIVATE_KEY: is not set/]],
    ['an App id that is a name', { ...app, APP_ID: 'plumbline' }, [/^APP_ID: must be a whole number.*"plumbline"/]],
    [
      'the secret that Probot uses by default',
      { ...app, WEBHOOK_SECRET: 'development' },
      [/^WEBHOOK_SECRET: is a value that everybody can guess.*openssl rand/],
    ],
    ['a placeholder', { ...app, WEBHOOK_SECRET: 'your-webhook-secret' }, [/^WEBHOOK_SECRET: is a value.*guess/]],
    ['a repeated character', { ...app, WEBHOOK_SECRET: 'a'.repeat(40) }, [/^WEBHOOK_SECRET: is a value.*guess/]],
    ['a short secret', { ...app, WEBHOOK_SECRET: 'x7Gq0pZt3' }, [/^WEBHOOK_SECRET: has fewer than 16 characters/]],
    ['a key that is no key', { ...app, PRIVATE_KEY: 'hello' }, [/^PRIVATE_KEY: is not an RSA private key in PEM form/]],
    ['an elliptic key', { ...app, PRIVATE_KEY: ecPem.toString() }, [/^PRIVATE_KEY: is not an RSA private key/]],
    [
      'a key file that is not there',
      { APP_ID: '1', WEBHOOK_SECRET, PRIVATE_KEY_PATH: '/nowhere/app.pem' },
      [/^PRIVATE_KEY_PATH: cannot be read: Error: ENOENT/],
    ],
    ['two keys', { ...app, PRIVATE_KEY_PATH: join(folder, 'app.pem') }, [/^PRIVATE_KEY: is set as well as/]],
    ['a port that is a word', { PORT: 'http' }, [/^PORT: must be a whole number from 0 to 65535, not "http"/]],
    ['a port that is too large', { PORT: '65536' }, [/^PORT:/]],
    ['a back end that does not exist', { PLUMBLINE_PLAN: 'jenkins' }, [/^PLUMBLINE_PLAN: must be one of local, hcp/]],
    ['an address as a host', { PLUMBLINE_PLAN_HOSTS: '10.0.0.1/8' }, [/^PLUMBLINE_PLAN_HOSTS: must list host names/]],
    [
      'a variable that steers Terraform',
      { PLUMBLINE_PLAN_ENV: 'TF_CLI_ARGS', TF_CLI_ARGS: 'x' },
      [/^PLUMBLINE_PLAN_ENV: may not name TF_CLI_ARGS/],
    ],
    [
      'our own secret for plans',
      { PLUMBLINE_PLAN_ENV: 'DATABASE_URL' },
      [/^PLUMBLINE_PLAN_ENV: may not name DATABASE_URL/],
    ],
    [
      'a variable for plans that is not set',
      { PLUMBLINE_PLAN_ENV: 'AWS_PROFILE' },
      [/^PLUMBLINE_PLAN_ENV: names AWS_PROFILE, which is not set/],
    ],
    ['a bad host of HCP Terraform', { TF_CLOUD_HOST: 'https://x' }, [/^TF_CLOUD_HOST: must be a host name/]],
    ['no concurrency', { PLUMBLINE_CONCURRENCY: '0' }, [/^PLUMBLINE_CONCURRENCY: .* from 1 to 64/]],
    ['an unknown level', { LOG_LEVEL: 'verbose' }, [/^LOG_LEVEL: must be one of trace, .*not "verbose"/]],
    ['a URL for a host', { GHE_HOST: 'https://github.example.com' }, [/^GHE_HOST: must be a host name/]],
    ['another protocol', { GHE_HOST: 'g.example', GHE_PROTOCOL: 'ssh' }, [/^GHE_PROTOCOL: must be one of https, http/]],
    ['another database', { DATABASE_URL: 'mysql://db/x' }, [/^DATABASE_URL: must be a postgres:\/\/ URL/]],
    [
      'half of a Postgres family',
      { PGHOST: 'db', DATABASE_NAME: 'plumbline' },
      [/^PGHOST: is set, but DATABASE_URL is not/, /^DATABASE_NAME: is set, but DATABASE_URL is not/],
    ],
    [
      'production without credentials',
      { NODE_ENV: 'production' },
      [/^APP_ID: is not set\. In production .* run `npm start` without/],
    ],
  ])('%s is named with what to do', (_name, env, expected) => {
    const problems = problemsOf(env);
    expect(problems).toHaveLength(expected.length);
    problems.forEach((problem, index) => {
      expect(problem).toMatch(expected[index] ?? /./);
    });
  });

  test('stands in one ConfigError with all the others, one per line', () => {
    const read = () => readConfig({ ...app, WEBHOOK_SECRET: 'development', PORT: 'x', PGHOST: 'db' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/^WEBHOOK_SECRET: [^\n]*\nPGHOST: [^\n]*\nPORT: [^\n]*$/);
  });

  test('is never quoted when it is a secret', () => {
    const env = { APP_ID: '1', PRIVATE_KEY: 'hunter2hunter2', WEBHOOK_SECRET: 'hunter2' };
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).not.toThrow(/hunter2/);
    expect(() => readConfig({ DATABASE_URL: 'mysql://u:hunter2@db' })).not.toThrow(/hunter2/);
  });
});

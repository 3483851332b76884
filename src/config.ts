import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type PlanSettings, readPlanSettings } from './config/plan-settings.ts';
import { type ConfigProblem, type Environment, SettingReader } from './config/setting-reader.ts';
import { ConfigError } from './model/errors.ts';

/** Who the App is on GitHub. */
export interface AppCredentials {
  /**
   * `APP_ID`: the number on the App's settings page.
   * @example '123456'
   */
  readonly appId: number;
  /**
   * `PRIVATE_KEY`: the App's PEM key, as it is, with `\n` for line ends, or base64; or `PRIVATE_KEY_PATH`: the file it is in.
   * @example '/run/secrets/plumbline.pem'
   */
  readonly privateKey: string;
  /**
   * `WEBHOOK_SECRET`: signs every delivery; at least 16 characters, the same value as on the App's settings page.
   * @example the output of `openssl rand -hex 32`
   */
  readonly webhookSecret: string;
}

/** Which GitHub. */
export interface GitHubServer {
  /**
   * From `GHE_HOST` and `GHE_PROTOCOL` (default `https`); without them github.com.
   * @example 'https://github.example.com/api/v3'
   */
  readonly apiUrl: string;
  /**
   * Where its pages are.
   * @example 'https://github.example.com'
   */
  readonly htmlUrl: string;
}

/** Where jobs are kept. */
export type DatabaseConfig =
  /**
   * `PLUMBLINE_DATA`: folder of the embedded database; one process at a time. Default `./data`.
   * @example '/var/lib/plumbline'
   */
  | { readonly kind: 'embedded'; readonly folder: string }
  /**
   * `DATABASE_URL`: a Postgres server, 13 or newer; any number of processes.
   * @example 'postgres://plumbline:secret@db.internal:5432/plumbline'
   */
  | { readonly kind: 'postgres'; readonly url: string };

/** Everything Plumbline reads from its environment. */
export interface Config {
  /** Undefined when none of the credentials is set: `npm start` then shows the registration page. */
  readonly app: AppCredentials | undefined;
  readonly github: GitHubServer;
  readonly database: DatabaseConfig;
  /**
   * `HOST`: address to listen on. Default `localhost`; in a container `0.0.0.0`.
   * @example '0.0.0.0'
   */
  readonly host: string;
  /**
   * `PORT`: default 3000; 0 takes any free one.
   * @example '8080'
   */
  readonly port: number;
  /**
   * `LOG_LEVEL`: `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. Default `info`.
   * @example 'debug'
   */
  readonly logLevel: LogLevel;
  /**
   * `LOG_FORMAT`: `pretty` or `json`. Default `json` when `NODE_ENV` is `production`, else `pretty`.
   * @example 'json'
   */
  readonly logFormat: 'pretty' | 'json';
  /**
   * `PLUMBLINE_CONCURRENCY`: pull requests reviewed at the same time by this process, 1 to 64. Default 2.
   * @example '4'
   */
  readonly concurrency: number;
  /** Settings of the plan-only job (docs/plan.md). */
  readonly plan: PlanSettings;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** Levels of the log, most talkative first. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One captured delivery is enough to try secrets offline; 16 random characters are out of reach. */
const SHORTEST_SECRET = 16;

/** Probot's default, which everybody knows, and what examples say. */
const PLACEHOLDER_SECRET = /^(development|your[-_ ]|change[-_ ]?me)/i;

/** The environment of this process; what is set there wins over the `.env` file of the working directory. */
export function processEnvironment(): Environment {
  return { ...readDotEnv(), ...process.env };
}

/** Keeps Probot's registration page from fetching a relay (smee.io) over which deliveries would pass. Before `run` of Probot. */
export function refuseRelay(): void {
  process.env.NO_SMEE_SETUP = 'true';
}

/** Reads all settings. Throws one ConfigError that names every problem, one per line. */
export function readConfig(env: Environment): Config {
  const { config, problems } = checkConfig(env);
  if (problems.length === 0) return config;
  throw new ConfigError(
    problems.map(({ setting }) => setting).join(', '),
    problems.map(({ setting, message }) => `${setting}: ${message}`).join('\n'),
  );
}

/** The settings and everything wrong with them; a setting with a problem has its default in `config`. */
export function checkConfig(env: Environment): {
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
} {
  const problems: ConfigProblem[] = [];
  const read = new SettingReader(env, problems);
  const config: Config = {
    app: readCredentials(read),
    github: readGitHub(read),
    database: readDatabase(read),
    host: read.text('HOST') ?? 'localhost',
    port: read.integer('PORT', 3000, 0, 65_535),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    logFormat: read.oneOf('LOG_FORMAT', ['pretty', 'json'], env['NODE_ENV'] === 'production' ? 'json' : 'pretty'),
    concurrency: read.integer('PLUMBLINE_CONCURRENCY', 2, 1, 64),
    plan: readPlanSettings(read),
  };
  return { config, problems };
}

function readCredentials(read: SettingReader): AppCredentials | undefined {
  const settings = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'];
  if (settings.every((setting) => read.text(setting) === undefined)) {
    if (read.env['NODE_ENV'] === 'production') {
      read.problem(
        'APP_ID',
        'is not set. In production Plumbline needs APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET; ' +
          'to register a new App, run `npm start` without NODE_ENV=production.',
      );
    }
    return undefined;
  }
  const before = read.problems.length;
  const appId = read.integer('APP_ID', 0, 1, 999_999_999);
  if (read.text('APP_ID') === undefined) {
    read.problem('APP_ID', "is not set. It is the number on the App's settings page, under “About”.");
  }
  const privateKey = readPrivateKey(read);
  const webhookSecret = readWebhookSecret(read);
  return read.problems.length > before ? undefined : { appId, privateKey, webhookSecret };
}

function readWebhookSecret(read: SettingReader): string {
  const secret = read.text('WEBHOOK_SECRET');
  const remedy =
    "Make one with `openssl rand -hex 32` and set it here and on the App's settings page under “Webhook secret”.";
  if (secret === undefined) {
    read.problem('WEBHOOK_SECRET', `is not set, so anybody could send events. ${remedy}`);
  } else if (PLACEHOLDER_SECRET.test(secret) || new Set(secret).size < 5) {
    read.problem('WEBHOOK_SECRET', `is a value that everybody can guess. ${remedy}`);
  } else if (secret.length < SHORTEST_SECRET) {
    read.problem('WEBHOOK_SECRET', `has fewer than ${SHORTEST_SECRET} characters. ${remedy}`);
  }
  return secret ?? '';
}

function readPrivateKey(read: SettingReader): string {
  const inline = read.text('PRIVATE_KEY');
  const path = read.text('PRIVATE_KEY_PATH');
  const remedy = "Generate one on the App's settings page under “Private keys”.";
  if (inline !== undefined && path !== undefined) {
    read.problem('PRIVATE_KEY', 'is set as well as PRIVATE_KEY_PATH; keep one of them.');
    return '';
  }
  if (inline === undefined && path === undefined) {
    read.problem('PRIVATE_KEY', `is not set, and PRIVATE_KEY_PATH is not either. ${remedy}`);
    return '';
  }
  const setting = path === undefined ? 'PRIVATE_KEY' : 'PRIVATE_KEY_PATH';
  let text = inline ?? '';
  if (path !== undefined) {
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      read.problem(setting, `cannot be read: ${String(error)}`);
      return '';
    }
  }
  const key = asPem(text);
  try {
    if (createPrivateKey(key).asymmetricKeyType === 'rsa') return key;
  } catch {
    // said below; the reason would quote the key's text
  }
  read.problem(setting, `is not an RSA private key in PEM form. ${remedy}`);
  return '';
}

/** A PEM text from what fits in a variable: real line ends, `\n`, surrounding quotes, or all of it in base64. */
function asPem(text: string): string {
  const unquoted = text
    .trim()
    .replace(/^(["'])([^]*)\1$/, '$2')
    .replaceAll('\\n', '\n');
  return unquoted.includes('-----BEGIN') ? unquoted : Buffer.from(unquoted, 'base64').toString('utf8');
}

const GITHUB_COM: GitHubServer = { apiUrl: 'https://api.github.com', htmlUrl: 'https://github.com' };

function readGitHub(read: SettingReader): GitHubServer {
  const protocol = read.oneOf('GHE_PROTOCOL', ['https', 'http'], 'https');
  const host = read.text('GHE_HOST');
  if (host === undefined) return GITHUB_COM;
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(host)) {
    read.problem('GHE_HOST', `must be a host name such as github.example.com, not "${host}"`);
    return GITHUB_COM;
  }
  // GitHub Enterprise Cloud with data residency: https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency
  if (/\.ghe\.com$/i.test(host)) return { apiUrl: `${protocol}://api.${host}`, htmlUrl: `${protocol}://${host}` };
  return { apiUrl: `${protocol}://${host}/api/v3`, htmlUrl: `${protocol}://${host}` };
}

function readDatabase(read: SettingReader): DatabaseConfig {
  const embedded: DatabaseConfig = { kind: 'embedded', folder: read.text('PLUMBLINE_DATA') ?? './data' };
  const url = read.text('DATABASE_URL');
  if (url === undefined) {
    // Whoever sets one of these wants a server; falling back to the embedded database would hide that.
    const family = Object.keys(read.env)
      .filter((name) =>
        /^(PG(HOST|HOSTADDR|PORT|USER|PASSWORD|PASSFILE|DATABASE|SERVICE|SSLMODE)|DATABASE_\w+)$/.test(name),
      )
      .filter((name) => read.text(name) !== undefined);
    for (const name of family) {
      read.problem(
        name,
        'is set, but DATABASE_URL is not. Set DATABASE_URL to use a Postgres server, or unset this one.',
      );
    }
    return embedded;
  }
  if (!/^postgres(ql)?:\/\//i.test(url) || !URL.canParse(url)) {
    read.problem('DATABASE_URL', 'must be a postgres:// URL, for example postgres://user:password@host:5432/database');
    return embedded;
  }
  return { kind: 'postgres', url };
}

function readDotEnv(): Environment {
  if (!existsSync('.env')) return {};
  try {
    return { ...parseEnv(readFileSync('.env', 'utf8')) };
  } catch (error) {
    throw new ConfigError('.env', `cannot be read: ${String(error)}`, { cause: error });
  }
}

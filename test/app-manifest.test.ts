import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { Probot } from 'probot';
import { z } from 'zod';
import { intake } from '../src/intake/intake.ts';
import { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET } from './intake/app-credentials.ts';
import { QUICK_RETRIES } from './queue/job-queue-contract.ts';
import { memoryQueue } from './queue/memory-queue.ts';
import { recordingLog } from './queue/recording-log.ts';

const root = resolve(import.meta.dirname, '..');
const manifestText = readFileSync(resolve(root, 'app.yml'), 'utf8');
const manifest = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    url: z.url(),
    public: z.boolean(),
    default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
    default_events: z.array(z.string()),
  })
  .parse(load(manifestText));

type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/**
 * What each call needs, from the "fine-grained access" section of its page under https://docs.github.com/en/rest.
 * `app` calls are made with the App's own token, which needs no permission of an installation.
 */
const NEEDS: Readonly<Record<string, Permissions | 'app'>> = {
  'GET /repos/{owner}/{repo}/compare/{basehead}': { contents: 'read' },
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': { contents: 'read' },
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': { contents: 'read' },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': { pull_requests: 'read' },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': { pull_requests: 'read' },
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': { pull_requests: 'write' },
  'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}': { pull_requests: 'write' },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': { pull_requests: 'write' },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': { pull_requests: 'write' },
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': { checks: 'read' },
  'POST /repos/{owner}/{repo}/check-runs': { checks: 'write' },
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': { checks: 'write' },
  'GET /repos/{owner}/{repo}': { metadata: 'read' },
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': { metadata: 'read' },
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': { pull_requests: 'read' },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': { pull_requests: 'read' },
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': { pull_requests: 'write' },
  'GET /repos/{owner}/{repo}/tarball/{ref}': { contents: 'read' },
  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': { actions: 'read' },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': { actions: 'read' },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': { actions: 'read' },
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': { actions: 'read' },
  // GraphQL reads blobs of the repository and the conversation of a pull request, and nothing else (asserted below).
  'POST /graphql': { contents: 'read', pull_requests: 'read' },
};

/** Mandatory for every App. */
const ALWAYS: Permissions = { metadata: 'read' };
/**
 * Calls of the back end `actions`, which most installations do not use: who does, raises the permission by hand. The manifest must
 * say so.
 */
const BY_HAND: ReadonlySet<string> = new Set(['POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches']);

/** Every GitHub call that a source text names: routes, REST methods and GraphQL. */
function callsIn(text: string): string[] {
  const code = text.replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const routes = [...code.matchAll(/['"`]((?:GET|POST|PUT|PATCH|DELETE) \/[^'"`\s]+)['"`]/g)].map(
    (match) => match[1] ?? '',
  );
  const methods = [...code.matchAll(/\.rest\.(\w+)\.(\w+)/g)].map(
    (match) => `octokit.rest.${match[1] ?? ''}.${match[2] ?? ''}`,
  );
  const graphql = code.includes('.graphql(') ? ['POST /graphql'] : [];
  return [...routes, ...methods, ...graphql];
}

/** Routes that we serve, not call. */
const SERVED = new Set(['GET /healthz']);

const sources = readdirSync(resolve(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(resolve(root, 'src', file), 'utf8'));
const calls = [...new Set(sources.flatMap(callsIn))].filter((call) => !SERVED.has(call)).sort();

function permissionsOf(used: readonly string[]): Permissions {
  const needed: Record<string, 'read' | 'write'> = { ...ALWAYS };
  for (const need of used.map((call) => NEEDS[call])) {
    if (need === undefined || need === 'app') continue;
    for (const [name, level] of Object.entries(need)) {
      if (needed[name] !== 'write') needed[name] = level;
    }
  }
  return needed;
}

describe('the manifest', () => {
  test('asks for exactly the permissions of the calls in src', () => {
    expect(calls.length).toBeGreaterThan(5);
    expect(manifest.default_permissions).toEqual(permissionsOf(calls));
  });

  test('every call in src has a line in the table of permissions', () => {
    expect(calls.filter((call) => NEEDS[call] === undefined && !BY_HAND.has(call))).toEqual([]);
  });

  test('says what to do for the calls that need more than it asks for', () => {
    expect([...BY_HAND].filter((call) => !calls.includes(call))).toEqual([]);
    expect(manifestText).toMatch(/plan\.backend: actions[^]*raise it/);
  });

  test('the table of permissions has no line for a call that is gone', () => {
    expect(Object.keys(NEEDS).filter((call) => !calls.includes(call))).toEqual([]);
  });

  test('a new call would be noticed', () => {
    expect(callsIn("await octokit.request('DELETE /repos/{owner}/{repo}', {})")).toEqual([
      'DELETE /repos/{owner}/{repo}',
    ]);
    expect(callsIn('await octokit.rest.git.createRef({})')).toEqual(['octokit.rest.git.createRef']);
    expect(callsIn('await client.graphql(text)')).toEqual(['POST /graphql']);
    expect(callsIn("// 'GET /mentioned/in/a/comment'")).toEqual([]);
  });

  test('GraphQL only reads, and only blobs and pull requests', () => {
    const roots = sources.flatMap((text) => [...text.matchAll(/\b(object|pullRequest)\((?:oid|expression|number): /g)]);
    expect(new Set(roots.map((match) => match[1]))).toEqual(new Set(['object', 'pullRequest']));
    const queries = sources.flatMap((text) => text.match(/`query \(/g) ?? []);
    expect(queries).toHaveLength(roots.length);
    expect(sources.filter((text) => /\bmutation\b\s*[({]|`mutation|'mutation/.test(text))).toEqual([]);
  });

  test('never asks to write to what is not ours', () => {
    const written = Object.entries(manifest.default_permissions).filter(([, level]) => level === 'write');
    expect(written.map(([name]) => name).sort()).toEqual(['checks', 'pull_requests']);
  });

  test('gives the reason for each permission and event in the comment above it', () => {
    const lines = manifestText.split('\n');
    const names = [
      ...Object.keys(manifest.default_permissions),
      ...manifest.default_events.map((event) => `- ${event}`),
    ];
    for (const name of names) {
      const at = lines.findIndex((line) => line.trim() === name || line.trim().startsWith(`${name}:`));
      expect({ name, above: lines[at - 1] }).toEqual({ name, above: expect.stringMatching(/^ {2}# \S/) });
    }
  });

  test('subscribes to exactly the events that have a handler', async () => {
    const probot = new Probot({ appId: APP_ID, privateKey: PRIVATE_KEY, secret: WEBHOOK_SECRET, logLevel: 'fatal' });
    await probot.ready();
    const registered = new Set<string>();
    const { on } = probot.webhooks;
    probot.webhooks.on = (names, callback) => {
      for (const name of [names].flat()) registered.add(name.split('.')[0] ?? '');
      on(names, callback);
    };
    await probot.load(intake({ queue: memoryQueue({ retries: QUICK_RETRIES }), log: recordingLog(), appId: APP_ID }));
    expect([...manifest.default_events].sort()).toEqual([...registered].sort());
  });
});

import { baseName } from '../model/path.ts';

/** Words for an environment whose loss hurts nobody outside, and for the one that counts (docs/scoring.md). */
const OTHER = new Set([
  ...[
    'dev',
    'develop',
    'development',
    'test',
    'testing',
    'qa',
    'sandbox',
    'staging',
    'stage',
    'stg',
    'preview',
    'demo',
  ],
]);
const PRODUCTION = new Set(['prod', 'production', 'live', 'prd']);

/** Whether real users depend on it. */
export type Environment = 'production' | 'other';

/** The environment that a word names; undefined for any other word. */
export function environmentOf(word: string): Environment | undefined {
  const plain = word.trim().toLowerCase();
  if (PRODUCTION.has(plain)) return 'production';
  return OTHER.has(plain) ? 'other' : undefined;
}

/**
 * The environment that a path names: the deepest folder that is such a word (`live/eu/dev` is dev). Whole folder names only:
 * a word inside a name (`api-test-runner`) says what a thing is, not where it runs.
 */
export function environmentOfFolder(folder: string): Environment | undefined {
  return folder
    .split('/')
    .map(environmentOf)
    .findLast((environment) => environment !== undefined);
}

/** The environment that variable files name (`prod.auto.tfvars`, `env/dev.tfvars`); undefined when they name several or none. */
export function environmentOfFiles(paths: readonly string[]): Environment | undefined {
  const named = new Set(paths.map((path) => environmentOf(baseName(path).replace(/\..*$/, ''))));
  named.delete(undefined);
  return named.size === 1 ? [...named][0] : undefined;
}

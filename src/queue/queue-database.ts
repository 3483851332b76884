import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import type { ConstructorOptions } from 'pg-boss';
import { ConfigError } from '../model/errors.ts';
import { lockFolder } from './lock-folder.ts';

/** Where the queue lives: Postgres inside this process (in memory when there is no folder), or a server. */
export type DatabasePlace =
  | { readonly kind: 'embedded'; readonly folder: string | undefined }
  | { readonly kind: 'postgres'; readonly url: string };

/** An open database: what pg-boss needs to use it, and how to close it afterwards. */
export interface QueueDatabase {
  readonly options: ConstructorOptions;
  /** The variable that chose it, for errors. */
  readonly setting: 'DATABASE_URL' | 'PLUMBLINE_DATA';
  /** Whether this process alone uses it: then a job that is active when it opens belongs to nobody. */
  readonly isExclusive: boolean;
  close(): Promise<void>;
}

/** Connections of one process to a Postgres server: the workers' polls, the webhooks' inserts and one listener. */
const POOL_SIZE = 10;

/**
 * Opens the database. The embedded one takes 2 to 4 s in a new folder; it belongs to one process at a time.
 * Throws a ConfigError when another process uses the folder or it cannot be opened.
 */
export async function openQueueDatabase(place: DatabasePlace): Promise<QueueDatabase> {
  if (place.kind === 'postgres') {
    // pg-boss opens and closes this pool itself.
    const options = { connectionString: place.url, max: POOL_SIZE };
    return { options, setting: 'DATABASE_URL', isExclusive: false, close: () => Promise.resolve() };
  }
  const { folder } = place;
  if (folder === undefined) return embedded(await PGlite.create(), () => Promise.resolve());
  const unlock = await lockFolder(folder);
  try {
    return embedded(await PGlite.create(join(folder, 'postgres')), unlock);
  } catch (error) {
    await unlock();
    throw new ConfigError(
      'PLUMBLINE_DATA',
      `PLUMBLINE_DATA: the database in ${folder} cannot be opened: ${String(error)}`,
      {
        cause: error,
      },
    );
  }
}

function embedded(database: PGlite, unlock: () => Promise<void>): QueueDatabase {
  return {
    options: { db: fromPglite(database), backend: 'pglite' },
    setting: 'PLUMBLINE_DATA',
    isExclusive: true,
    close: async () => {
      await database.close();
      await unlock();
    },
  };
}

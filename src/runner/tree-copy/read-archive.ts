import { pipeline } from 'node:stream/promises';
import { types } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { Extract } from 'tar-stream';
import { extract } from 'tar-stream';
import type { ArchiveLimits } from './tree-limits.ts';
import { pathProblem } from './tree-limits.ts';
import { TreeRefusal } from './tree-refusal.ts';

/** One file or link of an archive; folders are not entries. */
export type ArchiveEntry =
  | { readonly path: string; readonly kind: 'file'; readonly content: Uint8Array; readonly executable: boolean }
  | { readonly path: string; readonly kind: 'symlink'; readonly target: string };

/** Below this the ratio says nothing: a small file of zeros is no bomb. */
const RATIO_FROM_BYTES = 20 * 1024 * 1024;
/** A header, its padding and the extended header of a long name. */
const ENTRY_OVERHEAD = 2048;
const ADVICE = 'remove it from the repository';

/**
 * The entries of a gzipped tar whose paths are below one folder, in its order, each read whole. The bytes are hostile: throws a
 * TreeRefusal for every kind of entry and path that may not be written, for what is no archive, and above the limits; the
 * signal's reason when it is aborted. Stopping early ends the reading of `bytes`.
 */
export async function* readArchive(
  bytes: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
  signal: AbortSignal,
): AsyncGenerator<ArchiveEntry> {
  const tar = extract();
  const ended = new AbortController();
  let failure: unknown;
  const fed = feed(tar, bytes, limits, AbortSignal.any([signal, ended.signal])).catch((error: unknown) => {
    failure ??= error;
    tar.destroy(errorOf(error));
  });
  let top: string | undefined;
  try {
    for await (const entry of tar) {
      const { type, linkname, mode } = entry.header;
      const name = entry.header.name.replace(/\/$/, '');
      const [first = '', ...rest] = name.split('/');
      const path = rest.join('/');
      const problem = pathProblem(name, limits);
      if (problem !== undefined) throw new TreeRefusal(`${problem}; ${ADVICE}`, name);
      if ((top ?? first) !== first || (path === '' && type !== 'directory')) {
        throw new TreeRefusal('is beside the one folder of the archive', name);
      }
      top = first;
      if (type === 'file' || type === 'contiguous-file') {
        const content = await readWhole(entry, path, limits);
        yield { path, kind: 'file', content, executable: (mode & 0o100) !== 0 };
      } else if (type === 'symlink') {
        entry.resume();
        yield { path, kind: 'symlink', target: textOf(linkname) };
      } else if (type === 'directory') {
        entry.resume();
      } else {
        throw new TreeRefusal(`is neither a file, a folder nor a symbolic link (${type}); ${ADVICE}`, path);
      }
    }
    await fed;
    if (failure !== undefined) throw errorOf(failure);
  } catch (error) {
    signal.throwIfAborted();
    // What stopped the feeding says more than a reader that was destroyed for it.
    throw error instanceof TreeRefusal ? error : errorOf(failure ?? error);
  } finally {
    ended.abort();
    tar.destroy();
  }
}

/** The library's type leaves out that there may be none. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function errorOf(error: unknown): Error {
  return types.isNativeError(error) ? error : new Error(String(error));
}

/** Inflates into the reader, counting both sides. */
async function feed(
  tar: Extract,
  bytes: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
  signal: AbortSignal,
): Promise<void> {
  const maxBytes = limits.totalBytes + limits.files * ENTRY_OVERHEAD;
  let packed = 0;
  let inflated = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      packed += chunk.length;
      yield chunk;
    }
  };
  await pipeline(
    counted,
    createGunzip(),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        inflated += chunk.length;
        if (inflated > maxBytes) throw new TreeRefusal(`the repository is larger than ${mb(limits.totalBytes)} MB`);
        if (inflated > RATIO_FROM_BYTES && inflated > packed * limits.ratio) {
          throw new TreeRefusal(`the archive of the repository inflates more than ${limits.ratio} times`);
        }
        if (!tar.write(chunk)) await drained(tar, signal);
      }
      tar.end(null);
    },
    { signal },
  ).catch((error: unknown) => {
    const code = types.isNativeError(error) && 'code' in error ? String(error.code) : '';
    throw code.startsWith('Z_') ? new TreeRefusal(`the archive of the repository is damaged (${code})`) : error;
  });
}

/** Resolves when the reader takes more; rejects when nobody reads any longer. */
function drained(tar: Extract, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(errorOf(signal.reason));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    tar.once('drain', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
  });
}

async function readWhole(stream: AsyncIterable<unknown>, path: string, limits: ArchiveLimits): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > limits.fileBytes) throw tooLarge(path, limits);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(path: string, limits: ArchiveLimits): TreeRefusal {
  return new TreeRefusal(`is larger than ${mb(limits.fileBytes)} MB; keep it outside of the repository`, path);
}

function mb(bytes: number): number {
  return Math.floor(bytes / (1024 * 1024));
}

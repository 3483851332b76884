import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { archivedPath } from './packed-path.ts';

/** What is read of an archive at most. */
export interface ArchiveLimits {
  readonly files: number;
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Bytes of everything once inflated. */
  readonly inflatedBytes: number;
}

/** One file or symbolic link of an archive. */
export type ArchiveEntry =
  | { readonly kind: 'file'; readonly path: string; readonly executable: boolean; readonly bytes: Uint8Array }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string };

/** An archive that is not read to its end: damaged, hostile, or over a limit. The message is a whole sentence. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/**
 * The files and symbolic links of a gzipped tar, with the one folder that holds everything taken off their paths. One file is
 * held at a time. Throws an ArchiveError for what is damaged, leads out of the tree, comes twice or is over a limit, and what
 * `bytes` throws. Folders are passed over, and so is what is neither file nor link: no tree of git's holds such a thing.
 */
export async function* readArchive(
  bytes: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
): AsyncGenerator<ArchiveEntry, void> {
  const tar = extract();
  const source = readable(bytes);
  // tar-stream's streams are streamx ones, which Node's pipeline takes. The outcome is looked at below.
  const feeding = pipeline(source.stream, createGunzip(), counted(limits.inflatedBytes), tar).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const seen = new Set<string>();
  try {
    for await (const entry of tar) {
      const { name, type, size, linkname, mode } = entry.header;
      if (type !== 'file' && type !== 'contiguous-file' && type !== 'symlink') {
        entry.resume();
        continue;
      }
      const path = innerPath(name);
      if (seen.has(path)) throw new ArchiveError(`The archive holds ${JSON.stringify(path)} twice.`);
      seen.add(path);
      if (seen.size > limits.files)
        throw new ArchiveError(`The archive holds more than ${String(limits.files)} files.`);
      if (size > limits.fileBytes) {
        throw new ArchiveError(
          `The archive's file ${JSON.stringify(path)} is larger than ${String(limits.fileBytes)} bytes.`,
        );
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      yield type === 'symlink'
        ? { kind: 'symlink', path, target: linkname }
        : { kind: 'file', path, executable: (mode & 0o100) !== 0, bytes: Buffer.concat(chunks) };
    }
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    tar.destroy();
    const failed = await feeding;
    throw source.failure() ?? named(failed?.error ?? error);
  } finally {
    tar.destroy(); // ends the feeding too when the caller stops early
    await feeding;
  }
}

/** `bytes` as a stream that remembers what `bytes` threw: behind a pipeline it would look like a damaged archive. */
function readable(bytes: AsyncIterable<Uint8Array>): { stream: Readable; failure: () => Error | undefined } {
  let failure: Error | undefined;
  const stream = Readable.from(bytes, { objectMode: false });
  stream.once('error', (error) => {
    failure = error.name === 'AbortError' ? undefined : error;
  });
  return { stream, failure: () => failure };
}

function counted(limit: number): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      if (total > limit) done(new ArchiveError(`The archive has more than ${String(limit)} bytes once inflated.`));
      else done(null, chunk);
    },
  });
}

function innerPath(name: string): string {
  const path = archivedPath(name);
  const slash = path?.indexOf('/') ?? -1;
  if (path === undefined || slash < 0) {
    throw new ArchiveError(
      `The archive holds ${JSON.stringify(name.slice(0, 200))}, which is no path below its folder.`,
    );
  }
  return path.slice(slash + 1);
}

function named(error: unknown): Error {
  if (error instanceof ArchiveError) return error;
  return new ArchiveError('The archive is damaged: it is no gzipped tar, or it was cut off.', { cause: error });
}

/** Contents of blobs by identity. What a SHA names never changes, so an entry is never stale. */
export interface BlobCache {
  get(repository: string, sha: string): Uint8Array | undefined;
  set(repository: string, sha: string, bytes: Uint8Array): void;
}

/** 64 MB: some thousands of Terraform files, small beside the process. */
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** What an entry costs beside its content. */
const OVERHEAD_BYTES = 200;

/** A cache that forgets what was used least recently when it holds more than `maxBytes`. Kept apart per repository. */
export function blobCache(maxBytes: number = DEFAULT_MAX_BYTES): BlobCache {
  const entries = new Map<string, Uint8Array>(); // a Map iterates in the order of insertion: oldest first
  let total = 0;
  const drop = (key: string): void => {
    const bytes = entries.get(key);
    if (bytes && entries.delete(key)) total -= bytes.length + OVERHEAD_BYTES;
  };
  return {
    get(repository, sha) {
      const key = `${repository}:${sha}`;
      const bytes = entries.get(key);
      if (bytes) {
        entries.delete(key);
        entries.set(key, bytes);
      }
      return bytes;
    },
    set(repository, sha, bytes) {
      const key = `${repository}:${sha}`;
      drop(key);
      entries.set(key, bytes);
      total += bytes.length + OVERHEAD_BYTES;
      for (const oldest of entries.keys()) {
        if (total <= maxBytes) break;
        drop(oldest);
      }
    },
  };
}

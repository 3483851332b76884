/** Values by the identity of what they were made from, so that an entry is never stale. Bounded. */
export interface BoundedCache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
}

/**
 * A cache that forgets what was used least recently when its values are larger than `maxSize` together, in the unit of
 * `sizeOf`. A value that is larger by itself is not kept.
 */
export function boundedCache<V>(maxSize: number, sizeOf: (value: V) => number): BoundedCache<V> {
  // A map keeps the order of insertion: the newest use is at the end.
  const entries = new Map<string, { readonly value: V; readonly size: number }>();
  let held = 0;
  const drop = (key: string): void => {
    const entry = entries.get(key);
    if (entry && entries.delete(key)) held -= entry.size;
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value) {
      drop(key);
      const size = sizeOf(value);
      if (size > maxSize) return;
      entries.set(key, { value, size });
      held += size;
      for (const oldest of entries.keys()) {
        if (held <= maxSize) break;
        drop(oldest);
      }
    },
  };
}

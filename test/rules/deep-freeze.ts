/** Freezes an object and everything it holds; maps and sets throw when they are changed. Returns it. */
export function deepFreeze<T>(value: T, seen = new Set<unknown>()): T {
  if (typeof value !== 'object' || value === null || seen.has(value)) return value;
  seen.add(value);
  if (value instanceof Map || value instanceof Set) {
    for (const [key, item] of value.entries()) {
      deepFreeze(key, seen);
      deepFreeze(item, seen);
    }
    const refuse = (): never => {
      throw new Error('a rule changed the graph');
    };
    Object.assign(
      value,
      value instanceof Map
        ? { set: refuse, delete: refuse, clear: refuse }
        : { add: refuse, delete: refuse, clear: refuse },
    );
  } else for (const item of Object.values(value)) deepFreeze(item, seen);
  return Object.isFrozen(value) ? value : Object.freeze(value);
}

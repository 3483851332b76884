import { createHash } from 'node:crypto';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The same plan with every other text of its changes replaced by one of a kind under a mask, and the text after it ending in that
 * secret in the open, as connection strings do: real shapes with thousands of secrets. `planted` are the secrets.
 */
export function plantSecrets(plan: unknown): { readonly plan: unknown; readonly planted: ReadonlySet<string> } {
  const planted = new Set<string>();
  const top = objectOf(plan);
  const lists = ['resource_changes', 'resource_drift'].filter((name) => Array.isArray(top[name]));
  const changed = lists.map((name) => [
    name,
    (top[name] as readonly unknown[]).map((entry, index) => {
      const { change } = objectOf(entry);
      if (!isObject(change)) return entry;
      const seed = `${name} ${String(index)}`;
      return {
        ...objectOf(entry),
        change: { ...change, ...sideOf('before', change, seed, planted), ...sideOf('after', change, seed, planted) },
      };
    }),
  ]);
  return { plan: { ...top, ...Object.fromEntries(changed) }, planted };
}

function sideOf(side: 'before' | 'after', change: JsonObject, seed: string, planted: Set<string>) {
  let texts = 0;
  let last = '';
  const at = (value: unknown, mask: unknown): readonly [unknown, unknown] => {
    if (typeof value === 'string' && mask !== true) {
      texts++;
      if (texts % 2 === 0) return [`${value} of ${last}`, mask ?? false];
      last = `zq-${createHash('sha256')
        .update(`${seed} ${side} ${String(texts)}`)
        .digest('hex')
        .slice(0, 20)}`;
      planted.add(last);
      return [last, true];
    }
    if (typeof value !== 'object' || value === null || mask === true) return [value, mask ?? false];
    const parts = Object.entries(value).map(([name, part]) => [name, ...at(part, objectOf(mask)[name])] as const);
    if (Array.isArray(value)) return [parts.map(([, part]) => part), parts.map(([, , hidden]) => hidden)];
    return [
      Object.fromEntries(parts.map(([name, part]) => [name, part])),
      Object.fromEntries(parts.map(([name, , hidden]) => [name, hidden])),
    ];
  };
  const [value, mask] = at(change[side] ?? null, change[`${side}_sensitive`]);
  return { [side]: value, [`${side}_sensitive`]: mask };
}

function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** Lists count as objects with their indexes as names. */
function objectOf(json: unknown): JsonObject {
  return typeof json === 'object' && json !== null ? (json as JsonObject) : {};
}

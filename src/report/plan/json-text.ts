import { known, type Value } from '../../model/value.ts';

/** Longest text that is read as JSON, in code units, and the deepest nesting that is taken apart. */
const LONGEST = 200_000;
const DEEPEST = 30;

/** The value that a text holds as a JSON object or list (a policy, a definition); undefined for any other text. */
export function jsonValue(text: string): Value | undefined {
  if (text.length > LONGEST || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return valueOf(JSON.parse(text) as unknown, 0);
  } catch {
    return undefined;
  }
}

function valueOf(json: unknown, depth: number): Value {
  if (json === null || typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') {
    return known(json);
  }
  if (depth >= DEEPEST) return known('…');
  if (Array.isArray(json)) return known(json.map((item: unknown) => valueOf(item, depth + 1)));
  if (typeof json !== 'object') return known(null);
  return known(new Map(Object.entries(json).map(([key, item]) => [key, valueOf(item, depth + 1)])));
}

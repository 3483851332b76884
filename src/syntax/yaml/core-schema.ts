const INTEGER = /^[-+]?[0-9]+$/;
const OCTAL = /^0o[0-7]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const INFINITE = /^([-+]?)\.(inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(nan|NaN|NAN)$/;

const FIXED: ReadonlyMap<string, null | boolean> = new Map<string, null | boolean>([
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['true', 'True', 'TRUE'].map((text) => [text, true] as const),
  ...['false', 'False', 'FALSE'].map((text) => [text, false] as const),
]);

/** The value of a plain scalar by the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema). */
export function coreValue(text: string): string | number | boolean | null {
  const fixed = FIXED.get(text);
  if (fixed !== undefined) return fixed;
  // No number is this long; the patterns need not look at a script.
  if (text.length > 400) return text;
  if (INTEGER.test(text) || FLOAT.test(text) || HEXADECIMAL.test(text) || OCTAL.test(text)) return Number(text);
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return NOT_A_NUMBER.test(text) ? Number.NaN : text;
}

/** The value of a scalar with an explicit tag such as `!!str`; other tags leave the text as it is. */
export function taggedValue(tag: string, text: string): string | number | boolean | null {
  const plain = coreValue(text);
  if (tag === '!!int' || tag === '!!float') return typeof plain === 'number' ? plain : text;
  if (tag === '!!bool') return typeof plain === 'boolean' ? plain : text;
  if (tag === '!!null') return null;
  return text;
}

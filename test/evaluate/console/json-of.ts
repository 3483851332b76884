import { digitsOf } from '../../../src/evaluate/number.ts';
import { isList, isObject, type UnknownValue, type Value } from '../../../src/model/value.ts';

/** A value as JSON text as Terraform writes it, and what JSON cannot express. */
export interface JsonText {
  /** All digits of numbers are kept; keys are in the order of their code points. */
  readonly json: string;
  readonly isInfinite: boolean;
  /** The first part that is not known; `json` has a placeholder there. */
  readonly unknown: UnknownValue | undefined;
}

/** The JSON text of a value. */
export function jsonOf(value: Value): JsonText {
  if (value.kind === 'unknown') return { json: '?', isInfinite: false, unknown: value };
  if (value.kind === 'absent') return { json: 'absent', isInfinite: false, unknown: undefined };
  const { value: content } = value;
  if (isList(content)) return joined(content.map(jsonOf), (items) => `[${items.join(',')}]`);
  if (isObject(content)) {
    const keys = [...content.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return joined(
      keys.flatMap((key) => content.get(key) ?? []).map(jsonOf),
      (items) => `{${items.map((item, index) => `${JSON.stringify(keys[index])}:${item}`).join(',')}}`,
    );
  }
  if (typeof content !== 'number') return { json: JSON.stringify(content), isInfinite: false, unknown: undefined };
  const isInfinite = !Number.isFinite(content) && !/^-?\d/u.test(value.exact ?? '');
  return {
    json: (isInfinite ? undefined : digitsOf({ ...value, value: content })) ?? 'infinite',
    isInfinite,
    unknown: undefined,
  };
}

/** Whether the value, or only a part of it, is marked as sensitive. */
export function sensitivityOf(value: Value): true | 'inside' | undefined {
  if (value.kind === 'absent') return undefined;
  if (value.sensitive === true) return true;
  if (value.kind === 'unknown' || typeof value.value !== 'object' || value.value === null) return undefined;
  return [...value.value.values()].some((item) => sensitivityOf(item) !== undefined) ? 'inside' : undefined;
}

function joined(parts: readonly JsonText[], text: (items: readonly string[]) => string): JsonText {
  return {
    json: text(parts.map(({ json }) => json)),
    isInfinite: parts.some(({ isInfinite }) => isInfinite),
    unknown: parts.find(({ unknown }) => unknown)?.unknown,
  };
}

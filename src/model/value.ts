import type { Span } from './span.ts';
import type { Type } from './type.ts';

/** One step on the way from where a value is used back to where it was written, nearest first. */
export interface TraceStep {
  /** What was read, in Terraform's words: `var.multi_az`, `default of variable "multi_az"`, `local.tags`, `prod.tfvars`. */
  readonly what: string;
  readonly span: Span;
}

/** Why a value cannot be known from the source alone. */
export type UnknownReason =
  | 'computed' // decided by the provider at apply time
  | 'variable-without-value' // a root module variable without default and without a tfvars entry
  | 'data-source'
  | 'module-not-resolved' // remote module, or a local one that is not in the tree
  | 'not-evaluated' // an expression form that this version does not evaluate
  | 'impure' // timestamp(), uuid() …
  | 'workflow-expression' // `${{ … }}`
  | 'cycle'
  | 'too-large' // an evaluation limit was reached
  | 'invalid'; // the expression cannot be evaluated by Terraform either

/** Scalars as Terraform and YAML have them. `null` is an explicit null: an attribute set to null counts as absent. */
export type Scalar = string | number | boolean | null;

/** Where a value came from; every value carries it. */
export interface Origin {
  /** Where the expression stands that gave the value. */
  readonly span?: Span | undefined;
  readonly trace: readonly TraceStep[];
  /** Addresses of resources, data sources and modules the value is derived from, through locals and variables too; sorted, unique. */
  readonly references: readonly string[];
  readonly sensitive?: boolean | undefined;
  /** What `jsonencode(…)` (or `yamlencode`) encoded, with the places of its parts, when the value is such a text. */
  readonly encoded?: Value | undefined;
}

/** The value is decided by the source. */
export interface KnownValue extends Origin {
  readonly kind: 'known';
  /** Containers hold values, so a known list may have unknown elements. */
  readonly value: Scalar | readonly Value[] | ReadonlyMap<string, Value>;
  /**
   * The type where it does not follow from the content: a list, set or map (else a list is a tuple and a map an object),
   * or a null of a known type.
   */
  readonly type?: Type | undefined;
  /**
   * The decimal digits of a number that a JavaScript number cannot hold exactly (Terraform computes with 512 bits);
   * `value` is then the nearest one.
   */
  readonly exact?: string | undefined;
  /** Bits of a number's mantissa, where they are not the 512 of a number that is written as digits. */
  readonly precision?: number | undefined;
}

/** The argument is not written (or is null): the provider's default applies. */
export interface AbsentValue extends Origin {
  readonly kind: 'absent';
}

/** The source does not decide the value: neither a defect nor its absence may be concluded from it. */
export interface UnknownValue extends Origin {
  readonly kind: 'unknown';
  readonly reason: UnknownReason;
  /** What would decide it, for the reader: `variable "multi_az" has no value`. */
  readonly detail: string;
  /** The pieces of a text of which only a part is unknown, in order. */
  readonly parts?: readonly (string | UnknownValue)[] | undefined;
  /** Its type, where that is known though the value is not. */
  readonly type?: Type | undefined;
}

/** The three-valued result of evaluating an expression or reading an attribute. */
export type Value = KnownValue | AbsentValue | UnknownValue;

/** JSON-like data with no unknown inside. */
export type Plain = Scalar | readonly Plain[] | PlainObject;

/** An object of plain data (no prototype). */
export interface PlainObject {
  readonly [key: string]: Plain;
}
const NOWHERE: Origin = { trace: [], references: [] };

/** A known value. `origin` defaults to nowhere (for values made by the engine). */
export function known(value: KnownValue['value'], origin: Origin = NOWHERE): KnownValue {
  return { ...originOf(origin), kind: 'known', value };
}

/** The value of an argument that is not written. */
export function absent(origin: Origin = NOWHERE): AbsentValue {
  return { ...originOf(origin), kind: 'absent' };
}

/** A value that cannot be known; `detail` names what would decide it. */
export function unknown(
  reason: UnknownReason,
  detail: string,
  origin: Origin = NOWHERE,
  parts?: readonly (string | UnknownValue)[],
): UnknownValue {
  return { ...originOf(origin), kind: 'unknown', reason, detail, ...(parts ? { parts } : {}) };
}

/** Where a value came from, without what it is: every value is an origin too. */
export function originOf({ span, trace, references, sensitive, encoded }: Origin): Origin {
  return { span, trace, references, ...(sensitive ? { sensitive } : {}), ...(encoded ? { encoded } : {}) };
}

/** True for a list value. `ReadonlyMap` and scalars are not lists. */
export function isList(value: KnownValue['value']): value is readonly Value[] {
  return Array.isArray(value);
}

/** True for an object or map value. */
export function isObject(value: KnownValue['value']): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** True for a string, number, boolean or null. */
export function isScalar(value: KnownValue['value']): value is Scalar {
  return value === null || typeof value !== 'object';
}

/** The value as plain data when nothing in it is unknown or absent; else the first unknown (or absent) value found. */
export function toPlain(value: Value): { plain: Plain } | { undecided: UnknownValue | AbsentValue } {
  if (value.kind !== 'known') return { undecided: value };
  if (isScalar(value.value)) return { plain: value.value };
  if (isList(value.value)) {
    const items: Plain[] = [];
    for (const item of value.value) {
      const result = toPlain(item);
      if ('undecided' in result) return result;
      items.push(result.plain);
    }
    return { plain: items };
  }
  // A null-prototype object: keys such as `__proto__` from hostile input stay data.
  const object = Object.create(null) as Record<string, Plain>;
  for (const [key, item] of value.value) {
    const result = toPlain(item);
    if ('undecided' in result) return result;
    object[key] = result.plain;
  }
  return { plain: object };
}

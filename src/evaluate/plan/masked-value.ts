import type { Type } from '../../model/type.ts';
import type { Span } from '../../model/span.ts';
import { absent, known, unknown, type Origin, type UnknownReason, type Value } from '../../model/value.ts';
import { knownDigits } from '../number.ts';
import { container } from '../origin.ts';
import { isDigits, isJsonList, isJsonObject, type Json } from './json.ts';
import type { AttributePath } from './plan.ts';
import { typeOfContainer, typeOfPart } from './schema-type.ts';
import { HIDDEN, isSecretName, type Secrets } from './secrets.ts';

/** A value of a plan with what the plan says about it; each part has the structure of the value, or is missing. */
export interface Masked {
  readonly value: Json | undefined;
  /** `true` where the value is known only after apply. */
  readonly unknown: Json | undefined;
  /** `true` where the value is sensitive. */
  readonly sensitive: Json | undefined;
}

/** What all values of one object have in common. */
export interface ValueContext {
  /** Address of the object, for texts. */
  readonly address: string;
  /** Why its unknown parts are unknown. */
  readonly reason: UnknownReason;
  readonly secrets: Secrets;
  /** True when the plan has no sensitivity masks for the object: names of arguments decide. */
  readonly isUnmasked: boolean;
  /** True when the plan leaves secrets out: a null under the mask is then no null. */
  readonly isRedacted: boolean;
  readonly place: (path: AttributePath) => Span;
}

/** How a part of a value was reached. */
export interface PartContext {
  readonly path: AttributePath;
  readonly references: readonly string[];
  /** Something around it is sensitive. */
  readonly isSensitive: boolean;
  /** Its place, where the parts have none of their own. */
  readonly span: Span;
  /** Its type, where a schema says. */
  readonly type?: Type | undefined;
}

const NO_TRACE: readonly never[] = [];

/** The parts of `masked` below `step`, a name or an index. */
export function partAt(masked: Masked, step: string | number): Masked {
  const at = (json: Json | undefined): Json | undefined => {
    if (typeof step === 'number') return isJsonList(json) ? json[step] : undefined;
    return isJsonObject(json) ? json.get(step) : undefined;
  };
  return { value: at(masked.value), unknown: at(masked.unknown), sensitive: at(masked.sensitive) };
}

/** Names in an object or in the mask of it that says that something in it is unknown. */
export function namesOf({ value, unknown: mask }: Masked): readonly string[] {
  const names = new Set(isJsonObject(value) ? value.keys() : []);
  if (isJsonObject(mask)) for (const [name, below] of mask) if (hasTrue(below)) names.add(name);
  return [...names];
}

/** Number of elements of a list, unknown ones at its end included. */
export function lengthOf({ value, unknown: mask }: Masked): number {
  const masks = isJsonList(mask) ? mask.findLastIndex(hasTrue) + 1 : 0;
  return Math.max(isJsonList(value) ? value.length : 0, masks);
}

/** Whether a mask covers anything. */
export function hasTrue(mask: Json | undefined): boolean {
  if (mask === true) return true;
  if (isJsonList(mask)) return mask.some(hasTrue);
  if (isJsonObject(mask)) for (const below of mask.values()) if (hasTrue(below)) return true;
  return false;
}

/** Whether the value is a list, or only its mask says so. */
export function isListLike({ value, unknown: mask }: Masked): boolean {
  return isJsonList(value) || ((value === undefined || value === null) && isJsonList(mask) && hasTrue(mask));
}

/** Whether the value is an object, or only its mask says so. */
export function isObjectLike({ value, unknown: mask }: Masked): boolean {
  return isJsonObject(value) || ((value === undefined || value === null) && isJsonObject(mask) && hasTrue(mask));
}

/** Whether `part` is sensitive as a whole: by its own mask, by what is around it, or by its name. */
export function isSensitivePart(part: Masked, name: string | number, around: boolean, context: ValueContext): boolean {
  return around || part.sensitive === true || (context.isUnmasked && typeof name === 'string' && isSecretName(name));
}

/** The three-valued form of `masked`; absent when the plan has nothing there. Sensitivity goes down to every part. */
export function maskedValue(masked: Masked, part: PartContext, context: ValueContext): Value {
  const isSensitive = part.isSensitive || masked.sensitive === true;
  const span = part.span;
  const origin: Origin = isSensitive
    ? { span, trace: NO_TRACE, references: part.references, sensitive: true }
    : { span, trace: NO_TRACE, references: part.references };
  if (masked.unknown === true) {
    const what = describe(context.address, part.path);
    const detail =
      context.reason === 'data-source' ? `${what} is read from the data source` : `${what} is known only after apply`;
    const open = unknown(context.reason, detail, origin);
    return part.type === undefined ? open : { ...open, type: part.type };
  }
  const { value } = masked;
  const step = (name: string | number): Value => {
    const inner = partAt(masked, name);
    const path = [...part.path, name];
    const below = {
      path,
      references: part.references,
      isSensitive: isSensitivePart(inner, name, isSensitive, context),
      span,
      type: typeOfPart(part.type, name),
    };
    return maskedValue(inner, below, context);
  };
  if (isListLike(masked))
    return container(
      Array.from({ length: lengthOf(masked) }, (_, index) => step(index)),
      origin,
      typeOfContainer(part.type),
    );
  if (isObjectLike(masked)) {
    const members = new Map(namesOf(masked).map((name) => [name, step(name)]));
    return container(members, origin, typeOfContainer(part.type));
  }
  const isHidden = value === HIDDEN || (context.isRedacted && (value === null || value === undefined));
  if (isSensitive && isHidden) {
    return unknown(
      'not-evaluated',
      `${describe(context.address, part.path)} was left out of the plan as sensitive`,
      origin,
    );
  }
  if (value === undefined) return absent(origin);
  if (isDigits(value)) {
    const number = knownDigits(value.digits, origin);
    return (
      number ?? unknown('too-large', `${describe(context.address, part.path)} is a number with too many digits`, origin)
    );
  }
  if (typeof value === 'string' && !isSensitive && context.secrets.covers(value)) {
    return known(value, { ...origin, sensitive: true });
  }
  return value === null || typeof value !== 'object' ? known(value, origin) : absent(origin);
}

/** Most characters of a path shown. */
const LONGEST_PATH = 200;

function describe(address: string, path: AttributePath): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${step}`)).join('');
  return `${address}${steps.slice(0, LONGEST_PATH)}`;
}

/** Most paths listed: each holds all of its steps. */
const MAX_PATHS = 10_000;

/** The first paths at which a mask is true, in its order. */
export function maskPaths(mask: Json | undefined): readonly AttributePath[] {
  const found: AttributePath[] = [];
  const walk = (json: Json, path: AttributePath): void => {
    if (found.length >= MAX_PATHS) return;
    if (json === true) found.push(path);
    else if (isJsonList(json)) {
      json.forEach((item, index) => {
        walk(item, [...path, index]);
      });
    } else if (isJsonObject(json)) for (const [name, below] of json) walk(below, [...path, name]);
  };
  if (mask !== undefined) walk(mask, []);
  return found;
}

import { isList, isObject, isScalar, unknown, type Scalar, type UnknownValue, type Value } from '../../model/value.ts';
import type { Expectation } from './definitions.ts';

/** `yes`, `no`, or the unknown that keeps it from being decided. */
export type Answer = 'yes' | 'no' | UnknownValue;

/** Longest text that a pattern is matched against, in characters: bounds the time of any regular expression. */
const LONGEST_TEXT = 10_000;

/** Equality as Terraform converts: `"true"` is true, `"7"` and `7.0` are 7; text is exact unless `ignoreCase`. */
export function sameScalar(a: Scalar, b: Scalar, ignoreCase = false): boolean {
  if (a === null || b === null) return a === b;
  if (typeof a === 'number' || typeof b === 'number') {
    const [left, right] = [numberOf(a), numberOf(b)];
    return left !== undefined && left === right;
  }
  const [left, right] = [String(a), String(b)];
  return ignoreCase ? left.toLowerCase() === right.toLowerCase() : left === right;
}

/** A number, or a text that Terraform would convert to one; undefined for anything else. */
export function numberOf(scalar: Scalar): number | undefined {
  if (typeof scalar === 'number') return scalar;
  if (typeof scalar !== 'string' || scalar.length > 40 || !/^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(scalar)) {
    return undefined;
  }
  return Number(scalar);
}

/** Whether a value that is written (not absent) is as expected. */
export function meets(value: Value, expect: Expectation): Answer {
  if ('set' in expect) return meetsSet(value, expect.set);
  if (value.kind === 'absent') return unknown('not-evaluated', 'the value is null', value);
  if (value.kind === 'unknown') return meetsInPart(value, expect);
  if ('includes' in expect || 'excludes' in expect) return meetsElements(value, expect);
  const content = value.value;
  if (!isScalar(content)) return unknown('not-evaluated', 'a list or object stands where one value is expected', value);
  if ('oneOf' in expect) return yesIf(expect.oneOf.some((other) => sameScalar(content, other, expect.ignoreCase)));
  if ('noneOf' in expect) return yesIf(!expect.noneOf.some((other) => sameScalar(content, other, expect.ignoreCase)));
  if ('doesNotEndWith' in expect) return yesIf(!String(content).endsWith(expect.doesNotEndWith));
  if ('matches' in expect || 'doesNotMatch' in expect) {
    const text = String(content);
    if (text.length > LONGEST_TEXT) return unknown('too-large', 'the text is too long to be matched', value);
    // `search` ignores lastIndex, so a pattern with the g flag keeps no state.
    return 'matches' in expect ? yesIf(text.search(expect.matches) >= 0) : yesIf(text.search(expect.doesNotMatch) < 0);
  }
  const number = numberOf(content);
  if (number === undefined) return unknown('not-evaluated', 'a number is expected', value);
  return yesIf(number >= (expect.min ?? -Infinity) && number <= (expect.max ?? Infinity));
}

/** What the known pieces of a text decide, whatever the rest is. */
function meetsInPart(value: UnknownValue, expect: Expectation): Answer {
  if ('noneOf' in expect && !expect.ignoreCase) {
    return expect.noneOf.some((other) => couldBe(value, other)) ? value : 'yes';
  }
  if (!('doesNotEndWith' in expect)) return value;
  const end = value.parts?.at(-1);
  if (typeof end !== 'string') return value;
  if (end.endsWith(expect.doesNotEndWith)) return 'no';
  return expect.doesNotEndWith.endsWith(end) ? value : 'yes';
}

/** Whether an unknown value may turn out to be this one: false when the pieces that are known do not fit into it. */
function couldBe({ parts }: UnknownValue, scalar: Scalar): boolean {
  if (!parts || parts.length === 0) return true;
  const text = String(scalar);
  const [first] = parts;
  const last = parts.at(-1);
  if (typeof first === 'string' && !text.startsWith(first)) return false;
  if (typeof last === 'string' && !text.endsWith(last)) return false;
  return parts.every((part) => typeof part !== 'string' || text.includes(part));
}

function yesIf(condition: boolean): Answer {
  return condition ? 'yes' : 'no';
}

function meetsSet(value: Value, wanted: boolean): Answer {
  if (value.kind === 'absent') return yesIf(!wanted);
  if (value.kind === 'unknown') {
    // A reference to what a resource will have is never null; a variable without a value may be.
    if (wanted || value.reason === 'computed') return yesIf(wanted);
    return value;
  }
  const { value: content } = value;
  const isEmpty =
    content === null ||
    content === '' ||
    (isList(content) && content.length === 0) ||
    (isObject(content) && content.size === 0);
  return yesIf(isEmpty !== wanted);
}

type ElementExpectation = Extract<Expectation, { includes: unknown } | { excludes: unknown }>;

function meetsElements(value: Value & { kind: 'known' }, expect: ElementExpectation): Answer {
  const content = value.value;
  if (isObject(content)) return unknown('not-evaluated', 'an object stands where a list is expected', value);
  // One value counts as a list of one: YAML allows both (`on: push`).
  const items: readonly Value[] = isList(content) ? content : [value];
  // An element of which a part is known, and which cannot be what is looked for, is as good as known.
  const wantedOnes = 'includes' in expect ? expect.includes : expect.excludes;
  const isOpen = (item: Value): boolean => item.kind !== 'unknown' || wantedOnes.some((other) => couldBe(item, other));
  let undecided: UnknownValue | undefined;
  const scalars: Scalar[] = [];
  for (const item of items.filter(isOpen)) {
    if (item.kind === 'unknown') undecided ??= item;
    else if (item.kind === 'known' && isScalar(item.value)) scalars.push(item.value);
    else undecided ??= unknown('not-evaluated', 'an element is no single value', value);
  }
  const has = (wanted: Scalar): boolean => scalars.some((scalar) => sameScalar(scalar, wanted));
  if ('includes' in expect) return expect.includes.every(has) ? 'yes' : (undecided ?? 'no');
  return expect.excludes.some(has) ? 'no' : (undecided ?? 'yes');
}

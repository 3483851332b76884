import type { Span } from '../model/span.ts';
import type { Type } from '../model/type.ts';
import {
  known,
  unknown,
  type KnownValue,
  type Origin,
  type TraceStep,
  type UnknownReason,
  type UnknownValue,
  type Value,
} from '../model/value.ts';
import { carryObject } from './opaque.ts';

/** Steps kept in a trace: enough for a reader, little enough that a chain of thousands cannot fill memory. */
const MAX_TRACE = 20;

/** Addresses kept in one value; further ones are dropped. */
const MAX_REFERENCES = 500;

/** Nodes and levels of one container value; `toPlain` and rules walk values without a budget of their own. */
const MAX_NODES = 100_000;
const MAX_LEVELS = 100;

const NONE: readonly never[] = [];
/** References of a container itself, without those of its elements: only these go on to its parts. */
const ownReferences = new WeakMap<Value, readonly string[]>();

interface ContentSize {
  readonly nodes: number;
  readonly levels: number;
  /** UTF-16 code units of all texts in it. */
  readonly text: number;
  readonly secret: boolean;
}
const sizes = new WeakMap<object, ContentSize>();

/** The sorted union of reference lists; shares a list when the others add nothing. */
export function unionReferences(lists: readonly (readonly string[])[]): readonly string[] {
  let longest: readonly string[] = NONE;
  for (const list of lists) if (list.length > longest.length) longest = list;
  if (longest.length === 0) return NONE;
  const further = new Set<readonly string[]>();
  for (const list of lists) if (list !== longest && list.some((address) => !has(longest, address))) further.add(list);
  const [only] = further;
  if (only === undefined) return longest;
  // The elements of a loop come from the same few places, again and again.
  const known = further.size === 1 ? unions.get(longest)?.get(only) : undefined;
  if (known) return known;
  const merged = new Set(longest);
  for (const list of further) for (const address of list) if (merged.size < MAX_REFERENCES) merged.add(address);
  const union = [...merged].sort();
  if (further.size === 1 && union.length >= INDEXED) {
    const ofLongest = unions.get(longest) ?? new WeakMap<readonly string[], readonly string[]>();
    unions.set(longest, ofLongest.set(only, union));
  }
  return union;
}

/** A list of at least as many addresses is indexed, and so are the unions that it is part of. */
const INDEXED = 16;
const indexes = new WeakMap<readonly string[], ReadonlySet<string>>();
const unions = new WeakMap<readonly string[], WeakMap<readonly string[], readonly string[]>>();

function has(list: readonly string[], address: string): boolean {
  if (list.length < INDEXED) return list.includes(address);
  const index = indexes.get(list) ?? new Set(list);
  indexes.set(list, index);
  return index.has(address);
}

/** `first` followed by the steps of `second` it does not have yet, cut to a readable length. */
function joinTraces(first: readonly TraceStep[], second: readonly TraceStep[]): readonly TraceStep[] {
  if (second.length === 0 || first === second) return first;
  if (first.length === 0) return second;
  const steps = [...first];
  for (const step of second) {
    if (steps.length >= MAX_TRACE) break;
    if (!steps.some((other) => other.what === step.what && other.span.start === step.span.start)) steps.push(step);
  }
  return steps;
}

/** The origin of a value that was computed at `span` from `sources`. */
export function originFrom(span: Span | undefined, sources: readonly Value[]): Origin {
  let trace: readonly TraceStep[] = NONE;
  let sensitive = false;
  for (const source of sources) {
    trace = joinTraces(trace, source.trace);
    if (source.sensitive === true) sensitive = true;
  }
  const references = unionReferences(sources.map((source) => source.references));
  return sensitive ? { span, trace, references, sensitive } : { span, trace, references };
}

/** An unknown that follows from the unknown ones among `sources`: their reason, with the references of all of them. */
export function unknownFrom(span: Span | undefined, sources: readonly Value[]): UnknownValue {
  const unknowns = sources.filter((source) => source.kind === 'unknown');
  // What Terraform would reject decides first: `try` relies on it.
  const cause = unknowns.find((source) => source.reason === 'invalid') ?? unknowns[0];
  const origin = originFrom(span, sources);
  return unknown(cause?.reason ?? 'not-evaluated', cause?.detail ?? 'a value that is not known', origin);
}

/** The unknown that follows from `cause`, of something that would be derived from `others` too. */
export function unknownAlike(span: Span | undefined, cause: Value, others: readonly Value[]): UnknownValue {
  return { ...unknownFrom(span, [cause]), references: originFrom(span, [cause, ...others]).references };
}

/** An unknown for `reason`, with the origin of `sources`. */
export function unknownBecause(
  reason: UnknownReason,
  detail: string,
  span: Span | undefined,
  sources: readonly Value[] = [],
): UnknownValue {
  return unknown(reason, detail, originFrom(span, sources));
}

/** What Terraform itself would refuse. */
export function invalid(detail: string, span: Span | undefined, sources: readonly Value[] = []): UnknownValue {
  return unknownBecause('invalid', detail, span, sources);
}

/**
 * A known container of `type` (a tuple or an object when left out). References are those of its elements too; unknown when it is
 * too large to be walked safely.
 */
export function container(
  value: readonly Value[] | ReadonlyMap<string, Value>,
  { span, trace, references: own, sensitive }: Origin,
  type?: Type,
): Value {
  const origin: Origin = { span, trace, references: own, ...(sensitive ? { sensitive } : {}) };
  let nodes = 1;
  let levels = 1;
  let text = 0;
  let secret = false;
  const lists: (readonly string[])[] = [origin.references];
  const add = (element: Value): void => {
    const inner =
      element.kind === 'known' && typeof element.value === 'object' && element.value !== null
        ? sizes.get(element.value)
        : undefined;
    nodes += inner?.nodes ?? 1;
    levels = Math.max(levels, 1 + (inner?.levels ?? 0));
    text += inner?.text ?? (element.kind === 'known' && typeof element.value === 'string' ? element.value.length : 0);
    if (element.sensitive === true || inner?.secret === true) secret = true;
    if (element.references.length > 0) lists.push(element.references);
  };
  for (const element of value.values()) add(element);
  const references = lists.length === 1 ? origin.references : unionReferences(lists);
  if (nodes > MAX_NODES || levels > MAX_LEVELS) {
    return unknown('too-large', 'a value with too many parts to evaluate', { ...origin, references });
  }
  sizes.set(value, { nodes, levels, text, secret });
  const plain = known(value, references === origin.references ? origin : { ...origin, references });
  const result: KnownValue = type === undefined ? plain : { ...plain, type };
  if (origin.references.length > 0) ownReferences.set(result, origin.references);
  return result;
}

/** How much there is in a value: its elements, at all levels, and the length of its texts. Takes no time. */
export function contentOf(value: Value): { readonly nodes: number; readonly text: number } {
  if (value.kind !== 'known') return NOTHING;
  if (typeof value.value === 'string') return { nodes: 0, text: value.value.length };
  return typeof value.value === 'object' && value.value !== null ? (sizes.get(value.value) ?? NOTHING) : NOTHING;
}

const NOTHING = { nodes: 0, text: 0 };

/** True for a value that is sensitive or has something sensitive in it. */
export function isSecret(value: Value): boolean {
  if (value.sensitive === true) return true;
  if (value.kind !== 'known' || typeof value.value !== 'object' || value.value === null) return false;
  return sizes.get(value.value)?.secret === true;
}

/** The value with no part of it marked as sensitive. */
export function withoutMarks(value: Value): Value {
  if (!isSecret(value)) return value;
  const plain: Value = { ...value, sensitive: undefined };
  if (plain.kind !== 'known' || !isContainer(plain)) return plain;
  const content = Array.isArray(plain.value)
    ? plain.value.map(withoutMarks)
    : new Map([...plain.value.entries()].map(([key, item]) => [String(key), withoutMarks(item)]));
  return container(content, plain, plain.type);
}

/** The same value as read through something: `step` is put before its trace and `addresses` are added. */
export function readThrough(value: Value, step: TraceStep | undefined, addresses: readonly string[] = NONE): Value {
  const trace = step ? joinTraces([step], value.trace) : value.trace;
  return copyOf(value, { trace }, addresses);
}

/** A part of `whole` (an element, an attribute): it inherits how the whole was reached, and its secrecy. */
export function partOf(whole: Value, part: Value): Value {
  const own = ownReferences.get(whole) ?? NONE;
  if (whole.trace.length === 0 && whole.sensitive !== true && own.length === 0) return part;
  const trace = joinTraces(narrowed(whole.trace, part), part.trace);
  return copyOf(part, whole.sensitive === true ? { trace, sensitive: true } : { trace }, own);
}

/** A trace that ends where the whole is written, led on to the place in it where the part is. */
function narrowed(trace: readonly TraceStep[], { span, trace: own }: Value): readonly TraceStep[] {
  const last = trace.at(-1);
  if (!last || !span || own.length > 0 || span.file !== last.span.file) return trace;
  const isInside = span.start >= last.span.start && span.end <= last.span.end;
  return isInside && span.startLine > last.span.startLine ? [...trace.slice(0, -1), { ...last, span }] : trace;
}

/** `value` with what decided it added to its origin (the condition that chose this arm). */
export function decidedBy(value: Value, deciders: readonly Value[]): Value {
  if (deciders.every((d) => d.trace.length === 0 && d.references.length === 0 && d.sensitive !== true)) return value;
  const { trace, references, sensitive } = originFrom(value.span, [{ ...value, references: NONE }, ...deciders]);
  return copyOf(value, sensitive ? { trace, sensitive } : { trace }, references);
}

/** A copy with `changes` and more references, which are then the copy's own; what stands behind the value stays there. */
function copyOf(value: Value, changes: Partial<Origin>, addresses: readonly string[]): Value {
  if (addresses.length === 0 && !ownReferences.has(value)) return carryObject(value, { ...value, ...changes });
  const references = unionReferences([value.references, addresses]);
  const copy: Value = carryObject(value, { ...value, ...changes, references });
  ownReferences.set(copy, unionReferences([ownReferences.get(value) ?? NONE, addresses]));
  return copy;
}

/** True for a value that is known and a list or an object. */
export function isContainer(
  value: Value,
): value is KnownValue & { value: readonly Value[] | ReadonlyMap<string, Value> } {
  return value.kind === 'known' && typeof value.value === 'object' && value.value !== null;
}

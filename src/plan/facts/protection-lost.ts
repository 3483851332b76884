import type { AttributePath, Plan, ResourceChange } from '../../evaluate/plan/plan.ts';
import { withoutInstanceKeys } from '../../evaluate/addresses.ts';
import { absent, isList, isObject, known, type Value } from '../../model/value.ts';
import type { FactsContext } from './facts-context.ts';
import type { ProtectionLost } from './plan-facts.ts';
import { PROTECTIONS, type Loss } from './protections.ts';
import { shownChange } from './shown-value.ts';
import { typeMatcher } from './type-pattern.ts';
import { isNothing } from './value-difference.ts';

/** A protection with the names of its path. */
interface Watched {
  readonly names: readonly string[];
  readonly loss: Loss;
}

const MATCHERS = PROTECTIONS.map(({ types, path, loss }): readonly [(type: string) => boolean, Watched] => [
  typeMatcher(types),
  { names: path.split('.'), loss },
]);
const ABSENT = absent();

/**
 * Settings that protect something and are switched off, lowered or taken away, in the order of the changes. Only where both
 * sides are known: what is decided after apply is no loss, nor is what goes together with its object.
 */
export function protectionLost(
  changes: readonly ResourceChange[],
  plan: Plan,
  context: FactsContext,
): readonly ProtectionLost[] {
  const byType = new Map<string, readonly Watched[]>();
  const lost: ProtectionLost[] = [];
  for (const change of changes) {
    if (change.mode !== 'managed' || change.deposed !== undefined || !keepsOrReplaces(change)) continue;
    const { address, type } = change;
    let protections = byType.get(type);
    if (!protections) {
      protections = MATCHERS.filter(([fits]) => fits(type)).map(([, watched]) => watched);
      byType.set(type, protections);
    }
    for (const { names, loss } of protections) {
      // Most objects have few of these settings.
      const [first = ''] = names;
      if (first !== '*' && !hasMember(change.before, first) && !hasMember(change.after, first)) continue;
      for (const { path, before, after } of pairsAt(change.before, change.after, names)) {
        if (!isLost(loss, before, after)) continue;
        const shown = shownChange(path, { before, after }, plan.hasSecret);
        const message = `${shown.attribute} goes from ${shown.before} to ${shown.after}`;
        const span = context.place?.(address, path) ?? context.place?.(address, []);
        lost.push({ ...shown, address, message, span });
      }
    }
  }
  return [...lost, ...lifecycleLost(changes, context)];
}

function keepsOrReplaces({ action }: ResourceChange): boolean {
  return (
    action === 'update' ||
    action === 'delete-then-create' ||
    action === 'create-then-delete' ||
    action === 'create-then-forget'
  );
}

/** `prevent_destroy` stands in no plan, and goes unseen together with its block. */
function lifecycleLost(changes: readonly ResourceChange[], context: FactsContext): readonly ProtectionLost[] {
  const { lifecycleAtBase, lifecycleOf, place } = context;
  if (!lifecycleAtBase || !lifecycleOf) return [];
  const seen = new Set<string>();
  const path = ['lifecycle', 'prevent_destroy'];
  return changes.flatMap((change) => {
    const { address, previousAddress } = change;
    const block = withoutInstanceKeys(address);
    if (change.mode !== 'managed' || seen.has(block)) return [];
    seen.add(block);
    if (lifecycleAtBase(previousAddress ?? address)?.preventDestroy !== true) return [];
    const now = lifecycleOf(address);
    if (now !== undefined && now.preventDestroy !== false) return [];
    const shown = shownChange(path, { before: known(true), after: now ? known(false) : ABSENT }, () => false);
    const message =
      now === undefined
        ? 'lifecycle.prevent_destroy goes together with the block'
        : 'lifecycle.prevent_destroy is no longer set';
    return [{ ...shown, address, message, span: place?.(address, path) ?? place?.(address, []) }];
  });
}

interface Pair {
  readonly path: AttributePath;
  readonly before: Value;
  readonly after: Value;
}

/** Both sides of a setting, wherever it stands. Lists are paired by position, and not at all when their lengths differ. */
function pairsAt(before: Value, after: Value, names: readonly string[]): readonly Pair[] {
  let pairs: readonly Pair[] = [{ path: [], before, after }];
  for (const name of names)
    pairs = pairs.flatMap((pair) => elements(pair).flatMap((element) => members(element, name)));
  return pairs;
}

function elements(pair: Pair): readonly Pair[] {
  const { before, after, path } = pair;
  if (before.kind !== 'known' || !isList(before.value)) return [pair];
  if (after.kind !== 'known' || !isList(after.value))
    return isNothing(after) && before.value.length === 1 ? listed(pair, before.value, []) : [];
  const [a, b] = [before.value, after.value];
  const isGone = a.length === 1 && b.length === 0;
  if (!isGone && a.length !== b.length) return [];
  return a.length === 1 ? listed({ path, before, after }, a, b) : listed(pair, a, b).filter(isSameElement);
}

function listed({ path }: Pair, a: readonly Value[], b: readonly Value[]): readonly Pair[] {
  return a.map((value, at) => ({ path: [...path, at], before: value, after: b[at] ?? ABSENT }));
}

/** Sets are printed as lists, sorted: elements at one position need not be the same one. Their ids tell. */
function isSameElement({ before, after }: Pair): boolean {
  return ['id', 'name'].every((name) => {
    const [a, b] = [memberNamed(before, name), memberNamed(after, name)];
    return a.kind === 'known' && b.kind === 'known' ? a.value === b.value : a.kind === b.kind;
  });
}

function members({ path, before, after }: Pair, name: string): readonly Pair[] {
  if (before.kind !== 'known' || !isObject(before.value) || before.sensitive || after.sensitive) return [];
  const names = name === '*' ? [...before.value.keys()] : before.value.has(name) || isObjectKnown(after) ? [name] : [];
  // What is not known yet may bring it back.
  if (after.kind === 'unknown') return [];
  return names.map((each) => ({
    path: [...path, each],
    before: memberNamed(before, each),
    after: memberNamed(after, each),
  }));
}

function hasMember(value: Value, name: string): boolean {
  return value.kind === 'known' && isObject(value.value) && value.value.has(name);
}

function isObjectKnown(value: Value): boolean {
  return value.kind === 'known' && isObject(value.value);
}

function memberNamed(value: Value, name: string): Value {
  return value.kind === 'known' && isObject(value.value) ? (value.value.get(name) ?? ABSENT) : ABSENT;
}

function isLost(loss: Loss, before: Value, after: Value): boolean {
  if (before.sensitive || after.sensitive || before.kind === 'unknown' || after.kind === 'unknown') return false;
  const [a, b] = [scalar(before), scalar(after)];
  if (typeof loss === 'object') {
    const [from, to] = [loss.ranks.indexOf(String(a)), loss.ranks.indexOf(String(b))];
    return from !== -1 && to > from;
  }
  switch (loss) {
    case 'switched-off':
      return a === true && b !== true;
    case 'switched-on':
      return a !== true && b === true;
    case 'lowered':
      return isLower(a, b);
    case 'lowered-from-forever':
      return isForever(a) ? typeof b === 'number' && b > 0 : isLower(a, b) && b !== 0;
    case 'removed':
      return typeof a === 'string' && a !== '' && (b === null || b === '');
    case 'size-lowered':
      return isLower(sizeOf(a), sizeOf(b));
    case 'version-lowered':
      return typeof a === 'string' && typeof b === 'string' && isOlder(b, a);
  }
}

function scalar(value: Value): string | number | boolean | null | undefined {
  if (value.kind === 'absent') return null;
  if (value.kind === 'unknown') return undefined;
  return value.value === null || typeof value.value !== 'object' ? value.value : undefined;
}

function isLower(before: unknown, after: unknown): boolean {
  return typeof before === 'number' && typeof after === 'number' && after < before;
}

/** Retention of nothing is retention without an end. */
function isForever(value: unknown): boolean {
  return value === 0;
}

/** `8g` as a number of bytes; undefined for what is no size. */
function sizeOf(text: unknown): number | undefined {
  const parts = typeof text === 'string' ? /^(\d{1,9}(?:\.\d{1,3})?)([kmgt])b?$/i.exec(text) : null;
  const unit = parts?.[2]?.toLowerCase();
  return parts?.[1] === undefined || unit === undefined
    ? undefined
    : Number(parts[1]) * 1024 ** (1 + 'kmgt'.indexOf(unit));
}

/** Whether version `a` is before `b`. Both have the same text around their numbers (`OpenSearch_2.11`, `POSTGRES_15`). */
function isOlder(a: string, b: string): boolean {
  if (a.length > 100 || b.length > 100) return false;
  const [x, y] = [/^(\D*)(\d+(?:[._]\d+)*)/.exec(a), /^(\D*)(\d+(?:[._]\d+)*)/.exec(b)];
  if (!x || !y || x[1] !== y[1]) return false;
  const [m, n] = [(x[2] ?? '').split(/[._]/), (y[2] ?? '').split(/[._]/)];
  // `15` is any 15: only numbers that both have are compared.
  for (let at = 0; at < Math.min(m.length, n.length); at++) {
    const step = Number(m[at]) - Number(n[at]);
    if (step !== 0) return step < 0;
  }
  return false;
}

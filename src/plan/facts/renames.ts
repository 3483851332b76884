import { withoutInstanceKeys } from '../../evaluate/addresses.ts';
import type { ResourceChange } from '../../evaluate/plan/plan.ts';
import { compareText } from '../../model/order.ts';
import type { FactsContext } from './facts-context.ts';
import { movedBlock } from './moved-block.ts';
import { objectProfile, weightOfValue, type ObjectProfile } from './object-profile.ts';
import type { ProbableRename } from './plan-facts.ts';

/** Least part of the compared attributes that is equal. */
const LEAST_ALIKE = 0.8;
/** Weight of what two objects without a name of their own have in common, at least. */
const LEAST_EVIDENCE = 2;
/** A value that more objects share says nothing about which is which: keeps the whole linear. */
const MOST_HOLDERS = 50;
/** Objects compared in full with one that is destroyed. */
const MOST_CANDIDATES = 20;

interface Match {
  readonly from: ObjectProfile;
  readonly to: ObjectProfile;
  readonly equal: number;
  readonly compared: number;
  /** Compared member by member, the first that differs decides. */
  readonly rank: readonly number[];
}

/**
 * Pairs of a destroyed and a created object of one type and provider that look like one object under another address, by the
 * old address. Only clear cases: each is the other's only best match, names of the real object agree, and no sibling in
 * the same two modules is plainly another object (one tenant goes, another comes). None for plans of Terraform before 1.1,
 * which has no `moved` blocks.
 */
export function probableRenames(
  changes: readonly ResourceChange[],
  terraformVersion: string | undefined,
  context: FactsContext,
): readonly ProbableRename[] {
  if (!hasMovedBlocks(terraformVersion)) return [];
  const groups = new Map<string, { gone: ObjectProfile[]; made: ObjectProfile[] }>();
  for (const change of changes) {
    if (change.mode !== 'managed' || change.previousAddress !== undefined || change.deposed !== undefined) continue;
    if ((change.action !== 'delete' && change.action !== 'create') || change.importing) continue;
    const key = `${change.provider} ${change.type}`;
    const group = groups.get(key) ?? { gone: [], made: [] };
    groups.set(key, group);
    if (change.action === 'delete') group.gone.push(objectProfile(change, change.before));
    else group.made.push(objectProfile(change, change.after));
  }
  const strangers = new Set<string>();
  const matches = [...groups.values()].flatMap(({ gone, made }) => matchesIn(gone, made, strangers));
  return matches
    .filter(({ from, to }) => !strangers.has(moduleKey(from.change, to.change)))
    .flatMap((match) => renameOf(match, context))
    .sort((a, b) => compareText(a.from, b.from));
}

/** Source: https://developer.hashicorp.com/terraform/language/moved (Terraform 1.1 and later; every OpenTofu). */
function hasMovedBlocks(version: string | undefined): boolean {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})/.exec(version ?? '') ?? [];
  return major === undefined || Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 1);
}

function renameOf({ from, to, equal, compared }: Match, context: FactsContext): readonly ProbableRename[] {
  const [a, b] = [from.change, to.change];
  const moved = movedBlock(a.address, b.address);
  if (moved === undefined) return [];
  const span = context.place?.(b.address, []);
  return [{ from: a.address, to: b.address, type: b.type, moved, equal, compared, span }];
}

/** Pairs in which each is the other's only best match. Plainly different siblings are added to `strangers`. */
function matchesIn(
  gone: readonly ObjectProfile[],
  made: readonly ObjectProfile[],
  strangers: Set<string>,
): readonly Match[] {
  if (gone.length === 0 || made.length === 0) return [];
  noteStrangers(gone, made, strangers);
  const holders = holdersOf(made);
  const bestOfGone = new Map<ObjectProfile, Match>();
  const bestOfMade = new Map<ObjectProfile, Match>();
  for (const from of gone) {
    for (const to of candidatesFor(from, holders)) {
      const match = compared(from, to);
      if (!match) continue;
      keepBest(bestOfGone, from, match);
      keepBest(bestOfMade, to, match);
    }
  }
  return [...bestOfGone.values()].filter((match) => bestOfMade.get(match.to) === match);
}

/** Keeps the better one. Of two equally good ones a copy is kept, which is nobody's match, until a better one comes. */
function keepBest(best: Map<ObjectProfile, Match>, key: ObjectProfile, match: Match): void {
  const known = best.get(key);
  const order = known ? compareRanks(match.rank, known.rank) : 1;
  if (order > 0) best.set(key, match);
  else if (order === 0 && known) best.set(key, { ...known });
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) {
    const step = value - (b[at] ?? 0);
    if (step !== 0) return step;
  }
  return 0;
}

function tokensOf({ attributes, identity }: ObjectProfile): readonly string[] {
  return [...identity, ...attributes].flatMap(([name, text]) => (weightOfValue(text) > 0 ? [`${name} ${text}`] : []));
}

function holdersOf(made: readonly ObjectProfile[]): ReadonlyMap<string, readonly ObjectProfile[]> {
  const holders = new Map<string, ObjectProfile[]>();
  for (const profile of made) {
    for (const token of tokensOf(profile)) {
      const list = holders.get(token);
      if (!list) holders.set(token, [profile]);
      else if (list.length <= MOST_HOLDERS) list.push(profile);
    }
  }
  return holders;
}

/** Those that have most values in common with `from`. */
function candidatesFor(
  from: ObjectProfile,
  holders: ReadonlyMap<string, readonly ObjectProfile[]>,
): readonly ObjectProfile[] {
  const votes = new Map<ObjectProfile, number>();
  for (const token of tokensOf(from)) {
    const list = holders.get(token) ?? [];
    if (list.length > MOST_HOLDERS) continue;
    for (const profile of list) votes.set(profile, (votes.get(profile) ?? 0) + 1);
  }
  return [...votes]
    .sort(([a, x], [b, y]) => y - x || compareText(a.change.address, b.change.address))
    .slice(0, MOST_CANDIDATES)
    .map(([profile]) => profile);
}

function compared(from: ObjectProfile, to: ObjectProfile): Match | undefined {
  const names = agreement(from.identity, to.identity);
  if (names.equal < names.compared) return undefined;
  const rest = agreement(from.attributes, to.attributes);
  const alike = rest.compared === 0 ? 1 : rest.equal / rest.compared;
  if (alike < LEAST_ALIKE || (names.equal === 0 && rest.weight < LEAST_EVIDENCE)) return undefined;
  const [a, b] = [from.change, to.change];
  const rank = [
    names.equal,
    alike,
    rest.equal,
    Number(withoutInstanceKeys(a.address) === withoutInstanceKeys(b.address)),
    Number(a.index === b.index),
    Number(a.name === b.name),
    Number(a.modulePath === b.modulePath),
  ];
  return { from, to, equal: names.equal + rest.equal, compared: names.compared + rest.compared, rank };
}

/** How far two sets of values agree, of the names that both have. */
function agreement(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): { readonly equal: number; readonly compared: number; readonly weight: number } {
  let [equal, all, weight] = [0, 0, 0];
  for (const [name, text] of b) {
    const other = a.get(name);
    if (other === undefined || (other === 'null' && text === 'null')) continue;
    all++;
    if (other !== text) continue;
    equal++;
    weight += weightOfValue(text);
  }
  return { equal, compared: all, weight };
}

/** Notes pairs of module instances in which the same resource is plainly another object: other names agree by chance. */
function noteStrangers(gone: readonly ObjectProfile[], made: readonly ObjectProfile[], strangers: Set<string>): void {
  const byLocalAddress = new Map<string, ObjectProfile[]>();
  for (const profile of made) {
    const local = localAddress(profile.change);
    const list = byLocalAddress.get(local);
    if (!list) byLocalAddress.set(local, [profile]);
    else if (list.length < MOST_HOLDERS) list.push(profile);
  }
  for (const from of gone) {
    for (const to of byLocalAddress.get(localAddress(from.change)) ?? []) {
      if (from.change.modulePath === to.change.modulePath) continue;
      const { equal, compared: all } = agreement(from.identity, to.identity);
      if (equal < all) strangers.add(moduleKey(from.change, to.change));
    }
  }
}

function localAddress({ address, modulePath }: ResourceChange): string {
  return modulePath === '' ? address : address.slice(modulePath.length + 1);
}

function moduleKey(from: ResourceChange, to: ResourceChange): string {
  return JSON.stringify([from.modulePath, to.modulePath]);
}

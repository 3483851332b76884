import type { Finding } from '../../model/finding.ts';
import type { Graph } from '../../model/resource.ts';
import { withoutIndex } from '../fingerprint.ts';
import type { BasePlaces } from './base-address.ts';

/** Findings of both sides that are the same defect, and those that are left over. */
export interface Pairs {
  readonly pairs: readonly { readonly base: Finding; readonly head: Finding }[];
  readonly added: readonly Finding[];
  readonly gone: readonly Finding[];
}

/** What a way of matching looks at: the same text means the same defect; undefined takes no part. */
export interface Matching {
  readonly ofBase: (finding: Finding) => string | undefined;
  readonly ofHead: (finding: Finding) => string | undefined;
}

/** Tells which instances (with their keys) are there on the other side. */
export interface InstancePresence {
  /** Whether an instance of a base finding is still there. */
  isAtHead(finding: Finding): boolean;
  /** Whether an instance of a head finding was there before. */
  isAtBase(finding: Finding): boolean;
  /** The address at base of an instance of a head finding; without its key when a `moved` block renamed it. */
  addressAtBase(finding: Finding, address: string): string;
}

/** The instances of both sides; linear in their number. */
export function instancePresence(base: Graph, head: Graph, places: BasePlaces): InstancePresence {
  const key = (root: string, address: string): string => JSON.stringify([root, address]);
  const addressAtBase = ({ root }: { readonly root: string }, address: string): string => {
    const moved = places.address(root, address);
    return moved === withoutIndex(address) ? address : moved;
  };
  const atBase = new Set(
    base.resources.flatMap(({ root, instances }) => instances.map((address) => key(root, address))),
  );
  const atHead = new Set(
    head.resources.flatMap((resource) =>
      resource.instances.map((address) => key(places.root(resource.root), addressAtBase(resource, address))),
    ),
  );
  return {
    isAtHead: (finding) => addressesOf(finding).some((address) => atHead.has(key(finding.root, address))),
    isAtBase: (finding) =>
      addressesOf(finding).some((address) =>
        atBase.has(key(places.root(finding.root), addressAtBase(finding, address))),
      ),
    addressAtBase,
  };
}

/**
 * What is left after instances were paired one by one, in blocks that have the same defect on both sides: an instance that is new
 * has an old defect, one that is gone repairs nothing, and instances that shared one finding before may have one each now.
 */
export function settleInstances(
  all: { readonly base: readonly Finding[]; readonly head: readonly Finding[] } & Pick<Pairs, 'gone' | 'added'>,
  identity: Matching,
  instances: InstancePresence,
): Pairs {
  const atBase = group(all.base, identity.ofBase);
  const atHead = group(all.head, identity.ofHead);
  const sharedAtBase = byInstance(all.base, identity.ofBase, (_finding, address) => address);
  const sharedAtHead = byInstance(all.head, identity.ofHead, (finding, address) =>
    instances.addressAtBase(finding, address),
  );
  const pairs: { base: Finding; head: Finding }[] = [];
  const added = all.added.filter((finding) => {
    const key = identity.ofHead(finding) ?? '';
    const own = addressesOf(finding).map((address) => instances.addressAtBase(finding, address));
    const shared = own
      .map((address) => sharedAtBase.get(JSON.stringify([key, address])))
      .find((other) => other && other.address !== finding.address);
    const partner = shared ?? (instances.isAtBase(finding) ? undefined : atBase.get(key)?.[0]);
    if (partner) pairs.push({ base: partner, head: finding });
    return !partner;
  });
  const gone = all.gone.filter((finding) => {
    const key = identity.ofBase(finding) ?? '';
    const shared = addressesOf(finding)
      .map((address) => sharedAtHead.get(JSON.stringify([key, address])))
      .find((other) => other && other.address !== finding.address);
    return !shared && (!atHead.has(key) || instances.isAtHead(finding));
  });
  return { pairs, added, gone };
}

function group(
  findings: readonly Finding[],
  keyOf: (finding: Finding) => string | undefined,
): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding) ?? '';
    const list = groups.get(key);
    if (list) list.push(finding);
    else groups.set(key, [finding]);
  }
  return groups;
}

/** The first finding of each identity and instance. */
function byInstance(
  findings: readonly Finding[],
  keyOf: (finding: Finding) => string | undefined,
  addressOf: (finding: Finding, address: string) => string,
): ReadonlyMap<string, Finding> {
  const index = new Map<string, Finding>();
  for (const finding of findings) {
    for (const address of addressesOf(finding)) {
      const key = JSON.stringify([keyOf(finding) ?? '', addressOf(finding, address)]);
      if (!index.has(key)) index.set(key, finding);
    }
  }
  return index;
}

function addressesOf({ address, instances }: Finding): readonly string[] {
  return [address, ...instances];
}

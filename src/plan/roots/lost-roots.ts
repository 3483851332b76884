import { compareText } from '../../model/order.ts';
import type { Causes } from './root-causes.ts';
import { shown } from './reached-causes.ts';

/** Root modules of the base that a change does away with. */
export interface LostRoots {
  /** Their folders have no Terraform files any more. */
  readonly removed: readonly string[];
  /** Still there, but no root modules. */
  readonly demoted: readonly { readonly name: string; readonly reason: string }[];
  readonly notes: readonly string[];
}

/** Finds the root modules and units of the base that are none at head. */
export function lostRoots(causes: Causes, units: ReadonlyMap<string, readonly string[]>): LostRoots {
  const { base, head } = causes;
  const removed: string[] = [];
  const demoted: { name: string; reason: string }[] = [];
  const notes: string[] = [];
  const lost = [...base.roots].filter((root) => !head.roots.has(root) && !head.units.has(root));
  const lostUnits = [...base.units.keys()].filter((unit) => !head.units.has(unit) && units.has(unit));
  for (const root of [...new Set([...lost, ...lostUnits])].sort(compareText)) {
    const now = head.graph.folders.get(root);
    if (!now && head.side.listing.complete) removed.push(root);
    else if (!now) notes.push(`Whether ${shown(root)} is still there is not known: the tree was listed in part.`);
    else if (now.isRead && !head.roots.has(root)) demoted.push({ name: root, reason: whyDemoted(root, causes) });
  }
  return { removed, demoted, notes };
}

function whyDemoted(root: string, { head }: Causes): string {
  const [caller] = head.graph.callers.get(root) ?? [];
  const unit = [...head.units.values()].find(({ sources }) => sources.includes(root));
  const now = caller
    ? `module.${caller.call} of ${shown(caller.folder)} calls it now and it has no backend`
    : unit
      ? `the Terragrunt unit ${unit.folder} runs it now`
      : 'nothing in it says so now';
  return `It was a root module at the base, and ${now}: what it manages may be orphaned.`;
}

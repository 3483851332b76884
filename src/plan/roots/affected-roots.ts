import { compareText } from '../../model/order.ts';
import { matchesAnyGlob } from '../../policy/glob.ts';
import type { AffectedRoot, AffectedRoots } from './affected-root.ts';
import { changedPaths } from './changed-paths.ts';
import { listed } from './listed.ts';
import { lostRoots } from './lost-roots.ts';
import { callersOf } from './reached-causes.ts';
import {
  type Causes,
  changedVarFiles,
  isTouched,
  reasonsFor,
  type SideRoots,
  variableFilesByOwner,
} from './root-causes.ts';
import { isConfigured, rootFoldersOf } from './root-folders.ts';
import { isLoadedByItself, type RootInstance, rootInstances } from './root-instances.ts';
import { rootNotes } from './root-notes.ts';
import { rootReads } from './root-reads.ts';
import type { RootsInput } from './roots-input.ts';
import { sideGraph } from './side-graph.ts';
import { affectedUnits, unitLinks } from './terragrunt-roots.ts';
import { touchedFolders } from './touched-folders.ts';

/**
 * The root modules that a change affects, with the reasons: what has to be planned again to tell what the change does. Pure; the
 * order of the inputs does not matter. A changed file that says the same as before (comments, layout) affects nothing by itself.
 */
export function affectedRoots(input: RootsInput): AffectedRoots {
  const { policy } = input;
  const causes = causesOf(input);
  const { base, head } = causes;
  const found = instancesOf(causes, input);
  const planned: AffectedRoot[] = [];
  const notPlanned: { name: string; reason: string }[] = [];
  for (const { root, name, instance } of found.affected) {
    if (policy.plan.roots && !isConfigured(root, policy) && !matchesAnyGlob(policy.plan.roots, root)) {
      notPlanned.push({ name, reason: 'It is affected, but plan.roots of the policy does not name it.' });
    } else if (planned.length >= policy.plan.maxRoots) {
      const limit = policy.plan.maxRoots;
      notPlanned.push({
        name,
        reason: `It is affected, but not planned: limit of ${limit} (plan.maxRoots of the policy).`,
      });
    } else {
      planned.push({
        root,
        name,
        kind: head.units.has(root) ? 'terragrunt' : 'terraform',
        environment: instance.environment,
        varFiles: instance.varFiles,
        workspace: instance.workspace,
        reasons: reasonsFor(root, name, instance, causes),
      });
    }
  }
  const units = affectedUnits({ base: base.units, head: head.units }, [...causes.changed.values()], causes.touched, {
    base: base.graph,
    head: head.graph,
  });
  for (const [folder, why] of units) {
    if (!head.units.has(folder) || found.plannedUnits.has(folder)) continue;
    const reason = `It is a Terragrunt unit, which is not planned, since Terragrunt would run what its files say. It is affected: ${listed(why, 3)}.`;
    notPlanned.push({ name: folder, reason });
  }
  const lost = lostRoots(causes, units);
  return {
    roots: planned,
    notPlanned: [...notPlanned, ...lost.demoted].sort((a, b) => compareText(a.name, b.name)),
    removed: lost.removed,
    notes: [...lost.notes, ...rootNotes(input, causes, { planned, ...found })],
  };
}

function causesOf(input: RootsInput): Causes {
  const changed = changedPaths(input);
  const graphs = { base: sideGraph(input.base), head: sideGraph(input.head) };
  const touched = touchedFolders(
    changed,
    [
      { graph: graphs.base, has: ({ isAtBase }) => isAtBase },
      { graph: graphs.head, has: ({ isAtHead }) => isAtHead },
    ],
    isLoadedByItself,
  );
  const sideOf = (name: 'base' | 'head'): SideRoots => {
    const graph = graphs[name];
    const units = unitLinks(input[name]);
    const run = new Set([...units.values()].flatMap(({ folder, sources }) => [folder, ...sources]));
    const folders = rootFoldersOf(graph, input.policy, run);
    const reached = callersOf(touched.modules.keys(), graph);
    return { ...folders, side: input[name], graph, units, reached, reads: rootReads(changed, graph, folders.roots) };
  };
  return {
    changed: new Map(changed.map((one) => [one.path, one])),
    touched,
    base: sideOf('base'),
    head: sideOf('head'),
  };
}

interface Found {
  /** Sorted by folder, then by environment. */
  readonly affected: readonly { readonly root: string; readonly name: string; readonly instance: RootInstance }[];
  /** Roots among them whose environments are guessed. */
  readonly guessed: readonly string[];
  /** Variable files that some root module is given. */
  readonly given: ReadonlySet<string>;
  /** Terragrunt units that the policy wants planned with the Terraform files beside them. */
  readonly plannedUnits: ReadonlySet<string>;
}

function instancesOf(causes: Causes, { policy }: RootsInput): Found {
  const { head } = causes;
  const owned = variableFilesByOwner(head);
  const names = new Set<string>();
  const affected: { root: string; name: string; instance: RootInstance }[] = [];
  const guessed: string[] = [];
  const given = new Set<string>();
  const plannedUnits = new Set<string>();
  for (const root of [...head.roots].sort(compareText)) {
    if (head.units.has(root)) {
      if (!isConfigured(root, policy)) continue;
      plannedUnits.add(root);
    }
    const { instances, isGuessed } = rootInstances(root, owned.get(root) ?? [], policy);
    for (const path of instances.flatMap(({ varFiles }) => varFiles)) given.add(path);
    const isWhole = isTouched(root, causes);
    const own = instances.filter((instance) => isWhole || changedVarFiles(instance, causes).length > 0);
    if (isGuessed && own.length > 0) guessed.push(root);
    for (const instance of own) {
      affected.push({
        root,
        name: uniqueName(root, instances.length > 1 ? instance.environment : undefined, names),
        instance,
      });
    }
  }
  return { affected, guessed, given, plannedUnits };
}

/** A folder may be called what another one's environment is called, `live (prod)`: check runs must not take each other's place. */
function uniqueName(root: string, environment: string | undefined, names: Set<string>): string {
  const name = environment === undefined ? root : `${root} (${environment})`;
  let unique = name;
  for (let count = 2; names.has(unique); count += 1) unique = `${name} #${count}`;
  names.add(unique);
  return unique;
}

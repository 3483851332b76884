import { compareText } from '../../model/order.ts';
import { folderOf } from '../../model/path.ts';
import { fileKind } from '../../syntax/file-kind.ts';
import type { AffectedRoot } from './affected-root.ts';
import { listed } from './listed.ts';
import { calledBy, shown } from './reached-causes.ts';
import { type Causes, variableFilesByOwner } from './root-causes.ts';
import { isLoadedByItself, rootInstances } from './root-instances.ts';
import type { RootsInput } from './roots-input.ts';

/** What the answer rests on, most important first. `guessed` are the root modules whose
 * environments are taken from file names, `given` the variable files that some root module is given. */
export function rootNotes(
  input: RootsInput,
  causes: Causes,
  {
    planned,
    guessed,
    given,
  }: {
    readonly planned: readonly AffectedRoot[];
    readonly guessed: readonly string[];
    readonly given: ReadonlySet<string>;
  },
): readonly string[] {
  return [
    ...coverageNotes(input),
    ...calledRootNotes(causes, planned),
    ...sourceNotes(causes),
    ...environmentNotes(input, causes, guessed),
    ...unusedVariableNotes(causes, given),
    ...placeNotes(causes),
    ...layoutNotes(causes),
  ];
}

function coverageNotes({ base, head, change, isReadInPart }: RootsInput): readonly string[] {
  const notes: string[] = [];
  if (!base.listing.complete || !head.listing.complete) {
    notes.push('The tree has more files than were listed: root modules that are not among them are missing here.');
  }
  if (isReadInPart === true) {
    notes.push(
      'The tree has more files than are read for one review: root modules that call what changed may be missing.',
    );
  }
  const hasIdentities = [...base.listing.entries, ...head.listing.entries].every(({ sha }) => sha !== undefined);
  if (change.truncated && !hasIdentities) {
    notes.push(
      'GitHub lists the first 3,000 files of a change only: root modules that only others affect are missing.',
    );
  }
  return notes;
}

/** Roots that are parts of others as well. */
function calledRootNotes({ head }: Causes, planned: readonly AffectedRoot[]): readonly string[] {
  const roots = [...new Set(planned.map(({ root }) => root))];
  return roots.flatMap((root) => {
    const caller = head.calledRoots.get(root);
    if (!caller) return [];
    return [
      `${shown(root)} has a backend and is called by module.${caller.call} of ${shown(caller.folder)}: it is planned by itself and as a part of that.`,
    ];
  });
}

/** Links and computed sources that were not followed for sure. */
function sourceNotes({ head, touched }: Causes): readonly string[] {
  const notes: string[] = [];
  const { graph } = head;
  const guessed = [...graph.links.guessed].sort(compareText);
  if (guessed.length > 0) {
    notes.push(`Symbolic links were followed by their names alone: ${listed(guessed)}.`);
  }
  const computed = [...graph.folders.values()].flatMap(({ folder, calls }) =>
    calls.flatMap(({ name, isComputed }) => (isComputed ? [`module.${name} of ${shown(folder)}`] : [])),
  );
  if (computed.length > 0) {
    notes.push(`Sources that are put together from values cannot be followed for sure: ${listed(computed)}.`);
  }
  const open = [...touched.modules].flatMap(([folder, { read }]) =>
    read.size > 0 && graph.folders.get(folder)?.reads.some(({ isOpen }) => isOpen) === true ? [shown(folder)] : [],
  );
  if (open.length > 0) {
    notes.push(
      `Paths of files are put together from values in ${listed(open.sort(compareText))}, so that every file below counts as read.`,
    );
  }
  return notes;
}

function environmentNotes(
  { policy }: RootsInput,
  { base, head, changed }: Causes,
  guessed: readonly string[],
): readonly string[] {
  const notes: string[] = [];
  if (guessed.length > 0) {
    notes.push(
      `The environments of ${listed(guessed.map(shown))} are taken from the names of variable files; plan.environments of the policy can say which there are.`,
    );
  }
  const gone = new Set(
    [...changed.values()].flatMap(({ path, isAtHead }) => (isAtHead || isLoadedByItself(path) ? [] : [path])),
  );
  const owned = gone.size > 0 ? variableFilesByOwner(base) : new Map<string, readonly string[]>();
  for (const [root, files] of owned) {
    if (!head.roots.has(root) || !files.some((path) => gone.has(path))) continue;
    for (const { environment, varFiles } of rootInstances(root, files, policy).instances) {
      const file = varFiles.at(-1) ?? '';
      if (environment !== undefined && gone.has(file)) {
        notes.push(
          `${file} is gone: what ${shown(root)} manages with it (${environment}) is not planned and may be orphaned.`,
        );
      }
    }
  }
  return notes;
}

/** Changed variable files that nothing loads. */
function unusedVariableNotes({ changed, head }: Causes, given: ReadonlySet<string>): readonly string[] {
  const ofUnits = new Set([...head.units.values()].flatMap(({ files }) => files));
  const unused = [...changed.values()].flatMap(({ path, isAtHead, isSameConfiguration }) => {
    if (fileKind(path) !== 'variables' || !isAtHead || isSameConfiguration) return [];
    const isLoaded = isLoadedByItself(path) && head.roots.has(folderOf(path));
    return isLoaded || given.has(path) || ofUnits.has(path) ? [] : [path];
  });
  if (unused.length === 0) return [];
  return [
    `No plan is made with ${listed(unused)}: plan.varFiles or plan.environments of the policy can say which root module is given it.`,
  ];
}

/** Changed modules that no root module has to do with. */
function placeNotes({ head, touched }: Causes): readonly string[] {
  const notes: string[] = [];
  const aside = [...head.setAside].filter((folder) => head.reached.has(folder)).sort(compareText);
  if (aside.length > 0) {
    notes.push(
      `Not taken for root modules because of the folders they are in: ${listed(aside)}; plan.roots of the policy can name them.`,
    );
  }
  const units = [...head.units.values()].flatMap(({ folder, sources }) => [folder, ...sources]);
  const used = calledBy([...head.roots, ...head.setAside, ...units], head.graph);
  const unused = [...touched.modules.keys()].filter((folder) => head.graph.folders.has(folder) && !used.has(folder));
  if (unused.length > 0) {
    notes.push(`No root module of this repository uses ${listed(unused.sort(compareText).map(shown))}.`);
  }
  return notes;
}

function layoutNotes({ changed }: Causes): readonly string[] {
  const same = [...changed.values()].flatMap(({ path, isSameConfiguration }) => (isSameConfiguration ? [path] : []));
  return same.length > 0 ? [`Only comments or layout changed in ${listed(same)}: no plan is made for that.`] : [];
}

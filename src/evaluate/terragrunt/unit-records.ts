import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Span } from '../../model/span.ts';
import { createBudget, type Budget } from '../budget.ts';
import type { World } from '../module-instance.ts';
import type { SourceFiles } from '../source-files.ts';

/** What one unit used and said. */
export interface UnitRecord {
  readonly budgets: Budget[];
  /** Files of the tree that file functions read, loaded or not. */
  readonly sources: Set<string>;
  readonly wanted: Set<string>;
  /** Folders in which it looked for units. */
  readonly units: Set<string>;
}

/** Records of the units of one evaluation, by folder. */
export interface UnitRecords {
  of(folder: string): UnitRecord;
  /** A world for the files of a unit or for its module, which keeps the record of the unit in `folder`. */
  readonly newWorld: (characters: number, folder: string) => World;
  readonly onLookUp: (folder: string, other: string) => void;
  wanted(): readonly string[];
  /** What is said of the units in the folders that `isChosen` names. */
  diagnostics(isChosen: (folder: string) => boolean): readonly Diagnostic[];
  /** False when units are nested too deep: what each gives then depends on the others. */
  isWithinBounds(): boolean;
}

/** Empty records; `shared` is what all worlds have in common. */
export function unitRecords(
  shared: Pick<World, 'modules' | 'text' | 'workspace'> & { readonly sourceFiles: SourceFiles },
): UnitRecords {
  // Units evaluate each other, so they share one measure of nesting; each has its own measure of work.
  const nesting = createBudget(0);
  const records = new Map<string, UnitRecord>();
  const of = (folder: string): UnitRecord => {
    const record = records.get(folder) ?? {
      budgets: [],
      sources: new Set<string>(),
      wanted: new Set<string>(),
      units: new Set<string>(),
    };
    records.set(folder, record);
    return record;
  };
  const newWorld = (characters: number, folder: string): World => {
    const record = of(folder);
    const budget = {
      ...createBudget(characters, folder),
      enter: (where: Span | undefined) => nesting.enter(where),
      leave: () => {
        nesting.leave();
      },
    };
    record.budgets.push(budget);
    const sourceFiles: SourceFiles = {
      paths: shared.sourceFiles.paths,
      partial: shared.sourceFiles.partial,
      read: (path) => {
        record.sources.add(path);
        return shared.sourceFiles.read(path);
      },
    };
    return { ...shared, budget, sourceFiles, want: (path) => record.wanted.add(path), instances: 0 };
  };
  return {
    of,
    newWorld,
    onLookUp: (folder, other) => of(folder).units.add(other),
    wanted: () => [...records.values()].flatMap((record) => [...record.wanted]),
    diagnostics: (isChosen) => [
      ...nesting.diagnostics,
      ...[...records].flatMap(([folder, { budgets }]) =>
        isChosen(folder) ? budgets.flatMap((budget) => budget.diagnostics) : [],
      ),
    ],
    isWithinBounds: () => nesting.diagnostics.length === 0,
  };
}

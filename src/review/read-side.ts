import { evaluate, type EvaluateOptions, type Evaluation } from '../evaluate/evaluate.ts';
import type { EnvironmentInputs } from '../evaluate/evaluate-options.ts';
import type { EvaluationCache } from '../evaluate/evaluation-cache.ts';
import { readsSourceFiles } from '../evaluate/reads-source-files.ts';
import { treeKey } from '../evaluate/root-key.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { folderOf } from '../model/path.ts';
import { fileSpan } from '../model/span.ts';
import type { OpenChange } from '../ports/change-source.ts';
import type { SourceTree, TreeEntry } from '../ports/source-tree.ts';
import { fileKind } from '../syntax/file-kind.ts';
import { parseFiles } from '../syntax/parse.ts';
import type { ParseCache } from '../syntax/parse-cache.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { type ChosenInputs, givenTo, inputsByFolder } from './evaluation-inputs.ts';
import { environmentsOfUnits } from './environments-of-units.ts';
import type { JudgementCache } from './judgement-cache.ts';
import { wantedFiles } from './wanted-files.ts';

/** One side of a change (or a tree), read, parsed and evaluated. */
export interface Side extends Evaluation {
  /** What could not be read, and what that leaves open. */
  readonly unreadable: readonly Diagnostic[];
  /** How it was evaluated, so that an edited copy can be evaluated alike. */
  readonly options: EvaluateOptions;
  /** The identity of what was read and how it was evaluated. */
  readonly key: string;
}

/** Told how far the reading is: files done, files in all. */
export type OnProgress = (what: string, done: number, total: number) => void;

/** What is kept between reviews: contents that were parsed or evaluated before are not again. */
export interface ReadCaches {
  readonly parse?: ParseCache | undefined;
  readonly evaluation?: EvaluationCache | undefined;
  readonly judgement?: JudgementCache | undefined;
}

/** How sides are read: what is remembered, the inputs of evaluation, and who is told of the progress. */
export interface ReadOptions {
  readonly caches?: ReadCaches | undefined;
  readonly inputs?: ChosenInputs | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What is read of one tree. */
export interface SideToRead {
  readonly tree: SourceTree;
  readonly entries: readonly TreeEntry[];
}

/** Files parsed between two reports of progress (and two turns of the event loop). */
const BATCH = 64;

/** Evaluations of one side: a template may name the next file to read. */
const MAX_ROUNDS = 4;

/** Reads, parses and evaluates one tree. */
export async function readSide(side: SideToRead, options: ReadOptions = {}): Promise<Side> {
  const open = await openSide(side, options);
  await loadWanted([open]);
  return open.finish();
}

/**
 * Both sides of a change. What file functions read is found out by evaluating; `prefetch` then fetches the files of both sides
 * together where reading costs requests.
 */
export async function readSides(
  sides: { readonly base: SideToRead; readonly head: SideToRead },
  prefetch: OpenChange['prefetch'],
  options: ReadOptions = {},
): Promise<{ readonly base: Side; readonly head: Side }> {
  const base = await openSide(sides.base, options);
  const head = await openSide(sides.head, options);
  await loadWanted([base, head], ([ofBase = [], ofHead = []]) =>
    prefetch ? prefetch({ base: ofBase, head: ofHead }) : Promise.resolve(),
  );
  return { base: base.finish(), head: head.finish() };
}

/** Loads what the sides want, in rounds, until they want nothing more that can be had. */
async function loadWanted(
  sides: readonly OpenSide[],
  prefetch: (wanted: readonly (readonly string[])[]) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (let round = 1; round < MAX_ROUNDS; round += 1) {
    const wanted = sides.map((side) => side.wanted());
    if (wanted.every((paths) => paths.length === 0)) return;
    await prefetch(wanted);
    for (const [index, side] of sides.entries()) await side.load(wanted[index] ?? []);
  }
}

/** A side that was read and is evaluated when it is asked for. */
interface OpenSide {
  /** Files to load before the side is evaluated again. */
  wanted(): readonly string[];
  load(paths: readonly string[]): Promise<void>;
  finish(): Side;
}

async function openSide({ tree, entries }: SideToRead, options: ReadOptions): Promise<OpenSide> {
  const contents = await tree.read(entries.map((entry) => entry.path));
  const unreadable = entries
    .filter((entry) => !contents.has(entry.path))
    .map(({ path }): Diagnostic => ({
      code: 'unreadable',
      severity: 'error',
      span: fileSpan(path),
      message: `${path} could not be read, so it was not reviewed; check its permissions and run again`,
    }));
  let parsed = await parseAll(contents, options);
  const reading = [...parsed.values()].find(readsSourceFiles);
  const others = reading && (await wantedFiles(tree));
  const folders = new Set(
    [...parsed.values()].flatMap(({ kind, path }) => (kind === 'terraform' ? [folderOf(path)] : [])),
  );
  const environments = options.inputs && inputsByFolder(folders, options.inputs);
  let evaluation: (Evaluation & { readonly options: EvaluateOptions }) | undefined;
  const evaluated = () => {
    const { varFiles = [], workspace } = options.inputs?.otherwise ?? {};
    const chosen = {
      sourceFiles: others?.sourceFiles,
      environments,
      // For Terragrunt units, which have no environments.
      varFiles: varFiles.filter((path) => !path.startsWith('./')),
      workspace,
      cache: options.caches?.evaluation,
    };
    return (evaluation ??= { ...evaluate(parsed, chosen), options: chosen });
  };
  return {
    wanted: () => others?.readable(evaluated().wanted) ?? [],
    load: async (paths) => {
      if (paths.length === 0) return;
      await others?.load(paths);
      // A Terragrunt file that another one includes is evaluated as those that were selected are.
      const read = paths.filter(isIncludable).flatMap((path) => {
        const content = others?.sourceFiles.read(path);
        return content && !parsed.has(path) ? [[path, content] as const] : [];
      });
      parsed = new Map([...parsed, ...(await parseAll(new Map(read), options))]);
      evaluation = undefined;
    },
    finish: () => {
      const result = evaluated();
      const open = others?.gaps(result.wanted) ?? [];
      const partial = reading && others?.sourceFiles.partial === true ? [partialTree(reading)] : [];
      const missing = environments ? missingInputs(result.roots, environments, parsed) : [];
      const notApplied = options.inputs ? environmentsOfUnits(result.roots, parsed, options.inputs) : [];
      const key = treeKey(parsed, result.options);
      return { ...result, key, unreadable: [...unreadable, ...missing, ...notApplied, ...partial, ...open] };
    },
  };
}

/** What units include or take their inputs from. */
function isIncludable(path: string): boolean {
  const kind = fileKind(path);
  return kind === 'hcl' || kind === 'terragrunt' || kind === 'variables';
}

async function parseAll(
  contents: ReadonlyMap<string, Uint8Array>,
  { caches, onProgress }: ReadOptions,
): Promise<ReadonlyMap<string, ParsedFile>> {
  const all = [...contents];
  const parsed = new Map<string, ParsedFile>();
  for (let start = 0; start < all.length; start += BATCH) {
    onProgress?.('Reading files', start, all.length);
    for (const [path, file] of await parseFiles(new Map(all.slice(start, start + BATCH)), caches?.parse)) {
      parsed.set(path, file);
    }
  }
  return parsed;
}

/** The gaps of variable files that were chosen and are not there: Terraform would not plan without them. */
function missingInputs(
  roots: readonly string[],
  environments: ReadonlyMap<string, readonly EnvironmentInputs[]>,
  files: ReadonlyMap<string, ParsedFile>,
): readonly Diagnostic[] {
  const chosen = new Map(roots.flatMap((root) => [[root, environments.get(root) ?? []]]));
  return [...givenTo(chosen)].flatMap(([path, users]): readonly Diagnostic[] => {
    if (files.has(path)) return [];
    const [first = ''] = users;
    const whose = users.size === 1 ? `root module ${first}` : `root module ${first} and ${users.size - 1} more`;
    const message =
      `${path} is chosen as a variable file of ${whose} and is no regular file of the tree, so they were evaluated without it; ` +
      'add it, or correct plan.varFiles or plan.environments in the policy';
    return [{ code: 'not-evaluated', severity: 'error', span: fileSpan(path), message }];
  });
}

function partialTree({ path }: ParsedFile): Diagnostic {
  const message = `the tree has more files than are listed, so what file functions find in it (as in ${path}) may be unknown`;
  return { code: 'cap', severity: 'warning', span: fileSpan(path), message };
}

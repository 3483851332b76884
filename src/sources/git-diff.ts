import type { ChangedFile, Hunk } from '../model/change.ts';
import { InputError } from '../model/errors.ts';

/**
 * Options that make `git diff` print what `parseGitDiff` reads, whatever the user's configuration says, and run no
 * other program. Three lines of context, as GitHub shows.
 */
export const DIFF_OPTIONS: readonly string[] = [
  '--raw',
  '-z',
  '--no-abbrev',
  '--find-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--submodule=short',
  '--ignore-submodules=dirty',
  '--diff-algorithm=default',
  '--inter-hunk-context=0',
];

/** To be added to DIFF_OPTIONS for the hunks. */
export const PATCH_OPTIONS: readonly string[] = ['--patch', '--unified=3'];

interface RawRecord {
  readonly letter: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The changed files in the output of `git diff` with DIFF_OPTIONS, sorted by path. Without PATCH_OPTIONS the hunks are
 * undefined; they are too for files that git holds for binary. Format: https://git-scm.com/docs/git-diff (RAW OUTPUT).
 */
export function parseGitDiff(output: Buffer): ChangedFile[] {
  const { records, end } = parseRaw(output);
  const hasPatch = end < output.length;
  // Only line beginnings are looked at, so one byte may stand for one character.
  const patches = hasPatch ? parsePatches(output.subarray(end).toString('latin1')) : [];
  const files = new Map<string, ChangedFile>();
  let next = 0;
  for (const record of records) {
    if (record.letter === 'U') {
      // A conflict has no patch of its own; git may add a second record for the same path.
      files.set(record.to, { path: record.to, basePath: record.to, status: 'modified', hunks: undefined });
      continue;
    }
    // A change of type (file to symlink) is printed as a removal and an addition.
    const used = record.letter === 'T' ? 2 : 1;
    const parts = patches.slice(next, next + used);
    next += used;
    const binary = parts.length < used || parts.some((part) => part === undefined);
    const hunks = binary ? undefined : parts.flatMap((part) => part ?? []);
    files.set(record.to, fileOf(record, hunks));
  }
  if (hasPatch && next !== patches.length) {
    throw new InputError(
      `git diff printed ${patches.length} patches where ${next} were expected; the range cannot be read`,
    );
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function fileOf(record: RawRecord, hunks: readonly Hunk[] | undefined): ChangedFile {
  switch (record.letter) {
    case 'A':
    case 'C':
      return { path: record.to, basePath: undefined, status: 'added', hunks };
    case 'D':
      return { path: record.to, basePath: record.from, status: 'removed', hunks };
    case 'R':
      return { path: record.to, basePath: record.from, status: 'renamed', hunks };
    default:
      return { path: record.to, basePath: record.from, status: 'modified', hunks };
  }
}

/** `:modes shas letter[score] NUL path NUL [path NUL]` records; `end` is where the patch starts (after one more NUL). */
function parseRaw(output: Buffer): { records: RawRecord[]; end: number } {
  const records: RawRecord[] = [];
  let at = 0;
  const field = (): string => {
    const stop = output.indexOf(0, at);
    if (stop < 0) throw new InputError('git diff ended in the middle of a record; try again');
    const text = output.toString('utf8', at, stop);
    at = stop + 1;
    return text;
  };
  while (output[at] === 0x3a /* : */) {
    const header = field();
    const letter = /^:\d{6} \d{6} [0-9a-f]+ [0-9a-f]+ ([A-Z])\d*$/.exec(header)?.[1];
    if (letter === undefined) throw new InputError('git diff printed a record that this tool does not know');
    const from = field();
    records.push({ letter, from, to: letter === 'R' || letter === 'C' ? field() : from });
  }
  return { records, end: output[at] === 0 ? at + 1 : at };
}

/** The hunks of each `diff --git` section in order; undefined for a binary file. */
function parsePatches(text: string): (Hunk[] | undefined)[] {
  const sections: (Hunk[] | undefined)[] = [];
  let hunks: Hunk[] = [];
  let inHeader = false;
  // Content lines start with a space, `+`, `-` or `\`, so a line that starts otherwise is git's own.
  for (const match of text.matchAll(/^(?:diff --git |@@ -[^\n]*|Binary files |GIT binary patch)/gm)) {
    const line = match[0];
    if (line.startsWith('diff --git ')) {
      hunks = [];
      inHeader = true;
      sections.push(hunks);
    } else if (line.startsWith('@@')) {
      inHeader = false;
      const hunk = parseHunkHeader(line);
      if (hunk) hunks.push(hunk);
    } else if (inHeader) {
      sections[sections.length - 1] = undefined;
    }
  }
  return sections;
}

/** `@@ -12,3 +12,4 @@ …` as a hunk; undefined for any other line. A missing count is 1. */
export function parseHunkHeader(line: string): Hunk | undefined {
  const match = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/.exec(line);
  if (!match) return undefined;
  return {
    baseStart: Number(match[1]),
    baseCount: Number(match[2] ?? 1),
    headStart: Number(match[3]),
    headCount: Number(match[4] ?? 1),
  };
}

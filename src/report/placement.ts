import type { Change, ChangedFile, Hunk } from '../model/change.ts';
import { isInDiff } from '../model/change.ts';

/** Where a review comment can stand: GitHub answers 422 for a line outside of the hunks. */
export interface Placement {
  /** The name of the file at head (GitHub wants it for both sides). */
  readonly path: string;
  readonly side: 'LEFT' | 'RIGHT';
  readonly line: number;
  /** First line of a range, in the same hunk; undefined for a single line. */
  readonly startLine: number | undefined;
  /** False when the comment stands on the nearest line of the diff, so that its text must say which line is meant. */
  readonly exact: boolean;
}

/** Longer ranges hide the code that they are about: the comment then stands on the first line. */
const LONGEST_RANGE = 12;

/**
 * The place for a comment about lines `first` to `last` of a file: the range when both ends are in one hunk, else its first
 * line, else the nearest line of the diff on the same side (the first that belongs to the range when there is one).
 * Undefined when the file has no lines of that side in the diff.
 */
export function placementOf(
  change: Change,
  place: { readonly side: 'LEFT' | 'RIGHT'; readonly file: string; readonly first: number; readonly last: number },
): Placement | undefined {
  const { side, first, last } = place;
  const file = changedFile(change, side, place.file);
  if (!file) return undefined;
  const base = { path: file.path, side };
  if (isInDiff(file, side, first)) {
    const range = last > first && last - first < LONGEST_RANGE && inOneHunk(file, side, first, last);
    return { ...base, line: range ? last : first, startLine: range ? first : undefined, exact: true };
  }
  const line = nearestLine(file, side, first, last);
  return line === undefined ? undefined : { ...base, line, startLine: undefined, exact: line >= first && line <= last };
}

/** The entry of the change for a file, by its name on the given side. */
export function changedFile(change: Change, side: 'LEFT' | 'RIGHT', path: string): ChangedFile | undefined {
  return change.files.find((file) =>
    side === 'LEFT' ? (file.basePath ?? file.path) === path : file.path === path && file.status !== 'removed',
  );
}

/** True when both lines are in the same hunk: a comment or a suggestion over them is accepted. */
export function inOneHunk(file: ChangedFile, side: 'LEFT' | 'RIGHT', first: number, last: number): boolean {
  return (file.hunks ?? []).some((hunk) => {
    const { start, end } = linesOf(hunk, side);
    return first >= start && last < end;
  });
}

function linesOf(hunk: Hunk, side: 'LEFT' | 'RIGHT'): { readonly start: number; readonly end: number } {
  const [start, count] = side === 'LEFT' ? [hunk.baseStart, hunk.baseCount] : [hunk.headStart, hunk.headCount];
  return { start, end: start + count };
}

function nearestLine(file: ChangedFile, side: 'LEFT' | 'RIGHT', first: number, last: number): number | undefined {
  let best: number | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const hunk of file.hunks ?? []) {
    const { start, end } = linesOf(hunk, side);
    if (end <= start) continue;
    const line = Math.min(Math.max(first, start), end - 1);
    const away = line < first ? first - line : Math.max(0, line - last);
    if (away < distance) [best, distance] = [line, away];
  }
  return best;
}

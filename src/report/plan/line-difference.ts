/** One line of a text that was removed or added. */
export interface LineDifference {
  readonly mark: '-' | '+';
  readonly text: string;
}

/** Cells of the table that finds the longest common part; beyond it the whole middle counts as changed. */
const MOST_CELLS = 250_000;

/** What removes and adds lines to make `after` of `before`, in order, without the lines that stay. Time and memory are bounded. */
export function lineDifference(before: string, after: string): readonly LineDifference[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const removed = (text: string): LineDifference => ({ mark: '-', text });
  const added = (text: string): LineDifference => ({ mark: '+', text });
  const width = y.length + 1;
  if ((x.length + 1) * width > MOST_CELLS) return [...x.map(removed), ...y.map(added)];

  // lengths[i * width + j]: the longest common part of x from i and y from j.
  const lengths = new Uint32Array((x.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      lengths[i * width + j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: LineDifference[] = [];
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      i++;
      j++;
    } else if (j >= y.length || (i < x.length && at(i + 1, j) >= at(i, j + 1))) found.push(removed(x[i++] ?? ''));
    else found.push(added(y[j++] ?? ''));
  }
  return found;
}

/** Edit distance at which two names still look like a typing error. */
const MAX_DISTANCE = 3;
const MAX_NAME_LENGTH = 100;

/** Up to three of `names` that look like `wanted`, nearest first: contained in one another, or a few letters apart. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const near = (name: string): number =>
    name.includes(wanted) || wanted.includes(name) ? 1 : distance(wanted.slice(0, MAX_NAME_LENGTH), name);
  return names
    .filter((name) => name.length <= MAX_NAME_LENGTH)
    .map((name) => ({ name, d: near(name) }))
    .filter(({ name, d }) => d <= Math.min(MAX_DISTANCE, name.length - 1))
    .sort((a, b) => a.d - b.d || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Levenshtein distance of two short texts, by UTF-16 code units. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const substituted = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[row.length - 1] ?? 0;
}

/** Looks up the first of `rows` whose pattern (a name in which `*` stands for any characters) fits a resource type. */
export function firstByType<Row>(
  rows: readonly (readonly [pattern: string, row: Row])[],
): (type: string) => Row | undefined {
  const compiled = rows.map(([pattern, row]) => [typeMatcher(pattern), row] as const);
  return (type) => compiled.find(([fits]) => fits(type))?.[1];
}

/** Whether a type fits a pattern in which `*` stands for any characters. Linear in both. */
export function typeMatcher(pattern: string): (type: string) => boolean {
  const pieces = pattern.split('*');
  const [start = ''] = pieces;
  const end = pieces.at(-1) ?? '';
  if (pieces.length === 1) return (type) => type === pattern;
  const middle = pieces.slice(1, -1);
  return (type) => {
    if (type.length < start.length + end.length || !type.startsWith(start) || !type.endsWith(end)) return false;
    const inner = type.slice(start.length, type.length - end.length);
    let from = 0;
    for (const piece of middle) {
      const found = inner.indexOf(piece, from);
      if (found === -1) return false;
      from = found + piece.length;
    }
    return true;
  };
}

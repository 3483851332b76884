const HEADER = /^-- (\S+) --$/;

/**
 * Reads several files from one text: a line `-- path --` begins each. Text before the first is a comment.
 * The format is txtar without its binary rules. Source: https://pkg.go.dev/golang.org/x/tools/txtar
 */
export function readArchive(text: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  let path: string | undefined;
  let lines: string[] = [];
  const close = (): void => {
    if (path !== undefined) files.set(path, lines.map((line) => `${line}\n`).join(''));
    lines = [];
  };
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const next = HEADER.exec(line)?.[1];
    if (next === undefined) {
      lines.push(line);
      continue;
    }
    close();
    path = next;
  }
  close();
  return files;
}

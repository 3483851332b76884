import { listed } from './listed.ts';

/** What can happen to a file, for one and for several. */
const VERBS = [
  [' changed', ' changed'],
  [' was added', ' were added'],
  [' was removed', ' were removed'],
] as const;

/** Files of one kind of change that are named. */
const MAX_NAMED = 3;

/**
 * What happened to several files as one phrase, from what is said of each (`a.tf changed`): `a.tf and b.tf changed, c.tf was added`.
 */
export function toldChanges(says: Iterable<string>): string {
  const left = new Set(says);
  const phrases: string[] = [];
  for (const [one, several] of VERBS) {
    const names = [...left].filter((text) => text.endsWith(one));
    for (const text of names) left.delete(text);
    const paths = names.map((text) => text.slice(0, -one.length));
    if (paths.length > 0) phrases.push(`${listed(paths, MAX_NAMED)}${paths.length > 1 ? several : one}`);
  }
  if (left.size > 0) phrases.push(listed([...left], MAX_NAMED));
  return phrases.join(', ');
}

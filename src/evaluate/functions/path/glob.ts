import { undecide, type Outcome } from '../refusal.ts';

/** A path pattern, part by part. */
export interface Glob {
  matches(path: string): boolean;
}

const LONGEST_PATTERN = 1_000;
const MOST_ALTERNATIVES = 100;

type Part = '**' | readonly RegExp[];

/**
 * A pattern in the syntax of `fileset`: `*`, `?`, `[…]`, `{a,b}`, and `**` as a part of its own for any number of folders.
 * Source: https://developer.hashicorp.com/terraform/language/functions/fileset
 */
export function compileGlob(pattern: string): Outcome<Glob> {
  if (pattern.length > LONGEST_PATTERN) return undecide('a path pattern of more than 1,000 characters');
  if (pattern.includes('\\')) return undecide('a path pattern with a backslash');
  if (/\{[^{}]*[/{]|\{[^}]*$/.test(pattern))
    return undecide('a path pattern with nested braces or braces around folders');
  const parts: Part[] = [];
  for (const written of pattern.split('/')) {
    if (written === '**') {
      if (parts.at(-1) === '**') return undecide('a path pattern with "**/**"');
      parts.push('**');
      continue;
    }
    const sources = alternatives(written);
    const compiled = sources?.map(partPattern);
    if (!compiled || compiled.some((regex) => regex === undefined))
      return undecide(`the path pattern "${written}" is not evaluated`);
    parts.push(compiled.filter((regex) => regex !== undefined));
  }
  return { matches: (path) => matchParts(parts, path.split('/')) };
}

/** Every way to read the braces of a part; undefined when they are too many. */
function alternatives(text: string): readonly string[] | undefined {
  let results = [''];
  for (const [piece] of text.matchAll(/\{[^}]*\}|[^{]+/g)) {
    const options = piece.startsWith('{') ? piece.slice(1, -1).split(',') : [piece];
    results = results.flatMap((start) => options.map((option) => start + option));
    if (results.length > MOST_ALTERNATIVES) return undefined;
  }
  return results;
}

/**
 * One part as a regular expression. Runs of `*` are one `[^/]*`; more than a few of them could make matching slow and are
 * not evaluated.
 */
function partPattern(text: string): RegExp | undefined {
  let source = '';
  let stars = 0;
  let rest = text.replace(/\*+/g, '*');
  while (rest !== '') {
    const set = /^\[(\^?)([^\][\\]+)\]/.exec(rest);
    if (set) {
      const [whole, not = '', members = ''] = set;
      if (!/^(?:[^-](?:-[^-])?)+$/u.test(members)) return undefined;
      source += `[${not}${members.replace(/[\^\\]/g, '\\$&')}]`;
      rest = rest.slice(whole.length);
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    if (character === '[') return undefined;
    if (character === '*') stars++;
    source += character === '*' ? '[^/]*' : character === '?' ? '[^/]' : character.replace(/[.+^$()|\]{}]/g, '\\$&');
    rest = rest.slice(character.length);
  }
  if (stars > 4) return undefined;
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    // A range that runs backwards.
    return undefined;
  }
}

function matchParts(parts: readonly Part[], names: readonly string[]): boolean {
  // open[i]: the first i parts match the names read so far.
  let open = parts.map(() => false);
  open.push(false);
  open[0] = true;
  const skipStars = (states: boolean[]): void => {
    for (const [index, part] of parts.entries()) if (states[index] && part === '**') states[index + 1] = true;
  };
  skipStars(open);
  for (const name of names) {
    const next = open.map(() => false);
    for (const [index, part] of parts.entries()) {
      if (!open[index]) continue;
      if (part === '**') next[index] = true;
      else if (part.some((regex) => regex.test(name))) next[index + 1] = true;
    }
    skipStars(next);
    open = next;
  }
  return open[parts.length] ?? false;
}

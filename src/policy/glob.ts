/** Longest pattern, in characters. */
export const MAX_GLOB_LENGTH = 200;

/** Most alternatives after `{a,b}` is written out. */
const MAX_ALTERNATIVES = 64;

/** Longest path that is matched; Git and GitHub allow no longer ones. */
const MAX_PATH_LENGTH = 4096;

/** Why a pattern is refused, in a sentence without a full stop; undefined when it is fine. */
export function globProblem(pattern: string): string | undefined {
  if (pattern.length > MAX_GLOB_LENGTH) return `is longer than ${MAX_GLOB_LENGTH} characters`;
  if (/[[\]()!\\]/.test(pattern)) return 'may use *, **, ? and {a,b}; not [ ] ( ) ! or \\';
  const alternatives = expandBraces(pattern);
  if (alternatives === undefined) return 'has a { without its }, or braces inside braces';
  if (alternatives.length > MAX_ALTERNATIVES) return `stands for more than ${MAX_ALTERNATIVES} alternatives`;
  return undefined;
}

/**
 * Whether `path` matches `pattern`: `*` and `?` stay inside one part of the path, `**` spans parts, `{a,b}` are alternatives, and
 * a pattern that ends in `/` means everything below. A pattern that `globProblem` refuses matches nothing.
 *
 * Time is bounded by |pattern| × |path|. A glob library that compiles to a backtracking regular expression is not: five stars
 * (`a*a*a*a*a*b`) against 250 letters took picomatch 4 twenty seconds, and both sides can come from a pull request.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  if (path.length > MAX_PATH_LENGTH || globProblem(pattern) !== undefined) return false;
  const parts = path.split('/');
  return (expandBraces(pattern) ?? []).some((alternative) => {
    const plain = alternative.replace(/^\.?\//, '');
    return matchParts((plain.endsWith('/') ? `${plain}**` : plain).split('/'), parts);
  });
}

/** True when any of the patterns matches. */
export function matchesAnyGlob(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, path));
}

/** Matches a list of patterns against a list of parts; `**` takes any number of parts, also none. */
function matchParts(pattern: readonly string[], parts: readonly string[]): boolean {
  return matchWithStar(
    pattern.length,
    parts.length,
    (index) => pattern[index] === '**',
    (index, at) => matchPart(pattern[index] ?? '', parts[at] ?? ''),
  );
}

function matchPart(pattern: string, text: string): boolean {
  return matchWithStar(
    pattern.length,
    text.length,
    (index) => pattern[index] === '*',
    (index, at) => pattern[index] === '?' || pattern[index] === text[at],
  );
}

/**
 * The greedy wildcard match: on a mismatch only the last star has to take one element more, because what an earlier star
 * could gain a later one gains too. At most `patternLength × textLength` steps.
 */
function matchWithStar(
  patternLength: number,
  textLength: number,
  isStar: (index: number) => boolean,
  matches: (index: number, at: number) => boolean,
): boolean {
  let index = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < textLength) {
    if (index < patternLength && isStar(index)) {
      star = index;
      resume = at;
      index += 1;
    } else if (index < patternLength && matches(index, at)) {
      index += 1;
      at += 1;
    } else if (star >= 0) {
      resume += 1;
      index = star + 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (index < patternLength && isStar(index)) index += 1;
  return index === patternLength;
}

/** All alternatives, stopping soon after there are too many; undefined when the braces do not pair up. */
function expandBraces(pattern: string): readonly string[] | undefined {
  let results = [''];
  let rest = pattern;
  while (rest !== '') {
    const open = rest.search(/[{}]/);
    if (open < 0) return results.map((head) => head + rest);
    const close = rest.indexOf('}', open + 1);
    const inside = rest.slice(open + 1, close);
    if (rest[open] === '}' || close < 0 || inside.includes('{')) return undefined;
    const before = rest.slice(0, open);
    results = results.flatMap((head) => inside.split(',').map((choice) => head + before + choice));
    if (results.length > MAX_ALTERNATIVES) return results;
    rest = rest.slice(close + 1);
  }
  return results;
}

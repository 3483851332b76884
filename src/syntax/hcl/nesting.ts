/** Brackets, templates, strings and directives open at once. Hand-written code stays below 20. */
export const MAX_NESTING = 200;

/** Operators and dots in one expression at one level: a chain of them is a tree as deep as it is long. */
export const MAX_CHAIN = 1000;

/** Where a text is nested deeper than the parsers may be asked to go. */
export interface TooDeep {
  readonly offset: number;
  readonly what: string;
}

/** What one pass over a text tells before it is parsed. */
export interface Nesting {
  readonly tooDeep: TooDeep | undefined;
  /** Estimate of the microseconds that hcl2json needs; see `MAX_VALIDATION_WORK`. */
  readonly validationWork: number;
}

/**
 * hcl2json takes about 0.7 µs for a character, 45 µs for a number (it calculates with 512 bits) and, for a template,
 * time that grows with the square of its pieces. Measured with hcl2json 0.21 on Node 20; 8 seconds at most.
 */
export const MAX_VALIDATION_WORK = 8_000_000;
const WORK_OF_CHARACTER = 0.7;
const WORK_OF_NUMBER = 45;
const WORK_OF_SQUARED_PIECE = 0.024;

/** The levels that are open, and the sum of their open directives. */
interface State {
  readonly levels: Level[];
  directives: number;
  numbers: number;
  squaredPieces: number;
}

interface Level {
  /** What the characters at this level mean; code in `(` and `[` runs over line ends, in `{` and at the top it does not. */
  readonly kind: 'block' | 'group' | 'quoted' | 'heredoc' | 'sequence';
  readonly marker: string;
  chain: number;
  directives: number;
  /** Pieces that hcl2json cuts the text into: lines of a heredoc, and at every `$` and `%`. */
  pieces: number;
}

const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const DIRECTIVE = /%\{~?\s*(if|for|endif|endfor)\b/y;
const OPERATORS = '+-*/%<>!?.&|';

/**
 * Finds the place where HCL text is nested too deep, if there is one, and how long its validation would take. Both
 * parsers recurse, and one of them (compiled Go) cannot be recovered once its stack is full, so this runs first. It
 * knows strings, heredocs and comments, so that brackets in text do not count; broken text at worst counts too much.
 * One pass, constant memory.
 */
export function nesting(text: string): Nesting {
  const levels: Level[] = [{ kind: 'block', marker: '', chain: 0, directives: 0, pieces: 0 }];
  const state: State = { levels, directives: 0, numbers: 0, squaredPieces: 0 };
  let at = 0;
  let deep: TooDeep | undefined;
  while (at < text.length && !deep) {
    const level = levels.at(-1);
    if (!level) break;
    const char = text.charAt(at);
    const isText = level.kind === 'quoted' || level.kind === 'heredoc';
    at = isText ? inText(text, at, char, level, state) : inCode(text, at, char, level, state);
    if (levels.length + state.directives > MAX_NESTING) {
      deep = { offset: at - 1, what: `${MAX_NESTING} levels of nesting` };
    } else if (level.chain > MAX_CHAIN) {
      deep = { offset: at - 1, what: `${MAX_CHAIN} operators in one expression` };
    }
  }
  while (levels.length > 1) pop(state);
  const { numbers, squaredPieces } = state;
  const validationWork =
    text.length * WORK_OF_CHARACTER + numbers * WORK_OF_NUMBER + squaredPieces * WORK_OF_SQUARED_PIECE;
  return { tooDeep: deep, validationWork };
}

function push(state: State, kind: Level['kind'], marker = ''): void {
  state.levels.push({ kind, marker, chain: 0, directives: 0, pieces: 0 });
}

/** Leaves the innermost level; the outermost stays, whatever closing brackets there are too many of. */
function pop(state: State): void {
  const left = state.levels.length > 1 ? state.levels.pop() : undefined;
  if (!left) return;
  state.directives -= left.directives;
  state.squaredPieces += left.pieces ** 2;
}

/** Handles one character (or one token) of a template and returns where to go on. */
function inText(text: string, at: number, char: string, level: Level, state: State): number {
  if (char === '$' || char === '%') {
    level.pieces += 1;
    if (text[at + 1] === char && text[at + 2] === '{') return at + 3;
    if (text[at + 1] !== '{') return at + 1;
    DIRECTIVE.lastIndex = at;
    const directive = DIRECTIVE.exec(text)?.[1];
    const step = directive === undefined ? 0 : directive.startsWith('end') ? -Math.min(1, level.directives) : 1;
    level.directives += step;
    state.directives += step;
    push(state, 'sequence');
    return at + 2;
  }
  if (level.kind === 'quoted') {
    if (char === '\\') return at + 2;
    // A quoted string cannot run over a line end; after a forgotten quote this puts us right again.
    if (char === '"' || char === '\n') pop(state);
    return at + 1;
  }
  if (char !== '\n') return at + 1;
  level.pieces += 1;
  return closesHeredoc(text, at + 1, level.marker, state);
}

/** At the start of a line of a heredoc: leaves it when the line is the marker. Returns where to go on. */
function closesHeredoc(text: string, start: number, marker: string, state: State): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  if (!text.startsWith(marker, at)) return start;
  const rest = at + marker.length;
  if (!/^[ \t\r]*(\n|$)/.test(text.slice(rest, rest + 80))) return start;
  pop(state);
  return rest;
}

/** Handles one character (or one token) of code and returns where to go on. */
function inCode(text: string, at: number, char: string, level: Level, state: State): number {
  switch (char) {
    case '"':
      push(state, 'quoted');
      return at + 1;
    case '{':
      push(state, 'block');
      return at + 1;
    case '(':
    case '[':
      push(state, 'group');
      return at + 1;
    case '}':
    case ')':
    case ']':
      pop(state);
      return at + 1;
    case ',':
      level.chain = 0;
      return at + 1;
    case '\n':
      if (level.kind === 'block') level.chain = 0;
      return at + 1;
    case '=':
      if (text[at + 1] !== '=' && !'!<>='.includes(text[at - 1] ?? ' ')) level.chain = 0;
      return at + 1;
    case '#':
      return lineEnd(text, at);
    case '/':
      if (text[at + 1] === '/') return lineEnd(text, at);
      if (text[at + 1] === '*') {
        const end = text.indexOf('*/', at + 2);
        return end === -1 ? text.length : end + 2;
      }
      break;
    case '<': {
      HEREDOC.lastIndex = at;
      const match = HEREDOC.exec(text);
      if (!match) break;
      push(state, 'heredoc', match[1]);
      return closesHeredoc(text, at + match[0].length, match[1] ?? '', state);
    }
    default:
  }
  if (OPERATORS.includes(char)) level.chain += 1;
  else if (char >= '0' && char <= '9' && !/[\w.]/.test(text.charAt(at - 1))) state.numbers += 1;
  return at + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

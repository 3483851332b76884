import { Lexer, Parser } from '@actions/expressions';
import type { Expr } from '@actions/expressions/ast';
import { TokenType, type Token } from '@actions/expressions/lexer';
import type { Span } from '../model/span.ts';
import type { YamlScalar } from '../syntax/yaml/tree.ts';
import { collectContexts, truthOf, type Truth } from './workflow-expression-flow.ts';

/** A place where an expression reads a context. */
export interface ContextUse {
  /** Lower-case parts: `['github', 'event', 'issue', 'title']`; `*` for a filter or a computed index. */
  readonly path: readonly string[];
  /** `path` with dots, for messages and tables. */
  readonly name: string;
  /** Offset of the context's first character in the text that holds the expression. */
  readonly start: number;
  /** Whether its value can be part of the result: not inside a comparison, `contains(…)` or on the left of `&&`. */
  readonly reachesResult: boolean;
  /** True when the value reaches the result only through a structure taken apart (`fromJSON(x).y`). */
  readonly indirect: boolean;
}

/** One `${{ … }}` (or a bare `if:` condition), parsed by GitHub's own parser. */
export interface WorkflowExpression {
  /** What stands between the braces, trimmed. */
  readonly source: string;
  /** Offsets in the text that holds it, braces included; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly contexts: readonly ContextUse[];
  /** Names of the functions called, lower-case. */
  readonly functions: readonly string[];
  /** Whether its truth is decided by the text alone. */
  readonly truth: Truth;
  /** No context, and no function that depends on the run. */
  readonly constant: boolean;
  /** Why GitHub would reject it; contexts are then empty. */
  readonly error?: string | undefined;
  /** The syntax tree; undefined when there is an error. */
  readonly tree: Expr | undefined;
}

/** Expressions read per text; a longer list is hostile, not a workflow. */
const MAX_EXPRESSIONS = 200;

/** Contexts of https://docs.github.com/en/actions/reference/workflows-and-actions/contexts */
const CONTEXTS = [
  'github',
  'env',
  'vars',
  'job',
  'jobs',
  'steps',
  'runner',
  'secrets',
  'strategy',
  'matrix',
  'needs',
  'inputs',
];

/** Functions that the parser has to be told of: they depend on the run. */
const RUN_FUNCTIONS = [
  { name: 'success', minArgs: 0, maxArgs: 255 },
  { name: 'failure', minArgs: 0, maxArgs: 255 },
  { name: 'always', minArgs: 0, maxArgs: 0 },
  { name: 'cancelled', minArgs: 0, maxArgs: 0 },
  { name: 'hashFiles', minArgs: 1, maxArgs: 255 },
];

/** All `${{ … }}` of a text in order. An expression that is not closed ends the search, as GitHub rejects the file. */
export function findExpressions(text: string): readonly WorkflowExpression[] {
  const found: WorkflowExpression[] = [];
  let from = text.indexOf('${{');
  while (from >= 0 && found.length < MAX_EXPRESSIONS) {
    const close = closingBraces(text, from + 3);
    if (close < 0) break;
    found.push(parseExpression(text.slice(from + 3, close), from + 3, from, close + 2));
    from = text.indexOf('${{', close + 2);
  }
  return found;
}

/** True when `text` holds the start of an expression. */
export function hasExpression(text: string): boolean {
  return text.includes('${{');
}

/**
 * The expression that an `if:` stands for: the text between the braces when it is one expression and nothing else,
 * else the bare text. Undefined when text and expressions are mixed (such a condition is always true).
 */
export function conditionExpression(text: string): WorkflowExpression | undefined {
  if (!hasExpression(text)) return parseExpression(text, 0, 0, text.length);
  const [first] = findExpressions(text);
  return first?.start === 0 && first.end === text.length ? first : undefined;
}

/** The span of `text[start, end)` of a scalar in its file: exact for plain and literal scalars. */
export function spanIn(scalar: YamlScalar, start: number, end: number): Span {
  const from = scalar.positionAt(start);
  const last = scalar.positionAt(Math.max(start, end - 1));
  return {
    file: scalar.span.file,
    startLine: from.line,
    startColumn: from.column,
    endLine: last.line,
    endColumn: last.column + 1,
    start: from.offset,
    end: last.offset + 1,
  };
}

/** Index of the `}}` that ends an expression starting at `from`; one inside a quoted text does not end it. -1 when there is none. */
function closingBraces(text: string, from: number): number {
  let quoted = false;
  for (let index = from; index < text.length; index += 1) {
    const char = text[index];
    if (char === "'") quoted = !quoted;
    else if (!quoted && char === '}' && text[index + 1] === '}') return index;
  }
  return -1;
}

function parseExpression(code: string, codeStart: number, start: number, end: number): WorkflowExpression {
  const base = { source: code.trim(), start, end };
  const failed = (error: string): WorkflowExpression => ({
    ...base,
    contexts: [],
    functions: [],
    truth: 'unknown',
    constant: false,
    error,
    tree: undefined,
  });
  if (base.source === '') return failed('the expression is empty');
  try {
    const { tokens } = new Lexer(code).lex();
    const tree = new Parser(tokens, CONTEXTS, RUN_FUNCTIONS).parse();
    const offsets = tokenOffsets(code, tokens);
    const functions = tokens.flatMap((token, index) =>
      token.type === TokenType.IDENTIFIER && tokens[index + 1]?.type === TokenType.LEFT_PAREN
        ? [token.lexeme.toLowerCase()]
        : [],
    );
    const contexts = collectContexts(tree, (token) => codeStart + (offsets.get(token) ?? 0));
    const ofTheRun = RUN_FUNCTIONS.some(({ name }) => functions.includes(name.toLowerCase()));
    return {
      ...base,
      contexts,
      functions,
      truth: truthOf(tree),
      constant: contexts.length === 0 && !ofTheRun,
      tree,
    };
  } catch (error) {
    // The lexer and parser throw for every text that GitHub rejects; that is a result here, not a failure.
    return failed(error instanceof Error ? error.message.slice(0, 200) : 'not a valid expression');
  }
}

/** Offsets of tokens in the source; the lexer's own columns are off after a quoted text with a line break. */
function tokenOffsets(code: string, tokens: readonly Token[]): ReadonlyMap<Token, number> {
  const offsets = new Map<Token, number>();
  let cursor = 0;
  for (const token of tokens) {
    while (cursor < code.length && /\s/.test(code.charAt(cursor))) cursor += 1;
    offsets.set(token, cursor);
    cursor += token.lexeme.length;
  }
  return offsets;
}

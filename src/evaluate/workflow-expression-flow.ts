import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from '@actions/expressions/ast';
import { Kind } from '@actions/expressions/data/index';
import { TokenType, type Token } from '@actions/expressions/lexer';
import type { ContextUse } from './workflow-expression.ts';

/** What is known of an expression's truth without running it. */
export type Truth = 'true' | 'false' | 'unknown';

/** How the value of a part gets into the result of the whole. */
type Flow = 'result' | 'indirect' | 'none';

/** Functions whose result holds the text of their arguments. The others return a boolean or a hash. */
const PASS_THROUGH = new Set(['format', 'join', 'tojson', 'fromjson']);

/** Every context an expression reads, in source order, with whether its value can reach the result. */
export function collectContexts(tree: Expr, offsetOf: (token: Token) => number): readonly ContextUse[] {
  const uses: ContextUse[] = [];
  visit(tree, 'result', { uses, offsetOf });
  return uses.sort((a, b) => a.start - b.start);
}

/**
 * Truth of an expression that constants alone decide (`false && x`). Operators follow
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators
 */
export function truthOf(expression: Expr): Truth {
  if (expression instanceof Grouping) return truthOf(expression.group);
  if (expression instanceof Literal) return isFalsy(expression) ? 'false' : 'true';
  if (expression instanceof Unary) {
    const operand = truthOf(expression.expr);
    if (operand === 'unknown') return 'unknown';
    return operand === 'true' ? 'false' : 'true';
  }
  if (expression instanceof FunctionCall) {
    return expression.functionName.lexeme.toLowerCase() === 'always' ? 'true' : 'unknown';
  }
  if (!(expression instanceof Logical)) return 'unknown';
  const parts = expression.args.map(truthOf);
  const isAnd = expression.operator.type === TokenType.AND;
  if (parts.includes(isAnd ? 'false' : 'true')) return isAnd ? 'false' : 'true';
  return parts.includes('unknown') ? 'unknown' : isAnd ? 'true' : 'false';
}

interface Walk {
  readonly uses: ContextUse[];
  readonly offsetOf: (token: Token) => number;
}

/** The parser bounds the depth of the tree (50), so recursion is safe. */
function visit(expression: Expr, flow: Flow, walk: Walk): void {
  if (expression instanceof Grouping) visit(expression.group, flow, walk);
  else if (expression instanceof Unary) visit(expression.expr, 'none', walk);
  else if (expression instanceof Binary) {
    visit(expression.left, 'none', walk);
    visit(expression.right, 'none', walk);
  } else if (expression instanceof Logical) visitLogical(expression, flow, walk);
  else if (expression instanceof FunctionCall) visitCall(expression, flow, walk);
  else if (expression instanceof ContextAccess || expression instanceof IndexAccess) {
    visitAccess(expression, flow, walk);
  }
}

/** `A && B` is B, or else a falsy A, which holds no text; `A || B` is one of them. */
function visitLogical(expression: Logical, flow: Flow, walk: Walk): void {
  const isAnd = expression.operator.type === TokenType.AND;
  const last = expression.args.length - 1;
  expression.args.forEach((part, index) => {
    visit(part, isAnd && index < last ? 'none' : flow, walk);
  });
}

/** `case(p1, v1, p2, v2, default)` returns one of the values; its predicates do not reach the result. */
function visitCall(call: FunctionCall, flow: Flow, walk: Walk): void {
  const name = call.functionName.lexeme.toLowerCase();
  const last = call.args.length - 1;
  call.args.forEach((argument, index) => {
    const passes = name === 'case' ? index % 2 === 1 || index === last : PASS_THROUGH.has(name);
    visit(argument, passes ? flow : 'none', walk);
  });
}

function visitAccess(access: ContextAccess | IndexAccess, flow: Flow, walk: Walk): void {
  const path: string[] = [];
  let target: Expr = access;
  while (target instanceof IndexAccess) {
    const { index } = target;
    path.unshift(index instanceof Literal ? index.literal.coerceString().toLowerCase() : '*');
    // A computed index selects and is not part of the result itself.
    if (!(index instanceof Literal) && !(index instanceof Star)) visit(index, 'none', walk);
    target = target.expr;
  }
  if (!(target instanceof ContextAccess)) {
    visit(target, flow === 'none' ? 'none' : 'indirect', walk);
    return;
  }
  path.unshift(target.name.lexeme.toLowerCase());
  walk.uses.push({
    path,
    name: path.join('.'),
    start: walk.offsetOf(target.name),
    reachesResult: flow !== 'none',
    indirect: flow === 'indirect',
  });
}

function isFalsy(literal: Literal): boolean {
  const { kind } = literal.literal;
  if (kind === Kind.Null) return true;
  const text = literal.literal.coerceString();
  if (kind === Kind.Boolean) return text === 'false';
  if (kind === Kind.Number) return text === 'NaN' || Number(text) === 0;
  return text === '';
}

import type { Expression, HclBlock } from '../../syntax/hcl/ast.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { Closure } from './closure.ts';
import type { GateSide } from './gate-input.ts';
import { isFileFunction } from './file-functions.ts';
import { walkBody, walkExpression } from './walk-expressions.ts';

/** Stands for the content of files that functions read. */
const FILES = '(files)';

/** One side of the comparison. */
interface Side {
  readonly closure: Closure;
  readonly side: GateSide;
}

/** What one name means: the texts that define it, and the names that they refer to. Modules share names on purpose. */
interface Definition {
  readonly texts: string[];
  readonly names: Set<string>;
}

/**
 * Names (see `namesIn`) that may mean something else at the head than at the base, because they are defined otherwise or refer to a
 * name that is. Names of different modules are not told apart, which can only find too many.
 */
export function changedNames(head: Side, base: Side): ReadonlySet<string> {
  const [now, before] = [definitions(head), definitions(base)];
  const users = new Map<string, string[]>();
  const waiting = isSameContent(head.side, base.side) ? [] : [FILES];
  for (const name of new Set([...now.keys(), ...before.keys()])) {
    if (textOf(now.get(name)) !== textOf(before.get(name))) waiting.push(name);
    for (const used of now.get(name)?.names ?? []) {
      const list = users.get(used);
      if (list) list.push(name);
      else users.set(used, [name]);
    }
  }
  const changed = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (changed.has(name)) continue;
    changed.add(name);
    for (const user of users.get(name) ?? []) waiting.push(user);
  }
  return changed;
}

/** The names that expressions refer to: `var.x`, `local.x`, `module.m`, `output.o` (of a module), `data.t.n`, `t.n`, `(files)`. */
export function* namesIn(expressions: Iterable<Expression>): Generator<string> {
  for (const expression of expressions) {
    if (expression.kind === 'call' && isFileFunction(expression.name)) yield FILES;
    if (expression.kind !== 'get-attribute') continue;
    const target = unindexed(expression.target);
    if (target.kind === 'variable') {
      yield `${target.name}.${expression.name}`;
    } else if (target.kind === 'get-attribute') {
      const root = unindexed(target.target);
      if (root.kind !== 'variable') continue;
      if (root.name === 'data' || root.name === 'ephemeral') yield `${root.name}.${target.name}.${expression.name}`;
      if (root.name === 'module') yield `output.${expression.name}`;
    }
  }
}

/** True when both trees surely hold the same files, those aside that are compared by themselves and documents. */
function isSameContent(head: GateSide, base: GateSide): boolean {
  if (!head.listing.complete || !base.listing.complete) return false;
  const [now, before] = [head, base].map(({ listing }) =>
    listing.entries.filter(
      ({ path }) => !/\.(?:tf|tofu)(?:\.json)?$|\.tfvars(?:\.json)?$|\.lock\.hcl$|\.md$/.test(path),
    ),
  );
  if (now?.length !== before?.length) return false;
  const shas = new Map(before?.map(({ path, sha }) => [path, sha]));
  return now?.every(({ path, sha }) => sha !== undefined && shas.get(path) === sha) ?? false;
}

function unindexed(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'index' || inner.kind === 'splat') inner = inner.target;
  return inner;
}

function textOf(definition: Definition | undefined): string | undefined {
  return definition?.texts.sort().join('\0');
}

function definitions({ closure, side }: Side): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  const define = (name: string, text: string, expressions: Iterable<Expression>): void => {
    const known = found.get(name) ?? { texts: [], names: new Set<string>() };
    found.set(name, known);
    known.texts.push(text);
    for (const used of namesIn(expressions)) known.names.add(used);
  };
  for (const { blocks } of closure.modules) {
    for (const { block, file } of blocks) defineBlock(block, file, define);
  }
  for (const file of side.files.values()) {
    if (file.kind !== 'variables') continue;
    for (const { name, expression } of file.hcl?.attributes ?? []) {
      define(`var.${name}`, `${file.path}\0${textAt(file, expression)}`, walkExpression(expression));
    }
  }
  return found;
}

function textAt(file: ParsedFile, { span }: Expression): string {
  return file.text.slice(span.start, span.end);
}

function defineBlock(
  block: HclBlock,
  file: ParsedFile,
  define: (name: string, text: string, expressions: Iterable<Expression>) => void,
): void {
  const [first, second] = block.labels.map(({ text }) => text);
  const whole = file.text.slice(block.span.start, block.span.end);
  if (block.type === 'locals') {
    for (const { name, expression } of block.body.attributes) {
      define(`local.${name}`, textAt(file, expression), walkExpression(expression));
    }
  } else if (block.type === 'variable' || block.type === 'output') {
    define(`${block.type === 'variable' ? 'var' : 'output'}.${first ?? ''}`, whole, walkBody(block.body));
  } else if (block.type === 'module') {
    define(`module.${first ?? ''}`, whole, walkBody(block.body));
    for (const { name, expression } of block.body.attributes) {
      define(`var.${name}`, textAt(file, expression), walkExpression(expression));
    }
  } else if (block.type === 'resource') {
    define(`${first ?? ''}.${second ?? ''}`, whole, walkBody(block.body));
  } else if (block.type === 'data' || block.type === 'ephemeral') {
    define(`${block.type}.${first ?? ''}.${second ?? ''}`, whole, walkBody(block.body));
  }
}

import { mentionsFileFunction } from '../../evaluate/reads-source-files.ts';
import type { Expression, HclBlock, HclBody } from '../../syntax/hcl/ast.ts';
import { allExpressions } from '../../syntax/hcl/expression-parts.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { type PathPiece, pathPieces, type PathText, pathText } from './path-text.ts';

/** Paths that the files of one module may read, told apart; more are taken for "anything". */
const MAX_READS = 1_000;

/** Anything below the module's folder. */
const ANYTHING: PathText = { base: 'module', prefix: '', suffix: '', isExact: false, isOpen: true };

/**
 * What the files of one module may read of the tree: the arguments of file functions, and every text that starts with `path.module`
 * or `path.root` (`source_dir = "${path.module}/lambda"`). A path whose beginning is not known is open. May say too much, and too
 * little only for a plain relative path that reaches a file function through a variable.
 * Source: https://developer.hashicorp.com/terraform/language/functions/file
 */
export function fileReads(files: readonly ParsedFile[], locals: ReadonlyMap<string, Expression>): readonly PathText[] {
  const found = new Map<string, PathText>();
  const add = (ways: readonly (readonly PathPiece[])[]): void => {
    for (const pieces of ways) {
      const path = pathText(pieces);
      if (path && found.size < MAX_READS) found.set(JSON.stringify(path), path);
    }
  };
  // The folder that `fileset` searches is not read as a whole; calls come before what is in them.
  const told = new Set<Expression>();
  for (const file of files) {
    if (!file.hcl || !mayRead(file)) continue;
    for (const expression of expressionsIn(file.hcl)) {
      for (const inner of allExpressions(expression)) readsOf(inner, { locals, told, add });
    }
  }
  return found.size < MAX_READS ? [...found.values()] : [...found.values(), ANYTHING];
}

/** The locals of one module by name. */
export function localsOf(files: readonly ParsedFile[]): ReadonlyMap<string, Expression> {
  const locals = new Map<string, Expression>();
  for (const { hcl } of files) {
    for (const block of hcl?.blocks ?? []) {
      if (block.type !== 'locals') continue;
      for (const { name, expression } of block.body.attributes) locals.set(name, expression);
    }
  }
  return locals;
}

/** By its text alone: most files read nothing. A name in JSON can hide behind an escape. */
function mayRead({ text, path }: ParsedFile): boolean {
  return /\bpath\s*\./.test(text) || mentionsFileFunction(text) || (path.endsWith('.json') && text.includes('\\u'));
}

/** Where reads are collected. */
interface Collected {
  readonly locals: ReadonlyMap<string, Expression>;
  /** Expressions that were told with the call that they are in. */
  readonly told: Set<Expression>;
  readonly add: (ways: readonly (readonly PathPiece[])[]) => void;
}

function readsOf(expression: Expression, { locals, told, add }: Collected): void {
  if (expression.kind === 'call' && mentionsFileFunction(expression.name)) {
    const [path, pattern] = expression.args;
    if (!path) return;
    told.add(path);
    const folders = pathPieces(path, locals);
    if (expression.name !== 'fileset') add(folders);
    else {
      const patterns = pattern ? pathPieces(pattern, locals) : [[]];
      add(folders.flatMap((folder) => patterns.map((way) => [...folder, '/', ...way.flatMap(withoutWildcards)])));
    }
  }
  if (expression.kind !== 'template' || told.has(expression)) return;
  const named = pathPieces(expression, locals).filter(([first, ...rest]) => {
    const isFolder = typeof first === 'object' && first.kind !== 'hole';
    // The folder alone says nothing: it is in names and tags, too.
    return isFolder && rest.some((piece) => typeof piece === 'string' && /[^/.]/.test(piece));
  });
  add(named);
}

/** The text around what a pattern leaves open. */
function withoutWildcards(piece: PathPiece): readonly PathPiece[] {
  if (typeof piece !== 'string' || !/[*?[{]/.test(piece)) return [piece];
  const first = piece.search(/[*?[{]/);
  const last = Math.max(...['*', '?', ']', '}'].map((character) => piece.lastIndexOf(character)));
  return [piece.slice(0, first), { kind: 'hole' }, piece.slice(last + 1)];
}

/** All expressions of a body but the sources of modules, which are no files, and what `terraform` sets. */
function* expressionsIn(body: HclBody): Generator<Expression> {
  for (const { expression } of body.attributes) yield expression;
  for (const block of body.blocks) {
    if (block.type !== 'terraform') yield* expressionsIn(withoutSource(block));
  }
}

function withoutSource({ type, body }: HclBlock): HclBody {
  return type === 'module' ? { ...body, attributes: body.attributes.filter(({ name }) => name !== 'source') } : body;
}

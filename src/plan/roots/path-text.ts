import type { Expression, TemplatePart } from '../../syntax/hcl/ast.ts';

/** A piece of a path: text, a folder that Terraform names, or something that is not known. */
export type PathPiece = string | { readonly kind: 'module' | 'root' | 'hole' };

/** A path as far as it can be told from the source. */
export interface PathText {
  /** `path.module`, or where Terraform runs (`path.root`, `path.cwd` and plain relative paths). */
  readonly base: 'module' | 'root';
  /** Text after the base, up to what is not known. */
  readonly prefix: string;
  /** Text after the last thing that is not known; '' when everything is known. */
  readonly suffix: string;
  readonly isExact: boolean;
  /** Not even the beginning is known. */
  readonly isOpen: boolean;
}

/** Parts of expressions that are looked at for one path: locals that stand for locals could make it any number. */
const MAX_STEPS = 200;

/** Ways to read one expression: each `?:` doubles them. */
const MAX_WAYS = 8;

const HOLE = { kind: 'hole' } as const;

type Ways = readonly (readonly PathPiece[])[];

/**
 * The pieces of the text that `expression` is, one list for each way it can turn out; `locals` are those of the same module. Nothing is
 * evaluated: what is no literal, `path.*` or local is a hole.
 */
export function pathPieces(expression: Expression, locals: ReadonlyMap<string, Expression>): Ways {
  let left = MAX_STEPS;
  const piecesOf = (one: Expression): Ways => {
    left -= 1;
    if (left < 0) return [[HOLE]];
    if (one.kind === 'literal') return [[typeof one.value === 'string' ? one.value : HOLE]];
    if (one.kind === 'template') return joined(one.parts);
    if (one.kind === 'conditional') return [...piecesOf(one.then), ...piecesOf(one.else)].slice(0, MAX_WAYS);
    if (one.kind === 'call') {
      const [first] = one.args;
      return one.name === 'abspath' && first ? piecesOf(first) : [[HOLE]];
    }
    if (one.kind !== 'get-attribute' || one.target.kind !== 'variable') return [[HOLE]];
    if (one.target.name === 'path') return [[{ kind: one.name === 'module' ? 'module' : 'root' }]];
    const local = one.target.name === 'local' ? locals.get(one.name) : undefined;
    return local ? piecesOf(local) : [[HOLE]];
  };
  const joined = (parts: readonly TemplatePart[]): Ways => {
    let ways: Ways = [[]];
    for (const part of parts) {
      const next: Ways =
        part.kind === 'text' ? [[part.text]] : part.kind === 'interpolation' ? piecesOf(part.expression) : [[HOLE]];
      ways = ways.flatMap((way) => next.map((more) => [...way, ...more])).slice(0, MAX_WAYS);
      left -= 1;
      if (left < 0) return ways.map((way) => [...way, HOLE]);
    }
    return ways;
  };
  return piecesOf(expression);
}

/** The path that pieces make; undefined for one on the machine (`/etc/hosts`, `~/.ssh`), which is in no tree. */
export function pathText(pieces: readonly PathPiece[]): PathText | undefined {
  const [first] = pieces;
  const isNamed = typeof first === 'object' && first.kind !== 'hole';
  const base = isNamed && first.kind === 'module' ? 'module' : 'root';
  const rest = isNamed ? pieces.slice(1) : pieces;
  const firstHole = rest.findIndex((piece) => typeof piece === 'object');
  const texts = (list: readonly PathPiece[]): string => list.filter((piece) => typeof piece === 'string').join('');
  const prefix = texts(firstHole < 0 ? rest : rest.slice(0, firstHole));
  if (!isNamed && (prefix.startsWith('/') || prefix.startsWith('~'))) return undefined;
  const lastHole = rest.findLastIndex((piece) => typeof piece === 'object');
  return {
    base,
    prefix,
    suffix: firstHole < 0 ? '' : texts(rest.slice(lastHole + 1)),
    isExact: firstHole < 0,
    isOpen: !isNamed && firstHole === 0,
  };
}

import type { Expression, TemplatePart } from '../../syntax/hcl/ast.ts';
import type { GateBlock, ModuleFolder } from './closure.ts';
import { pathArguments } from './file-functions.ts';
import { tellAt, type GateContext } from './gate-context.ts';
import { shown } from './gate-report.ts';
import { pathFrom } from './tree-paths.ts';
import { walkBody } from './walk-expressions.ts';

/** What is known of the beginning of a path: the folder that it is seen from, and a text. */
interface Beginning {
  readonly folder: string;
  readonly text: string;
  readonly isWhole: boolean;
}

/** Tells of file functions with paths out of the tree, and of those whose path is not written out. */
export function checkPaths(context: GateContext): void {
  const root = context.closure.modules[0]?.folder ?? '.';
  for (const module of context.closure.modules) {
    for (const at of module.blocks) {
      // Its data sources are blocks of their own.
      if (at.block.type === 'check') continue;
      for (const expression of walkBody(at.block.body)) {
        if (expression.kind === 'call') judgeCall(context, root, module, at, expression);
      }
    }
  }
}

function judgeCall(
  context: GateContext,
  root: string,
  module: ModuleFolder,
  at: GateBlock,
  call: Expression & { readonly kind: 'call' },
): void {
  const count = pathArguments(call.name);
  if (count === 0) return;
  const beginnings = call.args.slice(0, count).map((argument) => beginningOf(argument, module.folder, root));
  if (beginnings.some((one, index) => one !== undefined && leaves(one, index > 0 ? beginnings[0] : undefined))) {
    const isQuiet = context.input.backEnd === 'local' || context.compare.sameBlock(module.folder, at);
    const text = at.file.text.slice(call.span.start, Math.min(call.span.end, call.span.start + 100));
    tellAt(
      context,
      at,
      'path-outside-tree',
      isQuiet ? 'flag' : 'hold',
      `${shown(text)} reads outside of the tree`,
      call.span,
    );
  } else if (beginnings.length < count || beginnings.some((one) => one?.isWhole !== true)) {
    tellAt(
      context,
      at,
      'path-unclear',
      'flag',
      `What ${call.name}() reads is known only when it is evaluated`,
      call.span,
    );
  }
}

/** True when a path surely leaves the tree; `first` is the folder that a pattern is seen from. */
function leaves({ folder, text }: Beginning, first: Beginning | undefined): boolean {
  if (text.startsWith('/') && folder === '') return true;
  if (text.startsWith('~')) return true;
  const start = first ? pathFrom(first.folder === '' ? '.' : first.folder, first.text) : folder;
  return start === undefined || pathFrom(start === '' ? '.' : start, text) === undefined;
}

/** Undefined when nothing of its beginning is known. A path without `path.x` is seen from where Terraform is started: the root. */
function beginningOf(expression: Expression, folder: string, root: string): Beginning | undefined {
  const parts: readonly TemplatePart[] =
    expression.kind === 'template' ? expression.parts : [{ kind: 'interpolation', expression, span: expression.span }];
  let start: string | undefined;
  let text = '';
  for (const part of parts) {
    const inner = part.kind === 'interpolation' ? part.expression : undefined;
    const known = part.kind === 'text' ? part.text : inner?.kind === 'literal' ? String(inner.value) : undefined;
    const named = inner && start === undefined && text === '' ? namedFolder(inner, folder, root) : undefined;
    if (known !== undefined) text += known;
    else if (named !== undefined) start = named;
    else if (start === undefined && text === '') return undefined;
    else return placed(start, text, root, false);
  }
  return placed(start, text, root, true);
}

/** `''` as the folder marks a path that may be absolute; it is seen from the root otherwise. */
function placed(start: string | undefined, text: string, root: string, isWhole: boolean): Beginning {
  if (start !== undefined) return { folder: start, text, isWhole };
  return text.startsWith('/') ? { folder: '', text, isWhole } : { folder: root, text, isWhole };
}

/** `path.module`, `path.root` and `path.cwd`. */
function namedFolder(expression: Expression, folder: string, root: string): string | undefined {
  if (expression.kind !== 'get-attribute' || expression.target.kind !== 'variable') return undefined;
  if (expression.target.name !== 'path') return undefined;
  if (expression.name === 'module') return folder;
  return expression.name === 'root' || expression.name === 'cwd' ? root : undefined;
}

import type { Diagnostic } from '../../model/diagnostic.ts';
import type { LineIndex } from '../line-index.ts';
import type { Expression } from './ast.ts';
import { fileBody } from './body.ts';
import type { Source } from './expression.ts';
import { placeOf, problemDiagnostic } from './hcl-problem.ts';
import { hclVerdict } from './hcl2json.ts';
import { nesting } from './nesting.ts';
import { rawTree, type RawNode } from './raw-tree.ts';

/** Most work (in microseconds, as `nesting` estimates it) for a text that is read while evaluating. */
const MAX_WORK = 1_000_000;

/** For the tree of one text; a normal one takes far less than a millisecond for a line. */
const MAX_MILLISECONDS = 1_000;

/** Text that the parsers only understand as part of something. */
export interface Fragment {
  /** What is put before it: one line with its end. */
  readonly head: string;
  /** What is put behind it. */
  readonly tail: string;
  /** What it is, for messages: `template`, `expression`. */
  readonly what: string;
}

/** An expression and the nodes it was made of, or why there is none. */
export type FragmentResult =
  | { readonly expression: Expression; readonly node: RawNode | undefined; readonly end: number }
  | { readonly error: Diagnostic };

/**
 * Reads `lines.text` with something before and behind it that makes it the one argument of a file. Both parsers must
 * have been loaded; never throws. `end` is the offset, among those of `node`, at which the text ends.
 */
export function readFragment(lines: LineIndex, { head, tail, what }: Fragment): FragmentResult {
  const { text } = lines;
  const wrapped = head + text + tail;
  const { tooDeep, validationWork } = nesting(wrapped);
  if (tooDeep || validationWork > MAX_WORK) {
    const reason = tooDeep ? `more than ${tooDeep.what}` : 'too much text';
    return { error: refusal('cap', tooDeep ? tooDeep.offset - head.length : 0, `${reason} for a ${what}`, lines) };
  }
  const verdict = hclVerdict(wrapped);
  if (verdict.kind === 'rejected') {
    const [first] = verdict.problems;
    if (first) return { error: problemDiagnostic(first, lines, `Correct the ${what}.`, 1) };
  }
  const root = rawTree(wrapped, MAX_MILLISECONDS);
  if (!root || root.broken) return { error: refusal('hcl-syntax', 0, `the ${what} was not understood`, lines) };
  const source: Source = {
    text: wrapped,
    span: (start, end) => lines.span(start - head.length, end - head.length),
  };
  const { body } = fileBody(root, source);
  const [only] = body.attributes;
  if (!only || body.attributes.length > 1 || body.blocks.length > 0) {
    return { error: refusal('hcl-syntax', 0, `this is more than one ${what}`, lines) };
  }
  return { expression: only.expression, node: valueNode(root), end: head.length + text.length };
}

function valueNode(root: RawNode): RawNode | undefined {
  let node: RawNode | undefined = root;
  for (const type of ['body', 'attribute', 'expression']) node = node?.children.find((child) => child.type === type);
  return node;
}

function refusal(code: Diagnostic['code'], offset: number, what: string, lines: LineIndex): Diagnostic {
  const message = `${placeOf(lines, offset)}: ${what}. Correct it or make it simpler.`;
  return { code, severity: 'error', span: lines.span(offset, offset + 1), message };
}

import type { Diagnostic } from '../../model/diagnostic.ts';
import { lineIndex } from '../line-index.ts';
import type { Expression } from './ast.ts';
import { readFragment } from './fragment.ts';

/**
 * Parses an expression that is given as text; `file` is where its places are said to be. Line ends do not end it, as
 * in parentheses. `loadParsers` must have been awaited. Never throws.
 */
export function parseExpressionText(
  file: string,
  text: string,
): { readonly expression: Expression } | { readonly error: Diagnostic } {
  const lines = lineIndex(file, text);
  const result = readFragment(lines, { head: 'x = (\n', tail: '\n)\n', what: 'expression' });
  if ('error' in result) return result;
  // `1) + (2` would close our parentheses.
  const [open, , close] = result.node?.children ?? [];
  if (open?.type === '(' && close?.start === result.end + 1 && result.node?.children.length === 3) {
    return { expression: result.expression };
  }
  const message = `${file}:1:1: the parentheses do not match. Correct the expression.`;
  return { error: { code: 'hcl-syntax', severity: 'error', span: lines.span(0, text.length), message } };
}

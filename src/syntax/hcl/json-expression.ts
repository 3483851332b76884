import type { Diagnostic } from '../../model/diagnostic.ts';
import type { LineIndex } from '../line-index.ts';
import type { YamlNode, YamlScalar } from '../yaml/tree.ts';
import type { Expression } from './ast.ts';
import { fileBody } from './body.ts';
import type { Source } from './expression.ts';
import { nesting } from './nesting.ts';
import { numberLiteral } from './number-literal.ts';
import { rawTree } from './raw-tree.ts';
import { fromHeredoc, hasSequence, heredocAround, loneReturn } from './template-text.ts';

/** Turns JSON values into expressions. */
export interface JsonExpressions {
  /** A value as Terraform reads it in an argument: strings are templates. The same node gives the same object. */
  readonly value: (node: YamlNode) => Expression;
  /** A value whose strings are only text (variable files, `default`). */
  readonly literal: (node: YamlNode) => Expression;
  /** A value whose strings are references or types, not templates (`depends_on`, `type`, …); lists item by item. */
  readonly reference: (node: YamlNode) => Expression;
}

/** Problems in templates of one file beyond this many are not listed. */
const MAX_DIAGNOSTICS = 5;

/** For the template of one string; a normal one takes far less than a millisecond. */
const MAX_MILLISECONDS = 200;

/** Makes the converter for one file; problems inside strings are added to `diagnostics`. */
export function jsonExpressions(lines: LineIndex, diagnostics: Diagnostic[]): JsonExpressions {
  const made = new Map<YamlNode, Expression>();
  let problems = 0;

  const value = (node: YamlNode): Expression => {
    const known = made.get(node);
    if (known) return known;
    const expression = container(node, value, templateOf);
    made.set(node, expression);
    return expression;
  };
  const literal = (node: YamlNode): Expression => container(node, literal, textOf);
  const reference = (node: YamlNode): Expression => container(node, reference, referenceOf);

  const problem = (scalar: YamlScalar, what: string): Expression => {
    problems += 1;
    const { startLine, startColumn } = scalar.span;
    const message = `${lines.file}:${startLine}:${startColumn}: ${what} in this string was not understood; the value counts as unknown. Correct it.`;
    if (problems <= MAX_DIAGNOSTICS) {
      diagnostics.push({ code: 'hcl-syntax', severity: 'warning', span: scalar.span, message });
    }
    return { kind: 'invalid', text: scalar.text, span: scalar.span };
  };

  const templateOf = (scalar: YamlScalar): Expression => {
    if (!hasSequence(scalar.text)) return textOf(scalar, '\ufeff');
    const bom = scalar.text.startsWith('\ufeff') ? 1 : 0;
    const text = scalar.text.slice(bom);
    const { head, tail } = heredocAround(text);
    const parsed =
      loneReturn(text) === -1 ? parseText(`${head}${text}${tail}`, head.length - bom, scalar, lines) : undefined;
    if (parsed?.kind !== 'template') return problem(scalar, 'the template');
    const parts = fromHeredoc(parsed.parts, text);
    const only = parts[0];
    const { span } = scalar;
    if (parts.length <= 1 && (!only || only.kind === 'text')) return { kind: 'literal', value: only?.text ?? '', span };
    return { kind: 'template', parts, heredoc: false, span };
  };

  const referenceOf = (scalar: YamlScalar): Expression => {
    // `"${aws_x.y}"` is allowed as well.
    const text = /^\$\{([^{}]*)\}$/.exec(scalar.text)?.[1] ?? scalar.text;
    const head = 'x = ';
    const offset = head.length - scalar.text.indexOf(text);
    if (text.includes('\n')) return problem(scalar, 'the reference');
    return parseText(`${head}${text}\n`, offset, scalar, lines) ?? problem(scalar, 'the reference');
  };

  return { value, literal, reference };
}

/** The text of a string as Terraform keeps it; `mark` is dropped from its beginning. */
function textOf({ text, span }: YamlScalar, mark?: string): Expression {
  const rest = mark !== undefined && text.startsWith(mark) ? text.slice(mark.length) : text;
  return { kind: 'literal', value: rest.replaceAll(/\p{Surrogate}/gu, '\ufffd').normalize('NFC'), span };
}

function container(
  node: YamlNode,
  inner: (node: YamlNode) => Expression,
  text: (scalar: YamlScalar) => Expression,
): Expression {
  const { span } = node;
  if (node.kind === 'sequence') return { kind: 'tuple', items: node.items.map(inner), span };
  if (node.kind === 'mapping') {
    const items = node.entries.map((entry) => ({
      key: text(entry.key),
      value: inner(entry.value),
      span: entry.span,
    }));
    return { kind: 'object', items, span };
  }
  if (typeof node.value === 'number') return { kind: 'literal', ...numberLiteral(node.text), span };
  return typeof node.value === 'string' ? text(node) : { kind: 'literal', value: node.value, span };
}

/**
 * Parses `x = …` made from the text of a string. `before` is how much longer the offsets are than the indices in the
 * string. Undefined when it is not one valid attribute.
 */
function parseText(text: string, before: number, scalar: YamlScalar, lines: LineIndex): Expression | undefined {
  if (nesting(text).tooDeep) return undefined;
  const root = rawTree(text, MAX_MILLISECONDS);
  if (!root || root.broken) return undefined;
  const source: Source = {
    text,
    span(start, end) {
      const from = scalar.positionAt(start - before).offset;
      // Behind the last character, not at the place of the next one: escapes may lie between.
      const to = end > start ? scalar.positionAt(end - before).offset : from;
      return lines.span(from, Math.max(from, to));
    },
  };
  const { body } = fileBody(root, source);
  return body.attributes.length === 1 && body.blocks.length === 0 ? body.attributes[0]?.expression : undefined;
}

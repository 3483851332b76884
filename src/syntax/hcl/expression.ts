import type { Span } from '../../model/span.ts';
import type { BinaryOperator, Expression, ObjectItem } from './ast.ts';
import { numberLiteral } from './number-literal.ts';
import type { RawNode } from './raw-tree.ts';
import { template } from './template.ts';

/** Text that was parsed and how its offsets become spans (for templates in JSON they are not the same text). */
export interface Source {
  readonly text: string;
  span(start: number, end: number): Span;
}

const BINARY_OPERATORS: ReadonlySet<string> = new Set<BinaryOperator>([
  ...(['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||'] as const),
]);

/** Builds an expression from an `expression` node. What the parser did not understand becomes `invalid`. */
export function expression(node: RawNode | undefined, source: Source): Expression {
  if (!node) return invalid(0, 0, source);
  if (node.broken) return invalid(node.start, node.end, source);
  const first = node.children[0];
  if (first?.type === 'conditional') return conditional(first, source);
  return term(node.children, node, source);
}

/** An expression that was not understood; `text` is what stands there. */
export function invalid(start: number, end: number, source: Source): Expression {
  return { kind: 'invalid', text: source.text.slice(start, end), span: source.span(start, end) };
}

/** A term: something that stands alone, or something in parentheses, and the accesses behind it. */
function term(parts: readonly RawNode[], whole: RawNode, source: Source): Expression {
  const first = parts[0];
  if (!first) return invalid(whole.start, whole.end, source);
  if (first.type === '(') return accesses(expression(parts[1], source), first.start, parts.slice(3), source);
  return accesses(primary(first, source), first.start, parts.slice(1), source);
}

function primary(node: RawNode, source: Source): Expression {
  const inner = node.children[0] ?? node;
  switch (node.type) {
    case 'literal_value':
      return literal(inner, source);
    case 'template_expr':
      return template(inner, source);
    case 'variable_expr':
      return { kind: 'variable', name: textOf(inner, source), span: source.span(inner.start, inner.end) };
    case 'collection_value':
      return inner.type === 'tuple' ? tuple(inner, source) : object(inner, source);
    case 'function_call':
      return call(node, source);
    case 'for_expr':
      return forExpression(inner, source);
    case 'operation':
      return inner.type === 'unary_operation' ? unary(inner, source) : binary(inner, source);
    default:
      return invalid(node.start, node.end, source);
  }
}

function literal(node: RawNode, source: Source): Expression {
  if (node.type === 'string_lit') return template(node, source);
  const text = textOf(node, source);
  const span = source.span(node.start, node.end);
  if (node.type === 'numeric_lit') return { kind: 'literal', ...numberLiteral(text), span };
  if (node.type === 'bool_lit') return { kind: 'literal', value: text === 'true', span };
  return { kind: 'literal', value: null, span };
}

/**
 * `a ? b : c ? d : e` groups to the right in HCL; the grammar groups it to the left, so a chain is unrolled and put
 * together again.
 */
function conditional(node: RawNode, source: Source): Expression {
  const branches: { then: RawNode | undefined; otherwise: RawNode | undefined }[] = [];
  let condition: RawNode | undefined;
  for (let current: RawNode | undefined = node; current;) {
    const [head, , then, , otherwise]: readonly RawNode[] = current.children;
    branches.unshift({ then, otherwise });
    condition = head;
    const only: RawNode | undefined = head?.children[0];
    current = only?.type === 'conditional' ? only : undefined;
  }
  let result = expression(branches.at(-1)?.otherwise, source);
  for (let index = branches.length - 1; index >= 0; index -= 1) {
    const head = index === 0 ? condition : branches[index - 1]?.otherwise;
    result = {
      kind: 'conditional',
      condition: expression(head, source),
      then: expression(branches[index]?.then, source),
      else: result,
      span: source.span(head?.start ?? node.start, node.end),
    };
  }
  return result;
}

function unary(node: RawNode, source: Source): Expression {
  const operator = node.children[0]?.type === '!' ? '!' : '-';
  const operand = term(node.children.slice(1), node, source);
  const span = source.span(node.start, node.end);
  // `-1` is a number; Terraform's own parser folds it in the same way when it evaluates.
  if (operator === '-' && operand.kind === 'literal' && typeof operand.value === 'number') {
    const digits = operand.digits === undefined ? {} : { digits: negated(operand.digits) };
    return { kind: 'literal', value: -operand.value, ...digits, span };
  }
  return { kind: 'unary', operator, operand, span };
}

function negated(digits: string): string {
  return digits.startsWith('-') ? digits.slice(1) : `-${digits}`;
}

function isBinary(text: string): text is BinaryOperator {
  return BINARY_OPERATORS.has(text);
}

function binary(node: RawNode, source: Source): Expression {
  const at = node.children.findIndex((child) => isBinary(child.type));
  const operator = node.children[at]?.type ?? '';
  if (!isBinary(operator)) return invalid(node.start, node.end, source);
  return {
    kind: 'binary',
    operator,
    left: term(node.children.slice(0, at), node, source),
    right: term(node.children.slice(at + 1), node, source),
    span: source.span(node.start, node.end),
  };
}

function tuple(node: RawNode, source: Source): Expression {
  const items = node.children.filter((child) => child.type === 'expression');
  return {
    kind: 'tuple',
    items: items.map((item) => expression(item, source)),
    span: source.span(node.start, node.end),
  };
}

function object(node: RawNode, source: Source): Expression {
  const items: ObjectItem[] = [];
  for (const child of node.children) {
    if (child.type !== 'object_elem') continue;
    const [key, , value] = child.children;
    items.push({
      key: objectKey(key, source),
      value: expression(value, source),
      span: source.span(child.start, child.end),
    });
  }
  return { kind: 'object', items, span: source.span(node.start, node.end) };
}

/** A bare name, also `true` or `null`, is the key itself; in parentheses it is an expression. */
function objectKey(node: RawNode | undefined, source: Source): Expression {
  const key = expression(node, source);
  if (node?.children.length !== 1) return key;
  const span = source.span(node.start, node.end);
  if (key.kind === 'variable') return { kind: 'literal', value: key.name.normalize('NFC'), span };
  if (key.kind === 'literal' && (key.value === null || typeof key.value === 'boolean')) {
    return { kind: 'literal', value: String(key.value), span };
  }
  return key;
}

function call(node: RawNode, source: Source): Expression {
  const list = node.children.find((child) => child.type === 'function_arguments')?.children ?? [];
  const name = node.children[0];
  return {
    kind: 'call',
    name: name ? textOf(name, source) : '',
    args: list.filter((child) => child.type === 'expression').map((child) => expression(child, source)),
    expandFinal: list.at(-1)?.type === 'ellipsis',
    span: source.span(node.start, node.end),
  };
}

function forExpression(node: RawNode, source: Source): Expression {
  const intro = node.children.find((child) => child.type === 'for_intro')?.children ?? [];
  const names = intro.filter((child) => child.type === 'identifier').map((child) => textOf(child, source));
  const results = node.children.filter((child) => child.type === 'expression');
  const filter = node.children.find((child) => child.type === 'for_cond');
  const isObject = node.type === 'for_object_expr';
  return {
    kind: 'for',
    key: names.length > 1 ? names[0] : undefined,
    value: names.at(-1) ?? '',
    collection: expression(
      intro.find((child) => child.type === 'expression'),
      source,
    ),
    keyResult: isObject ? expression(results[0], source) : undefined,
    result: expression(results.at(-1), source),
    condition: filter
      ? expression(
          filter.children.find((child) => child.type === 'expression'),
          source,
        )
      : undefined,
    grouped: node.children.some((child) => child.type === 'ellipsis'),
    span: source.span(node.start, node.end),
  };
}

/** An access behind a term, with splats and what follows them in one flat list. */
function flatten(suffixes: readonly RawNode[]): RawNode[] {
  return suffixes.flatMap((suffix) => {
    const inner = suffix.children[0];
    if (suffix.type === 'get_attr' || !inner) return [suffix];
    if (suffix.type === 'index') return [inner];
    return [{ ...inner, end: inner.children[0]?.end ?? inner.end }, ...flatten(inner.children.slice(1))];
  });
}

function accesses(target: Expression, start: number, suffixes: readonly RawNode[], source: Source): Expression {
  return suffixes.length === 0 ? target : access(target, start, flatten(suffixes), source);
}

/** Applies accesses to a target that begins at `start` (its opening parenthesis, if it has one). */
function access(target: Expression, start: number, suffixes: readonly RawNode[], source: Source): Expression {
  let result = target;
  for (let index = 0; index < suffixes.length; index += 1) {
    const suffix = suffixes[index];
    if (!suffix) break;
    const span = source.span(start, suffix.end);
    if (suffix.type === 'get_attr') {
      const name = suffix.children.find((child) => child.type === 'identifier');
      result = { kind: 'get-attribute', target: result, name: name ? textOf(name, source) : '', span };
    } else if (suffix.type === 'legacy_index') {
      const digits = source.text.slice(suffix.start + 1, suffix.end);
      const key: Expression = {
        kind: 'literal',
        value: Number(digits),
        span: source.span(suffix.start + 1, suffix.end),
      };
      result = { kind: 'index', target: result, key, span };
    } else if (suffix.type === 'new_index') {
      const key = suffix.children.find((child) => child.type === 'expression');
      result = { kind: 'index', target: result, key: expression(key, source), span };
    } else {
      // `[*]` takes everything behind it; `.*` only names and legacy indices: `a.*.b[0]` is the first of all b.
      let stop = suffixes.length;
      if (suffix.type === 'attr_splat') {
        const next = suffixes.findIndex(
          (other, at) => at > index && other.type !== 'get_attr' && other.type !== 'legacy_index',
        );
        if (next !== -1) stop = next;
      }
      const item: Expression = { kind: 'variable', name: '*', span: source.span(suffix.start, suffix.end) };
      const each = access(item, suffix.start, suffixes.slice(index + 1, stop), source);
      const end = suffixes[stop - 1]?.end ?? suffix.end;
      result = { kind: 'splat', target: result, each, span: source.span(start, end) };
      index = stop - 1;
    }
  }
  return result;
}

function textOf(node: RawNode, source: Source): string {
  return source.text.slice(node.start, node.end);
}

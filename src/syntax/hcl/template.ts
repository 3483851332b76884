import type { Span } from '../../model/span.ts';
import type { Expression, TemplatePart } from './ast.ts';
import { expression, type Source } from './expression.ts';
import { decodeHeredoc, decodeQuoted } from './literal-text.ts';
import type { RawNode } from './raw-tree.ts';

/** A piece of a template before strip markers, heredoc indentation and nesting are resolved. */
type Token =
  | { readonly kind: 'text'; text: string; start: number; end: number }
  | { readonly kind: 'sequence'; readonly node: RawNode; readonly start: number; readonly end: number };

// White space of Go (https://pkg.go.dev/unicode#IsSpace): JavaScript's with U+0085 and without U+FEFF.
const LEADING_SPACE = /^(?:(?!\ufeff)[\s\u0085])+/;
const SPACE = /(?!\ufeff)[\s\u0085]/;

/**
 * Builds a template from a `string_lit`, `quoted_template` or `heredoc_template` node. A quoted string without
 * interpolation or directive is a literal.
 */
export function template(node: RawNode, source: Source): Expression {
  const heredoc = node.type === 'heredoc_template';
  const span = source.span(node.start, node.end);
  const tokens = heredoc ? heredocTokens(node, source) : quotedTokens(node, source);
  const parts = nest(tokens, source);
  const only = parts[0];
  // White space that was stripped still makes a text of it: `" ${~ x}"` is not `x` but `x` as text.
  if (!heredoc && only?.kind === 'interpolation' && parts.length === 1 && tokens.length > 1)
    parts.unshift(emptyText(span));
  if (!heredoc && parts.length <= 1 && (!only || only.kind === 'text')) {
    return { kind: 'literal', value: only?.text ?? '', span };
  }
  return { kind: 'template', parts, heredoc, span };
}

function quotedTokens(node: RawNode, source: Source): Token[] {
  const closing = node.children.at(-1);
  const end = closing?.type === 'quoted_template_end' ? closing.start : node.end;
  const tokens: Token[] = [];
  tokenize(node.children, node.start + 1, end, tokens, (start, stop) => {
    tokens.push({ kind: 'text', text: decodeQuoted(source.text.slice(start, stop)), start, end: stop });
  });
  strip(tokens, source);
  return tokens;
}

function heredocTokens(node: RawNode, source: Source): Token[] {
  const { text } = source;
  const marker = node.children[1];
  const firstLine = text.indexOf('\n', marker?.end ?? node.start) + 1;
  // The value ends with the line end before the closing marker; the indentation of the marker is not part of it.
  const end = Math.max(firstLine, text.lastIndexOf('\n', (node.children.at(-1)?.start ?? node.end) - 1) + 1);
  const tokens: Token[] = [];
  tokenize(node.children, firstLine, end, tokens, (start, stop) => {
    for (let at = start; at < stop;) {
      const feed = text.indexOf('\n', at);
      const next = feed === -1 || feed >= stop ? stop : feed + 1;
      tokens.push({ kind: 'text', text: decodeHeredoc(text.slice(at, next)), start: at, end: next });
      at = next;
    }
  });
  strip(tokens, source);
  if (node.children[0] && text.slice(node.children[0].start, node.children[0].end) === '<<-') unindent(tokens);
  return tokens;
}

/**
 * Puts the sequences of a template, in order, between the text that surrounds them. The grammar skips white space, so
 * text is whatever lies between two sequences.
 */
function tokenize(
  nodes: readonly RawNode[],
  start: number,
  end: number,
  tokens: Token[],
  addText: (start: number, end: number) => void,
): void {
  let at = start;
  const visit = (list: readonly RawNode[]): void => {
    for (const node of list) {
      if (node.type === 'template_directive' || node.type === 'template_for' || node.type === 'template_if') {
        visit(node.children);
      } else if (isSequence(node)) {
        if (node.start > at) addText(at, node.start);
        tokens.push({ kind: 'sequence', node, start: node.start, end: node.end });
        at = node.end;
      }
    }
  };
  visit(nodes);
  if (end > at) addText(at, end);
}

function isSequence(node: RawNode): boolean {
  return node.type === 'template_interpolation' || /^template_(for|if|else)_(start|intro|end)$/.test(node.type);
}

/** `${~` and `~}` remove white space from the neighbouring text; in a heredoc that is the text of one line. */
function strip(tokens: readonly Token[], source: Source): void {
  tokens.forEach((token, index) => {
    if (token.kind !== 'sequence') return;
    const before = tokens[index - 1];
    if (source.text[token.start + 2] === '~' && before?.kind === 'text') {
      const trimmed = trimRight(before.text);
      before.end = Math.max(before.start, before.end - (before.text.length - trimmed.length));
      before.text = trimmed;
    }
    const after = tokens[index + 1];
    if (source.text[token.end - 2] === '~' && after?.kind === 'text') cutLeft(after, leadingSpace(after.text));
  });
}

/** A loop, because a pattern that ends in `+$` takes quadratic time on long runs of spaces. */
function trimRight(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function leadingSpace(text: string): number {
  return LEADING_SPACE.exec(text)?.[0].length ?? 0;
}

function cutLeft(token: { text: string; start: number; end: number }, count: number): void {
  token.text = token.text.slice(count);
  token.start = Math.min(token.end, token.start + count);
}

/**
 * `<<-`: removes from each line the indentation of the least indented one. Blank lines do not count; a line that
 * begins with a sequence has none (as in hclsyntax's template parser).
 */
function unindent(tokens: readonly Token[]): void {
  const lines: Extract<Token, { kind: 'text' }>[] = [];
  let least = Infinity;
  let lineBegins = true;
  for (const token of tokens) {
    if (lineBegins) {
      lineBegins = false;
      if (token.kind === 'sequence') least = 0;
      else if (!(token.text.endsWith('\n') && token.text.trim() === '')) {
        least = Math.min(least, leadingSpace(token.text));
        lines.push(token);
      }
    }
    if (token.kind === 'text' && token.text.endsWith('\n')) lineBegins = true;
  }
  for (const line of lines) cutLeft(line, clusters(line.text, least));
}

/** Length of the first `count` grapheme clusters, all of them spaces but for marks that combine with the last one. */
function clusters(text: string, count: number): number {
  if (count === 0 || count >= text.length || text.charCodeAt(count) < 0x80) return count;
  const last = new Intl.Segmenter('en').segment(text.slice(0, count + 64)).containing(count - 1);
  return last ? last.index + last.segment.length : count;
}

/** Joins neighbouring text and puts the content of `%{ if }` and `%{ for }` below them. */
function nest(tokens: readonly Token[], source: Source): TemplatePart[] {
  let at = 0;
  /** Reads parts up to a closing sequence, which is left for the caller. */
  const read = (): TemplatePart[] => readJoined().map(normalized);
  const readJoined = (): TemplatePart[] => {
    const parts: TemplatePart[] = [];
    for (let token = tokens[at]; token; token = tokens[at]) {
      if (token.kind === 'text') {
        at += 1;
        addText(parts, token, source);
      } else if (token.node.type === 'template_interpolation') {
        at += 1;
        const inner = token.node.children.find((child) => child.type === 'expression');
        const span = source.span(token.start, token.end);
        const value: Expression = inner
          ? expression(inner, source)
          : { kind: 'invalid', text: source.text.slice(token.start, token.end), span };
        parts.push({ kind: 'interpolation', expression: value, span });
      } else if (token.node.type === 'template_if_intro') {
        parts.push(readIf(token.node));
      } else if (token.node.type === 'template_for_start') {
        parts.push(readFor(token.node));
      } else {
        return parts;
      }
    }
    return parts;
  };
  const closeAt = (fallback: RawNode): number => {
    const closing = tokens[at];
    at += 1;
    return closing?.end ?? fallback.end;
  };
  const readIf = (intro: RawNode): TemplatePart => {
    at += 1;
    const then = read();
    const next = tokens[at];
    let otherwise: TemplatePart[] = [];
    if (next?.kind === 'sequence' && next.node.type === 'template_else_intro') {
      at += 1;
      otherwise = read();
    }
    const condition = expression(
      intro.children.find((child) => child.type === 'expression'),
      source,
    );
    return { kind: 'if', condition, then, else: otherwise, span: source.span(intro.start, closeAt(intro)) };
  };
  const readFor = (intro: RawNode): TemplatePart => {
    at += 1;
    const body = read();
    const names = intro.children
      .filter((child) => child.type === 'identifier')
      .map((child) => source.text.slice(child.start, child.end));
    const collection = expression(
      intro.children.find((child) => child.type === 'expression'),
      source,
    );
    return {
      kind: 'for',
      key: names.length > 1 ? names[0] : undefined,
      value: names.at(-1) ?? '',
      collection,
      body,
      span: source.span(intro.start, closeAt(intro)),
    };
  };
  return read();
}

function addText(parts: TemplatePart[], token: { text: string; start: number; end: number }, source: Source): void {
  if (token.text === '') return;
  const last = parts.at(-1);
  if (last?.kind !== 'text') {
    parts.push({ kind: 'text', text: token.text, span: source.span(token.start, token.end) });
    return;
  }
  const span = { ...last.span, ...endOf(source.span(token.start, token.end)) };
  parts[parts.length - 1] = { kind: 'text', text: last.text + token.text, span };
}

/** A text part of nothing, at the start of a template: what keeps a template from being the value of its one part. */
export function emptyText(template: Span): TemplatePart {
  const { startLine, startColumn, start } = template;
  return { kind: 'text', text: '', span: { ...template, endLine: startLine, endColumn: startColumn, end: start } };
}

/** Terraform's text is in normal form C (https://github.com/zclconf/go-cty/blob/main/docs/types.md#string). */
function normalized(part: TemplatePart): TemplatePart {
  return part.kind === 'text' ? { ...part, text: part.text.normalize('NFC') } : part;
}

function endOf(span: { endLine: number; endColumn: number; end: number }): {
  endLine: number;
  endColumn: number;
  end: number;
} {
  return { endLine: span.endLine, endColumn: span.endColumn, end: span.end };
}

import type { Expression, HclBody, TemplatePart } from '../../src/syntax/hcl/ast.ts';
import { hclVerdict } from '../../src/syntax/hcl/hcl2json.ts';
import type { ParsedFile } from '../../src/syntax/parsed-file.ts';

/** A place where our tree and hcl2json's values are not the same. */
export interface Difference {
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly class: string | undefined;
}

/** Differences that are known and why they do not matter. */
export const CLASSES: Readonly<Record<string, string>> = {
  'rejected by both': 'hcl2json rejects the file and we report its diagnostic; there is nothing to compare',
  parentheses: 'hcl2json prints the parentheses (and comments in them) around a whole expression, which our tree drops',
  'big number': 'the number does not fit a double; Terraform calculates with 512 bits',
};

/** What was compared, by name. */
export type Counts = Record<
  'files' | 'bytes' | 'blocks' | 'attributes' | 'values' | 'templates' | 'expressions',
  number
>;

/** Compares a parsed native file with what hcl2json reads from its text; adds to `counts`. */
export function comparison(parsed: ParsedFile, counts: Counts): readonly Difference[] {
  const compared = new Comparison(parsed.path, parsed.text, counts);
  const [problem] = parsed.diagnostics;
  const verdict = hclVerdict(parsed.text);
  if (verdict.kind !== 'valid') {
    const known = problem ? 'rejected by both' : undefined;
    compared.differ(problem?.span.startLine ?? 1, problem?.message ?? 'no diagnostic', known);
    return compared.differences;
  }
  if (problem) compared.differ(problem.span.startLine, problem.message);
  if (parsed.hcl) compared.body(parsed.hcl, verdict.values, '');
  return compared.differences;
}

class Comparison {
  readonly differences: Difference[] = [];
  readonly file: string;
  readonly text: string;
  readonly counts: Counts;
  constructor(file: string, text: string, counts: Counts) {
    this.file = file;
    this.text = text;
    this.counts = counts;
  }

  differ(line: number, what: string, known?: string): void {
    this.differences.push({ file: this.file, line, what, class: known });
  }

  body(body: HclBody, json: unknown, path: string): void {
    const line = body.span.startLine;
    if (!isRecord(json)) {
      this.differ(line, `${path}: hcl2json has no body here`);
      return;
    }
    const names = new Set([...body.attributes.map((one) => one.name), ...body.blocks.map((one) => one.type)]);
    for (const name of Object.keys(json)) if (!names.has(name)) this.differ(line, `${path}: "${name}" is missing`);
    for (const attribute of body.attributes) {
      this.counts.attributes += 1;
      const where = `${path}.${attribute.name}`;
      if (Object.hasOwn(json, attribute.name)) this.value(attribute.expression, json[attribute.name], where);
      else this.differ(attribute.span.startLine, `${where}: hcl2json has no such argument`);
    }
    for (const type of new Set(body.blocks.map((one) => one.type))) this.blocks(body, type, json[type], path);
  }

  /** All blocks of one type: hcl2json nests them by label and collects bodies with equal labels in a list. */
  blocks(body: HclBody, type: string, json: unknown, path: string): void {
    const seen = new Map<string, number>();
    for (const block of body.blocks.filter((one) => one.type === type)) {
      this.counts.blocks += 1;
      const labels = block.labels.map((label) => label.text);
      const key = JSON.stringify(labels);
      const index = seen.get(key) ?? 0;
      seen.set(key, index + 1);
      const list = labels.reduce<unknown>((node, text) => (isRecord(node) ? node[text] : undefined), json);
      const where = [path, type, ...labels].join('.');
      if (!Array.isArray(list) || index >= list.length)
        this.differ(block.span.startLine, `${where}: hcl2json has no such block`);
      else this.body(block.body, (list as unknown[])[index], where);
    }
    for (const [key, count] of seen) {
      const list = (JSON.parse(key) as string[]).reduce<unknown>(
        (node, text) => (isRecord(node) ? node[text] : undefined),
        json,
      );
      if (Array.isArray(list) && list.length !== count)
        this.differ(body.span.startLine, `${path}.${type} ${key}: ${count} blocks, hcl2json has ${list.length}`);
    }
  }

  value(expression: Expression, json: unknown, path: string): void {
    const { startLine } = expression.span;
    if (expression.kind === 'tuple' && Array.isArray(json)) {
      if (json.length !== expression.items.length)
        this.differ(startLine, `${path}: ${expression.items.length} items, hcl2json has ${json.length}`);
      expression.items.forEach((item, index) => {
        this.value(item, (json as unknown[])[index], `${path}[${index}]`);
      });
      return;
    }
    if (expression.kind === 'object' && isRecord(json)) {
      this.object(expression, json, path);
      return;
    }
    if (expression.kind === 'literal' && typeof expression.value !== 'string') {
      this.counts.values += 1;
      if (expression.value === json) return;
      const known =
        typeof expression.value === 'number' && !Number.isSafeInteger(expression.value) ? 'big number' : undefined;
      this.differ(startLine, `${path}: ${String(expression.value)}, hcl2json has ${JSON.stringify(json)}`, known);
      return;
    }
    if (expression.kind === 'unary' && expression.operand.kind === 'literal' && json === !expression.operand.value)
      return;
    if (expression.kind === 'literal') this.counts.values += 1;
    else if (expression.kind === 'template') this.counts.templates += 1;
    else this.counts.expressions += 1;
    const ours = this.print(expression);
    if (ours === json) return;
    const bare = typeof json === 'string' ? /^\$\{(\([\s\S]*\))\}$/.exec(json)?.[1] : undefined;
    const known =
      bare !== undefined && squash(bare) === squash(`(${this.source(expression)})`) ? 'parentheses' : undefined;
    this.differ(startLine, `${path}: ${JSON.stringify(ours)}, hcl2json has ${JSON.stringify(json)}`, known);
  }

  object(expression: Expression & { kind: 'object' }, json: Record<string, unknown>, path: string): void {
    const keys = new Map<string, Expression>();
    for (const item of expression.items) {
      const key = this.key(item.key);
      // Of equal keys the last one counts.
      keys.set(key, item.value);
      if (!Object.hasOwn(json, key)) {
        this.differ(
          item.span.startLine,
          `${path}: key ${JSON.stringify(key)}, hcl2json has ${Object.keys(json).join(' ')}`,
        );
      }
    }
    for (const [key, value] of keys)
      if (Object.hasOwn(json, key)) this.value(value, json[key], `${path}[${JSON.stringify(key)}]`);
    if (Object.keys(json).length > keys.size)
      this.differ(expression.span.startLine, `${path}: ${keys.size} keys, hcl2json has ${Object.keys(json).length}`);
  }

  /** A key as hcl2json prints it: computed keys in parentheses as an expression, `aws.west` as it is written. */
  key(key: Expression): string {
    if (key.kind === 'literal' && typeof key.value !== 'string') return key.digits ?? String(key.value);
    if (key.kind === 'literal' || key.kind === 'template') return this.print(key);
    if (key.kind === 'for') return `\${${this.source(key)}}`;
    if (this.text.slice(0, key.span.start).trimEnd().endsWith('(')) return `\${(${this.source(key)})}`;
    if (key.kind === 'conditional') return this.interpolation(key);
    return isName(key) ? this.source(key) : `\${${this.source(key)}}`;
  }

  /** An expression as hcl2json prints it. */
  print(expression: Expression): string {
    const only = expression.kind === 'template' && expression.parts.length === 1 ? expression.parts[0] : undefined;
    if (only?.kind === 'interpolation') return `\${${this.source(only.expression)}}`;
    if (expression.kind === 'template') return this.parts(expression.parts);
    if (expression.kind === 'literal' && typeof expression.value === 'string') return escape(expression.value);
    return `\${${this.source(expression)}}`;
  }

  source({ span }: Expression): string {
    return this.text.slice(span.start, span.end);
  }

  /** hcl2json keeps a conditional in a template as the directive that means the same. */
  interpolation(expression: Expression): string {
    if (expression.kind === 'conditional') {
      const [then, otherwise] = [expression.then, expression.else].map((branch) => this.interpolation(branch));
      return `%{if ${this.source(expression.condition)}}${then ?? ''}${otherwise ? `%{else}${otherwise}` : ''}%{endif}`;
    }
    if (expression.kind === 'literal' && typeof expression.value !== 'string') return String(expression.value);
    return this.print(expression);
  }

  parts(parts: readonly TemplatePart[]): string {
    return parts
      .map((part) => {
        if (part.kind === 'text') return escape(part.text);
        if (part.kind === 'interpolation') return this.interpolation(part.expression);
        if (part.kind === 'if') {
          const otherwise = part.else.length > 0 ? `%{else}${this.parts(part.else)}` : '';
          return `%{if ${this.source(part.condition)}}${this.parts(part.then)}${otherwise}%{endif}`;
        }
        const names = part.key === undefined ? part.value : `${part.key}, ${part.value}`;
        return `%{for ${names} in ${this.source(part.collection)}}${this.parts(part.body)}%{endfor}`;
      })
      .join('');
  }
}

/** Without parentheses, white space and comments. */
function squash(text: string): string {
  return text.replaceAll(/(#|\/\/).*$/gm, '').replaceAll(/[()\s]/g, '');
}

function escape(text: string): string {
  return text.replaceAll(/[$%]\{/g, (all) => `${all.charAt(0)}${all}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for `a.b["c"]`: a name and what is read of it. */
function isName(key: Expression): boolean {
  if (key.kind === 'get-attribute' || key.kind === 'index') return isName(key.target);
  return key.kind === 'variable';
}

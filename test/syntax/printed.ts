import type { Expression, HclBody, TemplatePart } from '../../src/syntax/hcl/ast.ts';
import { parseFile } from '../../src/syntax/parse.ts';
import type { ParsedFile } from '../../src/syntax/parsed-file.ts';
import type { YamlNode } from '../../src/syntax/yaml/tree.ts';

/** Parses text under a name that decides its kind. */
export function parseText(text: string, path = 'main.tf'): Promise<ParsedFile> {
  return parseFile(path, new TextEncoder().encode(text));
}

/** An expression with every grouping written out and no places, for readable expectations. */
export function printed(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'template':
      return `${expression.heredoc ? 'heredoc' : 'template'}(${parts(expression.parts)})`;
    case 'tuple':
      return `[${expression.items.map(printed).join(', ')}]`;
    case 'object':
      return `{${expression.items.map((item) => `${printed(item.key)}: ${printed(item.value)}`).join(', ')}}`;
    case 'variable':
      return expression.name;
    case 'get-attribute':
      return `${printed(expression.target)}.${expression.name}`;
    case 'index':
      return `${printed(expression.target)}[${printed(expression.key)}]`;
    case 'splat':
      return `splat(${printed(expression.target)}, ${printed(expression.each)})`;
    case 'call':
      return `${expression.name}(${expression.args.map(printed).join(', ')}${expression.expandFinal ? '...' : ''})`;
    case 'conditional':
      return `(${printed(expression.condition)} ? ${printed(expression.then)} : ${printed(expression.else)})`;
    case 'unary':
      return `(${expression.operator}${printed(expression.operand)})`;
    case 'binary':
      return `(${printed(expression.left)} ${expression.operator} ${printed(expression.right)})`;
    case 'for': {
      const names = expression.key === undefined ? expression.value : `${expression.key}, ${expression.value}`;
      const key = expression.keyResult ? `${printed(expression.keyResult)} => ` : '';
      const filter = expression.condition ? ` if ${printed(expression.condition)}` : '';
      const result = `${key}${printed(expression.result)}${expression.grouped ? '...' : ''}`;
      return `for(${names} in ${printed(expression.collection)}: ${result}${filter})`;
    }
    case 'invalid':
      return `invalid(${JSON.stringify(expression.text)})`;
  }
}

function parts(list: readonly TemplatePart[]): string {
  return list
    .map((part) => {
      if (part.kind === 'text') return JSON.stringify(part.text);
      if (part.kind === 'interpolation') return printed(part.expression);
      if (part.kind === 'if') return `if(${printed(part.condition)}; ${parts(part.then)}; ${parts(part.else)})`;
      const names = part.key === undefined ? part.value : `${part.key}, ${part.value}`;
      return `for(${names} in ${printed(part.collection)}; ${parts(part.body)})`;
    })
    .join(' ');
}

/** A body without places: arguments, then blocks. */
export function printedBody(body: HclBody | undefined): string {
  if (!body) return 'no body';
  return [
    ...body.attributes.map((one) => `${one.name} = ${printed(one.expression)}`),
    ...body.blocks.map(
      (one) => `${[one.type, ...one.labels.map((label) => label.text)].join(' ')} { ${printedBody(one.body)} }`,
    ),
  ].join('; ');
}

/** The expression of `x` in a file, printed. */
export async function printedValue(source: string, path?: string): Promise<string> {
  const file = await parseText(`x = ${source}\n`, path);
  const attribute = file.hcl?.attributes[0];
  return attribute ? printed(attribute.expression) : 'no attribute';
}

/** Plain data of a YAML tree; the last of equal keys wins. */
export function plain(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plain);
  return Object.fromEntries(node.entries.map((entry) => [entry.key.text, plain(entry.value)]));
}

/** What a diagnostic says, in one line. */
export function told(file: ParsedFile): string[] {
  return file.diagnostics.map((one) => `${one.code} ${one.severity} ${one.span.startLine}:${one.span.startColumn}`);
}

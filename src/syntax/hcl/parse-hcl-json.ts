import type { Diagnostic } from '../../model/diagnostic.ts';
import { lineIndex, type LineIndex } from '../line-index.ts';
import type { FileKind } from '../parsed-file.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import type { HclBody } from './ast.ts';
import { jsonBody } from './json-body.ts';
import { jsonExpressions } from './json-expression.ts';
import type { ParsedBody } from './parse-hcl.ts';

/**
 * Parses Terraform's JSON syntax into the same tree as native syntax
 * (https://developer.hashicorp.com/terraform/language/syntax/json). `JSON.parse` decides whether the text is valid;
 * the places come from the YAML parser, of which JSON is a subset. Never throws.
 */
export function parseHclJson(path: string, kind: FileKind, text: string): ParsedBody {
  const lines = lineIndex(path, text);
  const empty: HclBody = { attributes: [], blocks: [], span: lines.span(0, text.length) };
  if (text.trim() === '') return { body: empty, diagnostics: [] };
  const broken = jsonError(text, lines);
  if (broken) return { body: empty, diagnostics: [broken] };
  const { root, diagnostics: problems } = parseYaml(path, text);
  // A key that is set twice is legal JSON; Terraform merges blocks and rejects attributes, so it stays a warning.
  const diagnostics: Diagnostic[] = problems.map((problem) => ({
    ...problem,
    code: problem.code === 'yaml-limit' ? 'cap' : problem.code === 'yaml-syntax' ? 'json-syntax' : problem.code,
    message: problem.message.replace('not valid YAML', 'not valid JSON for Terraform').replace('GitHub', 'Terraform'),
  }));
  if (!root) return { body: empty, diagnostics };
  if (root.kind === 'scalar' || (root.kind === 'sequence' && kind === 'variables')) {
    const message = `${path}:1:1: the top of the file must be an object of blocks. The file was not reviewed.`;
    diagnostics.push({ code: 'json-syntax', severity: 'error', span: root.span, message });
    return { body: empty, diagnostics };
  }
  const expressions = jsonExpressions(lines, diagnostics);
  return { body: jsonBody(root, kind, expressions, lines), diagnostics };
}

/** What `JSON.parse` says of a text, with its place; undefined when it is valid. */
function jsonError(text: string, lines: LineIndex): Diagnostic | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const named = /position (\d+)/.exec(reason)?.[1];
    const offset = named === undefined ? text.length : Number(named);
    const { line, column } = lines.position(offset);
    const what = reason.replace(/ in JSON at position.*$/s, '').replace(/, "[\s\S]*$/, '');
    return {
      code: 'json-syntax',
      severity: 'error',
      span: lines.span(offset, offset + 1),
      message: `${lines.file}:${line}:${column}: not valid JSON: ${what}. The file was not reviewed; correct it.`,
    };
  }
}

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
  const reason = refusal(text);
  if (reason === undefined) return undefined;
  const offset = namedPlace(reason) ?? searchedPlace(text);
  const { line, column } = lines.position(offset);
  const what = reason.replace(/ in JSON at position[^]*$/, '').replace(/, (?:\.{3})?"[^]*$/, '');
  return {
    code: 'json-syntax',
    severity: 'error',
    span: lines.span(offset, offset + 1),
    message: `${lines.file}:${line}:${column}: not valid JSON: ${what}. The file was not reviewed; correct it.`,
  };
}

function refusal(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function namedPlace(reason: string): number | undefined {
  const named = /at position (\d+)/.exec(reason)?.[1];
  return named === undefined ? undefined : Number(named);
}

/**
 * V8 names no place for an unexpected token. The beginning of the text up to the error is refused because it ends, any
 * longer one because of the error, so the border is found by halving.
 */
function searchedPlace(text: string): number {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const reason = refusal(text.slice(0, middle + 1));
    const endsOnly =
      reason === undefined || /end of JSON input|Unterminated/.test(reason) || namedPlace(reason) === middle + 1;
    if (endsOnly) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { Edit, Fix } from '../../model/edit.ts';
import type { Graph } from '../../model/resource.ts';
import type { AttributeView } from '../resource-view.ts';
import { insertIntoHcl } from './insert-hcl.ts';
import { insertIntoYaml } from './insert-yaml.ts';

/** Longest literal that a fix replaces, in characters. */
const LONGEST_LITERAL = 2000;
/** One literal: true, false, null, a number, a text without a template, or (YAML) a plain word. */
const HCL_LITERAL = /^(?:true|false|null|-?\d+(?:\.\d+)?|"(?:[^"\\$%\r\n]|\\.|[$%](?!\{))*")$/;
const YAML_LITERAL = /^(?:[\w.@/:+-]+|'[^'\r\n]*'|"(?:[^"\\\r\n]|\\.)*")$/;

/**
 * The fix that gives an argument the value `fixTo` (as source text): replaces a literal that is written there, inserts
 * a missing argument, with the nested blocks on its way. Undefined when the value comes from elsewhere (it has to be
 * mended where it is set) or when the place cannot be edited safely.
 */
export function setArgument(place: AttributeView, fixTo: string, isSafe: boolean, graph: Graph): Fix | undefined {
  const text = graph.text(place.span.file);
  if (text === undefined) return undefined;
  const name = place.path.split('.').at(-1) ?? place.path;
  const isYaml = isYamlFile(place.span.file);
  const assignment = `${name}${isYaml ? ': ' : ' = '}${fixTo}`;
  const title = `Set ${place.path}${isYaml ? ': ' : ' = '}${fixTo}`;
  if (!place.written) {
    return place.value.kind === 'absent' ? insertText(place, assignment, title, isSafe, graph) : undefined;
  }
  const edit = replaceLiteral(place, fixTo, text, isYaml);
  return edit && { title, safe: isSafe, edits: [edit] };
}

/** True for workflow files, whose text is YAML. */
function isYamlFile(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

function replaceLiteral(place: AttributeView, fixTo: string, text: string, isYaml: boolean): Edit | undefined {
  const { written } = place;
  if (!written || written.value.kind === 'unknown') return undefined;
  const { valueSpan, value } = written;
  if (valueSpan.end - valueSpan.start > LONGEST_LITERAL) return undefined;
  const literal = text.slice(valueSpan.start, valueSpan.end);
  const isOwn = value.trace.length === 0 && value.references.length === 0;
  const isLiteral = (isYaml ? YAML_LITERAL : HCL_LITERAL).test(literal) || isPlainCollection(literal);
  return isOwn && isLiteral ? { span: valueSpan, newText: fixTo } : undefined;
}

/** A list or object of literals only: no name, call or template in it. */
function isPlainCollection(literal: string): boolean {
  return /^\[[^\]]*\]$/.test(literal) && !/[.(]|\$\{|%\{|[#/]/.test(literal.replace(/"(?:[^"\\$%]|\\.)*"/g, '""'));
}

/**
 * The fix that inserts source text as it is (an argument or a nested block, without indentation) at a place where
 * something is missing, with the nested blocks on its way.
 */
export function insertText(
  place: AttributeView,
  source: string,
  title: string,
  isSafe: boolean,
  graph: Graph,
): Fix | undefined {
  const { file } = place.span;
  const text = graph.text(file);
  if (text === undefined || file.endsWith('.json')) return undefined;
  const lines = source.replace(/\n$/, '').split('\n');
  const edit = isYamlFile(file)
    ? insertIntoYaml(text, place.block, wrapYaml(place.missingBlocks, lines))
    : insertIntoHcl(text, place.block, {
        kind: place.missingBlocks.length === 0 && /^[\w-]+\s*=/.test(source) ? 'argument' : 'block',
        lines: wrapHcl(place.missingBlocks, lines),
      });
  return edit && { title, safe: isSafe, edits: [edit] };
}

function wrapHcl(blocks: readonly string[], lines: readonly string[]): readonly string[] {
  return blocks.reduceRight<readonly string[]>(
    (inner, type) => [`${type} {`, ...inner.map((line) => (line === '' ? '' : `  ${line}`)), '}'],
    lines,
  );
}

function wrapYaml(keys: readonly string[], lines: readonly string[]): readonly string[] {
  return keys.reduceRight<readonly string[]>(
    (inner, key) => [`${key}:`, ...inner.map((line) => (line === '' ? '' : `  ${line}`))],
    lines,
  );
}

import { parseEvents, YAMLException } from 'js-yaml';

import type { Diagnostic } from '../../model/diagnostic.ts';
import { lineIndex, type LineIndex } from '../line-index.ts';
import { buildTree, type YamlDocument } from './build-tree.ts';

/** Collections inside collections. A workflow needs about ten. */
const MAX_DEPTH = 100;

/** Parses the first document of a YAML file (YAML 1.2, core schema). Never throws; the tree of an empty file is undefined. */
export function parseYaml(path: string, text: string): YamlDocument {
  const lines = lineIndex(path, text);
  try {
    return buildTree(parseEvents(text, { maxDepth: MAX_DEPTH }), lines);
  } catch (error) {
    return { root: undefined, diagnostics: [failure(error, lines)] };
  }
}

/** What js-yaml found, in words that say what to do. The key is the beginning of its reason. */
const ADVICE: readonly (readonly [string, string])[] = [
  ['tab characters', 'a tab is used for indentation; YAML allows spaces only'],
  [
    'bad indentation of a mapping',
    'the indentation does not fit the mapping around it; line it up with its neighbours',
  ],
  ['bad indentation of a sequence', 'the indentation does not fit the list around it; line up the "-"'],
  ['deficient indentation', 'this must be indented further, or a bracket or quote before it is not closed'],
  ['missed comma', 'a comma is missing between two items in brackets'],
  ['expected the node content', 'there is a comma too many; an item is missing before it'],
  ['unexpected end of the stream within a flow', 'a "[" or "{" is not closed'],
  ['unexpected end of the stream within a single', "a ' is not closed"],
  ['unexpected end of the stream within a double', 'a " is not closed'],
  ['unexpected end of the document', 'a quote is not closed before the document ends'],
  ['can not read a block mapping entry', 'a key must be on one line and be followed by ":"'],
  ["expected ':' after a mapping key", 'a ":" is missing after the key'],
  ['a whitespace character is expected', 'a space is missing after ":"'],
  [
    'end of the stream or a document separator',
    'this does not belong to anything before it; check indentation and quotes',
  ],
  ['unknown escape sequence', 'the escape is not known in double quotes; use single quotes or write "\\\\"'],
  ['expected hexadecimal character', 'the escape needs hexadecimal digits'],
  ['the stream contains non-printable', 'there is a control character; remove it'],
  ['undeclared tag handle', 'the tag is not declared; GitHub knows no tags of your own'],
];

function failure(error: unknown, lines: LineIndex): Diagnostic {
  // Anything but a YAMLException is a defect of the library on this input; the file is still only not reviewed.
  const reason = error instanceof YAMLException ? error.reason : 'the parser failed';
  const place = (error instanceof YAMLException ? error.mark?.position : undefined) ?? 0;
  const { line, column, offset } = lines.position(place);
  const where = `${lines.file}:${line}:${column}`;
  const span = lines.span(offset, offset + 1);
  if (reason.startsWith('nesting exceeded') || error instanceof RangeError) {
    const message = `${where}: more than ${MAX_DEPTH} levels of nesting. The file was not reviewed; flatten it.`;
    return { code: 'yaml-limit', severity: 'error', span, message };
  }
  const advice = ADVICE.find(([beginning]) => reason.startsWith(beginning))?.[1] ?? reason;
  const message = `${where}: not valid YAML: ${advice}. The file was not reviewed; correct it.`;
  return { code: 'yaml-syntax', severity: 'error', span, message };
}

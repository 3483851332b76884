import type { Diagnostic } from '../../model/diagnostic.ts';
import { lineIndex, type LineIndex } from '../line-index.ts';
import { disagreement } from './agreement.ts';
import type { HclBody } from './ast.ts';
import { fileBody, type Gap } from './body.ts';
import { placeOf as at, problemDiagnostic } from './hcl-problem.ts';
import { hclVerdict, type HclVerdict } from './hcl2json.ts';
import { MAX_VALIDATION_WORK, nesting } from './nesting.ts';
import { rawTree } from './raw-tree.ts';

/** Problems and gaps beyond this many of one file are not listed. */
const MAX_DIAGNOSTICS = 5;

/** Time for the tree of a file that is valid or not checked: ten times what the largest file needs. */
const MAX_MILLISECONDS = 10_000;

/** Time for the tree of a file that is not reviewed anyway; enough for real code with a mistake in it. */
const MAX_MILLISECONDS_OF_BROKEN = 250;

/** Only what HCL takes for white space: a file of other blank characters is not valid. */
const BLANK = /^(?:[ \t\n]|\r\n)*$/;

const REFUSED = 'The file was not reviewed; correct it (terraform validate shows the same).';

/** A body and what is wrong with it. */
export interface ParsedBody {
  readonly body: HclBody;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses HCL native syntax. Never throws; the parsers must have been loaded. */
export function parseHcl(path: string, text: string): ParsedBody {
  const lines = lineIndex(path, text);
  const empty: HclBody = { attributes: [], blocks: [], span: lines.span(0, text.length) };
  if (BLANK.test(text)) return { body: empty, diagnostics: [] };
  const { tooDeep: deep, validationWork } = nesting(text);
  if (deep) {
    const message = `${at(lines, deep.offset)}: more than ${deep.what}; the file was not reviewed. Split the expression into locals.`;
    const span = lines.span(deep.offset, deep.offset + 1);
    return { body: empty, diagnostics: [{ code: 'cap', severity: 'error', span, message }] };
  }
  const tooMuch = validationWork > MAX_VALIDATION_WORK;
  const verdict: HclVerdict = tooMuch ? { kind: 'unavailable', reason: 'too much work' } : hclVerdict(text);
  const root = rawTree(text, verdict.kind === 'rejected' ? MAX_MILLISECONDS_OF_BROKEN : MAX_MILLISECONDS);
  const { body, gaps } = root
    ? fileBody(root, lines)
    : { body: empty, gaps: [{ start: 0, end: text.length, attribute: undefined }] };
  if (verdict.kind === 'rejected') {
    const all = verdict.problems.map((one) => problemDiagnostic(one, lines, REFUSED));
    // At one place the first problem is the cause.
    const distinct = all.filter(
      (one, index) => all.findIndex((other) => other.span.start === one.span.start) === index,
    );
    return { body, diagnostics: distinct.slice(0, MAX_DIAGNOSTICS) };
  }
  const name = verdict.kind === 'valid' && root ? disagreement(body, verdict.values) : undefined;
  if (name !== undefined) {
    // With no gap to point at, the whole file is the place.
    const { start, end } = gaps[0] ?? { start: 0, end: text.length };
    return { body, diagnostics: [misunderstanding({ start, end, attribute: undefined }, lines, `"${name}"`)] };
  }
  // Of a file that nobody has checked, a gap may hide anything.
  const certain = verdict.kind === 'valid' ? gaps : gaps.map((gap) => ({ ...gap, attribute: undefined }));
  const diagnostics = certain.slice(0, MAX_DIAGNOSTICS).map((gap) => misunderstanding(gap, lines));
  if (verdict.kind === 'unavailable') diagnostics.push(unchecked(verdict.reason, lines));
  return { body, diagnostics };
}

/**
 * The file is valid (or could not be checked) but our grammar lost its way. With one attribute affected the rest can
 * be trusted; otherwise attributes may be missing from the tree, which rules would take for absent.
 */
function misunderstanding(gap: Gap, lines: LineIndex, what = 'this syntax'): Diagnostic {
  const where = at(lines, gap.start);
  const span = lines.span(gap.start, gap.end);
  if (gap.attribute === undefined) {
    const message = `${where}: ${what} was not understood, so the file was not reviewed. If terraform validate accepts it, please report it to Plumbline.`;
    return { code: 'hcl-syntax', severity: 'error', span, message };
  }
  const message = `${where}: the value of "${gap.attribute}" was not understood and counts as unknown. If terraform validate accepts it, please report it to Plumbline.`;
  return { code: 'hcl-syntax', severity: 'warning', span, message };
}

/** The tree is there, but whether the file is valid is not known. */
function unchecked(reason: string, lines: LineIndex): Diagnostic {
  const message = `${lines.file}:1:1: the file was read but not checked for validity (${reason}). Move long lists and heredocs to files of their own.`;
  return { code: 'cap', severity: 'warning', span: lines.span(0, 1), message };
}

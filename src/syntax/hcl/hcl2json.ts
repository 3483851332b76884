/** The only file that knows the package: to move to its maintained fork, change this import. */
import { parse } from '@cdktf/hcl2json';

/** A problem that HashiCorp's own parser found. Lines from 1; columns from 1 in grapheme clusters, as it counts them. */
export interface HclProblem {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** `summary: detail`, in the parser's words. */
  readonly message: string;
}

/** What the parser says of a text. `unavailable`: it could not be asked (its Go program stopped). */
export type HclVerdict =
  | { readonly kind: 'valid'; readonly values: Readonly<Record<string, unknown>> }
  | { readonly kind: 'rejected'; readonly problems: readonly HclProblem[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** A file name that no text contains by accident: problems are found by it in the error text. */
const NAME = 'plumbline-input';
const PROBLEM = new RegExp(`${NAME}:(\\d+),(\\d+)-(?:(\\d+),)?(\\d+): `, 'g');

/** More problems than this are consequences of the first ones. */
const MAX_PROBLEMS = 20;

/** Asks HashiCorp's parser whether `text` is valid HCL. The caller has checked the nesting (see nesting.ts). */
export async function hclVerdict(text: string): Promise<HclVerdict> {
  try {
    return { kind: 'valid', values: (await parse(NAME, text)) as Record<string, unknown> };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problems = readProblems(reason);
    return problems.length > 0 ? { kind: 'rejected', problems } : { kind: 'unavailable', reason };
  }
}

/** Reads `file:line,column-line,column: summary; detail.` out of the error text. */
function readProblems(text: string): HclProblem[] {
  const inside = text.replace(/^parse config: \[/, '').replace(/\]$/, '');
  const heads: RegExpExecArray[] = [];
  for (const head of inside.matchAll(PROBLEM)) {
    heads.push(head);
    if (heads.length > MAX_PROBLEMS) break;
  }
  return heads.slice(0, MAX_PROBLEMS).map((head, index) => {
    const [whole, line = '1', column = '1', endLine = line, endColumn = '1'] = head;
    const until = heads[index + 1]?.index ?? inside.length;
    const message = inside
      .slice(head.index + whole.length, until)
      .trim()
      .replace('; ', ': ')
      .replaceAll(`${NAME}:`, 'line ');
    return {
      startLine: Number(line),
      startColumn: Number(column),
      endLine: Number(endLine),
      endColumn: Number(endColumn),
      message,
    };
  });
}

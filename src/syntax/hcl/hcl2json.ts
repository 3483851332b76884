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

/** Where the package leaves the functions of its Go program. It offers them as promises, but they answer at once. */
const FUNCTIONS = '__parse_terraform_config_wasm__';

let loading: Promise<unknown> | undefined;

/** Starts the parser's Go program, once. Rejects only when the installation is broken. */
export async function loadHcl2json(): Promise<void> {
  loading ??= parse(NAME, '');
  await loading;
}

/**
 * Asks HashiCorp's parser whether `text` is valid HCL; `loadHcl2json` must have been awaited. The caller has checked
 * the nesting (see nesting.ts).
 */
export function hclVerdict(text: string): HclVerdict {
  let verdict: HclVerdict = { kind: 'unavailable', reason: 'hcl2json gave no answer' };
  try {
    goParse()(NAME, text, (error, json) => {
      if (error === null) verdict = { kind: 'valid', values: JSON.parse(json ?? '{}') as Record<string, unknown> };
      else verdict = refusal(error);
    });
  } catch (error) {
    return { kind: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
  }
  return verdict;
}

type GoParse = (file: string, text: string, done: (error: string | null, json: string | null) => void) => void;

function goParse(): GoParse {
  const functions: unknown = Reflect.get(globalThis, FUNCTIONS);
  const found: unknown = typeof functions === 'object' && functions ? Reflect.get(functions, 'parse') : undefined;
  if (typeof found !== 'function') throw new Error('hclVerdict: loadHcl2json was not awaited');
  return found as GoParse;
}

function refusal(reason: string): HclVerdict {
  const problems = readProblems(reason);
  return problems.length > 0 ? { kind: 'rejected', problems } : { kind: 'unavailable', reason };
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

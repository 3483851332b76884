import { evaluate, type EvaluateOptions } from '../evaluate/evaluate.ts';
import { applyEdits, type Edit } from '../model/edit.ts';
import type { ComparedFinding, Finding } from '../model/finding.ts';
import { diagnosticsOf, parseFile } from '../syntax/parse.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { identityKey } from './fingerprint.ts';
import { runRules, type RunOptions } from './run-rules.ts';
import type { Rule } from './rule.ts';

/** Fixes proved per review: as many as there are inline comments. */
const MOST_FIXES = 25;

/** How the head was judged, so that the repaired text can be judged alike. */
export interface Judging {
  readonly rules: readonly Rule[];
  readonly options?: RunOptions;
}

/** The head: its files, and how they were evaluated. */
export interface ProvedSide {
  readonly files: ReadonlyMap<string, ParsedFile>;
  readonly options?: EvaluateOptions;
}

/** What a proof compares with: the findings and the errors of a text. */
interface Judgement {
  /** Number of findings by identity, without the number that tells equal places of one resource apart. */
  readonly counts: ReadonlyMap<string, number>;
  readonly problems: number;
}

/**
 * Fingerprints of the introduced and worsened findings whose fix was applied to the head and judged again: the finding
 * is gone, none came, and nothing is wrong with the text that was not wrong before. At most 25 are tried, all at once
 * first; when that does not prove them all, in ever smaller halves.
 */
export async function proveFixes(
  findings: readonly ComparedFinding[],
  head: ProvedSide,
  judging: Judging,
): Promise<ReadonlySet<string>> {
  const candidates = findings
    .filter(({ state, fix }) => fix && (state === 'introduced' || state === 'worsened'))
    .slice(0, MOST_FIXES);
  if (candidates.length === 0) return new Set();
  const before = judge(head, judging);
  const isProved = async (tried: readonly ComparedFinding[]): Promise<boolean> => {
    const files = await withEdits(
      head.files,
      tried.flatMap((finding) => finding.fix?.edits ?? []),
    );
    if (!files) return false;
    const after = judge({ ...head, files }, judging);
    const repaired = countsOf(tried);
    const isGone = [...repaired].every(([key, n]) => (after.counts.get(key) ?? 0) <= (before.counts.get(key) ?? 0) - n);
    const isNoneNew = [...after.counts].every(([key, n]) => n <= (before.counts.get(key) ?? 0));
    return isGone && isNoneNew && after.problems <= before.problems;
  };
  const prove = async (tried: readonly ComparedFinding[]): Promise<readonly ComparedFinding[]> => {
    if (await isProved(tried)) return tried;
    if (tried.length === 1) return [];
    const half = Math.ceil(tried.length / 2);
    return [...(await prove(tried.slice(0, half))), ...(await prove(tried.slice(half)))];
  };
  return new Set((await prove(candidates)).map((finding) => finding.fingerprint));
}

function countsOf(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const key = identityKey({ ...finding, valueClass: finding.valueClass.replace(/#\d+$/, '') });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** With the cache in the options only root modules that use an edited file are evaluated again. */
function judge({ files, options }: ProvedSide, judging: Judging): Judgement {
  const { graph, diagnostics } = evaluate(files, options);
  const run = runRules(judging.rules, graph, judging.options);
  return {
    counts: countsOf(run.findings),
    problems: diagnosticsOf(files).length + diagnostics.length + run.errors.length,
  };
}

/** The files with the edits applied and parsed again; undefined when the edits overlap or lie outside their files. */
async function withEdits(
  files: ReadonlyMap<string, ParsedFile>,
  edits: readonly Edit[],
): Promise<ReadonlyMap<string, ParsedFile> | undefined> {
  const result = new Map(files);
  for (const path of new Set(edits.map((edit) => edit.span.file))) {
    const file = files.get(path);
    if (!file) return undefined;
    try {
      const text = applyEdits(
        file.text,
        edits.filter((edit) => edit.span.file === path),
      );
      result.set(path, await parseFile(path, new TextEncoder().encode(text)));
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
  return result;
}

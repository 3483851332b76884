import type { Rule } from './engine/rule.ts';
import { mergeInstances } from './engine/run-rules.ts';
import type { ComparedFinding } from './model/finding.ts';
import type { Review } from './model/review.ts';
import { judge } from './policy/gate.ts';
import { defaultPolicy, type Policy } from './policy/schema.ts';
import type { SourceTree } from './ports/source-tree.ts';
import { coverageOf } from './review/coverage.ts';
import { chosenInputs, type InputFlags } from './review/evaluation-inputs.ts';
import { judgeSide } from './review/judge-side.ts';
import { type ReadOptions, readSide } from './review/read-side.ts';
import { isSourceEntry, notAFile } from './review/select-files.ts';

/** What a scan needs besides the tree. */
export interface ScanDeps extends Omit<ReadOptions, 'inputs'> {
  readonly rules: readonly Rule[];
  readonly policy?: Policy | undefined;
  /** Inputs of evaluation beside those of the policy. */
  readonly inputs?: InputFlags | undefined;
}

/** Reviews a whole tree: every finding counts, there is no base. `name` names it in reports. */
export async function scanTree(tree: SourceTree, name: string, deps: ScanDeps): Promise<Review> {
  const { rules, policy = defaultPolicy } = deps;
  const entries = await tree.list();
  const inputs = chosenInputs(policy, deps.inputs);
  const side = await readSide({ tree, entries: entries.filter(isSourceEntry) }, { ...deps, inputs });
  const head = judgeSide(side, policy, rules, deps.caches?.judgement);
  const findings = mergeInstances(head.run.findings).map((finding): ComparedFinding => ({
    ...finding,
    state: 'pre-existing',
    side: 'RIGHT',
    anchor: finding.span,
  }));
  const coverage = coverageOf({ head, gaps: entries.filter((entry) => entry.kind !== 'file').map(notAFile) });
  return {
    change: { name, title: name, baseSha: '', headSha: '', files: [], truncated: false },
    mode: 'tree',
    findings,
    provenFixes: new Set(),
    base: undefined,
    head: head.scorecard,
    newPenalty: 0,
    gate: judge({ findings, head: head.scorecard, coverage, policy, mode: 'tree' }),
    coverage,
    text: (_side, file) => head.graph.text(file),
  };
}

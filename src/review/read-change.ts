import type { Rule } from '../engine/rule.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Severity } from '../model/items.ts';
import type { Policy } from '../policy/schema.ts';
import type { OpenChange } from '../ports/change-source.ts';
import type { SourceTree } from '../ports/source-tree.ts';
import { chosenInputs, type InputFlags } from './evaluation-inputs.ts';
import { newCaches } from './new-caches.ts';
import { type AppliedPolicy, policyOf } from './policy-of.ts';
import { type OnProgress, type ReadCaches, readSide, readSides, type Side } from './read-side.ts';
import { isSourceEntry, selectFiles } from './select-files.ts';

/** What reading a change needs besides the change. */
export interface ReadChangeDeps {
  readonly rules: readonly Rule[];
  readonly onProgress?: OnProgress | undefined;
  /** Of the process, so that what earlier reviews parsed and evaluated is not again; of this change alone when left out. */
  readonly caches?: ReadCaches | undefined;
  /** Inputs of evaluation beside those of the policy. */
  readonly inputs?: InputFlags | undefined;
  /** Replaces the policy's gate severity (`--fail-on`). */
  readonly gateSeverity?: Severity | undefined;
  /** Aborted when the work is no longer wanted: it stops between stages. */
  readonly signal?: AbortSignal | undefined;
}

/** A change with both of its sides read, parsed and evaluated under its policy: what a review and its plans start from. */
export interface ReadChange extends AppliedPolicy {
  readonly base: Side;
  readonly head: Side;
  /** What was left out and why. */
  readonly gaps: readonly Diagnostic[];
  readonly caches: ReadCaches;
}

/** Reads what matters of both sides and evaluates it. */
export async function readChange(open: OpenChange, deps: ReadChangeDeps): Promise<ReadChange> {
  const { rules, signal, onProgress } = deps;
  const found = policyOf(open, rules, deps.gateSeverity);
  const inputs = chosenInputs(found.policy, deps.inputs);
  const { gaps, ...selected } = await selectFiles(open, inputs);
  signal?.throwIfAborted();
  const caches = deps.caches ?? newCaches();
  const sides = await readSides(selected, open.prefetch, { caches, inputs, onProgress });
  signal?.throwIfAborted();
  return { ...found, ...sides, gaps, caches };
}

/** The same for a tree without a change: both sides are this tree, read whole, under a policy that is known already. */
export async function readWhole(
  tree: SourceTree,
  policy: Policy,
  deps: Omit<ReadChangeDeps, 'gateSeverity'>,
): Promise<ReadChange> {
  const caches = deps.caches ?? newCaches();
  const inputs = chosenInputs(policy, deps.inputs);
  const entries = (await tree.list()).filter(isSourceEntry);
  const side = await readSide({ tree, entries }, { caches, inputs, onProgress: deps.onProgress });
  return { policy, problems: [], notes: [], base: side, head: side, gaps: [], caches };
}

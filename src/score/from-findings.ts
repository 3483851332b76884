import {
  placeName,
  type ComparedFinding,
  type Finding,
  type Pass,
  type Place,
  type Undecided,
} from '../model/finding.ts';
import type { Confidence, Item, Severity } from '../model/items.ts';
import type { Scorecard } from '../model/scorecard.ts';
import type { CriticalityOf } from './criticality.ts';
import type { Judgement, NotComputed } from './judgement.ts';
import { type IdentifiedFailure, newPenalty } from './new-penalty.ts';
import { score } from './score.ts';
import { CONFIDENCE_WEIGHT, SEVERITY_DELTA } from './weights.ts';

/** What the rules found out about one side of a change. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly passes: readonly Pass[];
  readonly undecided: readonly Undecided[];
}

/** What the score needs besides findings. */
export interface ScoreOptions {
  readonly criticality: CriticalityOf;
  /** Severity (after the policy) and confidence of a rule, for what it could not decide. Undefined: the worst is assumed. */
  readonly rule: (
    id: string,
  ) => { readonly severity: Severity; readonly confidence?: Confidence | undefined } | undefined;
  readonly notComputed?: readonly NotComputed[] | undefined;
}

/** The scorecard of one side of a change from what its rules found. */
export function scoreFindings(judged: Judged, options: ScoreOptions): Scorecard {
  return score(judgementsOf(judged, options), options.notComputed, passesByItem(judged.passes));
}

/** How many passes count towards each item: by far the most that rules say, and only their number matters. */
function passesByItem(passes: readonly Pass[]): ReadonlyMap<Item, number> {
  const counts = new Map<Item, number>();
  for (const { items } of passes) for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** One judgement for each item that a finding or an undecided value counts towards. */
function judgementsOf({ findings, undecided }: Judged, options: ScoreOptions): readonly Judgement[] {
  const { criticality, rule } = options;
  return [
    ...findings.flatMap((finding) => failuresOf(finding, criticality)),
    ...undecided.flatMap((open) => {
      const description = rule(open.ruleId);
      return open.items.map((item): Judgement => ({
        ruleId: open.ruleId,
        subject: open.address,
        file: open.span.file,
        line: open.span.startLine,
        item,
        verdict: 'unknown',
        delta: description ? SEVERITY_DELTA[description.severity] : 1,
        confidence: CONFIDENCE_WEIGHT[description?.confidence ?? 'high'],
        criticality: criticality(open.root, open.address).weight,
        undecided: open.detail,
      }));
    }),
  ];
}

/**
 * Points of 100 that the introduced and worsened findings of a change cost on a clean repository (docs/scoring.md). A finding that got worse within one severity costs nothing here: its rule's x is the same.
 */
export function newPenaltyOf(findings: readonly ComparedFinding[], criticality: CriticalityOf): number {
  const own = findings.filter(({ state }) => state === 'introduced' || state === 'worsened');
  const before = own.flatMap((finding) =>
    finding.state === 'worsened'
      ? failuresOf({ ...finding, severity: finding.baseSeverity ?? finding.severity }, criticality)
      : [],
  );
  return newPenalty(
    own.flatMap((finding) => failuresOf(finding, criticality)),
    before,
  );
}

function failuresOf(finding: Finding, criticality: CriticalityOf): readonly IdentifiedFailure[] {
  const { ruleId, root, address, instances, elsewhere = [], span, fingerprint } = finding;
  const named = new Set(elsewhere.map(placeName));
  let weight = criticality(root, address).weight;
  let count = 1;
  const add = (place: Place): void => {
    weight = Math.max(weight, criticality(place.root, place.address).weight);
    count += 1;
  };
  for (const name of instances) if (!named.has(name)) add({ root, address: name });
  for (const place of elsewhere) add(place);
  const delta = SEVERITY_DELTA[finding.severity];
  const confidence = CONFIDENCE_WEIGHT[finding.confidence];
  const { file, startLine: line } = span;
  return finding.items.map((item) => ({
    ruleId,
    subject: address,
    file,
    line,
    item,
    verdict: 'fail',
    delta,
    confidence,
    criticality: weight,
    count,
    fingerprint,
  }));
}

import { basePlaces } from '../../engine/compare/base-address.ts';
import { pairFindings } from '../../engine/compare/pair-findings.ts';
import { withoutIndex } from '../../engine/fingerprint.ts';
import { mergeInstances } from '../../engine/run-rules.ts';
import type { Plan, PlanAction, ResourceChange } from '../../evaluate/plan/plan.ts';
import type { ChangeState, ComparedFinding, Finding, Pass } from '../../model/finding.ts';
import { compareSeverity } from '../../model/items.ts';
import { compareText } from '../../model/order.ts';
import type { Span } from '../../model/span.ts';
import type { JudgedSide } from '../judge-side.ts';
import type { SourceIndex } from './source-index.ts';

/** Before and after of a plan, judged. What moves has its new address on both sides. */
export interface PlannedSides {
  readonly prior: JudgedSide;
  readonly planned: JudgedSide;
  readonly plan: Plan;
  readonly source: SourceIndex | undefined;
  readonly base: SourceIndex | undefined;
}

const ORDER: readonly ChangeState[] = ['introduced', 'worsened', 'fixed', 'pre-existing'];

/** Actions that leave an object with other attributes than before. */
const CHANGING: ReadonlySet<PlanAction> = new Set([
  'create',
  'update',
  'delete-then-create',
  'create-then-delete',
  'create-then-forget',
  'unrecognised',
]);

/**
 * Every finding of both sides once: introduced, worsened, fixed, pre-existing, in this order; inside each the worst first, then
 * by file, line and rule. An edit of the source is proposed by its review, not here: what a plan holds may not be written.
 */
export function comparePlanned({ prior, planned, plan, source, base }: PlannedSides): readonly ComparedFinding[] {
  const places = basePlaces(prior.graph, planned.graph, []);
  const { pairs, added, gone } = pairFindings(
    { findings: prior.run.findings, graph: prior.graph },
    { findings: planned.run.findings, graph: planned.graph },
    places,
  );
  const changing = changingAddresses(plan.changes);
  const isChanged = ({ address, instances }: Finding): boolean =>
    [address, ...instances].some((instance) => changing.has(instance));
  const passedBefore = new Set(prior.run.passes.map(judgementKey));
  const openBefore = new Set(prior.run.undecided.map(ruleKey));
  const result: ComparedFinding[] = [];
  const here = (finding: Finding): Pick<ComparedFinding, 'side' | 'anchor'> => ({
    side: 'RIGHT',
    anchor: finding.span,
  });
  for (const { base: before, head: now } of pairs) {
    const isWorse = compareSeverity(now.severity, before.severity) > 0 || now.degree > before.degree;
    result.push(
      isWorse && isChanged(now)
        ? { ...now, state: 'worsened', baseSeverity: before.severity, ...here(now) }
        : { ...now, state: 'pre-existing', ...here(now) },
    );
  }
  for (const finding of added) {
    const wasInOrder = passedBefore.has(judgementKey(finding));
    const isNew = wasInOrder || (isChanged(finding) && !openBefore.has(ruleKey(finding)));
    const severity = wasInOrder ? finding.severityWhenLost : undefined;
    const worse = isNew && severity ? { severity } : {};
    result.push({ ...finding, ...worse, state: isNew ? 'introduced' : 'pre-existing', ...here(finding) });
  }
  const planning = new Set([
    ...planned.graph.resources.flatMap(({ instances }) => instances),
    ...removedAddresses(plan.changes),
  ]);
  const isPlanned = ({ address, instances }: Finding): boolean =>
    [address, ...instances].some((instance) => planning.has(instance));
  const openAfter = new Set([...planned.run.undecided, ...planned.run.errors].map(ruleKey));
  const passedAfter = new Map(planned.run.passes.map((pass) => [judgementKey(pass), pass]));
  for (const finding of gone) {
    // It has become unknown, or a rule failed: neither is a repair. Nor is it one that a plan of a part leaves the object out.
    if (openAfter.has(ruleKey(finding)) || !isPlanned(finding)) continue;
    result.push({ ...finding, state: 'fixed', ...placeOfRepair(finding, passedAfter, planned, source, base) });
  }
  const merged = mergeInstances(result.map(withoutFix), ({ state, side, anchor, address }) =>
    // All of a module that is not in the tree stands at its call: one line, but different things.
    JSON.stringify([state, side, anchor, source?.resource(address) ? '' : withoutIndex(address)]),
  );
  return [...merged].sort(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      compareSeverity(b.severity, a.severity) ||
      compareText(a.anchor.file, b.anchor.file) ||
      a.anchor.startLine - b.anchor.startLine ||
      compareText(a.ruleId, b.ruleId) ||
      compareText(a.address, b.address) ||
      compareText(a.fingerprint, b.fingerprint),
  );
}

function changingAddresses(changes: readonly ResourceChange[]): ReadonlySet<string> {
  return new Set(
    changes.flatMap(({ action, address, deposed }) => (deposed === undefined && CHANGING.has(action) ? [address] : [])),
  );
}

/** Addresses of the objects that the plan destroys, or forgets. */
export function removedAddresses(changes: readonly ResourceChange[]): ReadonlySet<string> {
  return new Set(
    changes.flatMap(({ action, address, deposed }) =>
      deposed === undefined && (action === 'delete' || action === 'forget') ? [address] : [],
    ),
  );
}

/** At what puts it in order, else at its resource; of what is destroyed, where it stood at base. */
function placeOfRepair(
  finding: Finding,
  passed: ReadonlyMap<string, Pass>,
  planned: JudgedSide,
  source: SourceIndex | undefined,
  base: SourceIndex | undefined,
): { readonly side: 'LEFT' | 'RIGHT'; readonly anchor: Span } {
  const pass = passed.get(judgementKey(finding));
  if (pass) return { side: 'RIGHT', anchor: pass.span };
  const resource = planned.graph.at(finding.root, finding.address);
  if (resource) return { side: 'RIGHT', anchor: resource.body.headerSpan };
  if (source?.place(finding.address, [])) return { side: 'RIGHT', anchor: finding.span };
  return { side: 'LEFT', anchor: base?.place(finding.address, []) ?? finding.span };
}

function withoutFix(finding: ComparedFinding): ComparedFinding {
  return finding.fix ? { ...finding, fix: undefined } : finding;
}

function ruleKey({ ruleId, address }: { readonly ruleId: string; readonly address: string }): string {
  return JSON.stringify([ruleId, address]);
}

function judgementKey({ ruleId, address, attribute }: Pick<Pass, 'ruleId' | 'address' | 'attribute'>): string {
  return JSON.stringify([ruleId, address, attribute]);
}

import type { Change } from '../model/change.ts';
import type { ChangeState, ComparedFinding, Finding, Undecided } from '../model/finding.ts';
import { compareSeverity } from '../model/items.ts';
import type { Graph } from '../model/resource.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { anchorOfFixed, anchorOfNew, headTextsOf, indexPasses } from './compare/anchors.ts';
import { basePlaces, type BasePlaces } from './compare/base-address.ts';
import { bodyText, pairFindings } from './compare/pair-findings.ts';
import { removals } from './compare/removals.ts';
import { identityKey, withoutIndex } from './fingerprint.ts';
import { mergeInstances, type RunResult } from './run-rules.ts';
import { compareText } from '../model/order.ts';

/** One side of a change with what the rules found out about it. */
export interface ComparedSide {
  readonly graph: Graph;
  readonly run: RunResult;
  /** The parsed files: what a file that does not parse hides is neither introduced nor fixed. */
  readonly files: ReadonlyMap<string, ParsedFile>;
}

const ORDER: readonly ChangeState[] = ['introduced', 'worsened', 'fixed', 'pre-existing'];

/**
 * Every finding of both sides, once, placed in the change: introduced, worsened, fixed, pre-existing, in this order;
 * inside each the worst first, then by file and line. Identity does not depend on line numbers, and follows renamed
 * files, renamed root folders, `moved` blocks and blocks that were moved as they are.
 */
export function compareFindings(
  base: ComparedSide,
  head: ComparedSide,
  change: Pick<Change, 'files'>,
): readonly ComparedFinding[] {
  const places = basePlaces(base.graph, head.graph, change.files);
  const { pairs, added, gone } = pairFindings(
    { findings: base.run.findings, graph: base.graph },
    { findings: head.run.findings, graph: head.graph },
    places,
  );
  const basePasses = indexPasses(base.run.passes);
  const headTexts = headTextsOf(head.graph, places);
  const isOld = unchangedUnknowns(base, head, places);
  const hidden = hiddenFindings(base, head, places);
  const result: ComparedFinding[] = [];
  for (const { base: before, head: now } of pairs) result.push(placePair(before, now));
  for (const finding of added) {
    const anchor = anchorOfNew(finding, { graph: base.graph, passes: basePasses }, headTexts, places);
    // What decided it at base stands in a file that does not parse now: it may still be there.
    if (anchor.side === 'LEFT' && hidden.isBrokenAtHead(anchor.anchor.file)) continue;
    if (isOld(finding) || hidden.wasHidden(finding)) {
      result.push({ ...finding, state: 'pre-existing', side: 'RIGHT', anchor: finding.span });
    } else {
      const severity = wasInOrder(finding, basePasses, places) ? finding.severityWhenLost : undefined;
      result.push({ ...finding, ...(severity ? { severity } : {}), state: 'introduced', ...anchor });
    }
  }
  const headPasses = indexPasses(head.run.passes);
  const headOf = headPlaces(head.graph, places);
  const isUndecided = undecidedAt(head.run);
  for (const finding of gone) {
    const place =
      headOf.get(JSON.stringify([finding.root, finding.address])) ??
      headOf.get(JSON.stringify([finding.root, withoutIndex(finding.address)]));
    if (hidden.isBrokenAtHead(finding.span.file)) continue;
    // It has become unknown, or our rule failed: neither is a repair. The coverage ledger lists it.
    if (place && isUndecided(finding, place)) continue;
    result.push({
      ...finding,
      state: 'fixed',
      ...anchorOfFixed(finding, { graph: head.graph, passes: headPasses }, place),
    });
  }
  result.push(...removals(base, head, places, hidden.isBrokenAtHead));
  // A new instance of a module is this change's doing; those that were there before are not.
  const merged = mergeInstances(result, ({ state, side, anchor }) => JSON.stringify([state, side, anchor]));
  return [...merged].sort(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      compareSeverity(b.severity, a.severity) ||
      compareText(a.anchor.file, b.anchor.file) ||
      a.anchor.startLine - b.anchor.startLine ||
      compareText(a.ruleId, b.ruleId) ||
      compareText(a.fingerprint, b.fingerprint),
  );
}

/** Whether the rule passed at base at the same attribute of the same resource. */
function wasInOrder(finding: Finding, basePasses: ReturnType<typeof indexPasses>, places: BasePlaces): boolean {
  const root = places.root(finding.root);
  const address = places.address(finding.root, finding.address);
  return basePasses.has(identityKey({ ...finding, root, address, valueClass: '' }));
}

function placePair(before: Finding, now: Finding): ComparedFinding {
  const isWorse = compareSeverity(now.severity, before.severity) > 0 || now.degree > before.degree;
  const common = { ...now, side: 'RIGHT', anchor: now.span } as const;
  return isWorse
    ? { ...common, state: 'worsened', baseSeverity: before.severity }
    : { ...common, state: 'pre-existing' };
}

/** Base root and address, with and without instance keys, to the place at head. */
function headPlaces(head: Graph, places: BasePlaces): ReadonlyMap<string, { root: string; address: string }> {
  const map = new Map<string, { root: string; address: string }>();
  for (const { root, address, instances } of head.resources) {
    for (const name of [places.address(root, address), ...instances]) {
      const key = JSON.stringify([places.root(root), name]);
      if (!map.has(key)) map.set(key, { root, address });
    }
  }
  return map;
}

/** Tells whether head could not decide what a base finding says, at the place that its resource has at head. */
function undecidedAt(run: RunResult): (finding: Finding, place: { root: string; address: string }) => boolean {
  const decided = new Set<string>();
  for (const { ruleId, root, address } of run.undecided) decided.add(JSON.stringify([ruleId, root, address]));
  const failed = new Set(run.errors.map(({ ruleId, address }) => JSON.stringify([ruleId, address])));
  return ({ ruleId }, { root, address }) =>
    decided.has(JSON.stringify([ruleId, root, address])) || failed.has(JSON.stringify([ruleId, address]));
}

/**
 * Tells whether a finding that base could not decide is older than the change: the resource and everything that its
 * value came through are the same text on both sides, so something else made the value known.
 */
function unchangedUnknowns(base: ComparedSide, head: ComparedSide, places: BasePlaces): (finding: Finding) => boolean {
  const key = ({ ruleId, root, address }: Pick<Undecided, 'ruleId' | 'root' | 'address'>): string =>
    JSON.stringify([ruleId, root, withoutIndex(address)]);
  const undecided = new Set(base.run.undecided.map(key));
  return (finding) => {
    const root = places.root(finding.root);
    const address = places.address(finding.root, finding.address);
    if (!undecided.has(key({ ruleId: finding.ruleId, root, address }))) return false;
    const [before, now] = [base.graph.at(root, address), head.graph.at(finding.root, finding.address)];
    if (!before || !now || bodyText(base.graph, before) !== bodyText(head.graph, now)) return false;
    return finding.trace.every(({ span }) => head.graph.text(span.file) === base.graph.text(places.file(span.file)));
  };
}

interface HiddenFindings {
  /** The head's version of a base file has errors, so nothing can be said about what was in it. */
  readonly isBrokenAtHead: (baseFile: string) => boolean;
  /** The base's file has errors, but the block stood in it as it does now. */
  wasHidden(finding: Finding): boolean;
}

function hiddenFindings(base: ComparedSide, head: ComparedSide, places: BasePlaces): HiddenFindings {
  const isBroken = (file: ParsedFile): boolean => file.diagnostics.some(({ severity }) => severity === 'error');
  const brokenAtHead = new Set([...head.files.values()].filter(isBroken).map(({ path }) => places.file(path)));
  const brokenAtBase = new Map([...base.files.values()].filter(isBroken).map(({ path, text }) => [path, text]));
  return {
    isBrokenAtHead: (baseFile) => brokenAtHead.has(baseFile),
    wasHidden: (finding) => {
      const text = brokenAtBase.get(places.file(finding.span.file));
      const resource = text === undefined ? undefined : head.graph.at(finding.root, finding.address);
      const span = resource?.body.span;
      const block = span && head.graph.text(span.file)?.slice(span.start, span.end);
      return text !== undefined && block !== undefined && text.includes(block);
    },
  };
}

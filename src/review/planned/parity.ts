import { viewOf } from '../../engine/resource-view.ts';
import type { RunResult } from '../../engine/run-rules.ts';
import type { Plan } from '../../evaluate/plan/plan.ts';
import type { Block, Graph, Resource } from '../../model/resource.ts';
import { compareText } from '../../model/order.ts';
import type { Span } from '../../model/span.ts';
import type { ParityDifference, PlanJudgement } from '../../plan/plan-report.ts';
import type { JudgedSide } from '../judge-side.ts';
import { removedAddresses } from './compare-planned.ts';
import type { SourceIndex } from './source-index.ts';

/** What the source and the plan say about the same root module. */
export interface ParityInput {
  readonly plan: Plan;
  readonly source: SourceIndex;
  readonly head: Pick<JudgedSide, 'run' | 'graph'>;
  readonly planned: Pick<JudgedSide, 'run' | 'graph'>;
}

type Verdict = 'pass' | 'fail' | 'unknown';
type Side = Verdict | 'absent';

/** What one rule says about one resource: the worst of its attributes, and each of them. */
interface RuleVerdict {
  readonly overall: Verdict;
  readonly attributes: ReadonlyMap<string, { readonly verdict: Verdict; readonly span: Span }>;
}

/** By address of a resource of a graph, by rule. */
type Verdicts = ReadonlyMap<string, ReadonlyMap<string, RuleVerdict>>;

const WORST: readonly Verdict[] = ['fail', 'unknown', 'pass'];
const KINDS: readonly ParityDifference['kind'][] = ['contradiction', 'decided', 'lost'];

/**
 * Compares the judgements rule by rule on each planned object, and on what the source says will be there and the plan does not
 * have. Blocks that plans hold no values of (modules, variables, `terraform`) are the same on both sides and take no part.
 */
export function parityOf({ plan, source, head, planned }: ParityInput): PlanJudgement['parity'] {
  const ofSource = verdictsOf(head.run, source.root);
  const ofPlan = verdictsOf(planned.run, source.root);
  const existedBefore = new Set(plan.changes.flatMap(({ action, address }) => (action === 'create' ? [] : [address])));
  const differences: ParityDifference[] = [];
  let agreed = 0;
  // Of what is destroyed there is nothing to compare.
  const seen = new Set(removedAddresses(plan.changes));
  const compare = (address: string, written: Resource | undefined, object: Resource | undefined): void => {
    const before = written && ofSource.get(written.address);
    const after = object && ofPlan.get(object.address);
    for (const ruleId of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
      const [one, other] = [before?.get(ruleId), after?.get(ruleId)];
      const found = differencesOf(one, other);
      if (one && one.overall === other?.overall) agreed += 1;
      for (const { attribute, source: was, plan: is, span } of found) {
        const kind = kindOf(was, is, {
          isMissing: object === undefined,
          isSure: written?.exists === 'yes' || object !== undefined,
          isFromState:
            existedBefore.has(address) &&
            (written === undefined || !isWritten(written, attribute) || isIgnored(written)),
          isInTree: written !== undefined,
          mayApply: was === 'absent' && written !== undefined && hasUnknown(written.body),
          // The rule judged how it is written; the plan has what came of it.
          isAboutWriting:
            was === 'fail' && written !== undefined && viewOf(written).attr(attribute).value.kind === 'unknown',
        });
        const place = span ?? written?.body.headerSpan ?? source.place(address, []);
        if (kind) differences.push({ ruleId, address, attribute, source: was, plan: is, kind, span: place });
      }
    }
  };
  for (const object of planned.graph.resources) {
    if (!isPlannedObject(object)) continue;
    const written = source.resource(object.address);
    seen.add(object.address);
    compare(object.address, written, object);
  }
  for (const written of writtenObjects(head.graph, source.root)) {
    for (const address of written.instances) {
      if (!seen.has(address) && !isKeyless(written, seen, planned.graph)) compare(address, written, undefined);
    }
  }
  differences.sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      compareText(a.address, b.address) ||
      compareText(a.ruleId, b.ruleId) ||
      compareText(a.attribute, b.attribute),
  );
  return { agreed, differences };
}

interface Circumstances {
  /** The plan does not have the object: it may be a plan of a part, or one that failed. */
  readonly isMissing: boolean;
  /** Whether the source says for sure that the object exists. */
  readonly isSure: boolean;
  /** The value comes from the state: the configuration does not set it. */
  readonly isFromState: boolean;
  readonly isInTree: boolean;
  readonly isAboutWriting: boolean;
  /** The rule says nothing of the source, where something is unknown: it may be that on which it depends. */
  readonly mayApply: boolean;
}

function kindOf(
  source: Side,
  plan: Side,
  { isMissing, isSure, isFromState, isInTree, isAboutWriting, mayApply }: Circumstances,
): ParityDifference['kind'] | undefined {
  // A rule that has nothing to say of the source, or is not sure about the plan either, has lost nothing.
  if (plan === 'unknown') return source === 'absent' ? undefined : 'lost';
  if (isMissing) return isSure ? 'lost' : 'decided';
  if (source === 'unknown' || !isInTree || isFromState || isAboutWriting || mayApply) return 'decided';
  return 'contradiction';
}

interface Difference extends Pick<ParityDifference, 'attribute' | 'source' | 'plan'> {
  readonly span: Span | undefined;
}

/** Where the verdicts differ: as a whole, or, where they are the same as a whole, in an attribute that both judged. */
function differencesOf(source: RuleVerdict | undefined, plan: RuleVerdict | undefined): readonly Difference[] {
  if (source?.overall === plan?.overall) {
    return [...(source?.attributes ?? [])].flatMap(([attribute, was]) => {
      const is = plan?.attributes.get(attribute);
      return is && is.verdict !== was.verdict
        ? [{ attribute, source: was.verdict, plan: is.verdict, span: is.span }]
        : [];
    });
  }
  const deciding = decidingOf(plan) ?? decidingOf(source);
  const [attribute, { span }] = deciding ?? ['', { span: undefined }];
  return [{ attribute, source: source?.overall ?? 'absent', plan: plan?.overall ?? 'absent', span }];
}

function decidingOf(verdict: RuleVerdict | undefined): readonly [string, { readonly span: Span }] | undefined {
  return verdict && [...verdict.attributes].find(([, own]) => own.verdict === verdict.overall);
}

function verdictsOf(run: RunResult, root: string): Verdicts {
  type Judgement = Pick<RunResult['passes'][number], 'ruleId' | 'root' | 'address' | 'attribute' | 'span'>;
  type Attributes = Map<string, { readonly verdict: Verdict; readonly span: Span }>;
  interface Own {
    readonly overall: Verdict;
    readonly attributes: Attributes;
  }
  const result = new Map<string, Map<string, Own>>();
  const add = (verdict: Verdict, { ruleId, address, attribute, span }: Judgement): void => {
    const byRule = result.get(address) ?? new Map<string, Own>();
    result.set(address, byRule);
    let own = byRule.get(ruleId);
    if (!own) byRule.set(ruleId, (own = { overall: verdict, attributes: new Map() }));
    if (!own.attributes.has(attribute)) own.attributes.set(attribute, { verdict, span });
  };
  // The worst comes first, and what is there first stays.
  const judgements: Readonly<Record<Verdict, readonly Judgement[]>> = {
    fail: run.findings,
    unknown: run.undecided,
    pass: run.passes,
  };
  for (const verdict of WORST) {
    for (const judgement of judgements[verdict]) if (judgement.root === root) add(verdict, judgement);
  }
  return result;
}

function isPlannedObject({ body }: Resource): boolean {
  return body.type === 'resource' || body.type === 'data';
}

function writtenObjects(graph: Graph, root: string): readonly Resource[] {
  return graph.resources.filter(
    (resource) => resource.root === root && resource.exists !== 'no' && isPlannedObject(resource),
  );
}

/** Whether a block whose instances the source cannot tell has planned ones: these are compared with it. */
function isKeyless(written: Resource, seen: ReadonlySet<string>, planned: Graph): boolean {
  const [only] = written.instances;
  if (written.instances.length !== 1 || only !== written.configAddress || !written.multiple) return false;
  return planned.instancesOf(written.root, written.configAddress).some(({ address }) => seen.has(address));
}

/** Whether the configuration sets an attribute (a dotted path), or the block it stands in. */
function isWritten({ body }: Resource, attribute: string): boolean {
  const [name = ''] = attribute.split('.');
  return body.attributes.has(name) || body.openBlocks.has(name) || body.blocks.some(({ type }) => type === name);
}

function hasUnknown({ attributes, openBlocks, blocks }: Block): boolean {
  if (openBlocks.size > 0 || blocks.some(hasUnknown)) return true;
  for (const { value } of attributes.values()) if (value.kind === 'unknown') return true;
  return false;
}

function isIgnored({ body }: Resource): boolean {
  return body.blocks.some(({ type, attributes }) => type === 'lifecycle' && attributes.has('ignore_changes'));
}

import { RuleError } from '../model/errors.ts';
import {
  placeName,
  type Finding,
  type Pass,
  type Place,
  type RelatedLocation,
  type Undecided,
} from '../model/finding.ts';
import { compareSeverity, type Severity } from '../model/items.ts';
import type { Graph, Resource } from '../model/resource.ts';
import type { Span } from '../model/span.ts';
import { fingerprint } from './fingerprint.ts';
import { viewOf } from './resource-view.ts';
import type { FailOutcome, Outcome, Rule } from './rule.ts';
import { compareText } from '../model/order.ts';

const NONE: readonly never[] = Object.freeze([]);

/** What the rules found out about one side of a change. */
export interface RunResult {
  /** One for each resource, which may be several instances of a block or one of them (see mergeInstances). By file, line, rule id. */
  readonly findings: readonly Finding[];
  readonly passes: readonly Pass[];
  readonly undecided: readonly Undecided[];
  /** What would be wrong if the resource were taken away (Rule.ifRemoved); only a comparison can tell whether it was. */
  readonly ifRemoved: readonly Finding[];
  /** Rules that threw: bugs of ours. The rest of the run is complete. */
  readonly errors: readonly { readonly ruleId: string; readonly address: string; readonly message: string }[];
}

/** What a policy may change about a run. */
export interface RunOptions {
  /** By rule id. An override replaces the rule's severity and that of its special cases. */
  readonly severityOverrides?: ReadonlyMap<string, Severity>;
  /** Ids of rules that do not run. */
  readonly disabled?: ReadonlySet<string>;
}

/** Runs each rule on each resource of its types; the time is linear in the number of resources. Never throws. */
export function runRules(rules: readonly Rule[], graph: Graph, options: RunOptions = {}): RunResult {
  const enabled = rules.filter((rule) => !options.disabled?.has(rule.id));
  const byType = rulesByType(enabled);
  const findings: Finding[] = [];
  const passes: Pass[] = [];
  const undecided: Undecided[] = [];
  const ifRemoved: Finding[] = [];
  const errors: RunResult['errors'][number][] = [];
  const guarded = (rule: Rule, resource: Resource, work: () => void): void => {
    try {
      work();
    } catch (cause) {
      const error = new RuleError(rule.id, resource.address, cause);
      errors.push({ ruleId: error.ruleId, address: error.address, message: `${error.message}: ${String(cause)}` });
    }
  };
  const guardians = enabled.filter((rule) => rule.ifRemoved !== undefined);
  for (const resource of graph.resources) {
    // What Terraform will not create cannot be defective; `unknown` is judged as it would be created.
    if (resource.exists === 'no') continue;
    const context = { resource: viewOf(resource), graph };
    for (const rule of byType.get(resource.type) ?? []) {
      guarded(rule, resource, () => {
        const { ids, fails, others } = sort(rule.check(context));
        for (const fail of fails)
          findings.push(findingOf(rule, resource, fail, { valueClass: ids(fail), graph, options }));
        for (const outcome of others) {
          if (outcome.kind === 'pass') passes.push(passOf(rule, resource, outcome));
          else undecided.push(undecidedOf(rule, resource, outcome));
        }
      });
    }
    if (!isManaged(resource)) continue;
    for (const rule of guardians) {
      guarded(rule, resource, () => {
        const fail = rule.ifRemoved?.(context);
        if (fail) ifRemoved.push(findingOf(rule, resource, fail, { valueClass: 'removed', graph, options }));
      });
    }
  }
  return { findings: findings.sort(byPlace), passes, undecided: undecided.sort(byPlace), ifRemoved, errors };
}

/** A resource that Terraform makes and destroys: no data source, module, language block or workflow. */
function isManaged({ type }: Resource): boolean {
  return /^[a-z0-9]+_\w+$/.test(type);
}

function rulesByType(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const byType = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const type of new Set(rule.resource)) {
      const list = byType.get(type);
      if (list) list.push(rule);
      else byType.set(type, [rule]);
    }
  }
  return byType;
}

interface Sorted {
  readonly fails: readonly FailOutcome[];
  readonly others: readonly Exclude<Outcome, FailOutcome>[];
  /** The value class of a fail: made unique by a number when several places of one attribute fail alike. */
  readonly ids: (fail: FailOutcome) => string;
}

function sort(result: Outcome | readonly Outcome[] | undefined): Sorted {
  const outcomes: readonly Outcome[] = result === undefined ? [] : 'kind' in result ? [result] : result;
  const fails = outcomes.filter((outcome) => outcome.kind === 'fail');
  const others = outcomes.filter((outcome) => outcome.kind !== 'fail');
  const counts = new Map<string, number>();
  const ids = new Map<FailOutcome, string>();
  for (const fail of fails) {
    const valueClass = fail.valueClass ?? '';
    const key = JSON.stringify([fail.attribute ?? '', valueClass]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    ids.set(fail, count === 1 ? valueClass : `${valueClass}#${String(count)}`);
  }
  return { fails, others, ids: (fail) => ids.get(fail) ?? '' };
}

function findingOf(
  rule: Rule,
  resource: Resource,
  fail: FailOutcome,
  { valueClass, graph, options }: { valueClass: string; graph: Graph; options: RunOptions },
): Finding {
  const identity = {
    ruleId: rule.id,
    root: resource.root,
    address: resource.address,
    attribute: fail.attribute ?? '',
    valueClass,
  };
  const override = options.severityOverrides?.get(rule.id);
  const { severityWhenLost } = fail;
  const found: Finding = {
    // Written out, and optional parts only where they are: there are many of these, and spreads make them large and slow.
    ruleId: identity.ruleId,
    root: identity.root,
    address: identity.address,
    attribute: identity.attribute,
    valueClass,
    title: rule.title,
    severity: override ?? fail.severity ?? rule.severity,
    confidence: fail.confidence ?? rule.confidence ?? 'high',
    items: rule.items,
    message: oneLine(fail.message),
    why: rule.why,
    remedy: fail.remedy ?? rule.remedy,
    links: rule.links,
    resourceType: resource.type,
    missing: fail.missing ?? false,
    degree: fail.degree ?? 0,
    span: fail.span,
    trace: fail.trace ?? NONE,
    related: fail.related ? [...fail.related, ...callsOf(graph, resource)] : callsOf(graph, resource),
    instances: resource.instances.length === 1 ? NONE : resource.instances.slice(1),
    fingerprint: fingerprint(identity),
  };
  if (!fail.fix && (severityWhenLost === undefined || override !== undefined)) return found;
  return {
    ...found,
    ...(fail.fix ? { fix: fail.fix } : {}),
    ...(severityWhenLost !== undefined && override === undefined ? { severityWhenLost } : {}),
  };
}

// All instances of a module share them.
const calls = new WeakMap<Graph, Map<string, readonly RelatedLocation[]>>();

/** The module calls that a resource comes from, innermost first: what the caller wrote may be the cause. */
function callsOf(graph: Graph, { root, configAddress, module }: Resource): readonly RelatedLocation[] {
  if (module === '') return NONE;
  const ofGraph = calls.get(graph) ?? new Map<string, readonly RelatedLocation[]>();
  calls.set(graph, ofGraph);
  const key = `${root}\0${module}`;
  const known = ofGraph.get(key);
  if (known) return known;
  const names = [...configAddress.matchAll(/(?:^|(?<=\.))module\.([^.]+)(?=\.)/g)].map((match) => match[0]);
  const found = names
    .map((_name, index) => names.slice(0, index + 1).join('.'))
    .reverse()
    .flatMap((call) => {
      const place = graph.at(root, call);
      return place ? [{ message: `called here as ${call}`, span: place.body.headerSpan }] : [];
    });
  ofGraph.set(key, found);
  return found;
}

/** Longest message, in characters: names from the source may be as long as their author likes. */
const LONGEST_MESSAGE = 500;

/** The message on one line: names in it come from the reviewed source and may hold anything. */
function oneLine(message: string): string {
  const line = message.slice(0, LONGEST_MESSAGE).replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return message.length > LONGEST_MESSAGE ? `${line}…` : line;
}

function passOf(rule: Rule, resource: Resource, outcome: Outcome & { kind: 'pass' }): Pass {
  const { attribute = '', valueClass = '', span } = outcome;
  return {
    ruleId: rule.id,
    items: rule.items,
    root: resource.root,
    address: resource.address,
    attribute,
    valueClass,
    span,
  };
}

function undecidedOf(rule: Rule, resource: Resource, outcome: Outcome & { kind: 'unknown' }): Undecided {
  const { value, attribute = '', span } = outcome;
  const [reason, detail] =
    value.kind === 'unknown'
      ? [value.reason, value.detail]
      : (['not-evaluated', `${attribute} is not set, and its default is not known`] as const);
  return {
    ruleId: rule.id,
    items: rule.items,
    root: resource.root,
    address: resource.address,
    attribute,
    reason,
    detail,
    span,
  };
}

/**
 * One finding for one cause: findings of one rule at one span come from several instances of a block or of a module, or from
 * several roots that use it. The worst is kept, with the other places in `instances` (and `elsewhere`). `apart` keeps findings
 * apart for further reasons.
 */
export function mergeInstances<F extends Finding>(
  findings: readonly F[],
  apart: (finding: F) => string = () => '',
): readonly F[] {
  const groups = new Map<string, F[]>();
  for (const finding of findings) {
    const { file, start, end } = finding.span;
    const { ruleId, attribute, valueClass } = finding;
    const key = JSON.stringify([ruleId, file, start, end, attribute, valueClass, apart(finding)]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].flatMap((group) => {
    const worst = [...group].sort((a, b) => compareSeverity(b.severity, a.severity) || b.degree - a.degree)[0];
    return !worst || group.length === 1 ? group : [{ ...worst, ...placesBeside(worst, group) }];
  });
}

/** The places of the findings of a group, without the one that stands for them. */
function placesBeside(worst: Finding, group: readonly Finding[]): Pick<Finding, 'instances' | 'elsewhere'> {
  const own = new Set<string>();
  const elsewhere = new Map<string, Place>();
  for (const { root, address, instances } of group) {
    for (const instance of [address, ...instances]) {
      if (root === worst.root) own.add(instance);
      else elsewhere.set(placeName({ root, address: instance }), { root, address: instance });
    }
  }
  own.delete(worst.address);
  const instances = [...own, ...elsewhere.keys()];
  return elsewhere.size === 0 ? { instances } : { instances, elsewhere: [...elsewhere.values()] };
}

function byPlace(a: { span: Span; ruleId: string }, b: { span: Span; ruleId: string }): number {
  return (
    compareText(a.span.file, b.span.file) ||
    a.span.startLine - b.span.startLine ||
    compareText(a.ruleId, b.ruleId) ||
    a.span.start - b.span.start
  );
}

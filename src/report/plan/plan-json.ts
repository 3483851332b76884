import type { PlanTotals, ShownChange } from '../../plan/facts/plan-facts.ts';
import type { PlanReport } from '../../plan/plan-report.ts';
import type { Span } from '../../model/span.ts';
import type { JsonPlace } from '../json.ts';
import { changeLines } from './change-lines.ts';
import { outcomeOf, planTitle, stateOf, type PlanState } from './plan-wording.ts';
import { shownTextOf, type ShownText } from './shown-text.ts';

/** Grows when a field is removed or changes its meaning; a new field does not change it. */
const SCHEMA_VERSION = 1;
/** Lines of the difference of one object. */
const MOST_LINES = 200;

/** A plan as JSON: stable names, no sensitive value. Fields that do not apply are left out. Places start at 1. */
export interface JsonPlan {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly title: string;
  /** How far it got, and the same in words. */
  readonly state: PlanState;
  readonly outcome: string;
  readonly conclusion: PlanReport['conclusion'];
  readonly reasons: readonly string[];
  /** L0 to L5; left out for a plan from a file. */
  readonly level: string | undefined;
  readonly root: Readonly<Record<string, unknown>>;
  readonly change: { readonly name: string; readonly headSha: string; readonly baseSha: string } | undefined;
  /** How the plan was made: back end, tool, commands, hosts, notes. */
  readonly run: Readonly<Record<string, unknown>> | undefined;
  readonly gate: Readonly<Record<string, unknown>> | undefined;
  /** As Terraform counts: a replacement is in `add` and in `destroy`, and once more in `replace`. */
  readonly totals: PlanTotals | undefined;
  readonly dataLoss: readonly Readonly<Record<string, unknown>>[];
  readonly protectionLost: readonly Readonly<Record<string, unknown>>[];
  readonly preventDestroy: readonly Readonly<Record<string, unknown>>[];
  readonly renames: readonly Readonly<Record<string, unknown>>[];
  readonly drift: readonly Readonly<Record<string, unknown>>[];
  readonly changes: readonly Readonly<Record<string, unknown>>[];
  readonly outputs: readonly Readonly<Record<string, unknown>>[];
  readonly checks: readonly Readonly<Record<string, unknown>>[];
  readonly deferred: readonly Readonly<Record<string, unknown>>[];
  /** What Terraform said. */
  readonly diagnostics: readonly Readonly<Record<string, unknown>>[];
  /** What could not be read of the plan. */
  readonly unread: readonly { readonly severity: string; readonly message: string }[];
  readonly findings: readonly Readonly<Record<string, unknown>>[];
  readonly undecided: readonly Readonly<Record<string, unknown>>[];
  readonly parity: Readonly<Record<string, unknown>> | undefined;
  readonly ruleErrors: readonly Readonly<Record<string, unknown>>[];
  /** Places at which something was taken out. */
  readonly redactions: number;
}

/** The plan as plain data for programs. The same for the same report. */
export function planJsonOf(report: PlanReport): JsonPlan {
  const shown = shownTextOf(report.plan);
  const { facts, judgement, run, gate, root, change } = report;
  const text = (value: string): string => shown.lines(value);
  const json: Omit<JsonPlan, 'redactions'> = {
    schemaVersion: SCHEMA_VERSION,
    title: text(planTitle(report)),
    state: stateOf(report),
    outcome: outcomeOf(report),
    conclusion: report.conclusion,
    reasons: report.reasons.map(text),
    level: run?.level,
    root: {
      folder: text(root.root),
      name: text(root.name),
      kind: root.kind,
      environment: root.environment === undefined ? undefined : text(root.environment),
      varFiles: root.varFiles.map(text),
      reasons: root.reasons.map(text),
    },
    change: change && { name: text(change.name), headSha: text(change.headSha), baseSha: text(change.baseSha) },
    run: runOf(report, shown),
    gate: gate && {
      outcome: gate.outcome,
      approvedBy: gate.approvedBy === undefined ? undefined : text(gate.approvedBy),
      reasons: gate.reasons.map(({ code, effect, span, quoted, message, remedy }) => ({
        code: text(code),
        effect,
        location: place(span, shown),
        quoted: quoted === undefined ? undefined : text(quoted),
        message: text(message),
        remedy: text(remedy),
      })),
    },
    totals: facts?.totals,
    dataLoss: (facts?.dataLoss ?? []).map(({ change: { address, type }, action, kind, stateful, span }) => ({
      address: text(address),
      type: text(type),
      action,
      kind,
      stateful,
      location: place(span, shown),
    })),
    protectionLost: (facts?.protectionLost ?? []).map((lost) => ({
      address: text(lost.address),
      message: text(lost.message),
      ...attribute(lost, shown),
      location: place(lost.span, shown),
    })),
    preventDestroy: (facts?.preventDestroy ?? []).map(({ address, span }) => ({
      address: text(address),
      location: place(span, shown),
    })),
    renames: (facts?.renames ?? []).map(({ from, to, type, moved, equal, compared, span }) => ({
      from: text(from),
      to: text(to),
      type: text(type),
      moved: text(moved),
      equal,
      compared,
      location: place(span, shown),
    })),
    drift: (facts?.drift ?? []).map(({ address, kind, attributes, affectsPlan }) => ({
      address: text(address),
      kind,
      affectsPlan,
      attributes: attributes.map((each) => attribute(each, shown)),
    })),
    changes: (facts?.changes ?? []).map((explained) => changeOf(explained, shown)),
    outputs: (facts?.outputs ?? []).map(({ name, action, before, after }) => ({
      name: text(name),
      action,
      before: text(before),
      after: text(after),
    })),
    checks: (facts?.failedChecks ?? []).map(({ address, status, problems }) => ({
      address: text(address),
      status,
      problems: problems.map(text),
    })),
    deferred: (facts?.deferred ?? []).map(({ address, reason }) => ({ address: text(address), reason: text(reason) })),
    diagnostics: (run?.diagnostics ?? []).map(({ severity, summary, detail, address, place: where }) => ({
      severity,
      summary: text(summary),
      detail: text(detail),
      address: address === undefined ? undefined : text(address),
      location: where && { ...where, file: text(where.file) },
    })),
    unread: report.diagnostics.map(({ severity, message }) => ({ severity, message: text(message) })),
    findings: (judgement?.findings ?? []).map((finding) => ({
      ruleId: finding.ruleId,
      state: finding.state,
      severity: finding.severity,
      confidence: finding.confidence,
      items: finding.items,
      title: finding.title,
      message: text(finding.message),
      remedy: text(finding.remedy),
      address: text(finding.address),
      attribute: text(finding.attribute),
      side: finding.side,
      location: place(finding.anchor, shown),
      fingerprint: finding.fingerprint,
    })),
    undecided: (judgement?.undecided ?? []).map(({ ruleId, address, attribute: name, reason, detail }) => ({
      ruleId,
      address: text(address),
      attribute: text(name),
      reason,
      detail: text(detail),
    })),
    parity: judgement && {
      agreed: judgement.parity.agreed,
      differences: judgement.parity.differences.map(({ span, ...difference }) => ({
        ...difference,
        ruleId: text(difference.ruleId),
        address: text(difference.address),
        attribute: text(difference.attribute),
        location: place(span, shown),
      })),
    },
    ruleErrors: (judgement?.ruleErrors ?? []).map(({ ruleId, address, message }) => ({
      ruleId: text(ruleId),
      address: text(address),
      message: text(message),
    })),
  };
  return { ...json, redactions: (run?.redactions ?? 0) + shown.count() };
}

function changeOf(
  {
    change,
    kind,
    action,
    why,
    forcing,
    stateful,
    dependants,
    span,
  }: NonNullable<PlanReport['facts']>['changes'][number],
  shown: ShownText,
): Readonly<Record<string, unknown>> {
  const { lines, more } = changeLines(change, shown, {
    limit: MOST_LINES,
    gathersUnknown: kind === 'create' || kind === 'replace' || kind === 'read',
    forcing: change.replacePaths.slice(0, 50),
  });
  return {
    address: shown.lines(change.address),
    previousAddress: change.previousAddress === undefined ? undefined : shown.lines(change.previousAddress),
    type: shown.lines(change.type),
    mode: change.mode,
    module: shown.lines(change.modulePath),
    kind,
    action,
    why: why === undefined ? undefined : shown.lines(why),
    forcing: forcing.map((each) => attribute(each, shown)),
    stateful,
    dependants,
    location: place(span, shown),
    lines: lines.map(({ mark, text }) => `${mark} ${text}`),
    moreLines: more === 0 ? undefined : more,
  };
}

function runOf({ run, plan }: PlanReport, shown: ShownText): Readonly<Record<string, unknown>> | undefined {
  const made = plan && {
    terraformVersion: plan.terraformVersion === undefined ? undefined : shown.lines(plan.terraformVersion),
    formatVersion: shown.lines(plan.formatVersion),
    timestamp: plan.timestamp === undefined ? undefined : shown.lines(plan.timestamp),
    errored: plan.errored,
    complete: plan.complete,
    redacted: plan.redacted,
  };
  if (!run) return made;
  return {
    ...made,
    backEnd: run.backEnd,
    outcome: run.outcome,
    stage: run.stage,
    reason: run.reason === undefined ? undefined : shown.lines(run.reason),
    tool: run.tool && { name: run.tool.name, version: shown.lines(run.tool.version) },
    refreshed: run.refreshed,
    commands: run.commands.map(({ argv, sha256, exitCode, milliseconds }) => ({
      argv: argv.map((word) => shown.lines(word)),
      sha256,
      exitCode,
      milliseconds,
    })),
    hosts: run.hosts.map((host) => shown.lines(host)),
    notes: run.notes.map((note) => shown.lines(note)),
    url: run.url === undefined ? undefined : shown.lines(run.url),
    milliseconds: run.milliseconds,
  };
}

function attribute(
  { attribute: name, before, after }: ShownChange,
  shown: ShownText,
): Readonly<Record<string, string>> {
  return { attribute: shown.lines(name), before: shown.lines(before), after: shown.lines(after) };
}

function place(span: Span | undefined, shown: ShownText): JsonPlace | undefined {
  if (!span) return undefined;
  const { file, startLine, startColumn, endLine, endColumn } = span;
  return { file: shown.lines(file), startLine, startColumn, endLine, endColumn };
}

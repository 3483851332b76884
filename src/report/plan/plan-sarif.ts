import { createHash } from 'node:crypto';
import type { RuleDescription } from '../../engine/rule.ts';
import { fileSpan, type Span } from '../../model/span.ts';
import type { PlanReport } from '../../plan/plan-report.ts';
import { SARIF_LEVELS, sarifRule, unlistedRule } from '../sarif-rules.ts';
import type { SarifLocation, SarifLog, SarifNotification, SarifResult, SarifRule, SarifText } from '../sarif-types.ts';
import { uriOf } from '../sarif.ts';
import { actionWords, asSentence, outcomeOf, stateOf } from './plan-wording.ts';
import { PLAN_SARIF_RULES, planRuleLevel, type PlanRuleId } from './plan-sarif-rules.ts';
import { shownTextOf, type ShownText } from './shown-text.ts';

/** What the report does not say itself. */
export interface PlanSarifOptions {
  /** The catalogue: all are listed, whether they fired or not. */
  readonly rules: readonly RuleDescription[];
  /** Our own version. */
  readonly version: string;
  /** Folder of the rule pages; without it the first vendor link is the help address. */
  readonly docsBase?: string | undefined;
}

const STATES = { introduced: 'new', worsened: 'updated', fixed: 'absent', 'pre-existing': 'unchanged' } as const;

/**
 * One SARIF 2.1.0 log: data loss, replacements, lost protections, prevent_destroy, checks and renames of the plan under `plan/…`,
 * and the findings of the rules on planned values. What is nowhere in the tree is at the file of the plan, or the root's folder.
 */
export function planSarifOf(report: PlanReport, options: PlanSarifOptions): SarifLog {
  const shown = shownTextOf(report.plan);
  const rules: SarifRule[] = [...PLAN_SARIF_RULES, ...options.rules.map((rule) => sarifRule(rule, options.docsBase))];
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const results = [
    ...planResults(report, shown, (id) => indexes.get(id) ?? -1),
    ...(report.judgement?.findings ?? [])
      .filter(({ state }) => state !== 'pre-existing')
      .map((finding): SarifResult => {
        let ruleIndex = indexes.get(finding.ruleId);
        if (ruleIndex === undefined) {
          ruleIndex = rules.push(unlistedRule(finding)) - 1;
          indexes.set(finding.ruleId, ruleIndex);
        }
        return {
          ruleId: finding.ruleId,
          ruleIndex,
          level: SARIF_LEVELS[finding.severity],
          message: textOf(`${finding.message}. ${finding.remedy}`, shown),
          locations: [locationOf(report, finding.anchor, [finding.address, ...finding.instances], shown)],
          partialFingerprints: { 'plumbline/v1': finding.fingerprint },
          baselineState: STATES[finding.state],
          properties: {
            severity: finding.severity,
            confidence: finding.confidence,
            items: finding.items,
            planned: true,
          },
        };
      }),
  ];
  const state = stateOf(report);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Plumbline', semanticVersion: options.version, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: state === 'planned' && (report.judgement?.ruleErrors.length ?? 0) === 0,
            toolExecutionNotifications: notificationsOf(report, shown),
          },
        ],
        results,
        properties: {
          plan: {
            root: shown.line(report.root.name),
            level: report.run?.level,
            conclusion: report.conclusion,
            outcome: outcomeOf(report),
            totals: report.facts?.totals,
            redactions: (report.run?.redactions ?? 0) + shown.count(),
          },
        },
      },
    ],
  };
}

function planResults(
  report: PlanReport,
  shown: ShownText,
  indexOf: (id: PlanRuleId) => number,
): readonly SarifResult[] {
  const { facts } = report;
  if (!facts) return [];
  const result = (
    ruleId: PlanRuleId,
    address: string,
    message: string,
    span: Span | undefined,
    detail = '',
    level = planRuleLevel(ruleId),
  ): SarifResult => ({
    ruleId,
    ruleIndex: indexOf(ruleId),
    level,
    message: textOf(message, shown),
    locations: [locationOf(report, span, [address], shown)],
    partialFingerprints: { 'plumbline/v1': fingerprint(ruleId, report.root.name, address, detail) },
    properties: {},
  });
  const lost = new Set(facts.dataLoss.map(({ change }) => change));
  const why = (text: string | undefined): string => (text === undefined ? '' : `; ${text}`);
  return [
    ...facts.preventDestroy.map(({ address, span }) =>
      result('plan/prevent-destroy', address, `${address} would be destroyed, which prevent_destroy forbids.`, span),
    ),
    ...facts.dataLoss.map((each) =>
      result(
        'plan/data-loss',
        each.change.address,
        `${each.change.address}: ${actionWords(each)}${why(each.why)}. It ${each.stateful === 'yes' ? 'holds' : 'may hold'} data.`,
        each.span,
        each.change.deposed,
        each.stateful === 'yes' ? 'error' : 'warning',
      ),
    ),
    ...facts.changes
      .filter((each) => each.kind === 'replace' && !lost.has(each.change))
      .map((each) =>
        result(
          'plan/replace',
          each.change.address,
          `${each.change.address}: ${actionWords(each)}${why(each.why)}.`,
          each.span,
          each.change.deposed,
        ),
      ),
    ...facts.protectionLost.map(({ address, message, span, attribute }) =>
      result('plan/protection-lost', address, `${address}: ${message}.`, span, attribute),
    ),
    ...facts.failedChecks.map(({ address, status, problems }) =>
      result('plan/check-failed', address, `${address}: ${status}. ${problems.join(' ')}`, undefined),
    ),
    ...facts.renames.map(({ from, to, moved, span }) =>
      result(
        'plan/rename',
        to,
        `${from} is destroyed and ${to} created, which look alike. To keep it: ${moved}`,
        span,
        from,
      ),
    ),
  ];
}

/** The same for the same object in later plans, wherever its block moves to. */
function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function locationOf(
  report: PlanReport,
  span: Span | undefined,
  addresses: readonly string[],
  shown: ShownText,
): SarifLocation {
  const isFile = report.gate === undefined && report.run === undefined;
  const { file, startLine, startColumn, endLine, endColumn } =
    span ?? fileSpan(isFile ? report.root.name : report.root.root);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(shown.line(file, 4000)) },
      region: { startLine, startColumn, endLine, endColumn },
    },
    logicalLocations: addresses
      .slice(0, 100)
      .map((address) => ({ fullyQualifiedName: shown.line(address), kind: 'resource' })),
  };
}

/** Plain text. `](` would make a link of what stands in a message (SARIF section 3.11.6), so it is torn apart. */
function textOf(text: string, shown: ShownText): SarifText {
  return { text: shown.line(text, 4000).replaceAll('](', '] (') };
}

function notificationsOf(report: PlanReport, shown: ShownText): readonly SarifNotification[] {
  const { run, gate, diagnostics, judgement, reasons } = report;
  return [
    ...(run?.diagnostics ?? []).map(({ severity, summary, detail, place }): SarifNotification => ({
      level: severity,
      message: textOf(`${summary}${detail === '' ? '' : `: ${detail}`}`, shown),
      descriptor: { id: 'terraform' },
      ...(place
        ? {
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: uriOf(shown.line(place.file, 4000)) },
                  region: { startLine: place.startLine, startColumn: 1, endLine: place.endLine + 1, endColumn: 1 },
                },
              },
            ],
          }
        : {}),
    })),
    ...(gate?.reasons ?? []).map(({ code, effect, message, remedy }): SarifNotification => ({
      level: effect === 'refuse' ? 'error' : effect === 'hold' ? 'warning' : 'note',
      message: textOf(`${asSentence(message)} ${asSentence(remedy)}`, shown),
      descriptor: { id: shown.line(`gate/${code}`, 100) },
    })),
    ...diagnostics.map(({ severity, message, code }): SarifNotification => ({
      level: severity,
      message: textOf(message, shown),
      descriptor: { id: code },
    })),
    ...(judgement?.ruleErrors ?? []).map(({ ruleId, address, message }): SarifNotification => ({
      level: 'error',
      message: textOf(`Rule ${ruleId} failed at ${address}: ${message}`, shown),
      descriptor: { id: 'rule-failed' },
    })),
    ...reasons.map((reason): SarifNotification => ({ level: 'note', message: textOf(reason, shown) })),
  ];
}

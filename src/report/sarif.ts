import type { RuleDescription } from '../engine/rule.ts';
import type { ComparedFinding } from '../model/finding.ts';
import type { Review } from '../model/review.ts';
import type { Span } from '../model/span.ts';
import { SARIF_LEVELS, sarifRule, unlistedRule } from './sarif-rules.ts';
import type { SarifLocation, SarifLog, SarifNotification, SarifResult, SarifRule, SarifText } from './sarif-types.ts';
import { redactReview } from './secrets.ts';
import { visibleText } from '../redaction/visible-text.ts';
import { originOf, placeOf } from './wording.ts';

/** What the reviews do not say themselves. */
export interface SarifOptions {
  /** The whole catalogue: all are listed, whether they fired or not. */
  readonly rules: readonly RuleDescription[];
  /** Our own version. */
  readonly version: string;
  /** What goes in front of the paths of a review (`infra/`), so that several reviews in one run are told apart; '' unless given. */
  readonly prefix?: ((review: Review, index: number) => string) | undefined;
  /** Lists findings of a change that were there before, as `unchanged`. A scan always lists all. */
  readonly includePreExisting?: boolean | undefined;
  /** Folder of the rule pages (`https://…/docs/rules`); without it the first vendor link is the help address. */
  readonly docsBase?: string | undefined;
}

const STATES = {
  introduced: 'new',
  worsened: 'updated',
  fixed: 'absent',
  'pre-existing': 'unchanged',
} as const;

/** Open judgements listed in the run's properties; the total is always there. */
const MOST_UNDECIDED = 1000;

/**
 * One SARIF 2.1.0 log with one run for all reviews. Judgements that are open are in the run's
 * `properties.coverage`, never results; gaps and failed rules are notifications of the invocation.
 */
export function sarifOf(reviews: Review | readonly Review[], options: SarifOptions): SarifLog {
  const all = (isOne(reviews) ? [reviews] : reviews).map((review, index) => ({
    review: redactReview(review),
    prefix: options.prefix?.(review, index) ?? '',
  }));
  const rules: SarifRule[] = options.rules.map((rule) => sarifRule(rule, options.docsBase));
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const ruleIndex = (finding: ComparedFinding): number => {
    const known = indexes.get(finding.ruleId);
    if (known !== undefined) return known;
    indexes.set(finding.ruleId, rules.length);
    return rules.push(unlistedRule(finding)) - 1;
  };
  const results = all.flatMap(({ review, prefix }) =>
    review.findings
      .filter(({ state }) => state !== 'pre-existing' || review.mode === 'tree' || options.includePreExisting === true)
      .map((finding) => resultOf(review, finding, prefix, ruleIndex(finding))),
  );
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Plumbline', semanticVersion: options.version, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: all.every(({ review }) => review.coverage.ruleErrors.length === 0),
            toolExecutionNotifications: all.flatMap(({ review, prefix }) => notificationsOf(review, prefix)),
          },
        ],
        results,
        properties: { coverage: coverageOf(all) },
      },
    ],
  };
}

function isOne(reviews: Review | readonly Review[]): reviews is Review {
  return !Array.isArray(reviews);
}

function resultOf(review: Review, finding: ComparedFinding, prefix: string, ruleIndex: number): SarifResult {
  const origin = originOf(finding);
  const from = origin ? ` The value comes from ${origin.what} (${origin.place}).` : '';
  const related = [...finding.trace.map((step) => ({ span: step.span, message: step.what })), ...finding.related].map(
    ({ span, message }, index) => ({ id: index + 1, ...locationOf(span, prefix), message: textOf(message) }),
  );
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: SARIF_LEVELS[finding.severity],
    message: textOf(`${finding.message}.${from} ${finding.remedy}`),
    locations: [
      {
        ...locationOf(finding.anchor, prefix),
        logicalLocations: [
          { fullyQualifiedName: visibleText(finding.address), kind: 'resource' },
          ...finding.instances.map((address) => ({ fullyQualifiedName: visibleText(address), kind: 'resource' })),
        ],
      },
    ],
    ...(related.length > 0 ? { relatedLocations: related } : {}),
    partialFingerprints: { 'plumbline/v1': finding.fingerprint },
    ...(review.mode === 'change' ? { baselineState: STATES[finding.state] } : {}),
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      items: finding.items,
      ...(finding.side === 'LEFT' ? { side: 'LEFT' } : {}),
      ...(finding.baseSeverity ? { baseSeverity: finding.baseSeverity } : {}),
    },
  };
}

function locationOf(span: Span, prefix: string): SarifLocation {
  const { startLine, startColumn, endLine, endColumn } = span;
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(prefix + span.file) },
      region: { startLine, startColumn, endLine, endColumn },
    },
  };
}

/** A relative path as URI reference: every segment is percent-encoded, so that no part can be a scheme or a query. */
export function uriOf(path: string): string {
  return path
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

/** Plain text. `](` would make a link of what stands in a message (SARIF section 3.11.6), so it is torn apart. */
function textOf(text: string): SarifText {
  return { text: visibleText(text, 4000).replaceAll('](', '] (') };
}

function notificationsOf(review: Review, prefix: string): readonly SarifNotification[] {
  const { gaps, ruleErrors, notes } = review.coverage;
  return [
    ...(review.change.truncated
      ? [
          {
            level: 'error' as const,
            message: textOf('The change has more than 3,000 files; the rest was not reviewed.'),
          },
        ]
      : []),
    ...gaps.map((gap) => ({
      level: gap.severity,
      descriptor: { id: gap.code },
      // The place is in the text too: readers of logs show nothing else.
      message: textOf(`${prefix}${placeOf(gap.span)}: ${gap.message}`),
      locations: [locationOf(gap.span, prefix)],
    })),
    ...ruleErrors.map((error) => ({
      level: 'error' as const,
      descriptor: { id: 'rule-failed' },
      message: textOf(`Rule ${error.ruleId} failed at ${error.address}: ${error.message}`),
    })),
    ...notes.map((note) => ({ level: 'note' as const, message: textOf(note) })),
  ];
}

function coverageOf(all: readonly { readonly review: Review; readonly prefix: string }[]): Record<string, unknown> {
  const undecided = all.flatMap(({ review, prefix }) =>
    review.coverage.undecided.map((open) => ({
      ruleId: open.ruleId,
      address: visibleText(open.address),
      attribute: visibleText(open.attribute),
      reason: open.reason,
      detail: visibleText(open.detail),
      uri: uriOf(prefix + open.span.file),
      line: open.span.startLine,
    })),
  );
  return {
    filesReviewed: all.reduce((sum, { review }) => sum + review.coverage.filesReviewed, 0),
    gaps: all.reduce((sum, { review }) => sum + review.coverage.gaps.length, 0),
    undecidedTotal: undecided.length,
    undecided: undecided.slice(0, MOST_UNDECIDED),
  };
}

import type { ComparedFinding } from '../model/finding.ts';
import type { Review } from '../model/review.ts';
import type { Figure, ItemScore, Scorecard } from '../model/scorecard.ts';
import { explain, type ExplainedDeduction } from '../score/explain.ts';
import type { Span } from '../model/span.ts';
import { excerptOf } from './excerpt.ts';
import { redactReview } from './secrets.ts';
import { hasGaps } from './selection.ts';
import { verdictSentence } from './wording.ts';

/** Grows when a field is removed or changes its meaning; a new field does not change it. */
const SCHEMA_VERSION = 1;

/** A place as JSON: lines and columns start at 1, `endColumn` is exclusive. */
export type JsonPlace = Omit<Span, 'start' | 'end'>;

/** A finding as JSON. */
export interface JsonFinding extends Omit<
  ComparedFinding,
  'span' | 'anchor' | 'trace' | 'related' | 'fix' | 'missing' | 'degree'
> {
  readonly location: JsonPlace;
  /** At most three source lines, credentials redacted. */
  readonly excerpt: readonly string[];
  readonly trace: readonly { readonly what: string; readonly location: JsonPlace }[];
  readonly related: readonly { readonly message: string; readonly location: JsonPlace }[];
  readonly fix: { readonly title: string; readonly safe: boolean; readonly proven: boolean } | undefined;
}

/** A review as JSON. Optional fields are left out when they do not apply. */
export interface JsonReview {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly change: {
    readonly name: string;
    readonly title: string;
    readonly baseSha: string;
    readonly headSha: string;
    readonly files: number;
  };
  readonly mode: Review['mode'];
  readonly verdict: string;
  readonly gate: Review['gate'];
  readonly complete: boolean;
  readonly counts: Readonly<Record<ComparedFinding['state'], number>>;
  readonly score: {
    readonly head: JsonScorecard;
    readonly base: JsonScorecard | undefined;
    readonly newPenalty: number;
  };
  readonly findings: readonly JsonFinding[];
  readonly coverage: {
    readonly filesReviewed: number;
    readonly filesTruncated: boolean;
    readonly gaps: readonly {
      readonly code: string;
      readonly severity: 'error' | 'warning';
      readonly message: string;
      readonly location: JsonPlace;
    }[];
    readonly undecided: readonly {
      readonly ruleId: string;
      readonly address: string;
      readonly attribute: string;
      readonly reason: string;
      readonly detail: string;
      readonly location: JsonPlace;
    }[];
    readonly ruleErrors: Review['coverage']['ruleErrors'];
    readonly notes: readonly string[];
  };
}

/** A side in points; field for field the scorecard of the model. */
export interface JsonScorecard {
  readonly overall: Figure;
  readonly reliability: Figure;
  readonly security: Figure;
  readonly items: readonly ItemScore[];
  /** Why the overall score is not 100: deductions that add up to what is missing, dearest first. */
  readonly deductions: readonly ExplainedDeduction[];
}

/** The review as plain data for programs: stable names, credentials redacted; text is not escaped, as JSON needs none. */
export function jsonOf(review: Review): JsonReview {
  const safe = redactReview(review);
  const { change, coverage } = safe;
  const count = (state: ComparedFinding['state']): number =>
    safe.findings.filter((finding) => finding.state === state).length;
  return {
    schemaVersion: SCHEMA_VERSION,
    change: {
      name: change.name,
      title: change.title,
      baseSha: change.baseSha,
      headSha: change.headSha,
      files: change.files.length,
    },
    mode: safe.mode,
    verdict: verdictSentence(safe),
    gate: safe.gate,
    complete: !hasGaps(safe),
    counts: {
      introduced: count('introduced'),
      worsened: count('worsened'),
      fixed: count('fixed'),
      'pre-existing': count('pre-existing'),
    },
    score: { head: cardOf(safe.head), base: safe.base && cardOf(safe.base), newPenalty: safe.newPenalty },
    findings: safe.findings.map((finding) => findingOf(safe, finding)),
    coverage: {
      filesReviewed: coverage.filesReviewed,
      filesTruncated: change.truncated,
      gaps: coverage.gaps.map(({ span, ...gap }) => ({ ...gap, location: place(span) })),
      undecided: coverage.undecided.map(({ ruleId, address, attribute, reason, detail, span }) => ({
        ruleId,
        address,
        attribute,
        reason,
        detail,
        location: place(span),
      })),
      ruleErrors: coverage.ruleErrors,
      notes: coverage.notes,
    },
  };
}

function cardOf(card: Scorecard): JsonScorecard {
  const { overall, reliability, security, items } = card;
  return { overall, reliability, security, items, deductions: explain(card) };
}

function findingOf(review: Review, finding: ComparedFinding): JsonFinding {
  const { anchor, trace, related, fix, fingerprint } = finding;
  return {
    ruleId: finding.ruleId,
    state: finding.state,
    severity: finding.severity,
    ...(finding.baseSeverity ? { baseSeverity: finding.baseSeverity } : {}),
    confidence: finding.confidence,
    title: finding.title,
    message: finding.message,
    why: finding.why,
    remedy: finding.remedy,
    items: finding.items,
    root: finding.root,
    address: finding.address,
    resourceType: finding.resourceType,
    attribute: finding.attribute,
    valueClass: finding.valueClass,
    instances: finding.instances,
    side: finding.side,
    location: place(anchor),
    excerpt: excerptOf(review, finding).map(({ text }) => text),
    trace: trace.map(({ what, span }) => ({ what, location: place(span) })),
    related: related.map(({ message, span }) => ({ message, location: place(span) })),
    fix: fix && { title: fix.title, safe: fix.safe, proven: review.provenFixes.has(fingerprint) },
    links: finding.links,
    fingerprint,
  };
}

/** Offsets are left out: they count from behind a byte order mark, which programs get wrong. */
function place({ file, startLine, startColumn, endLine, endColumn }: Span): JsonPlace {
  return { file, startLine, startColumn, endLine, endColumn };
}

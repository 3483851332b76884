import type { ComparedFinding } from '../model/finding.ts';
import type { Review } from '../model/review.ts';
import { redactSecrets } from '../redaction/redact-secrets.ts';
import { clip } from '../redaction/visible-text.ts';

/** Longest message or step that a report can want; hostile input may make one of megabytes. */
const LINE_LIMIT = 4000;

function redactLine(text: string): string {
  return redactSecrets(clip(text, LINE_LIMIT));
}

/** A review is redacted once, however many formats are made of it. */
const done = new WeakMap<Review, Review>();

/**
 * The review with credentials redacted in everything a report prints: messages, traces, notes (each cut at 4,000 code
 * units), excerpts. Fixes keep their text (offsets point into the source), so a suggestion must check its own text.
 * Redacting the result again changes nothing.
 */
export function redactReview(review: Review): Review {
  const known = done.get(review);
  if (known) return known;
  const texts = new Map<string, string | undefined>();
  const safe: Review = {
    ...review,
    change: { ...review.change, title: redactLine(review.change.title) },
    findings: review.findings.map(redactFinding),
    gate: { ...review.gate, reasons: review.gate.reasons.map(redactLine) },
    coverage: {
      ...review.coverage,
      gaps: review.coverage.gaps.map((gap) => ({ ...gap, message: redactLine(gap.message) })),
      undecided: review.coverage.undecided.map((open) => ({ ...open, detail: redactLine(open.detail) })),
      ruleErrors: review.coverage.ruleErrors.map((error) => ({ ...error, message: redactLine(error.message) })),
      notes: review.coverage.notes.map(redactLine),
    },
    text(side, file) {
      const key = `${side} ${file}`;
      if (!texts.has(key)) {
        const source = review.text(side, file);
        texts.set(key, source === undefined ? undefined : redactSecrets(source));
      }
      return texts.get(key);
    },
  };
  done.set(review, safe);
  done.set(safe, safe);
  return safe;
}

function redactFinding(finding: ComparedFinding): ComparedFinding {
  return {
    ...finding,
    message: redactLine(finding.message),
    valueClass: redactLine(finding.valueClass),
    trace: finding.trace.map((step) => ({ ...step, what: redactLine(step.what) })),
    related: finding.related.map((place) => ({ ...place, message: redactLine(place.message) })),
    ...(finding.fix ? { fix: { ...finding.fix, title: redactLine(finding.fix.title) } } : {}),
  };
}

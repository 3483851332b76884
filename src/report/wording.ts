import type { ComparedFinding, Finding } from '../model/finding.ts';
import type { Review } from '../model/review.ts';
import type { Figure, Verdict } from '../model/scorecard.ts';
import type { Span } from '../model/span.ts';
import { countBySeverity, hasGaps, inState, ownFindings } from './selection.ts';

/** `1 finding`, `2 findings`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${String(count)} ${count === 1 ? noun : many}`;
}

/** A number with one decimal. */
export function points(value: number): string {
  // Avoids "-0.0".
  return (Math.round(value * 10) / 10 + 0).toFixed(1);
}

/** A difference with its sign (a true minus), `±0` when it rounds to nothing. */
export function delta(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  if (rounded === 0) return '±0';
  return rounded > 0 ? `+${rounded.toFixed(1)}` : `−${Math.abs(rounded).toFixed(1)}`;
}

/** `2 critical, 1 high`; '' for none. */
export function severities(findings: readonly ComparedFinding[]): string {
  return countBySeverity(findings)
    .map(({ severity, count }) => `${String(count)} ${severity}`)
    .join(', ');
}

/** What the gate decided, in two or three words. */
export function conclusionWord(review: Review): string {
  switch (review.gate.conclusion) {
    case 'failure':
      return 'changes needed';
    case 'action_required':
      return 'a decision is needed';
    case 'neutral':
      return hasGaps(review) ? 'not complete' : 'for information';
    case 'success':
      return 'in order';
  }
}

/** The verdict in one plain sentence without a full stop: what the change does, then what was not seen. */
export function verdictSentence(review: Review): string {
  if (review.mode === 'tree') {
    const all = review.findings;
    return all.length === 0 ? 'No findings' : `${plural(all.length, 'finding')}: ${severities(all)}`;
  }
  const own = ownFindings(review);
  const introduced = inState(review, 'introduced');
  const worsened = inState(review, 'worsened');
  const fixed = inState(review, 'fixed');
  const parts: string[] = [];
  if (own.length === 0) parts.push('No new problems');
  else if (worsened.length === 0) parts.push(`${plural(own.length, 'new problem')} (${severities(own)})`);
  else if (introduced.length === 0) parts.push(`${plural(own.length, 'problem')} made worse (${severities(own)})`);
  else {
    parts.push(
      `${plural(introduced.length, 'new problem')}, ${String(worsened.length)} made worse (${severities(own)})`,
    );
  }
  if (fixed.length > 0) parts.push(`${String(fixed.length)} fixed`);
  return parts.join(', ');
}

/** A figure in the points it is out of: `58.2 of 71`. */
export function figureOf(figure: Figure): string {
  return `${points((figure.score * figure.points) / 100)} of ${String(figure.points)}`;
}

/** The change of a figure against the base in its own points; undefined without a base. */
export function figureDelta(head: Figure, base: Figure | undefined): string | undefined {
  return base === undefined ? undefined : delta(((head.score - base.score) * head.points) / 100);
}

/** `66.1–80.4` in the figure's own points, undefined when nothing is open. */
export function interval(figure: Figure): string | undefined {
  const low = points((figure.low * figure.points) / 100);
  const high = points((figure.high * figure.points) / 100);
  return low === high ? undefined : `${low}–${high}`;
}

/** A share of 1 as whole percent. */
export function percent(share: number): string {
  return `${String(Math.round(share * 100))} %`;
}

/** The word for a verdict in tables. */
export function verdictWord(verdict: Verdict): string {
  return verdict === 'not-applicable' ? 'n/a' : verdict;
}

/** The last line of a span: a span that ends at the start of a line does not hold that line. */
export function lastLine(span: Span): number {
  return span.endLine > span.startLine && span.endColumn === 1 ? span.endLine - 1 : span.endLine;
}

/** `main.tf:12` or `main.tf:12-18`. */
export function placeOf(span: Span): string {
  const last = lastLine(span);
  const lines = last > span.startLine ? `${String(span.startLine)}-${String(last)}` : String(span.startLine);
  return `${span.file}:${lines}`;
}

/** Where a value was written when that is elsewhere and the message does not say it: the far end of the trace. Plain text. */
export function originOf(finding: Finding): { readonly what: string; readonly place: string } | undefined {
  const source = finding.trace.at(-1);
  if (!source) return undefined;
  const sameLine = source.span.file === finding.span.file && source.span.startLine === finding.span.startLine;
  const place = placeOf(source.span);
  return sameLine || finding.message.includes(place) ? undefined : { what: source.what, place };
}

/** What would decide the open judgements, most frequent first: `variable "multi_az" has no value` with its count. */
export function openQuestions(review: Review): readonly { readonly detail: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { detail } of review.coverage.undecided) counts.set(detail, (counts.get(detail) ?? 0) + 1);
  return [...counts]
    .map(([detail, count]) => ({ detail, count }))
    .sort((a, b) => b.count - a.count || (a.detail < b.detail ? -1 : 1));
}

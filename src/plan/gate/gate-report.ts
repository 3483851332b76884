import { compareText } from '../../model/order.ts';
import type { Span } from '../../model/span.ts';
import { GATE_CODES, type GateCode } from './gate-codes.data.ts';
import type { GateDecision, GateEffect, GateReason } from './gate-decision.ts';

/** Characters of a quoted line. */
const MAX_QUOTED = 200;

/** Reasons of one code and effect that are listed; the rest are counted. */
const MAX_LISTED = 20;

const RANK: Readonly<Record<GateEffect, number>> = { refuse: 0, hold: 1, flag: 2 };

/** Something that the gate found, before it is quoted. */
export interface GateFinding {
  readonly code: GateCode;
  readonly effect: GateEffect;
  readonly message: string;
  /** With the text that it points into; undefined for what is in no file. */
  readonly place?: { readonly span: Span; readonly text: string } | undefined;
}

/** Collects what the checks find. */
export type Tell = (finding: GateFinding) => void;

/** Text of a pull request as it stands in a message: at most 100 characters. */
export function shown(text: string): string {
  return `"${text.length > 100 ? `${text.slice(0, 100)}…` : text}"`;
}

/** The decision that findings lead to, in whatever order they were found. */
export function decide(
  findings: readonly GateFinding[],
  headSha: string,
  approval: { readonly sha: string; readonly by: string } | undefined,
): GateDecision {
  const strictest = Math.min(
    ...(['refuse', 'hold'] as const).map((effect) => (has(findings, effect) ? RANK[effect] : 2)),
  );
  if (strictest === RANK.refuse) return { outcome: 'refuse', reasons: reasonsOf(findings) };
  if (strictest === RANK.flag) return { outcome: 'run', reasons: reasonsOf(findings) };
  if (approval === undefined) return { outcome: 'hold', reasons: reasonsOf(findings) };
  if (approves(approval.sha, headSha)) return { outcome: 'run', reasons: reasonsOf(findings), approvedBy: approval.by };
  const message = `${shown(approval.by)} approved ${shown(approval.sha)}, and the commit is ${headSha.slice(0, 12)}`;
  const stale: GateFinding = { code: 'approval-of-another-commit', effect: 'flag', message };
  return { outcome: 'hold', reasons: reasonsOf([...findings, stale]) };
}

/** True when `sha` is the commit `headSha`, or its beginning of 7 hexadecimal digits or more. */
export function approves(sha: string, headSha: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(sha) && headSha.toLowerCase().startsWith(sha.toLowerCase());
}

function has(findings: readonly GateFinding[], effect: GateEffect): boolean {
  return findings.some((finding) => finding.effect === effect);
}

function reasonsOf(findings: readonly GateFinding[]): readonly GateReason[] {
  const sorted = [...findings].sort(
    (a, b) =>
      RANK[a.effect] - RANK[b.effect] ||
      compareText(a.place?.span.file ?? '', b.place?.span.file ?? '') ||
      (a.place?.span.start ?? 0) - (b.place?.span.start ?? 0) ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
  const counts = new Map<string, number>();
  for (const { code, effect } of sorted) counts.set(`${code} ${effect}`, (counts.get(`${code} ${effect}`) ?? 0) + 1);
  const listed = new Map<string, number>();
  return sorted.flatMap(({ code, effect, message, place }) => {
    const key = `${code} ${effect}`;
    const position = (listed.get(key) ?? 0) + 1;
    listed.set(key, position);
    if (position > MAX_LISTED) return [];
    const left = (counts.get(key) ?? 0) - position;
    const more = position === MAX_LISTED && left > 0 ? `; and ${left} more like this` : '';
    return [
      {
        code,
        effect,
        span: place?.span,
        quoted: place && lineOf(place.text, place.span),
        message: `${message}${more}`,
        remedy: GATE_CODES[code].remedy,
      },
    ];
  });
}

/** The line that a span begins on, as written; of a long line the part at the span. Looks at no more than it returns. */
function lineOf(text: string, span: Span): string {
  const from = Math.max(0, span.start - MAX_QUOTED);
  const before = text.slice(from, span.start);
  const feed = before.lastIndexOf('\n');
  const start = feed < 0 && from > 0 ? span.start : from + feed + 1;
  const [line = ''] = text.slice(start, start + MAX_QUOTED).split(/\r?\n/, 1);
  return line.trim();
}

import type { ComparedFinding } from '../model/finding.ts';
import { instancesNote, sentenceOf, severityWord, worsenedNote } from './finding-text.ts';
import { code, DETAILS_END, detailsStart, link, prose } from './markdown.ts';
import { placeOf } from './wording.ts';

/** How to show the lines that a comment cannot stand on. */
export interface CommentParts {
  /** The suggestion block, when there is one. */
  readonly suggestion?: string | undefined;
  /** True when the comment does not stand on the line it is about. */
  readonly elsewhere: boolean;
  /** Folder of the rule pages (`https://…/docs/rules`); without it the page is named, not linked. */
  readonly docsBase?: string | undefined;
}

/** Trace steps, places and links shown; more are counted. */
const MOST = 12;

/** The hidden line by which a comment of ours is found again. A fingerprint is a hash; anything else in it is dropped. */
export function findingMarker(finding: ComparedFinding): string {
  return `<!-- plumbline:finding ${finding.fingerprint
    .replaceAll(/[^A-Za-z0-9._/-]/g, '')
    .slice(0, 128)
    .replaceAll('--', '-')} -->`;
}

/**
 * The text of an inline comment: what is wrong here, why, what to write instead, a suggestion, then folded the trace and
 * references. At most some 20,000 characters, as every piece is limited.
 */
export function commentBody(finding: ComparedFinding, parts: CommentParts): string {
  const place = code(placeOf(finding.anchor), 240);
  const line = finding.side === 'LEFT' ? 'This change removes the line.' : '';
  const meant = parts.elsewhere
    ? `It is about ${finding.side === 'LEFT' ? 'the removed ' : ''}${place}, which the diff does not show.`
    : line;
  return [
    `**${severityWord(finding)}${worsenedNote(finding)}:** ${sentenceOf(finding)} ${meant}`.trimEnd(),
    prose(finding.why),
    `**Instead:** ${prose(finding.remedy)}`,
    ...(parts.suggestion === undefined ? [] : [parts.suggestion]),
    ...(finding.instances.length > 0 ? [instancesNote(finding)] : []),
    details(finding, parts.docsBase),
    findingMarker(finding),
  ].join('\n\n');
}

function details(finding: ComparedFinding, docsBase: string | undefined): string {
  const trace = finding.trace.map((step) => `${prose(step.what, [], 200)}: ${code(placeOf(step.span), 240)}`);
  const related = finding.related.map(
    (place) => `- ${prose(place.message, [], 300)}: ${code(placeOf(place.span), 240)}`,
  );
  const blocks = [
    ...(trace.length > 0
      ? [`How the value gets here, nearest first:\n\n${capped(trace.map((step) => `1. ${step}`))}`]
      : []),
    ...(related.length > 0 ? [`See also:\n\n${capped(related)}`] : []),
    `Rule ${ruleReference(finding.ruleId, docsBase)}, confidence ${finding.confidence}.`,
    ...(finding.links.length > 0 ? [capped(finding.links.map((url) => `- ${link(url)}`))] : []),
  ];
  const summary = trace.length > 0 ? 'Where the value comes from, rule, references' : 'Rule and references';
  return detailsStart(summary) + blocks.join('\n\n') + DETAILS_END;
}

function capped(lines: readonly string[]): string {
  if (lines.length <= MOST) return lines.join('\n');
  return `${lines.slice(0, MOST).join('\n')}\n\n${String(MOST)} of ${String(lines.length)} shown.`;
}

/** The rule with the address of its page. */
function ruleReference(ruleId: string, docsBase: string | undefined): string {
  if (!/^[a-z0-9-]+$/.test(ruleId)) return code(ruleId);
  if (docsBase === undefined) return `${code(ruleId)} (${code(`docs/rules/${ruleId}.md`)})`;
  return `[${code(ruleId)}](${docsBase}/${ruleId}.md)`;
}

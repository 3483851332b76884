import type { ComparedFinding } from '../model/finding.ts';
import { code, prose } from './markdown.ts';
import { originOf, placeOf } from './wording.ts';

/** The severity as a word with a capital. */
export function severityWord(finding: ComparedFinding): string {
  return finding.severity.charAt(0).toUpperCase() + finding.severity.slice(1);
}

/** What is wrong here, and where the value comes from, as one escaped Markdown sentence with its full stop. */
export function sentenceOf(finding: ComparedFinding): string {
  const origin = originOf(finding);
  const from = origin ? ` (the value comes from ${prose(origin.what, [], 160)}, ${code(origin.place, 160)})` : '';
  return `${messageOf(finding)}${from}.`;
}

/** The message as Markdown, the address as code. */
export function messageOf(finding: ComparedFinding): string {
  // The address of a whole file (`workflow`) is a plain word.
  return prose(finding.message, finding.address.includes('.') ? [finding.address] : []);
}

/** One line for lists: severity, message, place, what it was before. */
export function lineOf(finding: ComparedFinding): string {
  return `- **${severityWord(finding)}**${worsenedNote(finding)} · ${sideNote(finding)}: ${sentenceOf(finding)}`;
}

/** `infra/main.tf:12` as code, with a word when the line is one of the base. */
export function sideNote(finding: ComparedFinding): string {
  const removed = finding.side === 'LEFT' && finding.state !== 'fixed' ? 'removed line ' : '';
  return `${removed}${code(placeOf(finding.anchor), 240)}`;
}

/** ` (was low)` for a finding that got worse. */
export function worsenedNote(finding: ComparedFinding): string {
  if (finding.state !== 'worsened') return '';
  return finding.baseSeverity && finding.baseSeverity !== finding.severity
    ? ` (worse: was ${finding.baseSeverity})`
    : ' (worse than before)';
}

/** `Also: …` for further places with the same cause; '' when there are none. */
export function instancesNote(finding: ComparedFinding, max = 5): string {
  if (finding.instances.length === 0) return '';
  const shown = finding.instances.slice(0, max).map((address) => code(address, 120));
  const rest = finding.instances.length - shown.length;
  return `The same in ${shown.join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}.`;
}

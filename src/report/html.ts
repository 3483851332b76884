import type { ComparedFinding } from '../model/finding.ts';
import type { Review } from '../model/review.ts';
import { coverageSentence } from './coverage-text.ts';
import { excerptOf } from './excerpt.ts';
import { worsenedNote } from './finding-text.ts';
import { HTML_STYLE } from './html-style.ts';
import { ITEM_NAMES } from './item-names.ts';
import { ITEM_GROUPS, itemsOf } from './scorecard-table.ts';
import { redactReview } from './secrets.ts';
import { inState, ownFindings } from './selection.ts';
import { visibleText } from '../redaction/visible-text.ts';
import {
  conclusionWord,
  figureDelta,
  figureOf,
  interval,
  openQuestions,
  originOf,
  percent,
  placeOf,
  plural,
  points,
  verdictSentence,
  verdictWord,
} from './wording.ts';

/** Text as HTML, safe in elements and in quoted attributes, on one line, unseen characters written out. */
export function escapeHtml(text: string, limit?: number): string {
  return escapeVisible(visibleText(text, limit));
}

function escapeVisible(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A sentence in which text in backticks is code; all of it escaped. */
function sentence(text: string): string {
  return escapeHtml(text, 2000).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

/**
 * The review as one page that needs nothing else: no script, no request, styles inline, light and dark. The policy in its head
 * forbids everything but that, so that even a mistake in escaping could not run or load anything.
 */
export function htmlOf(review: Review): string {
  const safe = redactReview(review);
  const { change } = safe;
  const main = safe.mode === 'tree' ? inState(safe, 'pre-existing') : ownFindings(safe);
  const fixed = inState(safe, 'fixed');
  const old = safe.mode === 'tree' ? [] : inState(safe, 'pre-existing');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Plumbline: ${escapeHtml(change.name, 120)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kind">Plumbline review of ${escapeHtml(change.name, 120)}</p>
<h1>${escapeHtml(change.title === '' ? change.name : change.title, 200)}</h1>
<p class="verdict ${safe.gate.conclusion}"><strong>${verdictSentence(safe)}</strong>: ${conclusionWord(safe)}</p>
${list(safe.gate.reasons.map(sentence))}
</header>
${scores(safe)}
${section(safe.mode === 'tree' ? 'Findings' : 'New or worse with this change', main, (finding) => article(safe, finding))}
${section('Fixed by this change', fixed, (finding) => `<p class="line">${sentence(finding.message)} ${place(finding)}</p>`)}
${folded('There before, not held against this change', old)}
${tables(safe)}
${coverage(safe)}
</main>
</body>
</html>
`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${item}</li>`).join('\n')}</ul>`;
}

function section(title: string, all: readonly ComparedFinding[], show: (finding: ComparedFinding) => string): string {
  if (all.length === 0) return '';
  return `<section><h2>${title} <span class="count">${String(all.length)}</span></h2>\n${all.map(show).join('\n')}</section>`;
}

function folded(title: string, all: readonly ComparedFinding[]): string {
  if (all.length === 0) return '';
  const items = all.map((finding) => `${finding.severity}: ${sentence(finding.message)} ${place(finding)}`);
  return `<details><summary>${title} (${String(all.length)})</summary>${list(items)}</details>`;
}

function place(finding: ComparedFinding): string {
  const removed = finding.side === 'LEFT' && finding.state !== 'fixed' ? 'removed line ' : '';
  return `<span class="place">${removed}${escapeHtml(placeOf(finding.anchor), 300)}</span>`;
}

function article(review: Review, finding: ComparedFinding): string {
  const excerpt = excerptOf(review, finding);
  const origin = originOf(finding);
  const trace = finding.trace
    .slice(0, 30)
    .map((step) => `${escapeHtml(step.what)} <span class="place">${escapeHtml(placeOf(step.span), 300)}</span>`);
  const links = finding.links
    .filter((url) => /^https:\/\/[^\s"'<>]+$/.test(url))
    .map((url) => `<a href="${escapeHtml(url, 500)}" rel="noreferrer">${escapeHtml(url, 500)}</a>`);
  return `<article class="${finding.severity}">
<h3><span class="severity">${finding.severity}</span> ${sentence(finding.message)}${worsenedNote(finding)}</h3>
<p class="line">${place(finding)}${origin ? `, value from ${escapeHtml(origin.what)} <span class="place">${escapeHtml(origin.place, 300)}</span>` : ''}</p>
${excerpt.length > 0 ? `<pre>${excerpt.map(({ number, text, markStart, markEnd }) => `<span class="number">${String(number)}</span> ${escapeVisible(text.slice(0, markStart))}<mark>${escapeVisible(text.slice(markStart, markEnd))}</mark>${escapeVisible(text.slice(markEnd))}`).join('\n')}</pre>` : ''}
<p>${sentence(finding.why)}</p>
<p><strong>Instead:</strong> ${sentence(finding.remedy)}</p>
<details><summary>Rule <code>${escapeHtml(finding.ruleId, 120)}</code>, trace and references</summary>${list([...trace, ...finding.instances.slice(0, 50).map((address) => `The same in <code>${escapeHtml(address)}</code>`), ...links])}</details>
</article>`;
}

function scores({ head, base }: Review): string {
  const card = (title: string, name: 'overall' | 'reliability' | 'security'): string => {
    const change = figureDelta(head[name], base?.[name]);
    const range = interval(head[name]);
    return `<div><p>${title}</p><p class="figure">${figureOf(head[name])}</p><p>${change ?? ''}${range === undefined ? '' : ` <span class="place">${range} depending on what is not known; ${percent(head[name].coverage)} decided</span>`}</p></div>`;
  };
  return `<section class="scores">${card('Score', 'overall')}${card('Reliability standards', 'reliability')}${card('Security checklist', 'security')}</section>`;
}

function tables(review: Review): string {
  return ITEM_GROUPS.map(({ title, items }) => {
    const rows = itemsOf(review, items).map(({ head, base }) => {
      const change = base && base.verdict !== head.verdict ? `${verdictWord(base.verdict)} → ` : '';
      const [worst] = head.deductions;
      const evidence = worst
        ? `<code>${escapeHtml(worst.address, 120)}</code> <span class="place">${escapeHtml(`${worst.file}:${String(worst.line)}`, 200)}</span>`
        : escapeHtml(head.undecided ?? '');
      return `<tr><td>${escapeHtml(ITEM_NAMES[head.item])}</td><td class="${head.verdict}">${change}${verdictWord(head.verdict)}</td><td class="right">${points(head.weight - head.penalty)} / ${points(head.weight)}</td><td>${evidence}</td></tr>`;
    });
    if (rows.length === 0) return '';
    return `<section><h2>${title}</h2><table><thead><tr><th>Item</th><th>${review.base ? 'Base → head' : 'Verdict'}</th><th class="right">Points</th><th>Decided by</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></section>`;
  }).join('\n');
}

function coverage(review: Review): string {
  const { gaps, ruleErrors, notes } = review.coverage;
  const ledger = [
    ...gaps.map((gap) => `<span class="place">${escapeHtml(placeOf(gap.span), 300)}</span> ${sentence(gap.message)}`),
    ...ruleErrors.map(
      (error) =>
        `Rule ${escapeHtml(error.ruleId)} failed at ${escapeHtml(error.address)}: ${escapeHtml(error.message)}`,
    ),
    ...notes.map(sentence),
  ];
  const open = openQuestions(review).map(({ detail, count }) => `${sentence(detail)}: ${plural(count, 'judgement')}`);
  return `<section><h2>Coverage</h2><p>${escapeHtml(coverageSentence(review))}.</p>${list(ledger)}${open.length > 0 ? `<details><summary>What would decide the open judgements</summary>${list(open)}</details>` : ''}</section>`;
}

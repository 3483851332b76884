import type { PlanReport } from '../../plan/plan-report.ts';
import { escapeHtml } from '../html.ts';
import { HTML_STYLE } from '../html-style.ts';
import { plural } from '../wording.ts';
import type { ChangeLine } from './change-lines.ts';
import { detailBlocks } from './detail-blocks.ts';
import { joinWords, type Items, type ObjectChange, type PlanBlock, type Words } from './plan-document.ts';
import { summaryBlocks } from './plan-blocks.ts';
import { planTitle } from './plan-wording.ts';
import { shownTextOf } from './shown-text.ts';

/** Items of a list, and lines of one object: a page of more is not opened by any browser in good time. */
const MOST_ITEMS = 5000;
const MOST_LINES = 300;

const PLAN_STYLE = `
.danger > h2 { color: var(--bad); } .warning > h2 { color: var(--warn); }
p.danger { border-color: var(--bad); } p.warning { border-color: var(--warn); } p.good { border-color: var(--good); }
.add { color: var(--good); } .remove { color: var(--bad); } .change { color: var(--warn); } .note { color: var(--soft); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; } details { margin: .4rem 0; } summary { cursor: pointer; overflow-wrap: anywhere; }
`;

/** The plan as one page that needs nothing else: no script, no request. The policy in its head forbids everything but styles. */
export function planHtmlOf(report: PlanReport): string {
  const shown = shownTextOf(report.plan);
  const [first, ...blocks] = summaryBlocks(report, shown);
  const body = [...blocks, ...detailBlocks(report, shown, MOST_LINES)].map(htmlOfBlock).filter((html) => html !== '');
  const title = shown.line(planTitle(report), 80);
  const outcome = first?.kind === 'paragraph' ? `<p class="verdict ${first.tone}">${html(first.words)}</p>` : '';
  const places = (report.run?.redactions ?? 0) + shown.count();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Plumbline plan: ${escapeHtml(title, 120)}</title>
<style>${HTML_STYLE}${PLAN_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kind">Plumbline plan of ${escapeHtml(shown.line(report.root.name, 200))}</p>
<h1>${escapeHtml(title, 120)}</h1>
${outcome}
</header>
${body.join('\n')}
${places > 0 ? `<p class="place">${plural(places, 'place')} redacted.</p>` : ''}
</main>
</body>
</html>
`;
}

function html(words: Words): string {
  return joinWords(
    words,
    (text) => escapeHtml(text, 2000).replaceAll(/`([^`]+)`/g, '<code>$1</code>'),
    (text) => `<code>${escapeHtml(text, 1000)}</code>`,
  );
}

function htmlOfBlock(block: PlanBlock): string {
  const { title, tone } = block;
  switch (block.kind) {
    case 'paragraph': {
      const text = html(block.words);
      return text === ''
        ? ''
        : section(title, tone, `<p${tone === 'plain' ? '' : ` class="verdict ${tone}"`}>${text}</p>`);
    }
    case 'list': {
      const items = several(block.items, (words) => `<li>${html(words)}</li>`);
      if (items === '') return '';
      return block.folded === true ? folded(title, `<ul>${items}</ul>`) : section(title, tone, `<ul>${items}</ul>`);
    }
    case 'table': {
      const cell = (tag: 'th' | 'td', at: number, inner: string): string =>
        `<${tag}${block.right.includes(at) ? ' class="right"' : ''}>${inner}</${tag}>`;
      const rows = several(
        block.rows,
        (cells) => `<tr>${cells.map((words, at) => cell('td', at, html(words))).join('')}</tr>`,
      );
      if (rows === '') return '';
      const head = block.columns.map((column, at) => cell('th', at, escapeHtml(column))).join('');
      const table = `<table><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table>`;
      return block.folded === true ? folded(title, table) : section(title, tone, table);
    }
    case 'source': {
      const items = several(block.items, ({ intro, text }) => {
        const source = text === '' ? '' : `<pre>${text.split('\n').map(preLine).join('\n')}</pre>`;
        return `<p>${html(intro)}</p>${source}`;
      });
      return items === '' ? '' : section(title, tone, items);
    }
    case 'changes': {
      const items = several(block.items, objectHtml);
      return items === '' ? '' : section(title, tone, items);
    }
  }
}

function section(title: string, tone: string, inner: string): string {
  if (title === '') return inner;
  return `<section class="${tone}"><h2>${escapeHtml(title)}</h2>\n${inner}</section>`;
}

function folded(title: string, inner: string): string {
  return `<details><summary>${escapeHtml(title)}</summary>${inner}</details>`;
}

function several<T>(items: Items<T>, show: (item: T) => string): string {
  const count = Math.min(items.total, MOST_ITEMS);
  const shown = Array.from({ length: count }, (_, index) => show(items.make(index))).join('\n');
  return count < items.total ? `${shown}\n<p>${String(count)} of ${String(items.total)} shown.</p>` : shown;
}

const CLASSES: Readonly<Record<ChangeLine['mark'], string>> = { '+': 'add', '-': 'remove', '~': 'change', ' ': 'note' };

function objectHtml({ title, notes, change }: ObjectChange): string {
  const lines = change.lines.map(({ mark, text }) => `<span class="${CLASSES[mark]}">${mark} ${preLine(text)}</span>`);
  if (change.more > 0) lines.push(`<span class="note">${plural(change.more, 'more line')} not shown</span>`);
  const about = notes.map((words) => `<p>${html(words)}</p>`).join('');
  const diff = lines.length === 0 ? '' : `<pre>${lines.join('\n')}</pre>`;
  return `<details><summary>${html(title)}</summary>${about}${diff}</details>`;
}

/** A line inside of `pre`, its leading spaces kept. */
function preLine(line: string): string {
  const lead = /^[ \t]*/.exec(line)?.[0] ?? '';
  return lead + escapeHtml(line.slice(lead.length), 2000);
}

import type { PlanReport } from '../../plan/plan-report.ts';
import { placeOf, plural } from '../wording.ts';
import { changeBlocks } from './change-blocks.ts';
import { itemsFrom, type PlanBlock, type Tone, type Words } from './plan-document.ts';
import { asSentence, EMPTY_STATE, outcomeOf, stateOf, type PlanState } from './plan-wording.ts';
import { planLine } from '../../plan/facts/totals.ts';
import { provenance } from './provenance.ts';
import type { ShownText } from './shown-text.ts';

/** What a reader must know, in the order of reading: outcome, where it comes from, dangers, counts, and what else was found. */
export function summaryBlocks(report: PlanReport, shown: ShownText): readonly PlanBlock[] {
  const state = stateOf(report);
  return [
    { kind: 'paragraph', title: '', tone: toneOf(report, state), rank: 0, words: outcomeWords(report, state, shown) },
    ...(report.run?.level === 'L3' ? [emptyStateWarning()] : []),
    {
      kind: 'list',
      title: '',
      tone: 'plain',
      rank: 1,
      items: itemsFrom(report.reasons, (reason) => [shown.line(reason, 1000)]),
    },
    ...gateBlocks(report, state, shown),
    diagnostics(report, 'error', 'What went wrong', shown),
    ...provenance(report, shown),
    ...(report.facts ? changeBlocks(report.facts, shown) : []),
    findings(report, shown),
    diagnostics(report, 'warning', 'Warnings', shown),
    unread(report, shown),
  ];
}

function toneOf({ conclusion }: PlanReport, state: PlanState): Tone {
  if (conclusion === 'success') return 'good';
  if (conclusion === 'neutral' || state === 'held' || state === 'cancelled') return 'warning';
  return 'danger';
}

function outcomeWords(report: PlanReport, state: PlanState, shown: ShownText): Words {
  const { run, facts, root } = report;
  const where = ['—', { code: shown.line(root.name, 200) }];
  const level = run ? [`[${run.level}]`] : [];
  const { totals } = facts ?? {};
  // Terraform's own line counts a replacement twice: given where the two could be taken for a contradiction.
  const own =
    totals && (totals.replace > 0 || state === 'partial') ? ['(Terraform:', { code: planLine(totals) }, ')'] : [];
  return [outcomeOf(report), ...where, ...level, ...own];
}

function emptyStateWarning(): PlanBlock {
  return {
    kind: 'paragraph',
    title: '',
    tone: 'danger',
    rank: 0,
    words: [`${EMPTY_STATE.charAt(0).toUpperCase()}${EMPTY_STATE.slice(1)}.`],
  };
}

/** Why nothing was run, each with the line it is about and who must do what. */
function gateBlocks({ gate, change }: PlanReport, state: PlanState, shown: ShownText): readonly PlanBlock[] {
  if (!gate || (state !== 'held' && state !== 'refused')) return [];
  const deciding = gate.reasons.filter(({ effect }) => effect !== 'flag');
  const flags = gate.reasons.filter(({ effect }) => effect === 'flag');
  const reason = ({ code, span, message, remedy }: (typeof deciding)[number]): Words => [
    { code: shown.line(code, 60) },
    ...(span ? ['at', { code: shown.line(placeOf(span), 240) }] : []),
    ':',
    // Two sentences: what is wrong, and who must do what.
    asSentence(shown.line(message)),
    asSentence(shown.line(remedy)),
  ];
  return [
    ...(state === 'held' && change
      ? [
          {
            kind: 'source' as const,
            title: 'To run this plan',
            tone: 'warning' as const,
            rank: 1,
            items: itemsFrom([change.headSha], (sha) => ({
              intro: [
                'A maintainer with write access reads the reasons below and then comments exactly this; it counts for this commit only:',
              ],
              text: `/diagnose plan approve ${/^[0-9a-f]{7,64}$/i.test(sha) ? sha : '<head commit>'}\n`,
            })),
          },
        ]
      : []),
    {
      kind: 'source',
      title: state === 'held' ? 'Why it waits' : 'Why it was refused',
      tone: state === 'held' ? 'warning' : 'danger',
      rank: 1,
      items: itemsFrom(deciding, (each) => ({
        intro: reason(each),
        text: each.quoted === undefined ? '' : shown.lines(each.quoted),
      })),
    },
    { kind: 'list', title: 'Also found', tone: 'plain', rank: 4, items: itemsFrom(flags, reason) },
  ];
}

/** What Terraform said, and what could not be read, of one severity. */
function diagnostics(report: PlanReport, severity: 'error' | 'warning', title: string, shown: ShownText): PlanBlock {
  const all = (report.run?.diagnostics ?? []).filter((each) => each.severity === severity);
  return {
    kind: 'list',
    title: all.length > 1 ? `${title} (${String(all.length)})` : title,
    tone: severity === 'error' ? 'danger' : 'warning',
    rank: severity === 'error' ? 1 : 6,
    items: itemsFrom(all, ({ summary, detail, address, place }) => [
      `${shown.line(summary, 300)}${detail === '' ? '' : ':'}`,
      ...(detail === '' ? [] : [shown.line(detail, 1500)]),
      ...(address === undefined ? [] : ['in', { code: shown.line(address, 240) }]),
      ...(place ? ['at', { code: shown.line(`${place.file}:${String(place.startLine)}`, 240) }] : []),
    ]),
  };
}

function findings({ judgement }: PlanReport, shown: ShownText): PlanBlock {
  const own = (judgement?.findings ?? []).filter(({ state }) => state === 'introduced' || state === 'worsened');
  return {
    kind: 'list',
    title: `Rules on the planned values: ${plural(own.length, 'new or worse finding')}`,
    tone: 'warning',
    rank: 3,
    items: itemsFrom(own, (finding) => [
      `${finding.severity.charAt(0).toUpperCase()}${finding.severity.slice(1)}:`,
      `${shown.line(finding.message)}${finding.message.includes(finding.address) ? '.' : ''}`,
      ...(finding.message.includes(finding.address) ? [] : ['(', { code: shown.line(finding.address, 240) }, ').']),
      { code: shown.line(placeOf(finding.anchor), 240) },
      ',',
      { code: shown.line(finding.ruleId, 120) },
      ...alsoIn(finding.instances, shown),
    ]),
  };
}

/** Further instances named beside the first one. */
const MOST_INSTANCES = 3;

function alsoIn(instances: readonly string[], shown: ShownText): Words {
  if (instances.length === 0) return [];
  const named = instances
    .slice(0, MOST_INSTANCES)
    .flatMap((address, index) => [...(index === 0 ? [] : [',']), { code: shown.line(address, 240) }]);
  const rest = instances.length - MOST_INSTANCES;
  return [', also in', ...named, ...(rest > 0 ? [`and ${String(rest)} more`] : [])];
}

function unread({ diagnostics: all }: PlanReport, shown: ShownText): PlanBlock {
  return {
    kind: 'list',
    title: 'Not read of the plan',
    tone: 'warning',
    rank: 3,
    items: itemsFrom(all, ({ severity, message }) => [severity === 'error' ? 'Error:' : '', shown.line(message)]),
  };
}

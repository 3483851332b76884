import type { ExplainedChange } from '../../plan/facts/plan-facts.ts';
import type { ParityDifference, PlanReport } from '../../plan/plan-report.ts';
import { placeOf, plural } from '../wording.ts';
import { changeLines } from './change-lines.ts';
import { itemsFrom, type ObjectChange, type PlanBlock, type Words } from './plan-document.ts';
import { actionWords } from './plan-wording.ts';
import type { ShownText } from './shown-text.ts';

/** What a reader looks up: each change attribute by attribute, and how rules judged the plan and the source. */
export function detailBlocks(report: PlanReport, shown: ShownText, mostLines = 80): readonly PlanBlock[] {
  return [
    ...(report.facts
      ? [
          {
            kind: 'changes' as const,
            title: `Changes (${String(report.facts.changes.length)})`,
            tone: 'plain' as const,
            rank: 2,
            items: itemsFrom(report.facts.changes, (change) => objectChange(change, shown, mostLines)),
          },
        ]
      : []),
    ...parity(report, shown),
    openJudgements(report, shown),
    {
      kind: 'list',
      title: 'Rules that failed: a fault of Plumbline, not of this change',
      tone: 'warning',
      rank: 1,
      items: itemsFrom(report.judgement?.ruleErrors ?? [], ({ ruleId, address, message }) => [
        { code: shown.line(ruleId, 120) },
        'at',
        { code: shown.line(address, 240) },
        ':',
        shown.line(message, 300),
      ]),
    },
    {
      kind: 'list',
      title: 'Why this root module is planned',
      tone: 'plain',
      rank: 1,
      items: itemsFrom(report.root.reasons, (reason) => [shown.line(reason)]),
    },
  ];
}

function objectChange(explained: ExplainedChange, shown: ShownText, limit: number): ObjectChange {
  const { change, kind, why, span, dependants, stateful } = explained;
  const notes: Words[] = [];
  if (why !== undefined) notes.push([`${shown.line(why)}.`]);
  const facts: Words[] = [];
  if (span) facts.push([{ code: shown.line(placeOf(span), 240) }]);
  if (stateful !== 'no' && kind !== 'create' && kind !== 'read')
    facts.push([stateful === 'yes' ? 'holds data' : 'may hold data']);
  if (dependants > 0)
    facts.push([`${plural(dependants, 'resource')} of the plan ${dependants === 1 ? 'depends' : 'depend'} on it`]);
  if (facts.length > 0) notes.push(facts.flatMap((words, index) => (index === 0 ? words : ['·', ...words])));
  return {
    title: [{ code: shown.line(change.address, 240) }, ':', actionWords(explained)],
    notes,
    change: changeLines(change, shown, {
      limit,
      gathersUnknown: kind === 'create' || kind === 'replace' || kind === 'read',
      forcing: change.replacePaths.slice(0, 50),
    }),
  };
}

const PARITY_WORDS = {
  contradiction: 'both are sure and disagree',
  decided: 'the plan knows what the source left open',
  lost: 'the source knew what the plan leaves open',
} as const;

function parity({ judgement }: PlanReport, shown: ShownText): readonly PlanBlock[] {
  if (!judgement) return [];
  const { agreed, differences } = judgement.parity;
  const contradictions = differences.filter(({ kind }) => kind === 'contradiction');
  const others = differences.filter(({ kind }) => kind !== 'contradiction');
  const row = ({ ruleId, address, attribute, source, plan, kind, span }: ParityDifference): Words[] => [
    [{ code: shown.line(ruleId, 120) }],
    [{ code: shown.line(attribute === '' ? address : `${address} ${attribute}`, 240) }],
    [source],
    [plan],
    [PARITY_WORDS[kind]],
    span ? [{ code: shown.line(placeOf(span), 240) }] : [''],
  ];
  const columns = ['Rule', 'Resource', 'Source', 'Plan', 'Meaning', 'Place'];
  return [
    {
      kind: 'paragraph',
      title: 'Source and plan compared',
      tone: 'plain',
      rank: 1,
      words: [
        `${plural(agreed, 'judgement')} of the rules ${agreed === 1 ? 'is' : 'are'} the same on the source and on the planned values,`,
        `${plural(differences.length, 'judgement')} ${differences.length === 1 ? 'differs' : 'differ'}.`,
      ],
    },
    {
      kind: 'table',
      title: 'Contradictions: a fault of Plumbline, please report it',
      tone: 'danger',
      rank: 1,
      columns,
      right: [],
      rows: itemsFrom(contradictions, row),
    },
    {
      kind: 'table',
      title: 'Other differences',
      tone: 'plain',
      rank: 3,
      columns,
      right: [],
      rows: itemsFrom(others, row),
      folded: true,
    },
  ];
}

function openJudgements({ judgement }: PlanReport, shown: ShownText): PlanBlock {
  const counts = new Map<string, number>();
  for (const { detail } of judgement?.undecided ?? []) counts.set(detail, (counts.get(detail) ?? 0) + 1);
  const open = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return {
    kind: 'list',
    title: `Judgements that are open on the planned values (${String(judgement?.undecided.length ?? 0)})`,
    tone: 'plain',
    rank: 4,
    folded: true,
    items: itemsFrom(open, ([detail, count]) => [`${shown.line(detail, 240)}:`, plural(count, 'judgement')]),
  };
}

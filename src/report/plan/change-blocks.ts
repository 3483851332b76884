import { compareText } from '../../model/order.ts';
import type { ChangeKind, ExplainedChange, PlanFacts } from '../../plan/facts/plan-facts.ts';
import { placeOf, plural } from '../wording.ts';
import { itemsFrom, type PlanBlock, type Words } from './plan-document.ts';
import { actionWords } from './plan-wording.ts';
import type { ShownText } from './shown-text.ts';

/** Blocks about what a plan changes, dangers first. */
export function changeBlocks(facts: PlanFacts, shown: ShownText): readonly PlanBlock[] {
  return [
    dangers(facts, shown),
    dataLoss(facts, shown),
    ...protection(facts, shown),
    renames(facts, shown),
    counts(
      'Changes by type',
      'Type',
      facts.changes,
      ({ change }) => (change.mode === 'data' ? `data.${change.type}` : change.type),
      shown,
    ),
    ...(facts.changes.some(({ change }) => change.modulePath !== '')
      ? [counts('Changes by module', 'Module', facts.changes, ({ change }) => change.modulePath || '(root)', shown)]
      : []),
    drift(facts, shown),
    checks(facts, shown),
    outputs(facts, shown),
    deferred(facts, shown),
  ];
}

const DANGEROUS: ReadonlySet<ChangeKind> = new Set(['destroy', 'replace', 'forget']);
const DATA_WORDS = { yes: 'holds data', maybe: 'may hold data', no: '' } as const;

function dangers(facts: PlanFacts, shown: ShownText): PlanBlock {
  const rows = facts.changes.filter(({ kind, action }) => DANGEROUS.has(kind) || action === 'unrecognised');
  return {
    kind: 'table',
    title: 'Destroyed, replaced or forgotten',
    tone: 'danger',
    rank: 1,
    columns: ['Resource', 'Action', 'Why', 'Data', 'Dependants'],
    right: [4],
    rows: itemsFrom(rows, (row) => [
      [{ code: shown.line(row.change.address, 240) }],
      [actionWords(row)],
      [shown.line(row.why ?? '', 400)],
      [DATA_WORDS[row.stateful]],
      [row.dependants === 0 ? '' : String(row.dependants)],
    ]),
  };
}

function dataLoss({ dataLoss: lost }: PlanFacts, shown: ShownText): PlanBlock {
  return {
    kind: 'list',
    title: `Data loss: ${plural(lost.length, 'object')} that ${lost.length === 1 ? 'holds' : 'hold'} or may hold data`,
    tone: 'danger',
    rank: 1,
    items: itemsFrom(lost, (row) => [
      { code: shown.line(row.change.address, 240) },
      `is ${row.kind === 'replace' ? 'replaced: the new object is empty' : 'destroyed'}`,
      row.stateful === 'yes'
        ? `; what it holds is gone unless there is a backup`
        : '; whether it holds data is not known',
      ...(row.span ? [', at', { code: shown.line(placeOf(row.span), 240) }] : []),
      '.',
    ]),
  };
}

function protection(facts: PlanFacts, shown: ShownText): readonly PlanBlock[] {
  return [
    {
      kind: 'list',
      title: 'Forbidden by prevent_destroy: the plan fails here',
      tone: 'danger',
      rank: 1,
      items: itemsFrom(facts.preventDestroy, ({ address, span }) => placed(address, '', span, shown)),
    },
    {
      kind: 'list',
      title: 'Protection lost',
      tone: 'danger',
      rank: 1,
      items: itemsFrom(facts.protectionLost, ({ address, message, span }) => placed(address, message, span, shown)),
    },
  ];
}

function placed(address: string, message: string, span: ExplainedChange['span'], shown: ShownText): Words {
  return [
    { code: shown.line(address, 240) },
    ...(message === '' ? [] : [':', shown.line(message)]),
    ...(span ? ['(', { code: shown.line(placeOf(span), 240) }, ')'] : []),
  ];
}

function renames(facts: PlanFacts, shown: ShownText): PlanBlock {
  return {
    kind: 'source',
    title: 'Probably only renamed: a moved block would keep the object',
    tone: 'warning',
    rank: 2,
    items: itemsFrom(facts.renames, ({ from, to, moved, equal, compared }) => ({
      intro: [
        { code: shown.line(from, 240) },
        'is destroyed and',
        { code: shown.line(to, 240) },
        `is created, with ${String(equal)} of ${plural(compared, 'attribute')} equal:`,
      ],
      text: shown.lines(moved),
    })),
  };
}

const COUNTED: readonly (readonly [string, readonly ChangeKind[]])[] = [
  ['Destroy', ['destroy']],
  ['Replace', ['replace']],
  ['Forget', ['forget']],
  ['Change', ['update']],
  ['Create', ['create', 'import']],
  ['Other', ['move', 'read']],
];

/** How many objects of each kind; most dangerous first, then by name. */
function counts(
  title: string,
  column: string,
  changes: readonly ExplainedChange[],
  keyOf: (change: ExplainedChange) => string,
  shown: ShownText,
): PlanBlock {
  const byKey = new Map<string, number[]>();
  for (const change of changes) {
    const key = keyOf(change);
    const row = byKey.get(key) ?? COUNTED.map(() => 0);
    const at = COUNTED.findIndex(([, kinds]) => kinds.includes(change.kind));
    row[at] = (row[at] ?? 0) + 1;
    byKey.set(key, row);
  }
  const used = COUNTED.flatMap(([name], index) =>
    [...byKey.values()].some((row) => (row[index] ?? 0) > 0) ? [{ name, index }] : [],
  );
  const rows = [...byKey].sort(([a, x], [b, y]) => {
    for (let i = 0; i < COUNTED.length; i++) if (x[i] !== y[i]) return (y[i] ?? 0) - (x[i] ?? 0);
    return compareText(a, b);
  });
  return {
    kind: 'table',
    title,
    tone: 'plain',
    rank: 4,
    columns: [column, ...used.map(({ name }) => name)],
    right: used.map((_, index) => index + 1),
    rows: itemsFrom(rows, ([key, row]) => [
      [{ code: shown.line(key, 160) }],
      ...used.map(({ index }) => [row[index] ? String(row[index]) : '']),
    ]),
  };
}

/** Attributes of one drifted object that are named. */
const MOST_ATTRIBUTES = 5;

function drift(facts: PlanFacts, shown: ShownText): PlanBlock {
  return {
    kind: 'list',
    title: 'Drift: changed outside of Terraform, not by this change',
    tone: 'warning',
    rank: 5,
    items: itemsFrom(facts.drift, ({ address, kind, attributes, affectsPlan }) => [
      { code: shown.line(address, 240) },
      kind === 'gone' ? 'is gone' : 'is changed',
      ...(kind === 'gone' || attributes.length === 0
        ? []
        : [
            ':',
            ...attributes
              .slice(0, MOST_ATTRIBUTES)
              .flatMap(({ attribute, before, after }, index) => [
                ...(index === 0 ? [] : [',']),
                { code: shown.line(`${attribute} ${before} → ${after}`, 300) },
              ]),
            ...(attributes.length > MOST_ATTRIBUTES ? [`and ${String(attributes.length - MOST_ATTRIBUTES)} more`] : []),
          ]),
      affectsPlan ? '; this plan depends on it.' : '.',
    ]),
  };
}

const CHECK_WORDS = { fail: 'fails', error: 'could not be checked', unknown: 'is known only after apply' } as const;

function checks(facts: PlanFacts, shown: ShownText): PlanBlock {
  return {
    kind: 'list',
    title: 'Checks that do not pass',
    tone: 'warning',
    rank: 3,
    items: itemsFrom(facts.failedChecks, ({ address, status, problems }) => [
      { code: shown.line(address, 240) },
      CHECK_WORDS[status],
      ...problems.slice(0, 3).map((problem, index) => `${index === 0 ? ': ' : '; '}${shown.line(problem, 400)}`),
    ]),
  };
}

function outputs(facts: PlanFacts, shown: ShownText): PlanBlock {
  return {
    kind: 'list',
    title: 'Outputs that change',
    tone: 'plain',
    rank: 5,
    items: itemsFrom(facts.outputs, ({ name, action, before, after }) => [
      { code: shown.line(name, 160) },
      ':',
      ...(action === 'create'
        ? ['new,', { code: shown.line(after, 300) }]
        : action === 'delete'
          ? ['removed, was', { code: shown.line(before, 300) }]
          : [{ code: shown.line(before, 300) }, '→', { code: shown.line(after, 300) }]),
    ]),
  };
}

function deferred(facts: PlanFacts, shown: ShownText): PlanBlock {
  return {
    kind: 'list',
    title: 'Put off to a later plan',
    tone: 'warning',
    rank: 5,
    items: itemsFrom(facts.deferred, ({ address, reason }) => [
      { code: shown.line(address, 240) },
      ':',
      shown.line(reason, 200),
    ]),
  };
}

/**
 * Compares the facts of plans with counts that were made independently. The folder holds `index.json`: `files`, each with
 * `kind: "plan"`, `path` and the counts named in `COLUMNS`. Prints what agrees and every disagreement; exits with 1 when
 * there is one that `EXPLAINED` does not account for.
 *
 *   npx tsx scripts/plan-facts.ts <folder>
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { loadPlan } from '../src/evaluate/plan/load-plan.ts';
import type { Plan } from '../src/evaluate/plan/plan.ts';
import { planFacts } from '../src/plan/facts/facts.ts';
import type { ExplainedChange, PlanFacts } from '../src/plan/facts/plan-facts.ts';
import { planLine } from '../src/plan/facts/totals.ts';

type Record_ = Readonly<Record<string, unknown>>;
type Column = (facts: PlanFacts, plan: Plan) => unknown;

const VERBS: Readonly<Record<string, string>> = { destroy: 'delete', replace: 'replace' };

function destroyed(facts: PlanFacts, stateful: ExplainedChange['stateful']): readonly string[] {
  return facts.dataLoss
    .filter((change) => change.stateful === stateful)
    .map(({ kind, change: { address, deposed } }) => {
      const suffix = deposed === undefined ? '' : ` (deposed ${deposed})`;
      return `${VERBS[kind] ?? kind} ${address}${suffix}`;
    })
    .toSorted();
}

/** Terraform prints its line when it lists any change. */
function lineOf({ totals, changes }: PlanFacts): string | null {
  return changes.length > 0 ? planLine(totals) : null;
}

function actionsOf({ totals: { add, change, destroy, replace, read, forget } }: PlanFacts): Record_ {
  const counts = { create: add - replace, update: change, delete: destroy - replace, replace, read, forget };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

const COLUMNS: Readonly<Record<string, Column>> = {
  plan_line: lineOf,
  actions: actionsOf,
  data_destroyed: (facts) => destroyed(facts, 'yes'),
  data_possibly_destroyed: (facts) => destroyed(facts, 'maybe'),
  resource_drift: ({ drift }) => drift.length,
  moved: ({ totals }) => totals.move,
  imported: ({ totals }) => totals.import,
  forgotten: ({ totals }) => totals.forget,
  outputs: ({ outputs }) => {
    const counts: Record<string, number> = {};
    for (const { action } of outputs) counts[action] = (counts[action] ?? 0) + 1;
    return counts;
  },
  deposed: ({ changes }) => changes.some(({ change }) => change.deposed !== undefined),
  errored: (_, plan) => plan.errored,
};

/** What the index counts and the facts leave out. */
function expected(column: string, value: unknown): unknown {
  const withoutNoOps = (counts: object): Record_ =>
    Object.fromEntries(Object.entries(counts).filter(([name]) => name !== 'no-op' && name !== 'none'));
  if ((column === 'actions' || column === 'outputs') && typeof value === 'object' && value !== null) {
    return withoutNoOps(value);
  }
  if (column === 'errored') return value ?? false;
  return Array.isArray(value) ? value.map(String).toSorted() : value;
}

/** Disagreements that are right as they are: why, by file and column. */
const EXPLAINED: Readonly<Record<string, string>> = {
  'plans/stub-drift-delete-recreate.json data_possibly_destroyed':
    'settings of a bucket, which hold nothing; the bucket itself is created',
};

function canonical(value: unknown): string {
  const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
  return JSON.stringify(isPlain ? Object.fromEntries(Object.entries(value).toSorted()) : value);
}

function recordsOf(folder: string): readonly Record_[] {
  const index: unknown = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  const files = typeof index === 'object' && index !== null && 'files' in index ? index.files : undefined;
  if (!Array.isArray(files)) throw new Error(`${folder}/index.json has no list "files"`);
  return files.filter((file): file is Record_ => typeof file === 'object' && file !== null);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: plan-facts <folder>\n');
  process.exit(2);
}
const agreed: Record<string, number> = {};
const totals = { plans: 0, refused: 0, explained: 0, unexplained: 0 };
for (const record of recordsOf(folder)) {
  const { path, kind } = record;
  if (kind !== 'plan' || typeof path !== 'string') continue;
  const loaded = loadPlan(readFileSync(join(folder, path)), { file: path });
  if ('diagnostics' in loaded) {
    totals.refused++;
    process.stdout.write(`${path}: not loaded: ${loaded.diagnostics.map(({ message }) => message).join(' ')}\n`);
    continue;
  }
  totals.plans++;
  const facts = planFacts(loaded.plan);
  for (const [column, count] of Object.entries(COLUMNS)) {
    const [ours, theirs] = [canonical(count(facts, loaded.plan)), canonical(expected(column, record[column]))];
    if (ours === theirs) {
      agreed[column] = (agreed[column] ?? 0) + 1;
      continue;
    }
    const why = EXPLAINED[`${path} ${column}`];
    if (why === undefined) totals.unexplained++;
    else totals.explained++;
    process.stdout.write(`${path}: ${column}: facts ${ours}, index ${theirs}${why === undefined ? '' : ` (${why})`}\n`);
  }
}
for (const [column, count] of Object.entries(agreed)) process.stdout.write(`${column}: ${String(count)} agree\n`);
process.stdout.write(
  `${String(totals.plans)} plans, ${String(totals.refused)} not loaded; disagreements: ${String(totals.explained)} explained, ` +
    `${String(totals.unexplained)} not\n`,
);
process.exit(totals.unexplained > 0 ? 1 : 0);

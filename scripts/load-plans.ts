/**
 * Loads every file of a folder as a plan and prints what came of it: resources of the graph, changes by action, and what
 * the masks cover (unknown in `after`; sensitive in `before` and `after`). `--json` prints one record a file, for comparing
 * with an independent count.
 *
 *   npx tsx scripts/load-plans.ts <folder> [--json]
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { loadPlan } from '../src/evaluate/plan/load-plan.ts';
import type { Plan } from '../src/evaluate/plan/plan.ts';

interface Row {
  readonly file: string;
  readonly result: 'ok' | 'error';
  readonly resources: number;
  readonly changes: number;
  readonly actions: Readonly<Record<string, number>>;
  readonly outputs: number;
  readonly drift: number;
  readonly unknown: number;
  readonly sensitive: number;
  readonly milliseconds: number;
  readonly messages: readonly string[];
}

const EMPTY = { resources: 0, changes: 0, actions: {}, outputs: 0, drift: 0, unknown: 0, sensitive: 0 };

function rowOf(file: string, bytes: Uint8Array): Row {
  const start = performance.now();
  const loaded = loadPlan(bytes, { file });
  const milliseconds = Math.round(performance.now() - start);
  if ('diagnostics' in loaded) {
    const messages = loaded.diagnostics.map(({ message }) => message);
    return { file, result: 'error', ...EMPTY, milliseconds, messages };
  }
  return {
    file,
    result: 'ok',
    ...countsOf(loaded.plan),
    milliseconds,
    messages: loaded.plan.diagnostics.map(({ message }) => message),
  };
}

function countsOf(plan: Plan): Omit<Row, 'file' | 'result' | 'milliseconds' | 'messages'> {
  const actions: Record<string, number> = {};
  for (const { action } of plan.changes) actions[action] = (actions[action] ?? 0) + 1;
  const sum = (count: (change: Plan['changes'][number]) => number): number =>
    plan.changes.reduce((total, change) => total + count(change), 0);
  return {
    resources: plan.graph.resources.filter(({ body }) => body.type === 'resource' || body.type === 'data').length,
    changes: plan.changes.length,
    actions,
    outputs: plan.outputs.length,
    drift: plan.drift.length,
    unknown: sum((change) => change.unknownPaths().length),
    sensitive: sum((change) => change.sensitivePaths('before').length + change.sensitivePaths('after').length),
  };
}

const [folder, flag] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: load-plans <folder> [--json]\n');
  process.exit(2);
}
const rows = readdirSync(folder)
  .filter((name) => statSync(join(folder, name)).isFile())
  .toSorted()
  .map((name) => rowOf(name, readFileSync(join(folder, name))));

if (flag === '--json') {
  for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
} else {
  for (const row of rows) {
    const actions = Object.entries(row.actions).map(([action, count]) => `${action} ${String(count)}`);
    const counts = `${String(row.resources)} resources, ${String(row.unknown)} unknown, ${String(row.sensitive)} sensitive, ${String(row.milliseconds)} ms`;
    process.stdout.write(
      `${row.result.padEnd(6)}${row.file.padEnd(44)}${row.result === 'ok' ? `${counts}; ${actions.join(', ')}` : ''}\n`,
    );
    for (const message of row.messages) process.stdout.write(`      ${message}\n`);
  }
  const total = (pick: (row: Row) => number): string => String(rows.reduce((sum, row) => sum + pick(row), 0));
  const ok = rows.filter(({ result }) => result === 'ok').length;
  process.stdout.write(
    `\n${String(rows.length)} files, ${String(ok)} loaded; ${total((row) => row.resources)} resources, ${total((row) => row.changes)} changes, ` +
      `${total((row) => row.unknown)} unknown, ${total((row) => row.sensitive)} sensitive\n`,
  );
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runRules } from '../../src/engine/run-rules.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { reviewChange } from '../../src/review.ts';
import { checkRunOf } from '../../src/report/check-run.ts';
import { summaryCommentOf } from '../../src/report/summary-comment.ts';
import { rules } from '../../src/rules/registry.ts';
import { scanTree } from '../../src/scan.ts';
import { directoryPair } from '../../src/sources/directory-pair.ts';
import { directoryTree } from '../../src/sources/directory.ts';
import { loadParsers, parseFile, parseFiles } from '../../src/syntax/parse.ts';
import { moduleTree, terraformText, workflowText, writeTree } from './generated-tree.ts';

/** One thing that is measured, in a process of its own. */
export interface Scenario {
  readonly name: string;
  readonly method: string;
  /** Figures by name; the unit is in the name. */
  readonly run: () => Promise<Readonly<Record<string, number>>>;
}

const RUNS = 7;
const round = (value: number): number => Math.round(value * 100) / 100;

/** Median milliseconds of `work`, after one run that is not counted. */
async function medianMs(work: () => Promise<unknown>, runs = RUNS): Promise<number> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
}

async function parseSpeed(path: string, text: string): Promise<Readonly<Record<string, number>>> {
  const bytes = Buffer.from(text);
  await loadParsers();
  const ms = await medianMs(() => parseFile(path, bytes));
  return {
    mbPerSecond: round(bytes.length / 1e6 / (ms / 1000)),
    ms: round(ms),
    kilobytes: Math.round(bytes.length / 1000),
  };
}

async function scanCost(files: number): Promise<Readonly<Record<string, number>>> {
  const dir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  try {
    const count = writeTree(dir, moduleTree(files));
    const ms = await medianMs(() => scanTree(directoryTree(dir), 'bench', { rules }), 5);
    return { files: count, ms: Math.round(ms), msPerFile: round(ms / count) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function ruleShare(): Promise<Readonly<Record<string, number>>> {
  const files = new Map([...moduleTree(400)].map(([path, text]) => [path, Buffer.from(text)] as const));
  const parsed = await parseFiles(files);
  const { graph } = evaluate(parsed);
  const all = await medianMs(() => Promise.resolve(runRules(rules, graph)));
  return {
    rules: rules.length,
    ms: Math.round(all),
    microsecondsPerRuleAndFile: round((all * 1000) / rules.length / files.size),
  };
}

const sample = resolve(import.meta.dirname, '../../fixtures/pull-requests/checkout-service');

async function reviewSample(): Promise<void> {
  const open = await directoryPair(join(sample, 'base'), join(sample, 'head')).open();
  const review = await reviewChange(open, { rules });
  checkRunOf(review);
  summaryCommentOf(review);
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'parse HCL',
    method: 'one generated file of 100 resources, both parsers (hcl2json for validity, tree-sitter for places)',
    run: () => parseSpeed('main.tf', terraformText(100)),
  },
  {
    name: 'parse YAML',
    method: 'one generated workflow of 200 jobs, js-yaml events into a positioned tree',
    run: () => parseSpeed('.github/workflows/ci.yml', workflowText(200)),
  },
  ...[50, 250, 1000].map((files) => ({
    name: `scan ${files} files`,
    method: 'generated tree of root modules that call local modules: read, parse, evaluate, all rules, score; no cache',
    run: () => scanCost(files),
  })),
  { name: 'rules', method: 'all rules over the evaluated graph of a generated 400-file tree', run: ruleShare },
  {
    name: 'review of the demo pull request',
    method: 'both sides read from disk (git diff included), parsed, evaluated, judged, compared, fixes tried, rendered',
    run: async () => ({ ms: Math.round(await medianMs(reviewSample, 15)) }),
  },
];

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
import { newCaches } from '../../src/review/new-caches.ts';
import type { ReadCaches } from '../../src/review/read-side.ts';
import { evaluationCache } from '../../src/evaluate/evaluation-cache.ts';
import { parseCache } from '../../src/syntax/parse-cache.ts';
import { gateCost } from './plan-gate.ts';
import { planReportCost } from './plan-report.ts';
import { sandboxOverhead } from './plan-sandbox.ts';
import { lineCount, moduleTree, repositoryTree, terraformText, workflowText, writeTree } from './generated-tree.ts';

/** One thing that is measured, in a process of its own. */
export interface Scenario {
  readonly name: string;
  readonly method: string;
  /** Figures by name; the unit is in the name. */
  readonly run: () => Promise<Readonly<Record<string, number>>>;
}

const RUNS = 7;
const round = (value: number): number => Math.round(value * 100) / 100;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

interface Cost {
  /** Median milliseconds of the runs after the first. */
  readonly ms: number;
  /** The same of processor time: says what the work costs on a machine that others use too. */
  readonly cpuMs: number;
  /** Peak memory of the process after the first run, start-up included. */
  readonly peakMb: number;
}

/** What `work` costs: its peak memory in the first run, its time in the runs after it. */
async function costOf(work: () => Promise<unknown>, runs = RUNS): Promise<Cost> {
  await work();
  // maxRSS is in KiB: https://nodejs.org/api/process.html#processresourceusage
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const times: number[] = [];
  const cpuTimes: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    await work();
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    cpuTimes.push((user + system) / 1000);
  }
  return { ms: median(times), cpuMs: median(cpuTimes), peakMb };
}

async function parseSpeed(path: string, text: string): Promise<Readonly<Record<string, number>>> {
  const bytes = Buffer.from(text);
  await loadParsers();
  const { ms, peakMb } = await costOf(() => parseFile(path, bytes));
  const mbPerSecond = round(bytes.length / 1e6 / (ms / 1000));
  return { mbPerSecond, ms: round(ms), kilobytes: Math.round(bytes.length / 1000), peakMb };
}

async function scanCost(files: number): Promise<Readonly<Record<string, number>>> {
  const dir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  try {
    const count = writeTree(dir, moduleTree(files));
    const { ms, cpuMs, peakMb } = await costOf(() => scanTree(directoryTree(dir), 'bench', { rules }), 5);
    return {
      files: count,
      ms: Math.round(ms),
      msPerFile: round(ms / count),
      cpuMsPerFile: round(cpuMs / count),
      peakMb,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A whole scan with caches that are new, and again with the same ones: what does not change is read and hashed. */
async function repositoryCost(thousands: number): Promise<Readonly<Record<string, number>>> {
  const dir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  try {
    const tree = repositoryTree({ lines: thousands * 1000, modules: (thousands * 40) / 50, calls: thousands * 4 });
    writeTree(dir, tree);
    const lines = [...tree.values()].reduce((sum, text) => sum + lineCount(text), 0);
    // Processor time: says what the work costs on a machine that others use too.
    const timed = async (caches: ReadCaches): Promise<number> => {
      const start = process.cpuUsage();
      await scanTree(directoryTree(dir), 'bench', { rules, caches });
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    const [firsts, seconds]: [number[], number[]] = [[], []];
    let peakMb = 0;
    for (let run = 0; run < 3; run += 1) {
      const caches = newCaches();
      firsts.push(await timed(caches));
      if (run === 0) peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
      seconds.push(await timed(caches));
    }
    const [first, second] = [median(firsts), median(seconds)];
    const evaluation = await evaluationCost(tree);
    return {
      lines,
      cpuMs: Math.round(first),
      cpuMsPer1000Lines: round((first / lines) * 1000),
      peakMb,
      secondCpuMs: Math.round(second),
      secondPercent: round((second / first) * 100),
      ...evaluation,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The same for parsing and evaluation alone, from memory. */
async function evaluationCost(tree: ReadonlyMap<string, string>): Promise<Readonly<Record<string, number>>> {
  const files = new Map([...tree].map(([path, text]) => [path, Buffer.from(text)] as const));
  const [parse, cache] = [parseCache(), evaluationCache()];
  const timed = async (): Promise<number> => {
    const start = performance.now();
    evaluate(await parseFiles(files, parse), { cache });
    return performance.now() - start;
  };
  const [first, second] = [await timed(), await timed()];
  return { parseAndEvaluateMs: Math.round(first), againPercent: round((second / first) * 100) };
}

async function ruleShare(): Promise<Readonly<Record<string, number>>> {
  const files = new Map([...moduleTree(400)].map(([path, text]) => [path, Buffer.from(text)] as const));
  const parsed = await parseFiles(files);
  const { graph } = evaluate(parsed);
  const { ms } = await costOf(() => Promise.resolve(runRules(rules, graph)));
  const microsecondsPerRuleAndFile = round((ms * 1000) / rules.length / files.size);
  return { rules: rules.length, ms: Math.round(ms), microsecondsPerRuleAndFile };
}

const sample = resolve(import.meta.dirname, '../../fixtures/pull-requests/checkout-service');

async function reviewSample(): Promise<void> {
  const open = await directoryPair(join(sample, 'base'), join(sample, 'head')).open();
  const review = await reviewChange(open, { rules });
  checkRunOf(review);
  summaryCommentOf(review);
}

/** All measurements, in the order they are run. */
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
  ...[25, 50].map((thousands) => ({
    name: `repository of ${thousands},000 lines`,
    method:
      `generated: ${(thousands * 40) / 50} modules called ${thousands * 4} times from root modules of 20 calls; whole scan, processor time, median of 3 with new ` +
      'caches; then the same again with the caches of the first; peak of the first run; parse and evaluate alone, once',
    run: () => repositoryCost(thousands),
  })),
  { name: 'rules', method: 'all rules over the evaluated graph of a generated 400-file tree', run: ruleShare },
  {
    name: 'review of the demo pull request',
    method: 'both sides read from disk (git diff included), parsed, evaluated, judged, compared, fixes tried, rendered',
    run: async () => {
      const { ms, peakMb } = await costOf(reviewSample, 15);
      return { ms: Math.round(ms), peakMb };
    },
  },
  {
    name: 'plan in the sandbox',
    method:
      'gate, then init, plan and show of three terraform_data, each in its sandbox, against the same commands bare, in turns in one run; ' +
      'ratio: median of the pairs; of the fastest: what it costs when nobody else uses the machine',
    run: sandboxOverhead,
  },
  {
    name: 'plan: the gate alone',
    method: 'root module of 50 generated files, one of them changed, parsed already: all checks before init',
    run: gateCost,
  },
  {
    name: 'plan: report of 5,000 changes',
    method:
      'generated plan with policies and secrets: loading its JSON, facts, and the check run from both (goal: below 300 ms, inside of ' +
      'GitHub’s limits)',
    run: planReportCost,
  },
];

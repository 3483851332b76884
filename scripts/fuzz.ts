/**
 * Changes real files at random and reads and evaluates them with the files around them: nothing may throw or hang, and both
 * parsers must agree.
 *
 *   npx tsx scripts/fuzz.ts [folder] [--runs=20000] [--seed=1]
 *
 * Input number n is made from the seed plus n alone, so `--seed=<its seed> --runs=1` repeats it. The work is done in a
 * process of its own, which is ended when one input takes more than 20 s. Exit status 1 when something was found.
 */
import fc from 'fast-check';
import { fork } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

import { loadParsers } from '../src/syntax/parse.ts';
import { parseCache } from '../src/syntax/parse-cache.ts';
import { checkInput } from './fuzz/check-input.ts';
import { corpus, sampleAt } from './fuzz/corpus.ts';
import { recipe } from './fuzz/mutate.ts';

const HANG_MS = 20_000;
/** An input that takes more processor time is a finding. */
const SLOW_MS = 2_000;

interface Message {
  readonly seed: number;
  /** Left out when the input is only begun. */
  readonly result?: {
    readonly path: string;
    readonly parse: number;
    readonly evaluate: number;
    readonly valid: boolean;
    readonly unchecked: boolean;
    readonly faults: readonly string[];
    readonly gaps: readonly string[];
    readonly saved?: string;
  };
}

function option(name: string, otherwise: number): number {
  const value = process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  return value === undefined ? otherwise : Number(value);
}

const folder = resolve(
  process.argv[2]?.startsWith('--') === false ? process.argv[2] : join(import.meta.dirname, '../fixtures'),
);
const runs = option('runs', 20_000);
const firstSeed = option('seed', 1);

/** The process that does the work: tells what it begins and what came of it. */
async function work(): Promise<void> {
  const send = (message: Message): Promise<void> =>
    new Promise((done) => {
      process.send?.(message, undefined, undefined, () => {
        done();
      });
    });
  await loadParsers();
  const samples = corpus(folder);
  const saved = mkdtempSync(join(tmpdir(), 'plumbline-fuzz-'));
  const cache = parseCache();
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    await send({ seed });
    const [input] = fc.sample(recipe, { seed, numRuns: 1 });
    const sample = input && sampleAt(samples, input.sample);
    if (!sample) continue;
    const { bytes, ...result } = await checkInput(sample, input.mutations, cache);
    const isFound = result.faults.length + result.gaps.length > 0 || result.parse + result.evaluate > SLOW_MS;
    const file = join(saved, `${seed}-${basename(sample.path)}`);
    if (isFound) writeFileSync(file, bytes);
    await send({ seed, result: { ...result, path: sample.path, ...(isFound ? { saved: file } : {}) } });
  }
}

interface Tally {
  readonly times: { readonly seed: number; readonly path: string; readonly parse: number; readonly evaluate: number }[];
  readonly findings: string[];
  readonly gaps: string[];
  valid: number;
  unchecked: number;
}

/** Runs the inputs from `seed` in one process; resolves to the first seed that it did not get to. */
function supervise(seed: number, tally: Tally): Promise<number> {
  return new Promise((done) => {
    const script = process.argv[1] ?? '';
    const rest = firstSeed + runs - seed;
    const child = fork(script, [folder, '--child', `--seed=${seed}`, `--runs=${rest}`], { execArgv: process.execArgv });
    let current = seed - 1;
    let timer: NodeJS.Timeout | undefined;
    child.on('message', (message: Message) => {
      clearTimeout(timer);
      current = message.seed;
      if (!message.result) timer = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
      else record(message.seed, message.result, tally);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) done(firstSeed + runs);
      else {
        tally.findings.push(`seed ${current}: the process ended (${signal ?? `status ${code}`}): a hang or no memory`);
        done(current + 1);
      }
    });
  });
}

function record(seed: number, result: NonNullable<Message['result']>, tally: Tally): void {
  const { path, parse, evaluate, faults, gaps, saved = '' } = result;
  tally.times.push({ seed, path, parse, evaluate });
  if (result.valid) tally.valid += 1;
  if (result.unchecked) tally.unchecked += 1;
  for (const fault of faults) tally.findings.push(`seed ${seed} ${saved}: ${fault}`);
  for (const gap of gaps) tally.gaps.push(`seed ${seed} ${saved}: ${gap}`);
  if (parse + evaluate > SLOW_MS) tally.findings.push(`seed ${seed} ${saved}: ${Math.round(parse + evaluate)} ms`);
}

async function main(): Promise<number> {
  const tally: Tally = { times: [], findings: [], gaps: [], valid: 0, unchecked: 0 };
  for (let seed = firstSeed; seed < firstSeed + runs;) seed = await supervise(seed, tally);
  const { times, findings, gaps, valid, unchecked } = tally;
  const files = new Set(times.map((one) => one.path)).size;
  console.log(
    `${times.length} inputs from ${files} files of ${folder}: ${valid} valid, ${unchecked} not checked by hcl2json`,
  );
  for (const stage of ['parse', 'evaluate'] as const) {
    const slowest = times.toSorted((a, b) => b[stage] - a[stage]).slice(0, 3);
    const told = slowest.map((one) => `${Math.round(one[stage])} ms (seed ${one.seed}, ${one.path})`);
    console.log(`slowest ${stage}: ${told.join(' · ')}`);
  }
  console.log(`valid but not understood by our grammar (told in a diagnostic): ${gaps.length}`);
  for (const gap of gaps.slice(0, 10)) console.log(`  ${gap}`);
  console.log(`findings: ${findings.length}`);
  for (const finding of findings.slice(0, 20)) console.log(`  ${finding}`);
  return findings.length > 0 ? 1 : 0;
}

if (process.argv.includes('--child')) {
  await work();
  process.exit(0);
}
process.exit(await main());

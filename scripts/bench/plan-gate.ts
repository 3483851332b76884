import { createHash } from 'node:crypto';
import type { GateInput, GateSide } from '../../src/plan/gate/gate-input.ts';
import { judgeGate } from '../../src/plan/gate/judge-gate.ts';
import { parseFiles } from '../../src/syntax/parse.ts';
import { terraformText } from './generated-tree.ts';

const RUNS = 15;
const FILES = 50;

/** What the static gate costs for a root module of `FILES` generated files that a pull request changes in one; units are in the names. */
export async function gateCost(): Promise<Readonly<Record<string, number>>> {
  const files = new Map(
    Array.from({ length: FILES }, (_, index) => [`live/f${String(index)}.tf`, text(index)] as const),
  );
  const head = new Map([...files, ['live/f0.tf', `${text(0)}\nlocals {\n  changed = true\n}\n`] as const]);
  const input = await gateInput(head, files);
  const { outcome, reasons } = judgeGate(input);
  if (outcome !== 'run') throw new Error(`the generated root is not let through: ${reasons[0]?.code ?? outcome}`);
  const ms = median(Array.from({ length: RUNS }, () => timed(input)));
  return { files: FILES, gateMs: Math.round(ms * 100) / 100 };
}

/** Milliseconds of one judgement. */
function timed(input: GateInput): number {
  const start = performance.now();
  judgeGate(input);
  return performance.now() - start;
}

/** What the gate is asked about a root module in `live`, for a member of the project. */
export async function gateInput(
  head: ReadonlyMap<string, string>,
  base: ReadonlyMap<string, string>,
): Promise<GateInput> {
  return {
    root: 'live',
    headSha: '0'.repeat(40),
    head: await sideOf(head),
    base: await sideOf(base),
    policy: { allow: { moduleHosts: [] }, forks: 'hold' },
    author: { login: 'ada', fromFork: false, association: 'MEMBER' },
    approval: undefined,
    backEnd: 'local',
    tool: 'terraform',
  };
}

async function sideOf(tree: ReadonlyMap<string, string>): Promise<GateSide> {
  const entries = [...tree].map(([path, content]) => ({
    path,
    kind: 'file' as const,
    size: content.length,
    sha: createHash('sha1').update(content).digest('hex'),
  }));
  const files = await parseFiles(new Map([...tree].map(([path, content]) => [path, Buffer.from(content)] as const)));
  return { files, listing: { entries, complete: true } };
}

/** Six resources, named unlike those of other files. */
function text(index: number): string {
  return terraformText(6).replaceAll(/\b([bdsp])(\d)/g, `$1${String(index)}_$2`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../model/errors.ts';
import type { PlanReport } from '../plan/plan-report.ts';
import type { PlanRunner } from '../ports/plan-runner.ts';
import { planRoot } from '../plan-root.ts';
import { planJsonOf } from '../report/plan/plan-json.ts';
import { planHtmlOf } from '../report/plan/plan-html.ts';
import { planMarkdownOf } from '../report/plan/plan-markdown.ts';
import { planSarifOf } from '../report/plan/plan-sarif.ts';
import { planTerminalOf } from '../report/plan/plan-terminal.ts';
import { rules } from '../rules/registry.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';
import type { Format } from './render.ts';
import { openFolder } from './plan-folder.ts';
import { planFromFile } from '../plan-from-file.ts';
import { policyFor } from './scan-command.ts';
import { VERSION } from './version.ts';

/** Arguments and options of `plan`, as commander gives them. */
export interface PlanArguments {
  readonly dir: string | undefined;
  readonly from?: string | undefined;
  readonly format: Format;
  readonly state?: string | undefined;
  readonly approve?: boolean | undefined;
  readonly varFile?: readonly string[] | undefined;
  readonly workspace?: string | undefined;
  readonly environment?: string | undefined;
  readonly verbose?: boolean | undefined;
}

/** Opens the local back end when a command needs it: its sandbox is tested first. */
export interface PlanAccess {
  open(): Promise<PlanRunner | { readonly unavailable: string }>;
  /** Everything on standard input. */
  readonly readInput: () => Promise<Uint8Array>;
}

/** `plumbline plan`: plans a folder in the sandbox, or reviews a plan that exists. */
export async function planCommand(args: PlanArguments, io: Io, access: PlanAccess): Promise<ExitCode> {
  const report =
    args.from === undefined ? await planFolder(args, io, access) : await fromFile(args, args.from, io, access);
  io.write(rendered(report, args, io));
  if (report.run?.outcome === 'not-run') return EXIT.failed;
  const isLetThrough = report.gate === undefined || report.gate.outcome === 'run';
  return isLetThrough && (report.conclusion === 'success' || report.conclusion === 'neutral')
    ? EXIT.holds
    : EXIT.breaks;
}

async function fromFile(args: PlanArguments, from: string, io: Io, access: PlanAccess): Promise<PlanReport> {
  const bytes = from === '-' ? await access.readInput() : await readPlan(resolve(io.cwd, from), from);
  const source = args.dir === undefined ? undefined : await openFolder(args, args.dir, io);
  source?.progress.end();
  const policy = source?.read.policy ?? (await policyFor(io.cwd, undefined));
  const report = planFromFile(bytes, { file: from === '-' ? 'plan.json' : from, policy, rules, source });
  if (!report.plan) throw new InputError(report.diagnostics[0]?.message ?? `${from} is no plan`);
  return report;
}

async function planFolder(args: PlanArguments, io: Io, access: PlanAccess): Promise<PlanReport> {
  const { open, read, root, progress } = await openFolder(args, args.dir ?? '.', io);
  const state = args.state === undefined ? undefined : await readPlan(resolve(io.cwd, args.state), args.state);
  const ended = new AbortController();
  const stop = (): void => {
    ended.abort();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const by = 'the person at the keyboard';
    const report = await planRoot(open, read, root, {
      rules,
      backEnd: 'local',
      runner: await access.open(),
      approval: () => Promise.resolve(args.approve === true ? { sha: open.change.headSha, by } : undefined),
      hooks: {
        signal: ended.signal,
        onProgress: (stage) => {
          progress.step(`Planning: ${stage}`, 0, 1);
        },
      },
      state,
    });
    // There is no commit that a report could name.
    return { ...report, change: undefined };
  } finally {
    progress.end();
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}

function rendered(report: PlanReport, { format, verbose }: PlanArguments, io: Io): string {
  switch (format) {
    case 'pretty':
      return planTerminalOf(report, { color: io.color, width: io.width, verbose: verbose ?? false });
    case 'markdown':
      return planMarkdownOf(report);
    case 'json':
      return `${JSON.stringify(planJsonOf(report), null, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(planSarifOf(report, { rules, version: VERSION }), null, 2)}\n`;
    case 'html':
      return planHtmlOf(report);
  }
}

async function readPlan(path: string, name: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw new InputError(`${name} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  });
}

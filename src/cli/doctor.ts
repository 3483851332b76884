import { EXIT, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** One thing that Plumbline uses, as found on this machine. */
export interface Checked {
  readonly name: string;
  /** `ok`; `missing`: something is disabled; `broken`: Plumbline cannot work. */
  readonly state: 'ok' | 'missing' | 'broken';
  /** Version or place when it is there; else what that disables and how to get it. */
  readonly detail: string;
}

/** How the machine is asked; the composition root runs the programs. */
export interface Machine {
  examine(): Promise<readonly Checked[]>;
}

const MARKS = { ok: 'ok', missing: '--', broken: '!!' } as const;

/** `plumbline doctor`: 0 unless something is broken that every command needs. */
export async function doctorCommand(machine: Machine, io: Io): Promise<ExitCode> {
  const findings = await machine.examine();
  const width = Math.max(...findings.map(({ name }) => name.length));
  io.write(
    findings.map(({ name, state, detail }) => `${MARKS[state]}  ${name.padEnd(width)}  ${detail}`).join('\n') + '\n',
  );
  return findings.some(({ state }) => state === 'broken') ? EXIT.breaks : EXIT.holds;
}

import { EXIT } from './exit.ts';

/** What a command needs of the terminal; tests pass their own. */
export interface Io {
  readonly cwd: string;
  /** Whole output of a command; written once. */
  readonly write: (text: string) => void;
  /** Progress and problems. */
  readonly warn: (text: string) => void;
  /** True when `write` reaches a terminal that shows colour. */
  readonly color: boolean;
  /** True when `warn` reaches a terminal, so that a progress line can be rewritten in place. */
  readonly interactive: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** The part of a process that its output goes through. */
export interface OutputProcess {
  readonly stdout: Pick<NodeJS.EventEmitter, 'on'>;
  readonly stderr: Pick<NodeJS.EventEmitter, 'on'> & { write(text: string): unknown };
  exit(code: number): void;
}

/** The process's own terminal. Colour only on a terminal, and never with NO_COLOR (https://no-color.org). */
export function processIo(env: { readonly noColor: boolean; readonly forceColor: boolean }): Io {
  surviveFailedWrites(process);
  return {
    cwd: process.cwd(),
    write: (text) => {
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    warn: (text) => {
      process.stderr.write(text);
    },
    color: !env.noColor && (env.forceColor || process.stdout.isTTY),
    interactive: process.stderr.isTTY,
    width: process.stdout.columns || 100,
  };
}

/**
 * Keeps a failed write from ending the process with a stack trace. A reader that left early (`| head -1`) has what it wanted, so
 * the exit status stays the command's; any other failure (a full disk) is one line and exit status 2, since the report is torn.
 */
export function surviveFailedWrites(target: OutputProcess): void {
  target.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    target.stderr.write(`plumbline: the output cannot be written: ${error.message}\n`);
    target.exit(EXIT.failed);
  });
  target.stderr.on('error', () => undefined); // nobody is left to tell
}

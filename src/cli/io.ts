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

/** The process's own terminal. Colour only on a terminal, and never with NO_COLOR (https://no-color.org). */
export function processIo(env: { readonly noColor: boolean; readonly forceColor: boolean }): Io {
  return {
    cwd: process.cwd(),
    write: (text) => {
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    warn: (text) => {
      process.stderr.write(text);
    },
    color: env.forceColor || (process.stdout.isTTY && !env.noColor),
    interactive: process.stderr.isTTY,
    width: process.stdout.columns || 100,
  };
}

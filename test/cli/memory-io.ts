import type { Io } from '../../src/cli/io.ts';

/** An Io that remembers what was written. */
export interface MemoryIo extends Io {
  output(): string;
  warnings(): string;
}

/** No colour, no terminal, 100 columns, working directory `cwd`. */
export function memoryIo(cwd: string): MemoryIo {
  let output = '';
  let warnings = '';
  return {
    cwd,
    color: false,
    interactive: false,
    width: 100,
    write: (text) => {
      output += text;
    },
    warn: (text) => {
      warnings += text;
    },
    output: () => output,
    warnings: () => warnings,
  };
}

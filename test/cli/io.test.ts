import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { surviveFailedWrites } from '../../src/cli/io.ts';

/** A process whose writes fail with `code` on the stream `which`. */
function failing(which: 'stdout' | 'stderr', code: string): { readonly exits: number[]; readonly lines: string[] } {
  const exits: number[] = [];
  const lines: string[] = [];
  const stdout = new EventEmitter();
  const stderr = Object.assign(new EventEmitter(), { write: (text: string) => lines.push(text) });
  surviveFailedWrites({ stdout, stderr, exit: (status) => exits.push(status) });
  const error = Object.assign(new Error(`${code}: write`), { code });
  (which === 'stdout' ? stdout : stderr).emit('error', error);
  return { exits, lines };
}

describe('output that cannot be written', () => {
  test('a reader that left early is no problem, and the exit status stays', () => {
    expect(failing('stdout', 'EPIPE')).toEqual({ exits: [], lines: [] });
  });

  test('a full disk is one line and exit status 2', () => {
    const line = 'plumbline: the output cannot be written: ENOSPC: write\n';
    expect(failing('stdout', 'ENOSPC')).toEqual({ exits: [2], lines: [line] });
  });

  test('a closed error stream is no problem', () => {
    expect(failing('stderr', 'EPIPE')).toEqual({ exits: [], lines: [] });
  });
});

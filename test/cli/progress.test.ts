import { describe, expect, test } from '@jest/globals';
import { progressOn } from '../../src/cli/progress.ts';
import { memoryIo } from './memory-io.ts';

describe('progressOn', () => {
  const at = (interactive: boolean, times: readonly number[]): string => {
    const io = { ...memoryIo('/'), interactive };
    let warned = '';
    let call = 0;
    const progress = progressOn({ ...io, warn: (text) => (warned += text) }, () => times[call++] ?? 0);
    for (let step = 1; step < times.length; step += 1) progress.step('Reading files', step, 9);
    progress.end();
    return warned;
  };

  test('stays silent for short work', () => {
    expect(at(true, [0, 100, 600])).toBe('');
  });

  test('rewrites one line for long work, and clears it', () => {
    expect(at(true, [0, 800, 850, 950])).toBe('\r\u001b[KReading files 1/9\r\u001b[KReading files 3/9\r\u001b[K');
  });

  test('stays silent when nobody watches', () => {
    expect(at(false, [0, 800, 950])).toBe('');
  });
});

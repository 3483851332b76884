import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DEFAULT_PROVIDERS, PROVIDERS_THAT_RUN_ANYTHING } from '../../../src/plan/gate/allowed-providers.data.ts';
import { GATE_CODES, gateCodeTable } from '../../../src/plan/gate/gate-codes.data.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/plan-gate.md'), 'utf8');

/** Cells of the rows of a table, whatever its columns are padded with. */
function cellsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => line.startsWith('|') && !/^[|\s-]+$/.test(line));
  return lines.map((line) => line.split('|').map((cell) => cell.trim()));
}

describe('docs/plan-gate.md', () => {
  test('has the table of codes as the gate uses them', () => {
    expect(cellsOf(page)).toEqual(cellsOf(gateCodeTable()));
    expect(cellsOf(page)).toHaveLength(Object.keys(GATE_CODES).length + 1);
  });

  test('lists exactly the providers that may run', () => {
    const section = /## Providers that may run\n([^]*?)\n## /.exec(page)?.[1] ?? '';
    const named = [...section.matchAll(/`([\w-]+\/[\w-]+)`/g)].map((match) => match[1] ?? '');
    expect(named).toEqual([...DEFAULT_PROVIDERS, ...PROVIDERS_THAT_RUN_ANYTHING]);
  });

  test('the list of providers is sorted and has each once', () => {
    expect([...new Set(DEFAULT_PROVIDERS)].sort()).toEqual([...DEFAULT_PROVIDERS]);
  });
});

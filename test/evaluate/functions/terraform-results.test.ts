import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

import { canRun, computed, type TerraformCase } from './computed.ts';

/** Calls whose result is left open on purpose: a limit, or a form whose exact result would be a guess. */
const UNDECIDED: ReadonlySet<string> = new Set(readCases('undecided').map(nameOf));

function readCases(file: string): readonly TerraformCase[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'terraform', `${file}.json`), 'utf8')) as TerraformCase[];
}

function nameOf({ call, args }: TerraformCase): string {
  return `${call}(${JSON.stringify(args).slice(1, -1)})`;
}

// The results were written down from Terraform 1.11.4.
describe.each(['strings', 'encoding', 'format'])('the %s functions give what Terraform gives', (file) => {
  const cases = readCases(file).filter(({ call }) => canRun(call));

  test.each(cases.map((known) => [nameOf(known), known] as const))('%s', (name, known) => {
    const outcome = computed(known);
    if (UNDECIDED.has(name)) expect(outcome).toHaveProperty('undecided');
    else expect(outcome).toEqual(known.refused ? { refused: true } : { result: known.result });
  });
});

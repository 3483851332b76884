import { describe, expect, test } from '@jest/globals';

import { evaluate, type Evaluation } from '../../src/evaluate/evaluate.ts';
import type { Block } from '../../src/model/resource.ts';
import type { Value } from '../../src/model/value.ts';
import { parseFiles } from '../../src/syntax/parse.ts';
import { refusals, refusedConfigurations, type RefusedConfiguration } from '../terraform/refused-configurations.ts';

/** What Terraform refuses though every value could be computed: rules of use, which a review does not check again. */
const RULES_OF_USE = new Set([
  'ephemeral-into-resource',
  'for-each-sensitive',
  'module-argument-unknown',
  'sensitive-output',
  'validation-fails',
]);

/** Where something is said with a warning and evaluation goes on with what is written first. */
const WARNED = new Set(['duplicate-resource', 'duplicate-variable', 'override-without-base']);

const errors = refusals();

describe('what terraform refuses', () => {
  test.each(refusedConfigurations().map((one) => [one.name, one] as const))(
    '%s has no value that is known',
    async (name, configuration) => {
      expect(errors[name]).toBeDefined();
      const { evaluation, warnings } = await evaluated(configuration);
      if (RULES_OF_USE.has(name)) return;
      if (WARNED.has(name)) {
        expect(warnings).toBeGreaterThan(0);
        return;
      }
      const output = evaluation.graph.at('.', 'output.o')?.body.attributes.get('value')?.value;
      expect(output?.kind).not.toBe('known');
      expect(
        warnings > 0 || evaluation.graph.resources.some(({ body, exists }) => exists === 'unknown' || isOpen(body)),
      ).toBe(true);
    },
  );

  test('every configuration is refused by terraform', () => {
    expect(Object.keys(errors)).toEqual(refusedConfigurations().map(({ name }) => name));
  });
});

async function evaluated({ files }: RefusedConfiguration): Promise<{ evaluation: Evaluation; warnings: number }> {
  const encoder = new TextEncoder();
  const bytes = new Map([...files].map(([path, text]) => [path, encoder.encode(text)]));
  const parsed = await parseFiles(bytes);
  const sourceFiles = {
    paths: new Set(bytes.keys()),
    read: (path: string): Uint8Array | undefined => bytes.get(path),
  };
  const evaluation = evaluate(parsed, { roots: ['.'], sourceFiles });
  const ofFiles = [...parsed.values()].flatMap(({ diagnostics }) => diagnostics);
  return { evaluation, warnings: evaluation.diagnostics.length + ofFiles.length };
}

/** True when something in the block is unknown since Terraform would refuse it, or since its variable has no value. */
function isOpen({ attributes, blocks, openBlocks }: Block): boolean {
  return (
    [...attributes.values()].some(({ value }) => isRefused(value)) ||
    [...openBlocks.values()].some(isRefused) ||
    blocks.some(isOpen)
  );
}

function isRefused(value: Value): boolean {
  if (value.kind === 'unknown') return ['invalid', 'cycle', 'variable-without-value'].includes(value.reason);
  if (value.kind === 'absent' || typeof value.value !== 'object' || value.value === null) return false;
  return [...value.value.values()].some(isRefused);
}

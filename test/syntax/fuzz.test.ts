import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { join } from 'node:path';

import { checkInput } from '../../scripts/fuzz/check-input.ts';
import { corpus, sampleAt } from '../../scripts/fuzz/corpus.ts';
import { recipe } from '../../scripts/fuzz/mutate.ts';
import { loadParsers } from '../../src/syntax/parse.ts';
import { parseCache } from '../../src/syntax/parse-cache.ts';

beforeAll(loadParsers);

test('changed real files are read and evaluated without an exception, and both parsers agree', async () => {
  const samples = corpus(join(import.meta.dirname, '../../fixtures'));
  const cache = parseCache();
  await fc.assert(
    fc.asyncProperty(recipe, async ({ sample, mutations }) => {
      const chosen = sampleAt(samples, sample);
      if (!chosen) throw new Error('there are no fixtures');
      const { faults, gaps } = await checkInput(chosen, mutations, cache);
      expect({ faults, gaps }).toEqual({ faults: [], gaps: [] });
    }),
    { numRuns: 150, seed: 3 },
  );
});

import { describe, expect, test } from '@jest/globals';

import { evaluate, type Evaluation } from '../../src/evaluate/evaluate.ts';
import type { ParsedFile } from '../../src/syntax/parsed-file.ts';
import { parseFiles } from '../../src/syntax/parse.ts';
import { configurationGroups, configurationsOf, type Configuration } from '../terraform/configurations.ts';

const encoder = new TextEncoder();

/** Everything that is said about a configuration, read with its files in a given order. */
async function said({ files }: Configuration, order: (paths: string[]) => string[]): Promise<unknown> {
  const bytes = new Map(order([...files.keys()]).map((path) => [path, encoder.encode(files.get(path))]));
  const sourceFiles = { paths: new Set(bytes.keys()), read: (path: string): Uint8Array | undefined => bytes.get(path) };
  return result(evaluate(await parseFiles(bytes), { roots: ['.'], sourceFiles }));
}

function result({ graph, diagnostics, roots, wanted }: Evaluation): unknown {
  return { resources: graph.resources, diagnostics, roots, wanted, edges: roots.map((root) => graph.edges(root)) };
}

const configurations = configurationGroups().flatMap(configurationsOf);
const cases = configurations.map((one) => [`${one.group}/${one.name}`, one] as const);

describe('evaluation says the same of the same files', () => {
  test.each(cases)('%s', async (_name, configuration) => {
    const first = await said(configuration, (paths) => paths);
    expect(await said(configuration, (paths) => paths)).toEqual(first);
    expect(await said(configuration, (paths) => paths.toReversed())).toEqual(first);
    // The second half first: an order that is neither of the two.
    expect(await said(configuration, (paths) => [...paths.splice(paths.length / 2), ...paths])).toEqual(first);
  });

  test('the parsed files are not changed', async () => {
    for (const { files } of configurations) {
      const bytes = new Map([...files].map(([path, text]) => [path, encoder.encode(text)]));
      const parsed: ReadonlyMap<string, ParsedFile> = deepFrozen(await parseFiles(bytes));
      expect(() => evaluate(parsed, { roots: ['.'] })).not.toThrow();
    }
  });
});

/** The value, with everything in it frozen: a change throws. */
function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of value instanceof Map ? value.values() : Object.values(value)) deepFrozen<unknown>(part);
  return value;
}

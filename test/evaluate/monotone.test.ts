import { beforeAll, describe, expect, test } from '@jest/globals';

import { evaluate, type Evaluation } from '../../src/evaluate/evaluate.ts';
import { parseFiles } from '../../src/syntax/parse.ts';
import { configurationGroups, configurationsOf, type Configuration } from '../terraform/configurations.ts';
import { graphDifferences } from './soundness/graph-holds.ts';
import { openedArguments, openedVariables, withOutside, type Files } from './soundness/opened.ts';

const configurations = configurationGroups().flatMap(configurationsOf);
const parsed = new Map<string, Files>();

beforeAll(async () => {
  const encoder = new TextEncoder();
  for (const { group, name, files } of configurations) {
    const bytes = new Map([...files].map(([path, text]) => [path, encoder.encode(text)]));
    parsed.set(`${group}/${name}`, withOutside(await parseFiles(bytes)));
  }
});

function evaluateAs({ files }: Configuration, tree: Files): Evaluation {
  const encoder = new TextEncoder();
  const sourceFiles = {
    paths: new Set(files.keys()),
    read: (path: string): Uint8Array | undefined => {
      const text = files.get(path);
      return text === undefined ? undefined : encoder.encode(text);
    },
  };
  return evaluate(tree, { roots: ['.'], sourceFiles });
}

let trees = 0;

describe('what is known while something is open is so when it is given', () => {
  test.each(configurations.map((one) => [`${one.group}/${one.name}`, one] as const))('%s', (name, configuration) => {
    const tree = parsed.get(name) ?? new Map();
    const given = evaluateAs(configuration, tree);
    const differences: string[] = [];
    for (const { what, files } of [...openedVariables(tree), ...openedArguments(tree)]) {
      trees += 1;
      const open = evaluateAs(configuration, files);
      differences.push(...graphDifferences(open, given).map((difference) => `${what} open: ${difference}`));
    }
    expect(differences).toEqual([]);
  });
});

test('enough trees were compared', () => {
  expect(trees).toBeGreaterThan(1_900);
});

test('a difference would be found', () => {
  const [first] = configurations;
  const tree = first && parsed.get(`${first.group}/${first.name}`);
  const given = first && tree && evaluateAs(first, tree);
  const variants = tree ? openedArguments(tree) : [];
  // The other way round: what is known when all is given is not known when something is open.
  const differing = variants.filter(
    ({ files }) => given && graphDifferences(given, evaluateAs(first, files)).length > 0,
  );
  expect(differing.map(({ what }) => what)).toEqual(variants.map(({ what }) => what));
});

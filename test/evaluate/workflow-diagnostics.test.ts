import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { parseFiles } from '../../src/syntax/parse.ts';

async function diagnosticsOf(path: string, text: string): Promise<readonly string[]> {
  const { diagnostics } = evaluate(await parseFiles(new Map([[path, Buffer.from(text)]])));
  return diagnostics.map(({ code, span, message }) => `${code} ${span.startLine} ${message}`);
}

const workflow = '.github/workflows/ci.yml';

describe('a workflow or action that is none', () => {
  test.each<readonly [string, string, string, readonly unknown[]]>([
    ['a workflow', workflow, 'on: push\njobs:\n  a:\n    runs-on: x\n    steps: []\n', []],
    ['no jobs', workflow, '\non: push\n', [expect.stringMatching(/^not-a-workflow 2 this workflow file has no jobs/)]],
    ['a list', workflow, '- a\n', [expect.stringMatching(/^not-a-workflow 1 .* no mapping/)]],
    ['an empty file', workflow, '', [expect.stringMatching(/^not-a-workflow 1 .* no mapping/)]],
    ['an action', 'x/action.yml', 'name: x\nruns:\n  using: composite\n  steps: []\n', []],
    ['an action without runs', 'action.yml', 'name: x\n', [expect.stringMatching(/^not-a-workflow 1 .* no runs/)]],
    ['a broken file has its own', workflow, 'jobs: [', []],
  ])('%s', async (_name, path, text, expected) => {
    expect(await diagnosticsOf(path, text)).toEqual(expected);
  });

  test('more steps than are looked at are a gap', async () => {
    const steps = Array.from({ length: 2100 }, (_, index) => `      - run: echo ${index}\n`).join('');
    const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps}`;
    expect(await diagnosticsOf(workflow, text)).toEqual([expect.stringMatching(/^cap 1 only the first 2000/)]);
  });
});

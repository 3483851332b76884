import { describe, expect, test } from '@jest/globals';
import { placeOf } from '../../../src/evaluate/facts/workflow-facts.ts';
import { taintOf } from '../../../src/evaluate/facts/workflow-taint.ts';
import { evaluate } from '../../../src/evaluate/evaluate.ts';
import { findExpressions } from '../../../src/evaluate/workflow-expression.ts';
import { parseFiles } from '../../../src/syntax/parse.ts';

const FILE = '.github/workflows/ci.yml';

/** Who chooses the text of `context` in the only step of a workflow (or action) that begins as `head` says. */
async function authorOf(context: string, head: string, file = FILE): Promise<string | undefined> {
  const steps = file === FILE ? '    steps:\n      - run: x\n' : '  steps:\n    - run: x\n';
  const text = head + steps;
  const { graph } = evaluate(await parseFiles(new Map([[file, new TextEncoder().encode(text)]])));
  const step = graph.resources.find(({ type }) => type === 'workflow.step');
  const place = step && placeOf(step, graph);
  const use = findExpressions(`\${{ ${context} }}`)[0]?.contexts[0];
  if (!place || !use) throw new Error('no step or no context');
  return taintOf(use, place)?.author;
}

const on = (triggers: string, job = ''): string => `on:\n${triggers}\njobs:\n  a:\n${job}`;

describe('contexts of the event', () => {
  test.each([
    ['github.head_ref', 'outsider'],
    ["github['event'].issue.title", 'outsider'],
    ['github.event.commits[3].message', 'outsider'],
    ['github.event.*.body', 'outsider'],
    ['github.event.issue', 'outsider'],
    ['github.event', 'outsider'],
    ['github', 'outsider'],
    ['github.event.release.tag_name', 'member'],
    ['github.event.client_payload.text', 'member'],
    ['github.event.issue.number', undefined],
    ['github.event.pull_request.head.sha', undefined],
    ['github.event.pull_request.user.login', undefined],
    ['github.event.sender', undefined],
    ['github.actor', undefined],
    ['github.sha', undefined],
    ['github[inputs.name]', undefined],
    ['secrets.TOKEN', undefined],
    ['needs.a.outputs.b', undefined],
    ['steps.a.outputs.b', undefined],
  ])('%s: %s', async (context, author) => {
    expect(await authorOf(context, on('  push:'))).toBe(author);
  });

  test.each([
    ['  push:', 'member'],
    ['  push:\n    branches: [main, release/v1]', undefined],
    ["  push:\n    branches: ['release/**']", 'member'],
    ['  push:\n    branches: [main]\n    tags: [v1]', 'member'],
    ['  pull_request:\n  schedule:\n    - cron: 1 1 * * 1', undefined],
    ['  workflow_dispatch:', 'member'],
  ])('the name of the ref with %j: %s', async (triggers, author) => {
    expect(await authorOf('github.ref_name', on(triggers))).toBe(author);
  });
});

describe('inputs', () => {
  const call = '  workflow_call:\n    inputs:\n      text:\n        type: string\n      flag:\n        type: boolean';
  const dispatch =
    '  workflow_dispatch:\n    inputs:\n      text:\n      kind:\n        type: choice\n        options: [a]';

  test.each([
    ['inputs.text', call, 'caller'],
    ['inputs.TEXT', call, 'caller'],
    ['inputs.flag', call, undefined],
    ['inputs.text', dispatch, 'member'],
    ['github.event.inputs.text', dispatch, 'member'],
    ['inputs.kind', dispatch, undefined],
    ['inputs.other', dispatch, undefined],
    ['inputs.text', '  push:', undefined],
  ])('%s with %j: %s', async (context, triggers, author) => {
    expect(await authorOf(context, on(triggers))).toBe(author);
  });

  test('those of an action come from its caller', async () => {
    expect(await authorOf('inputs.x', 'name: a\nruns:\n  using: composite\n', 'x/action.yml')).toBe('caller');
  });
});

describe('texts that are handed on', () => {
  test.each([
    ['env.A', '    env:\n      A: ${{ github.head_ref }}\n', 'outsider'],
    ['env.a', '    env:\n      A: x ${{ github.head_ref }}\n', 'outsider'],
    ['env.A', '    env:\n      A: ${{ env.B }}\n      B: ${{ github.head_ref }}\n', 'outsider'],
    ['env.A', '    env:\n      A: ${{ env.A }}\n', undefined],
    ['env.A', '    env:\n      A: text\n', undefined],
    ['env.A', '', undefined],
    ['matrix.a', "    strategy:\n      matrix:\n        a: [x, '${{ github.head_ref }}']\n", 'outsider'],
    ['matrix.a', '    strategy:\n      matrix: ${{ fromJSON(github.event.comment.body) }}\n', 'outsider'],
    ['matrix.a', '    strategy:\n      matrix:\n        a: [x, y]\n', undefined],
  ])('%s with %j: %s', async (context, job, author) => {
    expect(await authorOf(context, on('  push:', job))).toBe(author);
  });
});

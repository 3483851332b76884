import { describe, expect, test } from '@jest/globals';
import { workflowResources } from '../../src/evaluate/workflow.ts';
import type { Resource } from '../../src/model/resource.ts';
import { isList, isObject, toPlain, type Value } from '../../src/model/value.ts';
import { parseFile } from '../../src/syntax/parse.ts';

async function resourcesOf(text: string, path = '.github/workflows/ci.yml'): Promise<readonly Resource[]> {
  return workflowResources(await parseFile(path, new TextEncoder().encode(text)));
}

const WORKFLOW = `name: CI
on: push
permissions:
  contents: read
env:
  REF: \${{ github.ref }}
  LEVEL: 3
jobs:
  build:
    runs-on: [self-hosted, linux]
    defaults:
      run:
        shell: bash
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
      - id: test
        run: make "\${{ github.sha }}" now
  call:
    uses: ./.github/workflows/other.yml
`;

describe('a workflow', () => {
  test('becomes a workflow, its jobs and their steps, in file order', async () => {
    const resources = await resourcesOf(WORKFLOW);
    expect(resources.map(({ type, name, address }) => [type, name, address])).toEqual([
      ['workflow', 'CI', 'workflow'],
      ['workflow.job', 'build', 'jobs.build'],
      ['workflow.step', 'jobs.build.steps[0]', 'jobs.build.steps[0]'],
      ['workflow.step', 'test', 'jobs.build.steps[1]'],
      ['workflow.job', 'call', 'jobs.call'],
    ]);
    expect(new Set(resources.map(({ root, folder }) => `${root} in ${folder}`))).toEqual(
      new Set(['.github/workflows/ci.yml in .github/workflows']),
    );
  });

  test('nested mappings are blocks, at every depth', async () => {
    const [, job] = await resourcesOf(WORKFLOW);
    const [defaults] = job?.body.blocks ?? [];
    expect(defaults?.type).toBe('defaults');
    expect(defaults?.blocks[0]?.attributes.get('shell')?.value).toMatchObject({ kind: 'known', value: 'bash' });
    expect(job?.body.attributes.has('steps')).toBe(false);
  });

  test('nested mappings are known objects too, and sequences lists', async () => {
    const [workflow, job] = await resourcesOf(WORKFLOW);
    expect(plain(workflow, 'permissions')).toEqual({ contents: 'read' });
    expect(plain(job, 'runs-on')).toEqual(['self-hosted', 'linux']);
  });

  test('a text with an expression is unknown, and keeps its pieces', async () => {
    const step = (await resourcesOf(WORKFLOW))[3];
    const value = step?.body.attributes.get('run')?.value;
    expect(value).toMatchObject({ kind: 'unknown', reason: 'workflow-expression', detail: 'github.sha' });
    expect(value?.kind === 'unknown' && value.parts).toMatchObject(['make "', { detail: 'github.sha' }, '" now']);
  });

  test('an expression hides the blocks that could stand in its place', async () => {
    const [workflow] = await resourcesOf('on: push\nenv: ${{ fromJSON(vars.ENV) }}\njobs: {}\n');
    expect(workflow?.body.openBlocks.get('env')).toMatchObject({ reason: 'workflow-expression' });
  });

  test('places are those of the keys and first lines', async () => {
    const [workflow, job, step] = await resourcesOf(WORKFLOW);
    expect(workflow?.body.headerSpan).toMatchObject({ startLine: 1, endLine: 1, startColumn: 1, endColumn: 9 });
    expect(job?.body.headerSpan).toMatchObject({ startLine: 9, startColumn: 3, endColumn: 8 });
    expect(step?.body.headerSpan).toMatchObject({ startLine: 15, startColumn: 9 });
  });

  test.each([
    ['false', 'no'],
    ['${{ false }}', 'no'],
    ['false && github.ref', 'no'],
    ['github.ref', 'yes'],
    ["${{ false }} && 'text'", 'yes'],
  ])('a step with if: %s exists: %s', async (condition, exists) => {
    const resources = await resourcesOf(
      `on: push\njobs:\n  a:\n    steps:\n      - if: "${condition}"\n        run: x\n`,
    );
    expect(resources.at(-1)?.exists).toBe(exists);
  });

  test('the steps of a job that never runs do not exist', async () => {
    const resources = await resourcesOf('on: push\njobs:\n  a:\n    if: false\n    steps:\n      - run: x\n');
    expect(resources.map(({ exists }) => exists)).toEqual(['yes', 'no', 'no']);
  });

  test('steps of a parallel group stand in its place', async () => {
    const resources = await resourcesOf(
      'on: push\njobs:\n  a:\n    steps:\n      - parallel:\n          - run: x\n          - run: y\n      - run: z\n',
    );
    expect(resources.filter(({ type }) => type === 'workflow.step').map(({ address }) => address)).toEqual([
      'jobs.a.steps[0]',
      'jobs.a.steps[1]',
      'jobs.a.steps[2]',
    ]);
  });
});

describe('an action', () => {
  test('becomes an action and the steps of its run', async () => {
    const text = 'name: Set up\nruns:\n  using: composite\n  steps:\n    - run: x\n      shell: bash\n';
    const resources = await resourcesOf(text, 'tools/action.yml');
    expect(resources.map(({ type, address, folder }) => [type, address, folder])).toEqual([
      ['action', 'action', 'tools'],
      ['workflow.step', 'runs.steps[0]', 'tools'],
    ]);
  });
});

describe('other and hostile files', () => {
  test.each([
    ['an empty file', ''],
    ['comments only', '# nothing\n'],
    ['a list', '- a\n- b\n'],
    ['a text', 'jobs'],
    ['no jobs', 'on: push\n'],
    ['jobs that are a list', 'on: push\njobs: [a]\n'],
  ])('%s gives nothing', async (_, text) => {
    expect(await resourcesOf(text)).toEqual([]);
  });

  test('odd shapes of jobs and steps are left out', async () => {
    const text = 'on: push\njobs:\n  a: text\n  b:\n    steps: text\n  c:\n    steps: [text, [x], { run: x }]\n';
    expect((await resourcesOf(text)).map(({ address }) => address)).toEqual([
      'workflow',
      'jobs.b',
      'jobs.c',
      'jobs.c.steps[2]',
    ]);
  });

  test('at most 2,000 resources come from one file', async () => {
    const text = `on: push\njobs:\n  a:\n    steps:\n${'      - run: x\n'.repeat(5_000)}`;
    expect(await resourcesOf(text)).toHaveLength(2_000);
  });

  test('anchors used over and over stay bounded', async () => {
    const steps = `    steps: &s\n${'      - run: x\n'.repeat(100)}`;
    const jobs = Array.from({ length: 200 }, (_, index) => `  j${String(index)}:\n    steps: *s\n`).join('');
    const resources = await resourcesOf(`on: push\njobs:\n  a:\n${steps}${jobs}`);
    expect(resources.length).toBeLessThanOrEqual(2_000);
  });

  test('keys such as __proto__ are data', async () => {
    const [workflow] = await resourcesOf('on: push\n__proto__:\n  polluted: yes\njobs: {}\n');
    expect(workflow?.body.attributes.has('__proto__')).toBe(true);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

function plain(resource: Resource | undefined, name: string): unknown {
  const value: Value | undefined = resource?.body.attributes.get(name)?.value;
  if (value?.kind !== 'known' || !(isList(value.value) || isObject(value.value))) return undefined;
  const result = toPlain(value);
  return 'plain' in result ? (JSON.parse(JSON.stringify(result.plain)) as unknown) : undefined;
}

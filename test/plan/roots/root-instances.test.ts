import { describe, expect, test } from '@jest/globals';

import { rootInstances } from '../../../src/plan/roots/root-instances.ts';
import { affectedBy, type Around, policyOf, type Tree } from './changed-trees.ts';

const BACKEND = 'terraform {\n  backend "s3" {\n    bucket = "b"\n  }\n}\n';

/** Name and variable files of every way in which `live` is planned. */
const guessed = (own: readonly string[], policy: Around['policy'] = {}) =>
  rootInstances('live', own, policyOf(policy)).instances.map(({ environment, varFiles }) => [environment, varFiles]);

const without = (tree: Tree, gone: string): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([path]) => path !== gone));

describe('variable files of a root module', () => {
  test.each<[string, readonly string[], readonly (readonly [string | undefined, readonly string[]])[]]>([
    ['none', [], [[undefined, []]]],
    ['beside it', ['live/prod.tfvars'], [['prod', ['live/prod.tfvars']]]],
    [
      'in a folder of environments',
      ['live/envs/prod.tfvars', 'live/envs/dev.tfvars.json'],
      [
        ['dev', ['live/envs/dev.tfvars.json']],
        ['prod', ['live/envs/prod.tfvars']],
      ],
    ],
    ['a folder for each', ['live/prod/terraform.tfvars'], [['prod', ['live/prod/terraform.tfvars']]]],
    [
      '.auto. below, which nothing loads by itself',
      ['live/envs/prod.auto.tfvars'],
      [['prod', ['live/envs/prod.auto.tfvars']]],
    ],
    [
      'all in one folder, which tells nothing',
      ['live/projects/a.tfvars', 'live/projects/b.tfvars'],
      [
        ['a', ['live/projects/a.tfvars']],
        ['b', ['live/projects/b.tfvars']],
      ],
    ],
    [
      'in several folders',
      ['live/eu/prod.tfvars', 'live/us/prod.tfvars'],
      [
        ['eu/prod', ['live/eu/prod.tfvars']],
        ['us/prod', ['live/us/prod.tfvars']],
      ],
    ],
    ['loaded by themselves', ['live/terraform.tfvars', 'live/x.auto.tfvars'], [[undefined, []]]],
    ['samples', ['live/example.tfvars', 'live/prod.sample.tfvars', 'live/templates/a.tfvars'], [[undefined, []]]],
    ['a backend’s arguments', ['live/backend-prod.tfvars', 'live/prod.backend.tfvars'], [[undefined, []]]],
    [
      'one for all',
      ['live/envs/common.tfvars', 'live/envs/prod.tfvars'],
      [['prod', ['live/envs/common.tfvars', 'live/envs/prod.tfvars']]],
    ],
    ['only one for all', ['live/common.tfvars'], [['common', ['live/common.tfvars']]]],
    [
      'of the same name twice',
      ['live/envs/prod.tfvars', 'live/vars/prod.tfvars'],
      [
        ['prod', ['live/envs/prod.tfvars']],
        ['vars/prod.tfvars', ['live/vars/prod.tfvars']],
      ],
    ],
  ])('%s', (_about, own, wanted) => {
    expect(guessed(own)).toEqual(wanted);
  });

  test('are not guessed where the policy has environments', () => {
    const plan = {
      varFiles: ['all.tfvars'],
      environments: { stage: { varFiles: ['./stage.tfvars'], workspace: 'st' }, other: { roots: ['elsewhere'] } },
    };
    expect(rootInstances('live', ['live/prod.tfvars'], policyOf({ plan }))).toEqual({
      instances: [{ environment: 'stage', varFiles: ['all.tfvars', 'live/stage.tfvars'], workspace: 'st' }],
      isGuessed: false,
    });
  });

  test.each([{ varFiles: ['all.tfvars'] }, { hcp: { organization: 'o', workspaces: { live: 'w' } } }])(
    'are not guessed where the policy says what there is: %j',
    (plan) => {
      const { instances, isGuessed } = rootInstances('live', ['live/prod.tfvars'], policyOf({ plan }));
      expect(isGuessed).toBe(false);
      expect(instances.map(({ environment }) => environment)).toEqual([undefined]);
    },
  );
});

describe('a changed variable file', () => {
  const tree: Tree = {
    'live/main.tf': BACKEND,
    'live/envs/dev.tfvars': 'a = 1\n',
    'live/envs/prod.tfvars': 'a = 1\n',
    'other/main.tf': BACKEND,
    'all.tfvars': 'a = 1\n',
  };
  const namesFor = async (path: string, text: string | undefined, around?: Around): Promise<readonly string[]> => {
    const rest = without(tree, path);
    const found = await affectedBy(tree, text === undefined ? rest : { ...rest, [path]: text }, around);
    return found.roots.map(({ name }) => name);
  };

  test.each<[string, string, Around | undefined, readonly string[]]>([
    ['of one environment', 'live/envs/prod.tfvars', undefined, ['live (prod)']],
    ['of all environments', 'live/terraform.tfvars', undefined, ['live (dev)', 'live (prod)']],
    ['that only layout is other in', 'live/envs/prod.tfvars', undefined, []],
    ['that nothing is given', 'all.tfvars', undefined, []],
    ['that the policy gives all', 'all.tfvars', { policy: { plan: { varFiles: ['all.tfvars'] } } }, ['live', 'other']],
    [
      'that the policy gives one environment',
      'live/envs/prod.tfvars',
      { policy: { plan: { environments: { a: { varFiles: ['./envs/prod.tfvars'], roots: ['live'] }, b: {} } } } },
      ['live (a)'],
    ],
    [
      'that the policy leaves out',
      'live/envs/prod.tfvars',
      { policy: { plan: { environments: { a: { varFiles: ['./envs/dev.tfvars'] } } } } },
      [],
    ],
  ])('%s', async (about, path, around, wanted) => {
    expect(await namesFor(path, about.includes('layout') ? '# c\na = 1\n' : 'a = 2\n', around)).toEqual(wanted);
  });

  test('is told as the nearest reason, and that environments are guessed', async () => {
    const head = { ...tree, 'live/envs/prod.tfvars': 'a = 2\n', 'live/x.tf': 'resource "a_b" "c" {}\n' };
    const { roots, notes } = await affectedBy(tree, head);
    expect(roots.map(({ reasons }) => reasons)).toEqual([
      ['live/x.tf was added'],
      ['live/envs/prod.tfvars changed, a variable file of live (prod)', 'live/x.tf was added'],
    ]);
    expect(roots.map(({ varFiles }) => varFiles)).toEqual([['live/envs/dev.tfvars'], ['live/envs/prod.tfvars']]);
    expect(notes).toEqual([
      'The environments of live are taken from the names of variable files; plan.environments of the policy can say which there are.',
    ]);
  });

  test('that is gone leaves what it managed behind', async () => {
    const head = without(tree, 'live/envs/prod.tfvars');
    const { roots, notes } = await affectedBy(tree, head);
    expect(roots).toEqual([]);
    expect(notes).toContain(
      'live/envs/prod.tfvars is gone: what live manages with it (prod) is not planned and may be orphaned.',
    );
  });

  test('of a folder called like another one’s environment does not take its name', async () => {
    const spoof: Tree = { ...tree, 'live (prod)/main.tf': BACKEND };
    const head = { ...spoof, 'live/x.tf': 'resource "a_b" "c" {}\n', 'live (prod)/x.tf': 'resource "a_b" "c" {}\n' };
    const { roots } = await affectedBy(spoof, head);
    const names = roots.map(({ name }) => name);
    expect(new Set(names).size).toBe(3);
    expect(names).toHaveLength(3);
  });
});

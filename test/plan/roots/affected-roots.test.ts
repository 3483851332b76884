import { describe, expect, test } from '@jest/globals';

import { affectedRoots } from '../../../src/plan/roots/affected-roots.ts';
import type { TreeListing } from '../../../src/ports/source-tree.ts';
import { affectedBy, type Around, inputOf, type Tree } from './changed-trees.ts';

const BACKEND = 'terraform {\n  backend "s3" {\n    bucket = "b"\n  }\n}\n';
const resource = (name: string): string => `resource "aws_sqs_queue" "${name}" {}\n`;
const call = (name: string, source: string): string => `module "${name}" {\n  source = "${source}"\n}\n`;

/** A tree and the files of it that are other (or, undefined, gone) at head. */
interface Case {
  readonly about: string;
  readonly base: Tree;
  readonly change: Readonly<Record<string, string | undefined>>;
  readonly around?: Around;
  /** Names of the planned roots. */
  readonly planned: readonly string[];
  readonly notPlanned?: readonly string[];
  readonly removed?: readonly string[];
}

const LIVE: Tree = {
  'live/main.tf': BACKEND + call('db', '../modules/db') + resource('a'),
  'modules/db/main.tf': resource('db') + call('base', '../base'),
  'modules/base/main.tf': resource('base'),
  'modules/unused/main.tf': resource('unused'),
  'other/main.tf': BACKEND + resource('b'),
  'README.md': 'read me',
};

const cases: readonly Case[] = [
  // The six cases of the prototype: own file, module, module of a module, variable file, template, removed root.
  { about: 'a file of the root itself', base: LIVE, change: { 'live/more.tf': resource('c') }, planned: ['live'] },
  { about: 'a module that is called', base: LIVE, change: { 'modules/db/x.tf': resource('c') }, planned: ['live'] },
  {
    about: 'a module of a module',
    base: LIVE,
    change: { 'modules/base/main.tf': resource('renamed') },
    planned: ['live'],
  },
  {
    about: 'a variable file that is loaded by itself',
    base: { ...LIVE, 'live/terraform.tfvars': 'a = 1\n' },
    change: { 'live/terraform.tfvars': 'a = 2\n' },
    planned: ['live'],
  },
  {
    about: 'a template in a module',
    base: { ...LIVE, 'modules/db/templates/init.tftpl': 'a' },
    change: { 'modules/db/templates/init.tftpl': 'b' },
    planned: ['live'],
  },
  {
    about: 'a root that is removed',
    base: LIVE,
    change: { 'other/main.tf': undefined },
    planned: [],
    removed: ['other'],
  },
  { about: 'nothing that a root has to do with', base: LIVE, change: { 'README.md': 'more' }, planned: [] },
  { about: 'a module that nobody calls', base: LIVE, change: { 'modules/unused/main.tf': '' }, planned: [] },
  {
    about: 'a module that is called no more',
    base: LIVE,
    change: { 'live/main.tf': BACKEND + resource('a'), 'modules/db/main.tf': resource('other') },
    planned: ['live'],
  },
  {
    about: 'a module file that moves from one module to another: both count',
    base: { ...LIVE, 'other/main.tf': BACKEND + call('u', '../modules/unused') },
    change: {
      'modules/unused/main.tf': undefined,
      'modules/unused/x.tf': '',
      'modules/db/main.tf': resource('unused'),
    },
    around: { renames: { 'modules/unused/main.tf': 'modules/db/main.tf' } },
    planned: ['live', 'other'],
  },
  {
    about: 'comments and layout only',
    base: LIVE,
    change: { 'live/main.tf': `# a comment\n${BACKEND}\n${call('db', '../modules/db')}\n${resource('a')}` },
    planned: [],
  },
  {
    about: 'a broken file, of which nothing can be proven',
    base: LIVE,
    change: { 'live/broken.tf': 'resource "a" {' },
    planned: ['live'],
  },
  {
    about: 'the lock file of a root',
    base: LIVE,
    change: { 'live/.terraform.lock.hcl': 'provider "x" {}\n' },
    planned: ['live'],
  },
  {
    about: 'the lock file of a module, which nothing reads',
    base: LIVE,
    change: { 'modules/db/.terraform.lock.hcl': 'provider "x" {}\n' },
    planned: [],
  },
  {
    about: 'a version file, for everything below',
    base: { ...LIVE, 'live/eu/main.tf': BACKEND },
    change: { 'live/.terraform-version': '1.11.4\n' },
    planned: ['live', 'live/eu'],
  },
  {
    about: '.tool-versions at the top',
    base: LIVE,
    change: { '.tool-versions': 'terraform 1.1\n' },
    planned: ['live', 'other'],
  },
  { about: 'the policy', base: LIVE, change: { '.github/plumbline.yml': 'gate: {}\n' }, planned: ['live', 'other'] },
  {
    about: 'an example, which is no root',
    base: { 'main.tf': resource('lib'), 'examples/full/main.tf': call('lib', '../..') + 'provider "aws" {}\n' },
    change: { 'main.tf': resource('library') },
    planned: [],
  },
  {
    about: 'an example with a backend, which is one',
    base: { 'main.tf': resource('lib'), 'examples/full/main.tf': BACKEND + call('lib', '../..') },
    change: { 'main.tf': resource('library') },
    planned: ['examples/full'],
  },
  {
    about: 'a folder of modules that the policy names',
    base: { 'modules/a/main.tf': resource('a'), 'modules/b/main.tf': resource('b') },
    change: { 'modules/a/main.tf': resource('c'), 'modules/b/main.tf': resource('c') },
    around: { policy: { plan: { roots: ['modules/a'] } } },
    planned: ['modules/a'],
  },
  {
    about: 'a pattern with ** says where roots are and makes none',
    base: LIVE,
    change: { 'modules/db/main.tf': resource('c'), 'other/main.tf': resource('c') },
    around: { policy: { plan: { roots: ['{live,modules}/**', 'live'] } } },
    planned: ['live'],
    notPlanned: ['other'],
  },
  {
    about: 'an environment called test beside others',
    base: { 'envs/test/main.tf': resource('a'), 'envs/prod/main.tf': resource('a') },
    change: { 'envs/test/main.tf': resource('b') },
    planned: ['envs/test'],
  },
  {
    about: 'a folder of tests',
    base: { 'main.tf': BACKEND, 'test/main.tf': resource('a') },
    change: { 'test/main.tf': resource('b') },
    planned: [],
  },
  {
    about: 'a provider block and nothing else',
    base: { 'a/main.tf': 'provider "aws" {}\n' },
    change: { 'a/main.tf': 'provider "aws" {\n  region = "x"\n}\n' },
    planned: ['a'],
  },
  {
    about: 'a called module with a backend: by itself and with its caller',
    base: { 'a/main.tf': call('b', '../b') + resource('x'), 'b/main.tf': BACKEND + resource('b') },
    change: { 'b/main.tf': BACKEND + resource('c') },
    planned: ['a', 'b'],
  },
  {
    about: 'outputs alone are no root',
    base: { 'a/outputs.tf': 'output "a" { value = 1 }\n' },
    change: { 'a/outputs.tf': 'output "a" { value = 2 }\n' },
    planned: [],
  },
  {
    about: 'HCP Terraform and state stores are backends',
    base: {
      'modules/a/main.tf': 'terraform {\n  cloud {}\n}\n',
      'modules/b/main.tf': 'terraform {\n  state_store "x" {}\n}\n',
    },
    change: { 'modules/a/x.tf': '', 'modules/b/x.tf': '' },
    planned: ['modules/a', 'modules/b'],
  },
  {
    about: 'JSON, OpenTofu and override files',
    base: {
      'a/main.tf.json': '{"module":{"m":{"source":"../m"}},"terraform":{"backend":{"s3":{"bucket":"b"}}}}',
      'b/main.tofu': BACKEND + call('m', '../m'),
      'c/main.tf': resource('c'),
      'c/main_override.tf': BACKEND,
      'm/main.tf': resource('m'),
    },
    change: { 'm/main.tf': resource('n'), 'c/override.tf': resource('x') },
    planned: ['a', 'b', 'c'],
  },
  {
    about: 'copies that are nobody’s code',
    base: { 'a/main.tf': BACKEND, 'a/.terraform/modules/x/main.tf': '', 'a/.terragrunt-cache/1/main.tf': '' },
    change: { 'a/.terraform/modules/x/main.tf': resource('x'), 'a/.terragrunt-cache/1/main.tf': BACKEND },
    planned: [],
  },
  {
    about: 'a folder that the policy ignores',
    base: { 'vendor/a/main.tf': BACKEND, 'b/main.tf': BACKEND },
    change: { 'vendor/a/main.tf': resource('x'), 'b/main.tf': resource('x') },
    around: { policy: { paths: { ignore: ['vendor/**'] } } },
    planned: ['b'],
  },
  {
    about: 'a root that is renamed is one that is gone and one that is new',
    base: { 'old/main.tf': BACKEND },
    change: { 'old/main.tf': undefined, 'new/main.tf': BACKEND },
    around: { renames: { 'old/main.tf': 'new/main.tf' } },
    planned: ['new'],
    removed: ['old'],
  },
  {
    about: 'a root that becomes a module',
    base: { 'a/main.tf': resource('a'), 'b/main.tf': BACKEND },
    change: { 'b/main.tf': BACKEND + call('a', '../a') },
    planned: ['b'],
    notPlanned: ['a'],
  },
  {
    about: 'a source that is put together from values',
    base: {
      'a/main.tf': `${BACKEND}module "m" {\n  source = "../modules/\${var.kind}"\n}\n`,
      'modules/x/main.tf': resource('x'),
      'b/main.tf': BACKEND,
    },
    change: { 'modules/x/main.tf': resource('y') },
    planned: ['a'],
  },
  {
    about: 'modules that only call each other',
    base: { 'a/main.tf': call('b', '../b'), 'b/main.tf': call('a', '../a') },
    change: { 'a/main.tf': '' },
    planned: ['b'],
    removed: [],
  },
  {
    about: 'a module from elsewhere',
    base: { 'a/main.tf': BACKEND + call('m', 'git::https://example.com/modules/db.git'), 'modules/db/main.tf': '' },
    change: { 'modules/db/main.tf': resource('x') },
    planned: [],
  },
  {
    about: 'more roots than are planned',
    base: Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}/main.tf`, BACKEND])),
    change: Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}/main.tf`, BACKEND + resource('x')])),
    around: { policy: { plan: { maxRoots: 2 } } },
    planned: ['a', 'b'],
    notPlanned: ['c', 'd'],
  },
];

function headOf(base: Tree, change: Case['change']): Tree {
  const all = Object.entries({ ...base, ...change });
  return Object.fromEntries(all.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
}

describe('affected root modules', () => {
  test.each(cases.map((one) => [one.about, one] as const))(
    '%s',
    async (_about, { base, change, around, ...wanted }) => {
      const found = await affectedBy(base, headOf(base, change), around);
      expect(found.roots.map(({ name }) => name)).toEqual(wanted.planned);
      expect(found.notPlanned.map(({ name }) => name)).toEqual(wanted.notPlanned ?? []);
      expect(found.removed).toEqual(wanted.removed ?? []);
      for (const root of found.roots) expect(root.reasons.length).toBeGreaterThan(0);
    },
  );
});

describe('reasons', () => {
  const reasonsOf = async (base: Tree, change: Case['change'], around?: Around): Promise<readonly string[]> =>
    (await affectedBy(base, headOf(base, change), around)).roots.flatMap(({ reasons }) => reasons);

  test('name the file and the calls on the way to it, nearest first', async () => {
    const change = {
      'live/main.tf': `${LIVE['live/main.tf'] ?? ''}${resource('more')}`,
      'modules/db/main.tf': `${LIVE['modules/db/main.tf'] ?? ''}${resource('more')}`,
      'modules/base/new.tf': resource('more'),
    };
    expect(await reasonsOf(LIVE, change)).toEqual([
      'live/main.tf changed',
      'modules/db/main.tf changed, which module.db of live calls',
      'modules/base/new.tf was added, which module.db.module.base of live calls',
    ]);
  });

  test('put the files of one module together and count those beyond three', async () => {
    const change = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name) => [`modules/db/${name}.tf`, resource(name)]),
    );
    expect(await reasonsOf(LIVE, change)).toEqual([
      'modules/db/a.tf, modules/db/b.tf, modules/db/c.tf and 2 more were added, which module.db of live calls',
    ]);
  });

  test('keep apart what happened to the files of one module', async () => {
    const base = { ...LIVE, 'live/a.tf': '', 'live/b.tf': '', 'live/old.tf': resource('o') };
    const change = {
      'live/a.tf': resource('x'),
      'live/b.tf': resource('y'),
      'live/n.tf': '',
      'live/old.tf': undefined,
    };
    expect(await reasonsOf(base, change)).toEqual([
      'live/a.tf and live/b.tf changed, live/n.tf was added, live/old.tf was removed',
    ]);
  });

  test('say what was called at the base only', async () => {
    const change = { 'live/main.tf': BACKEND + resource('a'), 'modules/base/main.tf': resource('x') };
    expect(await reasonsOf(LIVE, change)).toEqual([
      'live/main.tf changed',
      'modules/base/main.tf changed, which module.db.module.base of live called before',
    ]);
  });

  test('name a change for everything', async () => {
    const change = { '.tool-versions': 'terraform 1\n', '.github/plumbline.yml': 'gate: {}\n' };
    expect(await reasonsOf({ 'main.tf': BACKEND }, change)).toEqual([
      '.tool-versions was added, which chooses the version of the tool',
      '.github/plumbline.yml was added, the policy for all root modules',
    ]);
  });

  test('stay few when everything changed', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `m${index}`);
    const base: Tree = {
      'live/main.tf': BACKEND + names.map((name) => call(name, `../modules/${name}`)).join(''),
      ...Object.fromEntries(names.map((name) => [`modules/${name}/main.tf`, ''])),
    };
    const reasons = await reasonsOf(
      base,
      Object.fromEntries(names.map((name) => [`modules/${name}/main.tf`, resource('x')])),
    );
    expect(reasons).toHaveLength(21);
    expect(reasons.at(-1)).toBe('changes in 30 more modules that it is made of');
  });
});

describe('notes', () => {
  const notesOf = async (base: Tree, change: Case['change'], around?: Around): Promise<readonly string[]> =>
    (await affectedBy(base, headOf(base, change), around)).notes;

  test.each<[string, Tree, Case['change'], Around | undefined, string]>([
    [
      'a module that no root uses',
      { ...LIVE, 'lib/x/main.tf': 'output "x" { value = 1 }\n' },
      { 'lib/x/main.tf': '' },
      undefined,
      'No root module of this repository uses lib/x.',
    ],
    [
      'folders that are set aside',
      LIVE,
      { 'modules/unused/main.tf': '' },
      undefined,
      'No root module of this repository uses modules/unused.',
    ],
    [
      'a module that could be a root by what is in it',
      LIVE,
      { 'modules/unused/main.tf': resource('x') },
      undefined,
      'Not taken for root modules because of the folders they are in: modules/unused; plan.roots of the policy can name them.',
    ],
    [
      'a root that is called',
      { 'a/main.tf': call('b', '../b') + resource('x'), 'b/main.tf': BACKEND },
      { 'b/main.tf': BACKEND + resource('c') },
      undefined,
      'b has a backend and is called by module.b of a: it is planned by itself and as a part of that.',
    ],
    [
      'a tree that is listed in part',
      LIVE,
      {},
      { complete: false },
      'The tree has more files than were listed: root modules that are not among them are missing here.',
    ],
    [
      'a tree that is read in part',
      LIVE,
      {},
      { isReadInPart: true },
      'The tree has more files than are read for one review: root modules that call what changed may be missing.',
    ],
    [
      'layout',
      LIVE,
      { 'other/main.tf': `\n${LIVE['other/main.tf'] ?? ''}` },
      undefined,
      'Only comments or layout changed in other/main.tf: no plan is made for that.',
    ],
    [
      'a variable file that no root module is given',
      { ...LIVE, 'config/prod.tfvars': 'a = 1\n' },
      { 'config/prod.tfvars': 'a = 2\n' },
      undefined,
      'No plan is made with config/prod.tfvars: plan.varFiles or plan.environments of the policy can say which root module is given it.',
    ],
    [
      'a computed source',
      { 'a/main.tf': `${BACKEND}module "m" {\n  source = var.source\n}\n` },
      { 'a/x.tf': '' },
      undefined,
      'Sources that are put together from values cannot be followed for sure: module.m of a.',
    ],
  ])('say it of %s', async (_about, base, change, around, note) => {
    expect(await notesOf(base, change, around)).toContain(note);
  });

  test('are empty when there is nothing to say', async () => {
    expect(await notesOf(LIVE, { 'live/more.tf': resource('c') })).toEqual([]);
  });
});

test('a root module that is called at head is told, since its state may be orphaned', async () => {
  const base = { 'a/main.tf': resource('a'), 'b/main.tf': BACKEND };
  const { notPlanned } = await affectedBy(base, {
    'a/main.tf': resource('x'),
    'b/main.tf': BACKEND + call('a', '../a'),
  });
  expect(notPlanned).toEqual([
    {
      name: 'a',
      reason:
        'It was a root module at the base, and module.a of b calls it now and it has no backend: what it manages may be orphaned.',
    },
  ]);
});

test('a list of files that GitHub cut short is completed by the content of the trees', async () => {
  const head = {
    ...LIVE,
    'live/main.tf': `${LIVE['live/main.tf'] ?? ''}${resource('x')}`,
    'other/new.tf': resource('y'),
  };
  const input = await inputOf(LIVE, head);
  const withIdentities = (tree: Tree): TreeListing => ({
    complete: true,
    entries: Object.entries(tree).map(([path, text]) => ({ path, kind: 'file', size: undefined, sha: text })),
  });
  const found = affectedRoots({
    ...input,
    base: { ...input.base, listing: withIdentities(LIVE) },
    head: { ...input.head, listing: withIdentities(head) },
    change: { ...input.change, files: [], truncated: true },
  });
  expect(found.roots.map(({ name }) => name)).toEqual(['live', 'other']);
  const blind = affectedRoots({ ...input, change: { ...input.change, files: [], truncated: true } });
  expect(blind.notes).toContain(
    'GitHub lists the first 3,000 files of a change only: root modules that only others affect are missing.',
  );
});

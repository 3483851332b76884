import { describe, expect, test } from '@jest/globals';

import { affectedBy, type Around, type Tree } from './changed-trees.ts';

const BACKEND = 'terraform {\n  backend "s3" {\n    bucket = "b"\n  }\n}\n';
const call = (name: string, source: string): string => `module "${name}" {\n  source = "${source}"\n}\n`;
const policyOf = (text: string): string => `resource "aws_iam_policy" "p" {\n  policy = ${text}\n}\n`;

/** Folders of the root modules that are planned when `path` changes. */
async function plannedFor(tree: Tree, path: string, around?: Around): Promise<readonly string[]> {
  const found = await affectedBy({ ...tree, [path]: 'one' }, { ...tree, [path]: 'two' }, around);
  return found.roots.map(({ root }) => root);
}

describe('a changed file that is read', () => {
  test.each<[string, string, string]>([
    ['file', 'file("${path.module}/policies/a.json")', 'm/policies/a.json'],
    ['templatefile', 'templatefile("${path.module}/a.txt", { x = 1 })', 'm/a.txt'],
    ['a hash', 'filebase64sha256("${path.module}/../shared/a.zip")', 'shared/a.zip'],
    ['fileset', 'jsonencode(fileset("${path.module}/policies", "*.json"))', 'm/policies/new.json'],
    ['fileset over folders', 'jsonencode(fileset(path.module, "**/*.yaml"))', 'm/deep/er/x.yaml'],
    ['yamldecode', 'yamldecode(file("${path.module}/a.yaml")).x', 'm/a.yaml'],
    ['each file of a folder', 'file("${path.module}/policies/${each.key}.json")', 'm/policies/x.json'],
    [
      'a name of which the beginning is known',
      'file("${path.module}/policies/role-${each.key}.json")',
      'm/policies/role-x.json',
    ],
    ['a folder in a text', '"${path.module}/lambda"', 'm/lambda/src/index.py'],
    ['a path from a local', 'file(local.path)', 'm/from/local.json'],
    ['a name from a local', 'file("${path.module}/${local.name}")', 'm/named.json'],
    ['either of two', 'file(var.x ? "${path.module}/a.json" : "${path.module}/b.json")', 'm/b.json'],
    ['abspath', 'file(abspath("${path.module}/a.json"))', 'm/a.json'],
    ['a path that is not known', 'file(var.path)', 'm/any/where.json'],
    ['what the root names', 'file("${path.root}/conf/a.json")', 'live/conf/a.json'],
    ['a plain path, from where Terraform is started', 'file("conf/a.json")', 'live/conf/a.json'],
    ['a plain path upwards', 'file("../conf/a.json")', 'conf/a.json'],
    ['files of a folder, from where Terraform is started', 'file("conf/${var.x}.json")', 'live/conf/a.json'],
  ])('%s', async (_about, expression, path) => {
    const tree: Tree = {
      'live/main.tf': BACKEND + call('m', '../m'),
      'm/main.tf': policyOf(expression),
      'm/locals.tf': 'locals {\n  path = "${path.module}/from/local.json"\n  name = "named.json"\n}\n',
      'other/main.tf': BACKEND,
    };
    expect(await plannedFor(tree, path)).toEqual(['live']);
  });

  test.each<[string, string, string]>([
    ['another file of the folder', 'file("${path.module}/a.json")', 'm/b.json'],
    ['another ending', 'fileset("${path.module}/policies", "*.json")', 'm/policies/README.md'],
    ['another beginning', 'file("${path.module}/policies/role-${each.key}.json")', 'm/policies/user-x.json'],
    ['the machine’s file', 'file("/conf/a.json")', 'conf/a.json'],
    ['a home folder', 'file("~/conf/a.json")', 'live/conf/a.json'],
    ['a file outside of the tree', 'file("${path.module}/../../a.json")', 'a.json'],
    ['a plain path beside the module', 'file("conf/a.json")', 'm/conf/a.json'],
    ['path.module as a name', '"module at ${path.module}"', 'm/README.md'],
    ['path.module alone', '"${path.module}"', 'm/README.md'],
    ['workflows, even where anything may be read', 'file(var.path)', '.github/workflows/a.yml'],
  ])('is none: %s', async (_about, expression, path) => {
    const tree: Tree = { 'live/main.tf': BACKEND + call('m', '../m'), 'm/main.tf': policyOf(expression) };
    expect(await plannedFor(tree, path)).toEqual([]);
  });

  test('is told in the reason', async () => {
    const tree: Tree = {
      'live/main.tf': BACKEND + call('m', '../m'),
      'm/main.tf': policyOf('file("${path.module}/a.json")'),
    };
    const { roots } = await affectedBy(tree, { ...tree, 'm/a.json': '{}' });
    expect(roots[0]?.reasons).toEqual(['m/a.json was added, which module.m of live reads']);
  });

  test('is one even when only its comments changed: it is read as a text', async () => {
    const tree: Tree = { 'live/main.tf': BACKEND + policyOf('file("${path.module}/../m/main.tf")'), 'm/main.tf': '' };
    const { roots } = await affectedBy(tree, { ...tree, 'm/main.tf': '# comment\n' });
    expect(roots.map(({ reasons }) => reasons)).toEqual([['m/main.tf changed, which live reads']]);
  });

  test('in JSON, with a name behind an escape', async () => {
    const tree: Tree = {
      'live/main.tf.json': `{"terraform":{"backend":{"s3":{"bucket":"b"}}},"locals":{"x":"\${\\u0066ile(\\"\${path.module}/a.json\\")}"}}`,
    };
    expect(await plannedFor(tree, 'live/a.json')).toEqual(['live']);
  });

  test('paths that explode cost little', async () => {
    const locals = Array.from({ length: 30 }, (_, index) => {
      const next = `\${local.l${index + 1}}`;
      return `  l${index} = "${next.repeat(40)}"\n`;
    });
    const circle = 'locals {\n  a = "${local.b}"\n  b = "${local.a}"\n}\n';
    const tree: Tree = {
      'live/main.tf': BACKEND + policyOf('file(local.l0)') + policyOf('file(local.a)').replace('"p"', '"q"'),
      'live/locals.tf': `locals {\n${locals.join('')}}\n${circle}`,
    };
    expect(await plannedFor(tree, 'live/x.json')).toEqual(['live']);
  });
});

describe('symbolic links', () => {
  const linked: Tree = {
    'common/provider.tf': 'provider "aws" {}\n',
    'live/main.tf': call('m', './modules/m'),
    'live/provider.tf': '-> ../common/provider.tf',
    'live/modules': '-> ../shared/modules',
    'shared/modules/m/main.tf': 'resource "a_b" "c" {}\n',
    'other/main.tf': BACKEND,
  };
  const more = (tree: Tree, path: string): Tree => ({ ...tree, [path]: `${tree[path] ?? ''}variable "x" {}\n` });

  test.each(['common/provider.tf', 'shared/modules/m/main.tf'])('are followed to %s', async (path) => {
    const { roots, notes } = await affectedBy(linked, more(linked, path));
    expect(roots.map(({ root }) => root)).toContain('live');
    expect(roots.map(({ root }) => root)).not.toContain('other');
    expect(notes.join(' ')).not.toContain('by their names');
  });

  test.each(['common/provider.tf', 'shared/modules/m/main.tf'])(
    'whose targets were not read are followed by their names, and said so: %s',
    async (path) => {
      const { roots, notes } = await affectedBy(linked, more(linked, path), { withoutTargets: true });
      expect(roots.map(({ root }) => root)).toContain('live');
      expect(notes).toContain('Symbolic links were followed by their names alone: live/modules and live/provider.tf.');
    },
  );

  test('that lead to another file change the module they are in', async () => {
    const head = { ...linked, 'live/provider.tf': '-> ../common/other.tf', 'common/other.tf': 'provider "aws" {}\n' };
    const { roots } = await affectedBy(linked, head);
    expect(roots.find(({ root }) => root === 'live')?.reasons[0]).toBe('live/provider.tf changed');
  });

  test.each(['-> /etc', '-> ../../..', '-> live/loop'])('to %s lead nowhere', async (target) => {
    const tree: Tree = { 'live/main.tf': BACKEND + call('m', './loop/m'), 'live/loop': target, 'm/main.tf': '' };
    const { roots } = await affectedBy(tree, more(tree, 'm/main.tf'));
    expect(roots).toEqual([]);
  });
});

describe('Terragrunt units', () => {
  const units: Tree = {
    'root.hcl': 'locals {\n  region = "eu"\n}\n',
    'env.hcl': 'locals {\n  name = "prod"\n}\n',
    'live/vpc/terragrunt.hcl':
      'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\nterraform {\n  source = "../../modules//vpc"\n}\n',
    'live/db/terragrunt.hcl':
      'locals {\n  env = read_terragrunt_config(find_in_parent_folders("env.hcl"))\n}\ndependency "vpc" {\n  config_path = "../vpc"\n}\nterraform {\n  source = "git::https://example.com/db.git"\n}\ninputs = {\n  name = local.env.locals.name\n}\n',
    'live/app/terragrunt.hcl':
      'dependencies {\n  paths = ["../db"]\n}\nterraform {\n  source = "../../modules//app"\n}\n',
    'modules/vpc/main.tf': 'terraform {\n  backend "s3" {}\n}\nresource "a_b" "c" {}\n',
    'modules/app/main.tf': call('lib', '../lib'),
    'modules/lib/main.tf': 'resource "a_b" "c" {}\n',
  };
  const change = async (path: string, text: string) => affectedBy(units, { ...units, [path]: text });

  test.each<[string, string, readonly string[]]>([
    ['root.hcl', 'locals {\n  region = "us"\n}\n', ['live/app', 'live/db', 'live/vpc']],
    ['env.hcl', 'locals {\n  name = "dev"\n}\n', ['live/app', 'live/db']],
    ['modules/vpc/main.tf', 'resource "a_b" "d" {}\n', ['live/app', 'live/db', 'live/vpc']],
    ['modules/lib/main.tf', 'resource "a_b" "d" {}\n', ['live/app']],
    ['live/app/terragrunt.hcl', 'terraform {\n  source = "../../modules//app"\n}\n', ['live/app']],
  ])('affected by %s are named and not planned', async (path, text, wanted) => {
    const { roots, notPlanned } = await change(path, text);
    expect(roots).toEqual([]);
    expect(notPlanned.map(({ name }) => name)).toEqual(wanted);
  });

  test('say why, dependants too', async () => {
    const { notPlanned } = await change('modules/vpc/main.tf', 'resource "a_b" "d" {}\n');
    const why =
      'It is a Terragrunt unit, which is not planned, since Terragrunt would run what its files say. It is affected: ';
    expect(notPlanned.map(({ reason }) => reason)).toEqual([
      `${why}it depends on the unit live/db, which is affected.`,
      `${why}it depends on the unit live/vpc, which is affected.`,
      `${why}modules/vpc/main.tf changed.`,
    ]);
  });

  test('are planned with the Terraform files beside them where the policy names them', async () => {
    const tree: Tree = { 'a/terragrunt.hcl': 'inputs = {}\n', 'a/main.tf': 'resource "a_b" "c" {}\n' };
    const head = { ...tree, 'a/main.tf': 'resource "a_b" "d" {}\n' };
    const { roots, notPlanned } = await affectedBy(tree, head, { policy: { plan: { roots: ['a'] } } });
    expect(roots.map(({ root, kind }) => [root, kind])).toEqual([['a', 'terragrunt']]);
    expect(notPlanned).toEqual([]);
    const { roots: none, notPlanned: named } = await affectedBy(tree, head);
    expect(none).toEqual([]);
    expect(named.map(({ name }) => name)).toEqual(['a']);
  });

  test('run either of the modules that a condition chooses', async () => {
    const source =
      'get_env("E") == "prod" ? "git::https://example.com/m.git?ref=v${get_env("V")}" : "../../modules//m?x=1"';
    const tree: Tree = {
      'live/a/terragrunt.hcl': `terraform {\n  source = "\${${source}}"\n}\n`,
      'modules/m/main.tf': 'terraform {\n  backend "s3" {}\n}\n',
    };
    const { roots, notPlanned } = await affectedBy(tree, { ...tree, 'modules/m/x.tf': '' });
    expect(roots).toEqual([]);
    expect(notPlanned.map(({ name }) => name)).toEqual(['live/a']);
  });

  test('that are gone are told', async () => {
    const { 'live/app/terragrunt.hcl': gone, ...rest } = units;
    expect(gone).toBeDefined();
    expect((await affectedBy(units, rest)).removed).toEqual(['live/app']);
  });
});

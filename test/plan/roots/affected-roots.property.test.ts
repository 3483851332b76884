import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { affectedRoots } from '../../../src/plan/roots/affected-roots.ts';
import type { RootsInput } from '../../../src/plan/roots/roots-input.ts';
import type { Change, ChangedFile } from '../../../src/model/change.ts';
import { folderOf } from '../../../src/model/path.ts';
import { loadParsers } from '../../../src/syntax/parse.ts';
import { changedFiles, inputOf, type Tree } from './changed-trees.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const FOLDERS = [...NAMES, 'modules/m', 'modules/n', 'examples/x', 'a/inner', '.'];

/** The folder `to` as a source written in `from`. */
function sourceTo(from: string, to: string): string {
  const up = from === '.' ? './' : '../'.repeat(from.split('/').length);
  return to === '.' ? up : `${up}${to}`;
}

const folderText = (folder: string): fc.Arbitrary<string> =>
  fc
    .record({
      hasBackend: fc.boolean(),
      hasResource: fc.boolean(),
      calls: fc.uniqueArray(fc.constantFrom(...FOLDERS), { maxLength: 3 }),
      reads: fc.option(fc.constantFrom('"${path.module}/x.json"', '"x.json"', 'var.x', '"${path.module}/${var.x}"')),
    })
    .map(({ hasBackend, hasResource, calls, reads }) =>
      [
        hasBackend ? 'terraform {\n  backend "s3" {\n    bucket = "b"\n  }\n}\n' : '',
        hasResource ? 'resource "a_b" "c" {}\n' : '',
        ...calls
          .filter((to) => to !== folder)
          .map((to, index) => `module "m${index}" {\n  source = "${sourceTo(folder, to)}"\n}\n`),
        reads === null ? '' : `locals {\n  x = file(${reads})\n}\n`,
      ].join(''),
    );

const at = (folder: string, name: string): string => (folder === '.' ? name : `${folder}/${name}`);

const anyTree: fc.Arbitrary<Tree> = fc
  .tuple(
    ...FOLDERS.map((folder) =>
      fc.option(
        fc.record({
          text: folderText(folder),
          others: fc.subarray(['x.json', 'p.tfvars', 'i.tftpl', '.terraform.lock.hcl']),
        }),
      ),
    ),
  )
  .map((folders) => {
    const files = folders.flatMap((one, index): [string, string][] => {
      const folder = FOLDERS[index] ?? '.';
      if (!one) return [];
      return [[at(folder, 'main.tf'), one.text], ...one.others.map((name): [string, string] => [at(folder, name), ''])];
    });
    return Object.fromEntries(files);
  });

const isSubset = (few: readonly string[], many: readonly string[]): boolean => few.every((one) => many.includes(one));
const withFiles = (input: RootsInput, files: readonly ChangedFile[]): RootsInput => {
  const change: Change = { ...input.change, files };
  return { ...input, change, policy: { ...input.policy, plan: { ...input.policy.plan, maxRoots: 50 } } };
};
const namesOf = (input: RootsInput): readonly string[] => affectedRoots(input).roots.map(({ name }) => name);

describe('for any two trees', () => {
  beforeAll(loadParsers);

  test('one more changed file takes no root away', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, fc.nat(), async (base, head, pick) => {
        const input = await inputOf(base, head);
        const files = changedFiles(base, head);
        const fewer = files.filter((_, index) => files.length === 0 || index !== pick % files.length);
        expect(isSubset(namesOf(withFiles(input, fewer)), namesOf(withFiles(input, files)))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('the order of files and entries does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, async (base, head) => {
        const input = await inputOf(base, head);
        const turned: RootsInput = {
          ...withFiles(input, [...input.change.files].reverse()),
          base: { ...input.base, files: new Map([...input.base.files].reverse()) },
          head: { ...input.head, files: new Map([...input.head.files].reverse()) },
        };
        expect(affectedRoots(turned)).toEqual(affectedRoots(withFiles(input, input.change.files)));
      }),
      { numRuns: 60 },
    );
  });

  test('every root that is planned is a module folder at head, once, sorted, with a reason that names a changed file', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, async (base, head) => {
        const input = await inputOf(base, head);
        const { roots, removed } = affectedRoots(withFiles(input, input.change.files));
        const folders = new Set(
          Object.keys(head)
            .filter((path) => path.endsWith('.tf'))
            .map(folderOf),
        );
        const changed = input.change.files.flatMap(({ path, basePath }) => [path, basePath ?? path]);
        for (const { root, reasons } of roots) {
          expect(folders).toContain(root);
          for (const reason of reasons) expect(changed.some((path) => reason.includes(path))).toBe(true);
          expect(reasons).not.toEqual([]);
        }
        for (const root of removed) expect(folders).not.toContain(root);
        const names = roots.map(({ root, name }) => `${root}\0${name}`);
        expect(names).toEqual([...new Set(names)].sort());
      }),
      { numRuns: 60 },
    );
  });

  test('what no root reaches affects none', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, async (base) => {
        const island: Tree = { ...base, 'island/out.tf': 'output "x" { value = 1 }\n' };
        const input = await inputOf(island, { ...island, 'island/out.tf': 'output "x" { value = 2 }\n' });
        expect(
          affectedRoots(input)
            .roots.map(({ root }) => root)
            .filter((root) => root !== '.'),
        ).toEqual([]);
        expect(affectedRoots(await inputOf(island, island)).roots).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

test('the work grows with the tree, not with its square: a chain of 1,000 modules, and 1,000 roots that share one', async () => {
  const count = 1_000;
  const tree: Record<string, string> = { 'shared/main.tf': 'resource "a_b" "c" {}\n' };
  for (let index = 0; index < count; index += 1) {
    const next = index + 1 < count ? `module "m" {\n  source = "../c${index + 1}"\n}\n` : '';
    tree[`chain/c${index}/main.tf`] = `${next}resource "a_b" "c" {}\n`;
    tree[`live/r${index}/main.tf`] = 'terraform {\n  cloud {}\n}\nmodule "s" {\n  source = "../../shared"\n}\n';
  }
  const head = { ...tree, 'shared/main.tf': '', [`chain/c${count - 1}/main.tf`]: '' };
  const input = await inputOf(tree, head);
  const visits = { count: 0 };
  const counted: RootsInput = { ...input, head: { ...input.head, files: countingMap(input.head.files, visits) } };
  const { roots, notPlanned } = affectedRoots(counted);
  expect(roots).toHaveLength(20);
  expect(notPlanned).toHaveLength(count - 19);
  expect(roots[0]?.reasons[0]).toContain('which module.m.module.m.….module.m.module.m of chain/c0 calls');
  // Every file is looked up a fixed number of times.
  expect(visits.count).toBeLessThan(5 * Object.keys(head).length);
});

/** A map that counts what is taken out of it. */
function countingMap<K, V>(map: ReadonlyMap<K, V>, visits: { count: number }): ReadonlyMap<K, V> {
  return new Proxy(map, {
    get: (target, key) => {
      if (key === 'get') {
        return (one: K) => {
          visits.count += 1;
          return target.get(one);
        };
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

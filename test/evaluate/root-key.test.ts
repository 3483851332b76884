import { describe, expect, test } from '@jest/globals';
import type { EnvironmentInputs } from '../../src/evaluate/evaluate-options.ts';
import { defineModules } from '../../src/evaluate/module-definition.ts';
import { rootKey } from '../../src/evaluate/root-key.ts';
import { moduleEdges } from '../../src/evaluate/root-modules.ts';
import { folderOf } from '../../src/model/path.ts';
import { parseFiles } from '../../src/syntax/parse.ts';
import type { ParsedFile } from '../../src/syntax/parsed-file.ts';

type Files = Readonly<Record<string, string>>;

interface Inputs {
  readonly environment?: Partial<EnvironmentInputs>;
  readonly others?: Files;
  readonly loaded?: readonly string[];
}

async function keyOf(files: Files, { environment, others = {}, loaded = [] }: Inputs = {}): Promise<string> {
  const parsed = await parseFiles(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
  const moduleFiles = new Map<string, ParsedFile[]>();
  for (const file of parsed.values()) {
    if (file.kind !== 'terraform') continue;
    moduleFiles.set(folderOf(file.path), [...(moduleFiles.get(folderOf(file.path)) ?? []), file]);
  }
  return rootKey({
    root: 'infra',
    environment: { name: '', varFiles: [], ...environment },
    edges: moduleEdges(defineModules(parsed.values())),
    moduleFiles,
    variableFiles: [...parsed.values()].filter(({ kind }) => kind === 'variables'),
    sourceFiles: {
      paths: new Set([...Object.keys(files), ...Object.keys(others)]),
      read: (path) => (loaded.includes(path) ? Buffer.from(others[path] ?? '') : undefined),
    },
  });
}

const PLAIN: Files = {
  'infra/main.tf': 'module "a" {\n  source = "../modules/a"\n}\n',
  'infra/env/prod.tfvars': 'x = 1\n',
  'modules/a/main.tf': 'locals {}\n',
  'modules/b/main.tf': 'locals {}\n',
};
const READING: Files = { ...PLAIN, 'modules/a/main.tf': 'locals {\n  t = file("${path.module}/t.txt")\n}\n' };

describe('the key of a root module', () => {
  test.each<readonly [string, Files, Inputs]>([
    ['the same', PLAIN, {}],
    ['a module that it does not call', { ...PLAIN, 'modules/b/main.tf': 'locals { b = 1 }\n' }, {}],
    ['a variable file of somebody else', { ...PLAIN, 'other/terraform.tfvars': 'x = 2\n' }, {}],
    ['a file that nobody can read', PLAIN, { others: { 'infra/t.txt': 'x' } }],
  ])('stays for %s', async (_name, files, inputs) => {
    expect(await keyOf(files, inputs)).toBe(await keyOf(PLAIN));
  });

  test.each<readonly [string, Files, Inputs]>([
    ['its own text', { ...PLAIN, 'infra/main.tf': `${PLAIN['infra/main.tf'] ?? ''}# more\n` }, {}],
    ['a file that moved', { ...PLAIN, 'infra/main.tf': '', 'infra/m.tf': PLAIN['infra/main.tf'] ?? '' }, {}],
    ['a module that it calls', { ...PLAIN, 'modules/a/main.tf': 'locals { a = 1 }\n' }, {}],
    ['a variable file below it', { ...PLAIN, 'infra/env/prod.tfvars': 'x = 2\n' }, {}],
    ['a module beside a variable file', { ...PLAIN, 'infra/env/main.tf': 'locals {}\n' }, {}],
    ['the workspace', PLAIN, { environment: { workspace: 'prod' } }],
    ['the environment', PLAIN, { environment: { name: 'prod' } }],
    ['named variable files', PLAIN, { environment: { varFiles: ['infra/env/prod.tfvars'] } }],
    ['the paths, where a module reads files', READING, { others: { 'infra/t.txt': 'x' } }],
  ])('changes with %s', async (_name, files, inputs) => {
    const before = files === READING ? READING : PLAIN;
    expect(await keyOf(files, inputs)).not.toBe(await keyOf(before));
  });

  test('changes with the content of a loaded file, and not of one that is not loaded', async () => {
    const path = 'modules/a/t.txt';
    const key = (text: string, loaded: readonly string[]): Promise<string> =>
      keyOf(READING, { others: { [path]: text }, loaded });
    expect(await key('one', [])).toBe(await key('two', []));
    expect(await key('one', [path])).not.toBe(await key('two', [path]));
    expect(await key('one', [path])).not.toBe(await key('one', []));
  });

  test('is not deceived by an escape that hides a file function in JSON', async () => {
    const hidden = { ...PLAIN, 'infra/x.tf.json': '{"locals":{"t":"${\\u0066ile(\\"t.txt\\")}"}}' };
    expect(await keyOf(hidden, { others: { 't.txt': 'x' } })).not.toBe(await keyOf(hidden));
  });
});

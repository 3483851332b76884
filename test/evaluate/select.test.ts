import { describe, expect, test } from '@jest/globals';

import { affectedFolders, moduleSources } from '../../src/evaluate/select.ts';

describe('moduleSources', () => {
  test.each<readonly [text: string, path: string, folders: readonly string[]]>([
    ['module "m" {\n  source = "./m"\n}', 'main.tf', ['m']],
    ['module "m" {\n  source="../m/"\n}', 'a/main.tf', ['m']],
    ['module "m" { source = "../../x/./y" }', 'a/b/main.tf', ['x/y']],
    ['{"module":{"m":{"source" : "./m"}}}', 'main.tf.json', ['m']],
    ['module "m" { source = "hashicorp/consul/aws" }', 'main.tf', []],
    ['module "m" { source = "../out" }', 'main.tf', []],
    ['# source = "./m"\n  // source = "./n"', 'main.tf', []],
    ['a = 1 # x\nsource = "./m"\nsource = "./m"', 'main.tf', ['m']],
    [`source${' '.repeat(50_000)}`, 'main.tf', []],
  ])('of %j in %s', (text, path, folders) => {
    expect(moduleSources(text, path)).toEqual(folders);
  });
});

describe('affectedFolders', () => {
  const call = (source: string) => `module "m" {\n  source = "${source}"\n}\n`;
  const texts = new Map([
    ['envs/prod/main.tf', call('../../modules/app')],
    ['envs/dev/main.tf', call('../../modules/app')],
    ['envs/other/main.tf', call('../../modules/lone') + call('../../modules/gone')],
    ['modules/app/main.tf', call('../db')],
    ['modules/app/more.tf', call('../net')],
    ['modules/db/main.tf', ''],
    ['modules/net/main.tf', ''],
    ['modules/lone/main.tf', ''],
  ]);
  const app = ['envs/dev', 'envs/prod', 'modules/app', 'modules/db', 'modules/net'];
  test.each<readonly [changed: string, folders: readonly string[], roots: readonly string[]]>([
    ['modules/db/main.tf', app, ['envs/dev', 'envs/prod']],
    ['envs/prod/main.tf', app.filter((folder) => folder !== 'envs/dev'), ['envs/prod']],
    ['envs/prod/terraform.tfvars', app.filter((folder) => folder !== 'envs/dev'), ['envs/prod']],
    ['envs/prod/vars/eu/x.tfvars', app.filter((folder) => folder !== 'envs/dev'), ['envs/prod']],
    ['modules/gone/main.tf', ['envs/other', 'modules/lone'], ['envs/other']],
    ['docs/readme.tf', [], []],
  ])('of a change in %s', (changed, folders, roots) => {
    expect(affectedFolders(texts, [changed])).toEqual({ folders, roots });
  });

  test('takes what was found by folder instead of texts', () => {
    const found = new Map([
      ['.', ['m']],
      ['m', []],
    ]);
    expect(affectedFolders(found, ['m/x.tf'])).toEqual({ folders: ['.', 'm'], roots: ['.'] });
  });

  test('folders that call each other are found once', () => {
    const found = new Map([
      ['a', ['b']],
      ['b', ['a']],
    ]);
    expect(affectedFolders(found, ['b/x.tf'])).toEqual({ folders: ['a', 'b'], roots: ['a'] });
  });
});

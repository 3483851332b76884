import { expect, test } from '@jest/globals';
import { mentioningFolders } from '../../src/review/mentioning-folders.ts';

test.each([
  ['its name', 'user_data = templatefile("${path.module}/user data.tpl", {})', 'infra/user data.tpl', ['infra']],
  ['its name without a call', 'template = "policies/admin.json"', 'shared/admin.json', ['infra']],
  [
    'its folder, where files are read',
    'x = fileset(path.module, "policies/*.json")',
    'infra/policies/a.json',
    ['infra'],
  ],
  ['its folder and a made-up name', 'x = file("policies/${each.key}.json")', 'infra/policies/a.json', ['infra']],
  ['a module that lists its own folder', 'x = fileset(path.module, "*.json")', 'infra/a.json', ['infra']],
  ['its folder, where nothing is read', 'name = "policies/"', 'infra/policies/a.json', []],
  ['neither', 'x = file("other.json")', 'docs/readme.md', []],
  ['an argument called filename', 'filename = "lambda.zip"', 'infra/a.json', []],
])('a module that mentions %s may read a file', (_name, text, changed, expected) => {
  expect(mentioningFolders(new Map([['infra/main.tf', text]]), [changed])).toEqual(expected);
});

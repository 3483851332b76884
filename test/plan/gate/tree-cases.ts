import { on, type CodeCase } from './case.ts';

const call = (source: string): string => `module "m" {\n  source = "${source}"\n}\n`;
const files = (more: Record<string, string>): Record<string, string> => ({ 'live/main.tf': '', ...more });

const chain = (depth: number): string => `live${'/m'.repeat(depth + 1)}/x.tf`;

/** What stands in the tree. */
export const treeCases: readonly CodeCase[] = [
  on('tree-incomplete', 'refuse', 'a list that is cut off', '', { complete: false }),
  on('tree-incomplete', 'never', 'a whole list', ''),
  on('file-unreadable', 'refuse', 'broken HCL', 'resource "aws_x" {{{\n'),
  on('file-unreadable', 'refuse', 'broken JSON', files({ 'live/x.tf.json': '{"a":' })),
  on('file-unreadable', 'refuse', 'a binary file', files({ 'live/x.tf': 'a\0b' })),
  on('file-unreadable', 'refuse', 'a huge file', files({ 'live/x.tf': `# ${'a'.repeat(1_100_000)}\n` })),
  on('file-unreadable', 'refuse', 'a file that is listed and was not read', files({ 'live/x.tofu.json': 'unread ' })),
  on('file-unreadable', 'refuse', 'a module in a folder that is never read', {
    'live/main.tf': call('../node_modules/m'),
    'node_modules/m/main.tf': '',
  }),
  on('file-unreadable', 'refuse', 'a module in a data folder', {
    'live/main.tf': call('./.terraform/m'),
    'live/.terraform/m/main.tf': '',
  }),
  on('file-unreadable', 'refuse', 'a broken file of a nested module', {
    'live/main.tf': call('./m'),
    'live/m/x.tf': 'a = = 1\n',
  }),
  on(
    'file-unreadable',
    'refuse',
    'a link to what is no configuration',
    files({ 'live/x.tf': '-> ../notes.txt', 'notes.txt': 'unread data "external" "x" {}' }),
  ),
  on(
    'file-unreadable',
    'refuse',
    'a link that changes the syntax',
    files({ 'live/x.tf.json': '-> y.tf', 'live/y.tf': '' }),
  ),
  on(
    'file-unreadable',
    'refuse',
    'a block in a list in a list',
    files({ 'live/x.tf.json': '{"terraform":[[{"backend":{"http":{}}}]]}' }),
  ),
  on(
    'file-unreadable',
    'refuse',
    'a data source in a list in a list',
    files({ 'live/x.tf.json': '{"data":{"external":{"x":[[{"program":["id"]}]]}}}' }),
  ),
  on(
    'file-unreadable',
    'refuse',
    'a key of JSON twice',
    files({ 'live/x.tf.json': '{"terraform":[[{}]],"terraform":{}}' }),
  ),
  on(
    'file-unreadable',
    'never',
    'a list in a list as a value',
    files({ 'live/x.tf.json': '{"locals":{"x":[[{"a":1}]]},"output":{"o":{"value":[[{"a":1}]]}}}' }),
  ),
  on(
    'file-unreadable',
    'never',
    'files that Terraform does not read',
    files({ 'live/.x.tf': '{{{', 'live/x.tf~': '{{{', 'live/x.tf.bak': '{{{' }),
  ),
  on('file-unreadable', 'never', 'a broken file of another root module', files({ 'other/x.tf': '{{{' })),
  on('symlink-escapes', 'refuse', 'a link to an absolute path', files({ 'live/x.tf': '-> /etc/x.tf' })),
  on('symlink-escapes', 'refuse', 'a link up and out', files({ 'live/x.tf': '-> ../../x.tf' })),
  on('symlink-escapes', 'refuse', 'a module behind a link out', {
    'live/main.tf': call('./m/x'),
    'live/m': '-> ../../m',
  }),
  on('symlink-escapes', 'refuse', 'a link out behind a link', {
    'live/main.tf': call('./a'),
    'live/a': '-> b',
    'live/b': '-> /srv',
  }),
  on(
    'symlink-escapes',
    'never',
    'a link that the configuration does not reach',
    files({ 'other/x.tf': '-> /etc/x.tf' }),
  ),
  on('symlink-escapes', 'never', 'a link in the tree', files({ 'live/x.tf': '-> ../shared/x.tf', 'shared/x.tf': '' })),
  on('symlink-unread', 'refuse', 'a link that was not read', files({ 'live/x.tf': '-> ?' })),
  on('symlink-unread', 'refuse', 'links in a circle', files({ 'live/x.tf': '-> y.tf', 'live/y.tf': '-> x.tf' })),
  on('symlink-unread', 'refuse', 'a link to itself that modules go through', {
    'live/main.tf': call('./a'),
    'live/a': '-> .',
  }),
  on('symlink-unread', 'never', 'a link of another kind of file', files({ 'live/README.md': '-> ?' })),
  on('symlink', 'flag', 'a file in the tree', files({ 'live/x.tf': '-> ../shared/x.tf', 'shared/x.tf': '' })),
  on('symlink', 'flag', 'a folder in the tree', { 'live/main.tf': call('./m'), 'live/m': '-> ../m', 'm/x.tf': '' }),
  on('symlink', 'never', 'plain files', files({ 'live/x.tf': '' })),
  on('submodule', 'refuse', 'the module', { 'live/main.tf': call('./m'), 'live/m': 'submodule' }),
  on('submodule', 'refuse', 'a folder above it', { 'live/main.tf': call('../vendor/m'), vendor: 'submodule' }),
  on('submodule', 'never', 'one that is not reached', files({ vendor: 'submodule' })),
  on('too-many-modules', 'refuse', 'a chain of a thousand', {
    'live/main.tf': call('./m'),
    ...Object.fromEntries(Array.from({ length: 1000 }, (_unused, index) => [chain(index), call('./m')])),
  }),
  on('too-many-modules', 'never', 'modules that call each other', {
    'live/main.tf': call('../m'),
    'm/main.tf': call('../live'),
  }),
  on('plugin-folder', 'flag', 'the back end local leaves it out', files({ 'live/terraform.d/plugins/x/y': 'unread ' })),
  on('plugin-folder', 'refuse', 'another back end would use it', files({ 'live/terraform.d/plugins/x/y': 'unread ' }), {
    backEnd: 'actions',
  }),
  on('plugin-folder', 'refuse', 'a link in its place', files({ 'live/terraform.d': '-> ../x' }), { backEnd: 'hcp' }),
  on(
    'plugin-folder',
    'never',
    'another folder',
    files({ 'terraform.d/x': 'unread ', 'live/terraform.data/x': 'unread ' }),
  ),
  on('data-folder', 'flag', 'a committed one', files({ 'live/.terraform/modules/modules.json': 'unread ' })),
  on(
    'data-folder',
    'never',
    'files that begin like it',
    files({ 'live/.terraform-version': '1.11.4', 'live/.terraform.lock.hcl': '' }),
  ),
  on('state-file', 'flag', 'a state', files({ 'live/terraform.tfstate': 'unread ' })),
  on('state-file', 'flag', 'a backup', files({ 'live/terraform.tfstate.backup': 'unread ' })),
  on(
    'state-file',
    'flag',
    'states of workspaces',
    files({ 'live/terraform.tfstate.d/x/terraform.tfstate': 'unread ' }),
  ),
  on('state-file', 'never', 'a state of another folder', files({ 'other/terraform.tfstate': 'unread ' })),
  on('cli-config', 'flag', 'settings', files({ 'live/.terraformrc': 'unread ' })),
  on('cli-config', 'never', 'another settings file', files({ 'live/.tflint.hcl': '' })),
  on('tofu-shadows', 'flag', 'a pair', files({ 'live/main.tofu': '' })),
  on('tofu-shadows', 'never', 'other names', files({ 'live/other.tofu': '' })),
  on('query-file', 'flag', 'a query', files({ 'live/x.tfquery.hcl': '' })),
  on('query-file', 'never', 'a test', files({ 'live/x.tftest.hcl': '' })),
];

import { on, unchanged, type CodeCase } from './case.ts';

const call = (source: string, more = ''): string => `module "m" {\n  source = ${source}\n${more}}\n`;
const VPC = call('"terraform-aws-modules/vpc/aws"', '  version = "5.0.0"\n');

const sources = (code: CodeCase['code'], texts: readonly string[]): readonly CodeCase[] =>
  texts.map((text) => on(code, 'refuse', text, call(JSON.stringify(text))));

/** Sources of modules. */
export const moduleCases: readonly CodeCase[] = [
  on('module-source-unclear', 'refuse', 'a variable', call('var.source')),
  on('module-source-unclear', 'refuse', 'a template', call('"./${var.name}"')),
  on('module-source-unclear', 'refuse', 'a local of OpenTofu', { 'live/main.tofu': call('local.source') }),
  on('module-source-unclear', 'refuse', 'no source', 'module "m" {\n}\n'),
  ...sources('module-source-unclear', [
    'ssh://git@github.com/a/b',
    'https://[::1]/x.zip',
    'git::https://a@b@evil.com/x',
    'a b/c/d',
    'hashicorp',
    'git::data:x',
  ]),
  on('module-source-unclear', 'never', 'a plain text', call('"./m"')),
  on('module-source-unclear', 'never', 'an override of other arguments', {
    'live/main.tf': call('"./m"'),
    'live/override.tf': 'module "m" {\n  x = 1\n}\n',
  }),
  ...sources('module-outside-tree', [
    '../../m',
    '/etc',
    '~/m',
    'file:///etc',
    'git::file:///srv/x.git',
    'git::/srv/x.git',
    '..\\m',
    'C:/m',
    'github.com/a/b//../../etc',
    'git::https://github.com/a/b//x/%2e%2e/y',
    'a/b/aws//../x',
  ]),
  on('module-outside-tree', 'refuse', 'JSON', { 'live/main.tf.json': '{"module":{"m":{"source":"../../m"}}}' }),
  on('module-outside-tree', 'refuse', 'from a nested module', {
    'live/main.tf': call('"../m"'),
    'm/main.tf': call('"../../x"'),
  }),
  on('module-outside-tree', 'never', 'up and down in the tree', {
    'live/main.tf': call('"../m/./x/.."'),
    'm/main.tf': '',
  }),
  ...sources('module-transport', [
    'git::ext::sh -c id'.replaceAll(' ', '%20'),
    'hg::https://example.com/x',
    's3::https://s3.amazonaws.com/b/x.zip',
    'gcs::https://www.googleapis.com/storage/v1/b/x',
    'http://example.com/x.zip',
    'git::http://example.com/x',
    'git://example.com/x',
    'git::git://example.com/x',
    's3.amazonaws.com/b/x.zip',
    'git::https://github.com/a/b?ref=--upload-pack=id',
    'file::/etc',
  ]),
  on('module-transport', 'never', 'git over https', call('"git::https://github.com/a/b.git//x?ref=v1"')),
  ...sources('module-host', [
    'terraform-aws-modules/vpc/aws',
    'app.terraform.io/acme/vpc/aws',
    'github.com/a/b',
    'git@github.com:a/b.git',
    'git::https://user:pass@example.com/a/b?ref=v1',
    'git::ssh://git@example.com/a/b',
    'https://example.com/x.zip',
    'git::git@example.com:a/b',
    'bitbucket.org/a/b',
    'oci://example.com/a/b',
  ]),
  on(
    'module-host',
    'refuse',
    'a host that only begins like a listed one',
    call('"git::https://github.com.evil.com/a/b"'),
    { moduleHosts: ['github.com'] },
  ),
  on('module-host', 'refuse', 'another port of a listed host', call('"git::https://github.com:8443/a/b"'), {
    moduleHosts: ['github.com'],
  }),
  on('module-host', 'refuse', 'the registry of OpenTofu', call('"a/b/aws"'), {
    moduleHosts: ['registry.terraform.io'],
    tool: 'tofu',
  }),
  on('module-host', 'refuse', 'another version than at the base', VPC.replace('5.0.0', '6.0.0'), {
    base: { 'live/main.tf': VPC },
  }),
  on('module-host', 'refuse', 'another module of a host that the base uses', call('"github.com/evil/x"'), {
    base: { 'live/main.tf': call('"github.com/good/x"') },
  }),
  on('module-host', 'refuse', 'nothing to compare with', VPC, { base: 'none' }),
  unchanged('module-host', 'flag', 'a module of a registry', VPC),
  on('module-host', 'flag', 'the same module with other arguments', VPC.replace('}', '  cidr = "10.0.0.0/8"\n}'), {
    base: { 'live/main.tf': VPC },
  }),
  on(
    'module-host',
    'refuse',
    'a version that an override file sets',
    { 'live/main.tf': VPC, 'live/override.tf': 'module "m" {\n  version = "6.0.0"\n}\n' },
    { base: { 'live/main.tf': VPC } },
  ),
  on(
    'module-host',
    'never',
    'such a version of a host on the list',
    { 'live/main.tf': VPC, 'live/override.tf': 'module "m" {\n  version = "6.0.0"\n}\n' },
    { moduleHosts: ['registry.terraform.io'] },
  ),
  on('module-host', 'never', 'a registry on the list', VPC, { moduleHosts: ['registry.terraform.io'] }),
  on('module-host', 'never', 'git on the list', call('"git@GitHub.com:a/b.git"'), { moduleHosts: ['github.com'] }),
  on('module-host', 'never', 'a module in the tree', call('"./m"')),
];

import { on, unchanged, type CodeCase } from './case.ts';

const backend = (text: string): string => `terraform {\n  ${text}\n}\n`;
const S3 = backend('backend "s3" {\n    bucket = "states"\n    key    = "live"\n  }');
const remote = (type: string, config: string): string =>
  `data "terraform_remote_state" "x" {\n  backend = "${type}"\n  config = {\n    ${config}\n  }\n}\n`;
const LOCK =
  'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.0.0"\n  hashes = [\n    "h1:a",\n    "zh:b",\n  ]\n}\n';
const lock = (text: string): Record<string, string> => ({ 'live/main.tf': '', 'live/.terraform.lock.hcl': text });

/** Backends, states and lock files. */
export const stateCases: readonly CodeCase[] = [
  on('backend-changed', 'hold', 'a new backend', S3),
  on('backend-changed', 'hold', 'another bucket', S3.replace('states', 'evil'), { base: { 'live/main.tf': S3 } }),
  on('backend-changed', 'hold', 'cloud in place of a backend', backend('cloud {\n    organization = "acme"\n  }'), {
    base: { 'live/main.tf': S3 },
  }),
  on('backend-changed', 'hold', 'a state store', backend('state_store "aws_s3" {\n    provider "aws" {}\n  }')),
  on('backend-changed', 'hold', 'a state store in JSON', {
    'live/x.tf.json': '{"terraform":{"state_store":{"aws_s3":{"provider":{"aws":{}}}}}}',
  }),
  on('backend-changed', 'hold', 'JSON', {
    'live/x.tf.json': '{"terraform":{"backend":{"http":{"address":"http://x"}}}}',
  }),
  on('backend-changed', 'hold', 'a backend that was removed', '', { base: { 'live/main.tf': S3 } }),
  unchanged('backend-changed', 'never', 'a backend', S3),
  on('backend-changed', 'never', 'a backend of a called module, which means nothing', {
    'live/main.tf': 'module "m" {\n  source = "./m"\n}\n',
    'live/m/main.tf': S3,
  }),
  on('backend-changed', 'never', 'nothing to compare with', S3, { base: 'none' }),
  on('backend-not-compared', 'flag', 'nothing to compare with', S3, { base: 'none' }),
  unchanged('backend-not-compared', 'never', 'a backend', S3),
  unchanged('backend-in-override', 'refuse', 'an override file', { 'live/main.tf': '', 'live/zzz_override.tf': S3 }),
  on('backend-in-override', 'refuse', 'an override file in JSON', {
    'live/main.tf': S3,
    'live/override.tf.json': '{"terraform":{"cloud":{}}}',
  }),
  on('backend-in-override', 'refuse', 'an override file of OpenTofu', {
    'live/main.tf': S3,
    'live/x_override.tofu': S3,
  }),
  on('backend-in-override', 'never', 'a name that only holds the word', {
    'live/main.tf': '',
    'live/overrides.tf': S3,
    'live/myoverride.tf': '',
  }),
  unchanged('remote-state', 'hold', 'the own bucket', `${S3}${remote('s3', 'bucket = "states"\nkey = "x"')}`),
  on('remote-state', 'hold', 'a bucket that is computed', `${S3}${remote('s3', 'bucket = var.bucket')}`),
  on('remote-state', 'hold', 'no own backend to compare with', remote('s3', 'bucket = "states"')),
  on(
    'remote-state',
    'hold',
    'cloud and remote of one organisation',
    `${backend('cloud {\n    organization = "acme"\n  }')}${remote('remote', 'organization = "acme"')}`,
  ),
  on('remote-state', 'never', 'another data source', 'data "aws_vpc" "terraform_remote_state" {}\n'),
  on('remote-state-elsewhere', 'refuse', 'http', remote('http', 'address = "http://x"')),
  on('remote-state-elsewhere', 'refuse', 'a local file', `${S3}${remote('local', 'path = "../x.tfstate"')}`),
  on('remote-state-elsewhere', 'refuse', 'another bucket', `${S3}${remote('s3', 'bucket = "evil"')}`),
  on(
    'remote-state-elsewhere',
    'refuse',
    'another endpoint',
    `${S3}${remote('s3', 'bucket = "states"\nendpoints = {\n s3 = "http://x"\n}')}`,
  ),
  on('remote-state-elsewhere', 'refuse', 'another kind of backend', `${S3}${remote('gcs', 'bucket = "states"')}`),
  on('remote-state-elsewhere', 'refuse', 'a backend that is computed', `${S3}${remote('${var.x}', '')}`),
  on('remote-state-elsewhere', 'refuse', 'http in JSON', {
    'live/x.tf.json': '{"data":{"terraform_remote_state":{"x":{"backend":"http","config":{"address":"http://x"}}}}}',
  }),
  unchanged('remote-state-elsewhere', 'hold', 'another bucket', `${S3}${remote('s3', 'bucket = "other"')}`),
  on('remote-state-elsewhere', 'never', 'the own bucket', `${S3}${remote('s3', 'bucket = "states"')}`),
  on('lock-changed', 'flag', 'another version', lock(LOCK.replace('5.0.0', '6.0.0')), { base: lock(LOCK) }),
  on('lock-changed', 'flag', 'a new provider', lock(LOCK), { base: lock('') }),
  on('lock-changed', 'never', 'more hashes', lock(LOCK.replace('"zh:b",', '"zh:b",\n"zh:c",')), { base: lock(LOCK) }),
  on(
    'lock-without-hashes',
    'hold',
    'an entry without hashes',
    lock('provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.0.0"\n}\n'),
  ),
  on(
    'lock-without-hashes',
    'hold',
    'an empty list',
    lock('provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.0.0"\n  hashes = []\n}\n'),
  ),
  unchanged(
    'lock-without-hashes',
    'flag',
    'an entry without hashes',
    lock('provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.0.0"\n}\n'),
  ),
  on('lock-without-hashes', 'never', 'an entry with hashes', lock(LOCK)),
  on('lock-hashes-changed', 'hold', 'a hash that was swapped', lock(LOCK.replace('h1:a', 'h1:evil')), {
    base: lock(LOCK),
  }),
  on(
    'lock-hashes-changed',
    'never',
    'hashes of another version',
    lock(LOCK.replace('5.0.0', '6.0.0').replace('h1:a', 'h1:c')),
    { base: lock(LOCK) },
  ),
  on('lock-removed', 'hold', 'the file is gone', '', { base: lock(LOCK) }),
  on('lock-removed', 'never', 'there was none', ''),
  on('lock-unreadable', 'hold', 'no HCL', lock('provider {{{\n')),
  on('lock-unreadable', 'hold', 'a link in its place', { 'live/main.tf': '', 'live/.terraform.lock.hcl': '-> ../x' }),
  on('lock-unreadable', 'hold', 'it was not read', lock('unread ')),
  on('lock-unreadable', 'never', 'a readable one', lock(LOCK)),
];

import { on, unchanged, type CodeCase } from './case.ts';

const required = (source: string): string =>
  `terraform {\n  required_providers {\n    x = {\n      source = ${source}\n    }\n  }\n}\n`;
const EXTERNAL = 'data "external" "x" {\n  program = ["./run"]\n}\n';
const HTTP = 'data "http" "x" {\n  url = "https://example.com"\n}\n';

const fromFile = (content: string): Record<string, string> => ({
  'live/main.tf':
    'provider "kubernetes" {\n  exec {\n    command = local.config.command\n  }\n}\nlocals {\n  config = yamldecode(file("config.yaml"))\n}\n',
  'live/config.yaml': `command: ${content}\n`,
});

/** Providers and their blocks. */
export const providerCases: readonly CodeCase[] = [
  on('provider-not-allowed', 'refuse', 'a required provider', required('"evil/x"')),
  on('provider-not-allowed', 'refuse', 'another host', required('"registry.example.com/hashicorp/aws"')),
  on('provider-not-allowed', 'refuse', 'the legacy namespace', required('"-/aws"')),
  on('provider-not-allowed', 'refuse', 'the former namespace', required('"terraform-providers/aws"')),
  on('provider-not-allowed', 'refuse', 'a namespace that begins like an allowed one', required('"hashicorp2/aws"')),
  on('provider-not-allowed', 'refuse', 'a text that is no address', required('"a/b/c/d"')),
  on('provider-not-allowed', 'refuse', 'a provider that a resource type implies', 'resource "evil_x" "y" {}\n'),
  on(
    'provider-not-allowed',
    'refuse',
    'a provider that an argument names',
    'resource "aws_x" "y" {\n  provider = evil.a\n}\n',
  ),
  on('provider-not-allowed', 'refuse', 'a provider block alone', 'provider "evil" {}\n'),
  on(
    'provider-not-allowed',
    'refuse',
    'a version constraint in the old form',
    'terraform {\n  required_providers {\n    evil = "~> 1.0"\n  }\n}\n',
  ),
  on(
    'provider-not-allowed',
    'refuse',
    'a function of a provider',
    'locals {\n  x = [upper(provider::evil::run("id"))]\n}\n',
  ),
  on('provider-not-allowed', 'refuse', 'an import', 'import {\n  to = module.m["a"].evil_x.y\n  id = "1"\n}\n'),
  on(
    'provider-not-allowed',
    'refuse',
    'a data source in a check',
    'check "c" {\n  data "evil_x" "y" {}\n  assert {\n    condition     = true\n    error_message = "no"\n  }\n}\n',
  ),
  on('provider-not-allowed', 'refuse', 'an ephemeral resource', 'ephemeral "evil_x" "y" {}\n'),
  on('provider-not-allowed', 'refuse', 'a module that is nested twice', {
    'live/main.tf': 'module "a" {\n  source = "../a"\n}\n',
    'a/main.tf': 'module "b" {\n  source = "./b"\n}\n',
    'a/b/main.tf': 'resource "evil_x" "y" {}\n',
  }),
  on('provider-not-allowed', 'refuse', 'JSON', { 'live/main.tf.json': '{"resource":{"evil_x":{"y":{}}}}' }),
  on('provider-not-allowed', 'refuse', 'JSON of required providers', {
    'live/main.tf.json': '{"terraform":{"required_providers":{"x":{"source":"evil/x"}}}}',
  }),
  on('provider-not-allowed', 'refuse', 'an action in JSON', { 'live/main.tf.json': '{"action":{"evil_x":{"y":{}}}}' }),
  on('provider-not-allowed', 'refuse', 'an OpenTofu file', { 'live/main.tofu': 'resource "evil_x" "y" {}\n' }),
  on('provider-not-allowed', 'refuse', 'a source that an override file replaces', {
    'live/main.tf': required('"evil/x"'),
    'live/override.tf': required('"hashicorp/aws"'),
  }),
  on('provider-not-allowed', 'refuse', 'an override file that replaces a source', {
    'live/main.tf': required('"hashicorp/aws"'),
    'live/x_override.tf.json': '{"terraform":{"required_providers":{"x":{"source":"evil/x"}}}}',
  }),
  unchanged('provider-not-allowed', 'refuse', 'a provider', required('"evil/x"')),
  on(
    'provider-not-allowed',
    'refuse',
    'the registry of the other program',
    required('"registry.opentofu.org/acme/x"'),
    { providers: ['registry.terraform.io/acme/x'] },
  ),
  on('provider-not-allowed', 'never', 'what the policy lists', required('"Acme/X"'), {
    providers: ['registry.terraform.io/acme/x'],
  }),
  on('provider-not-allowed', 'never', 'what the policy lists without a host', required('"acme/x"'), {
    providers: ['acme/x'],
  }),
  on('provider-not-allowed', 'never', 'what a * covers', required('"tf.acme.io/team/x"'), {
    providers: ['tf.acme.io/*'],
  }),
  on(
    'provider-not-allowed',
    'refuse',
    'a host that only begins like a listed one',
    required('"tf.acme.io.evil.com/team/x"'),
    { providers: ['tf.acme.io*'] },
  ),
  on('provider-not-allowed', 'refuse', 'a default that the policy leaves out', 'resource "aws_vpc" "x" {}\n', {
    providers: ['acme/x'],
  }),
  on(
    'provider-not-allowed',
    'never',
    'well-known providers',
    'resource "aws_vpc" "x" {}\nresource "random_id" "x" {}\nresource "terraform_data" "x" {}\nresource "google_x" "y" {\n  provider = google-beta\n}\n',
  ),
  on(
    'provider-not-allowed',
    'never',
    'the same with OpenTofu',
    { 'live/main.tofu': 'resource "aws_vpc" "x" {}\n' },
    { tool: 'tofu' },
  ),
  on(
    'provider-not-allowed',
    'never',
    'a local name for an allowed provider',
    'terraform {\n  required_providers {\n    ec = {\n      source  = "elastic/ec"\n      version = "0.12.2"\n    }\n  }\n}\nresource "ec_deployment" "x" {}\n',
  ),
  on('provider-not-allowed', 'never', 'a module that nobody calls', {
    'live/main.tf': '',
    'other/main.tf': 'resource "evil_x" "y" {}\n',
  }),
  on('provider-source-unclear', 'refuse', 'a source that is computed', required('var.source')),
  on(
    'provider-source-unclear',
    'refuse',
    'a provider that is computed',
    'resource "aws_x" "y" {\n  provider = pick(aws)\n}\n',
  ),
  on(
    'provider-source-unclear',
    'refuse',
    'an entry that is computed',
    'terraform {\n  required_providers {\n    x = merge({}, {})\n  }\n}\n',
  ),
  on(
    'provider-source-unclear',
    'never',
    'plain texts and references',
    `${required('"hashicorp/aws"')}resource "x_y" "z" {\n  provider = x.east["a"]\n}\n`,
  ),
  on('provider-runs-anything', 'refuse', 'external', EXTERNAL),
  on('provider-runs-anything', 'refuse', 'http under another name', required('"registry.opentofu.org/hashicorp/http"')),
  on('provider-runs-anything', 'refuse', 'a * in the policy', EXTERNAL, {
    providers: ['registry.terraform.io/hashicorp/*'],
  }),
  on('provider-runs-anything', 'hold', 'the exact address in the policy', EXTERNAL, {
    providers: ['registry.terraform.io/hashicorp/external'],
  }),
  on('provider-runs-anything', 'never', 'another namespace', required('"acme/external"'), { providers: ['*'] }),
  on('data-runs-program', 'refuse', 'external', EXTERNAL),
  on('data-runs-program', 'refuse', 'http', HTTP),
  on(
    'data-runs-program',
    'refuse',
    'a command of the provider local',
    'data "local_command" "x" {\n  command = "id"\n}\n',
  ),
  on('data-runs-program', 'refuse', 'external in JSON', {
    'live/x.tf.json': '{"data":{"external":{"x":[{"program":["id"]}]}}}',
  }),
  on('data-runs-program', 'refuse', 'external in a check', `check "c" {\n  ${EXTERNAL}}\n`),
  on('data-runs-program', 'refuse', 'external in an override file', {
    'live/main.tf': '',
    'live/override.tf': EXTERNAL,
  }),
  unchanged('data-runs-program', 'refuse', 'external', EXTERNAL),
  on('data-runs-program', 'hold', 'its provider listed by its exact address', HTTP, {
    providers: ['registry.terraform.io/hashicorp/http'],
  }),
  on('data-runs-program', 'never', 'a local file', 'data "local_file" "x" {\n  filename = "x"\n}\n'),
  ...programCases(),
  ...redirectCases(),
];

function programCases(): readonly CodeCase[] {
  const exec = 'provider "kubernetes" {\n  exec {\n    command = "aws"\n    args    = [var.cluster]\n  }\n}\n';
  const code = 'provider-argument-program';
  return [
    on(code, 'hold', 'exec of kubernetes', exec),
    on(
      code,
      'hold',
      'exec deep in helm',
      'provider "helm" {\n  kubernetes = {\n    exec = {\n      command = "id"\n    }\n  }\n}\n',
    ),
    on(code, 'hold', 'exec in JSON', { 'live/x.tf.json': '{"provider":{"kubernetes":[{"exec":[{"command":"id"}]}]}}' }),
    on(
      code,
      'hold',
      'a dynamic exec',
      'provider "kubernetes" {\n  dynamic "exec" {\n    for_each = [1]\n    content {\n      command = "id"\n    }\n  }\n}\n',
    ),
    on(
      code,
      'hold',
      'files that can hold credential_process',
      'provider "aws" {\n  shared_config_files = ["./config"]\n}\n',
    ),
    on(code, 'hold', 'a profile', 'provider "aws" {\n  profile = "x"\n}\n'),
    on(code, 'hold', 'a program that was another one', exec, {
      base: { 'live/main.tf': exec.replace('"aws"', '"gcloud"') },
    }),
    on(
      code,
      'hold',
      'the same text with another value of its variable',
      `${exec}variable "cluster" {\n  default = "a"\n}\n`,
      { base: { 'live/main.tf': `${exec}variable "cluster" {\n  default = "b"\n}\n` } },
    ),
    on(
      code,
      'hold',
      'the same text with another value in a variables file',
      { 'live/main.tf': exec, 'live/terraform.tfvars': 'cluster = "a"\n' },
      { base: { 'live/main.tf': exec, 'live/terraform.tfvars': 'cluster = "b"\n' } },
    ),
    on(code, 'hold', 'what helm takes from elsewhere', 'provider "helm" {\n  kubernetes = local.cluster\n}\n'),
    on(code, 'hold', 'the same text with another file that it reads', fromFile('b'), { base: fromFile('a') }),
    unchanged(code, 'flag', 'a text that reads a file', fromFile('a')),
    on(code, 'hold', 'nothing to compare with', exec, { base: 'none' }),
    unchanged(code, 'flag', 'exec', exec),
    on(code, 'flag', 'exec as at the base beside another change', `${exec}resource "aws_vpc" "x" {}\n`, {
      base: { 'live/main.tf': exec },
    }),
    on(
      code,
      'never',
      'a plain provider block',
      'provider "aws" {\n  region = "eu-west-1"\n  default_tags {\n    tags = {\n      a = "b"\n    }\n  }\n}\n',
    ),
    on(
      code,
      'never',
      'the same name outside of a provider block',
      'resource "aws_x" "y" {\n  exec {\n    command = "x"\n  }\n}\n',
    ),
  ];
}

function redirectCases(): readonly CodeCase[] {
  const code = 'provider-argument-redirect';
  const endpoint = 'provider "ec" {\n  endpoint = "https://evil.example"\n}\n';
  return [
    on(code, 'hold', 'the endpoint of ec', endpoint),
    on(code, 'hold', 'endpoints of aws', 'provider "aws" {\n  endpoints {\n    sts = "http://x"\n  }\n}\n'),
    on(code, 'hold', 'endpoints of aws in JSON', {
      'live/x.tf.json': '{"provider":{"aws":{"endpoints":{"sts":"http://x"}}}}',
    }),
    on(code, 'hold', 'the address of vault', 'provider "vault" {\n  address = "http://x"\n}\n'),
    on(code, 'hold', 'an access token of google', 'provider "google" {\n  access_token = var.x\n}\n'),
    on(
      code,
      'hold',
      'an endpoint of one service of google',
      'provider "google" {\n  storage_custom_endpoint = "http://x"\n}\n',
    ),
    on(
      code,
      'hold',
      'another role',
      'provider "aws" {\n  assume_role {\n    role_arn = "arn:aws:iam::1:role/x"\n  }\n}\n',
    ),
    on(code, 'hold', 'a provider block of a nested module', {
      'live/main.tf': 'module "m" {\n  source = "./m"\n}\n',
      'live/m/main.tf': endpoint,
    }),
    on(code, 'hold', 'an override file', { 'live/main.tf': 'provider "ec" {}\n', 'live/a_override.tf': endpoint }),
    unchanged(code, 'flag', 'an endpoint', endpoint),
    on(
      code,
      'never',
      'settings of no place',
      'provider "aws" {\n  region               = "eu-west-1"\n  use_fips_endpoint    = true\n  allowed_account_ids  = ["1"]\n}\n',
    ),
  ];
}

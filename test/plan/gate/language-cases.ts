import { on, unchanged, type CodeCase } from './case.ts';
import { MEMBER } from './gate-of.ts';

const data = (type: string): string => `data "${type}" "x" {\n  name = "x"\n}\n`;
const local = (expression: string): string => `locals {\n  x = ${expression}\n}\n`;
const encryption = (provider: string): string =>
  `terraform {\n  encryption {\n    key_provider "${provider}" "k" {\n      command = ["id"]\n    }\n  }\n}\n`;
const FORK = { login: 'eve', fromFork: true, association: 'CONTRIBUTOR' };

const each = (code: CodeCase['code'], types: readonly string[]): readonly CodeCase[] =>
  types.flatMap((type) => [on(code, 'hold', type, data(type)), unchanged(code, 'flag', type, data(type))]);

/** Parts of the language, data sources, paths, people. */
export const languageCases: readonly CodeCase[] = [
  on('block-not-known', 'hold', 'a block of a language to come', 'portal "x" {}\n'),
  on('block-not-known', 'hold', 'one in JSON', { 'live/x.tf.json': '{"portal":{"x":{}}}' }),
  on('block-not-known', 'hold', 'one in the terraform block', 'terraform {\n  portal "x" {}\n}\n'),
  on(
    'block-not-known',
    'never',
    'every block that is known',
    'terraform {\n  required_version = ">= 1.0"\n}\nvariable "a" {}\nlocals {}\noutput "a" {\n  value = 1\n}\nmoved {\n  from = aws_x.a\n  to   = aws_x.b\n}\nremoved {\n  from = aws_x.c\n}\n',
  ),
  on('encryption-program', 'refuse', 'an external key provider', encryption('external')),
  on(
    'encryption-program',
    'refuse',
    'an external method',
    'terraform {\n  encryption {\n    method "external" "m" {\n      encrypt_command = ["id"]\n    }\n  }\n}\n',
  ),
  on('encryption-program', 'refuse', 'JSON', {
    'live/x.tf.json': '{"terraform":{"encryption":{"key_provider":{"external":{"k":{"command":["id"]}}}}}}',
  }),
  unchanged('encryption-program', 'refuse', 'an external key provider', encryption('external')),
  on('encryption-program', 'never', 'a key of a cloud', encryption('aws_kms')),
  on('encryption', 'hold', 'a key of a cloud', encryption('aws_kms')),
  unchanged('encryption', 'flag', 'a key of a cloud', encryption('aws_kms')),
  on('encryption', 'never', 'no encryption', 'terraform {}\n'),
  on('ephemeral', 'hold', 'an ephemeral resource', 'ephemeral "random_password" "x" {\n  length = 8\n}\n'),
  on('ephemeral', 'hold', 'one in JSON', { 'live/x.tf.json': '{"ephemeral":{"random_password":{"x":{}}}}' }),
  unchanged('ephemeral', 'flag', 'an ephemeral resource', 'ephemeral "random_password" "x" {\n  length = 8\n}\n'),
  on('ephemeral', 'never', 'an ephemeral variable', 'variable "x" {\n  ephemeral = true\n}\n'),
  on('action', 'hold', 'an action', 'action "aws_lambda_invoke" "x" {\n  config {}\n}\n'),
  on('action', 'hold', 'one in JSON', { 'live/x.tf.json': '{"action":{"aws_x":{"x":{}}}}' }),
  unchanged('action', 'flag', 'an action', 'action "aws_lambda_invoke" "x" {\n  config {}\n}\n'),
  on('action', 'never', 'an argument of that name', 'resource "aws_x" "y" {\n  action = "x"\n}\n'),
  on(
    'provisioner',
    'flag',
    'local-exec',
    'resource "null_resource" "x" {\n  provisioner "local-exec" {\n    command = "id"\n  }\n}\n',
  ),
  on('provisioner', 'flag', 'one in JSON', {
    'live/x.tf.json': '{"resource":{"null_resource":{"x":{"provisioner":[{"local-exec":{"command":"id"}}]}}}}',
  }),
  on('provisioner', 'never', 'a resource without one', 'resource "null_resource" "x" {}\n'),
  on(
    'provider-meta',
    'flag',
    'provider_meta',
    'terraform {\n  provider_meta "google" {\n    module_name = "x"\n  }\n}\n',
  ),
  on('provider-meta', 'never', 'other settings', 'terraform {}\n'),
  on(
    'import',
    'flag',
    'one with for_each',
    'import {\n  for_each = var.ids\n  to       = aws_vpc.x[each.key]\n  id       = each.value\n}\n',
  ),
  on('import', 'never', 'a move', 'moved {\n  from = aws_vpc.a\n  to   = aws_vpc.b\n}\n'),
  ...each('data-has-effect', ['aws_lambda_invocation']),
  on('data-has-effect', 'never', 'a look-up', data('aws_lambda_function')),
  ...each('data-reads-secret', [
    'aws_secretsmanager_secret_version',
    'google_secret_manager_secret_version',
    'azurerm_key_vault_secret',
    'vault_generic_secret',
    'aws_ssm_parameter',
    'kubernetes_secret',
    'aws_s3_object',
    'tfe_outputs',
  ]),
  on('data-reads-secret', 'never', 'the secret without its value', data('aws_secretsmanager_secret')),
  on('data-reads-secret', 'never', 'a policy that is only written', data('vault_policy_document')),
  ...each('data-mints-token', [
    'aws_eks_cluster_auth',
    'google_client_config',
    'google_service_account_access_token',
    'aws_ecr_authorization_token',
  ]),
  on('data-mints-token', 'never', 'a cluster', data('aws_eks_cluster')),
  ...each('data-contacts-host', ['tls_certificate', 'helm_template']),
  on(
    'data-contacts-host',
    'hold',
    'the same text with another address',
    `data "tls_certificate" "x" {\n  url = local.url\n}\nlocals {\n  host = "evil.example"\n  url  = "https://\${local.host}"\n}\n`,
    {
      base: {
        'live/main.tf': `data "tls_certificate" "x" {\n  url = local.url\n}\nlocals {\n  host = "example.com"\n  url  = "https://\${local.host}"\n}\n`,
      },
    },
  ),
  on('data-contacts-host', 'never', 'a key', data('tls_public_key')),
  on('data-writes-file', 'flag', 'an archive', data('archive_file')),
  on('data-writes-file', 'never', 'a file', data('local_file')),
  ...[
    'file("/etc/passwd")',
    'filebase64("/proc/self/environ")',
    'core::file("~/.aws/credentials")',
    'templatefile("../../x", {})',
    'file("${path.module}/../../x")',
    'fileset("/", "*")',
    'fileset(path.module, "../../*")',
    'fileexists("${path.root}/../../${var.x}")',
  ].flatMap((text) => [
    on('path-outside-tree', 'flag', text, local(text)),
    on('path-outside-tree', 'hold', `${text} where there is no sandbox of ours`, local(text), { backEnd: 'actions' }),
  ]),
  unchanged('path-outside-tree', 'flag', 'where there is no sandbox of ours', local('file("/etc/hosts")'), {
    backEnd: 'hcp',
  }),
  on('path-outside-tree', 'flag', 'a string in JSON', {
    'live/x.tf.json': '{"locals":{"x":"${file(\\"/etc/passwd\\")}"}}',
  }),
  ...[
    'file("x")',
    'file("../shared/x")',
    'file("${path.module}/../x")',
    'templatefile("${path.root}/a/../b", {})',
    'fileset(path.module, "*.json")',
    'basename("/etc/passwd")',
  ].map((text) => on('path-outside-tree', 'never', text, local(text))),
  ...[
    'file(var.x)',
    'file("${var.x}/a")',
    'file("${path.module}/${each.key}")',
    'filemd5(abspath("a"))',
    'file(["x"]...)',
  ].map((text) => on('path-unclear', 'flag', text, local(text))),
  on('path-unclear', 'never', 'a path that is written out', local('file("${path.module}/x.json")')),
  on('fork', 'hold', 'a fork', '', { author: FORK }),
  on('fork', 'refuse', 'a fork where the policy says so', '', { author: FORK, forks: 'refuse' }),
  on('fork', 'refuse', 'a fork with the back end actions', '', {
    author: { ...FORK, association: 'OWNER' },
    backEnd: 'actions',
  }),
  on('fork', 'never', 'a branch', '', { author: MEMBER }),
  on('fork', 'never', 'a local run', '', { author: undefined, forks: 'refuse' }),
  ...['CONTRIBUTOR', 'FIRST_TIME_CONTRIBUTOR', 'NONE', 'MANNEQUIN', ''].map((association) =>
    on('outside-contributor', 'hold', association, '', { author: { ...FORK, fromFork: false, association } }),
  ),
  on('outside-contributor', 'refuse', 'where the policy says so', '', {
    author: { ...FORK, fromFork: false },
    forks: 'refuse',
  }),
  ...['OWNER', 'MEMBER', 'COLLABORATOR'].map((association) =>
    on('outside-contributor', 'never', association, '', { author: { ...MEMBER, association } }),
  ),
  on('approval-of-another-commit', 'flag', 'an approval of an older commit', '', {
    author: FORK,
    approval: { sha: 'abcdef1', by: 'ada' },
  }),
  on('approval-of-another-commit', 'never', 'nothing to approve', '', { approval: { sha: 'abcdef1', by: 'ada' } }),
];

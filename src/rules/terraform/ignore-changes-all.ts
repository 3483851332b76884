import { attributeRule } from '../../engine/kits.ts';
import { DATA_STORES } from './_data-stores.ts';

export default attributeRule({
  id: 'terraform-ignore-changes-all',
  title: 'Terraform ignores every change of this resource',
  severity: 'medium',
  resource: [
    ...Object.keys(DATA_STORES),
    'aws_instance',
    'aws_s3_bucket',
    'aws_security_group',
    'aws_iam_role',
    'aws_iam_policy',
    'google_compute_instance',
    'google_storage_bucket',
    'azurerm_linux_virtual_machine',
    'azurerm_kubernetes_cluster',
  ],
  attribute: 'lifecycle.ignore_changes',
  expect: { excludes: ['all'] },
  whenAbsent: 'pass',
  why: 'What is changed by hand, encryption and access included, is never noticed, and a repair in the code is never applied.',
  remedy: 'List only the arguments that something else manages: `ignore_changes = [engine_version]`.',
  items: ['state-safety', 'observability'],
  links: ['https://developer.hashicorp.com/terraform/language/meta-arguments#ignore_changes'],
  example: {
    bad: `
resource "aws_db_instance" "orders" {
  engine = "postgres"

  lifecycle {
    ignore_changes = all # expect
  }
}
`,
    good: `
resource "aws_db_instance" "orders" {
  engine = "postgres"

  lifecycle {
    ignore_changes = [engine_version]
  }
}
`,
  },
});

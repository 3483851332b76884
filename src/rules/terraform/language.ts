import { attributeRule, presenceRule } from '../../engine/kits.ts';

export default [
  presenceRule({
    id: 'terraform-provisioner',
    title: 'Terraform runs a script that no plan shows',
    severity: 'low',
    resource: [
      'null_resource',
      'terraform_data',
      'aws_instance',
      'google_compute_instance',
      'azurerm_linux_virtual_machine',
    ],
    path: 'provisioner',
    must: 'not-exist',
    why: 'The script is not in the plan or in the state: a review does not see its effect, it runs once on whichever machine applies, and half a failure leaves the resource tainted.',
    remedy: 'Use a resource of a provider, `user_data`, or an image; a deploy step belongs in the pipeline.',
    items: ['maintainability', 'supply-chain'],
    links: ['https://developer.hashicorp.com/terraform/language/provisioners'],
    example: {
      bad: `
resource "null_resource" "migrate" {
  provisioner "local-exec" { # expect
    command = "./migrate.sh"
  }
}
`,
      good: `
resource "null_resource" "migrate" {
  triggers = {
    version = "3"
  }
}
`,
    },
  }),

  attributeRule({
    id: 'terraform-provider-insecure',
    title: 'Provider skips the TLS check',
    severity: 'high',
    resource: ['provider.kubernetes', 'provider.github', 'provider.gitlab'],
    attribute: 'insecure',
    expect: { noneOf: [true] },
    whenAbsent: 'pass',
    why: 'Whoever sits between Terraform and the service can take its credentials and change what is applied.',
    remedy: 'Remove the flag and give the certificate authority of the service.',
    items: ['encryption-in-transit', 'api-keys'],
    links: ['https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs#argument-reference'],
    example: {
      bad: `
provider "kubernetes" {
  host     = "https://cluster.example.com"
  insecure = true # expect
}
`,
      good: `
provider "kubernetes" {
  host     = "https://cluster.example.com"
  insecure = false
}
`,
    },
  }),
];

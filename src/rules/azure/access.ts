import { attributeRule } from '../../engine/kits.ts';
import type { Rule } from '../../engine/rule.ts';

/**
 * The rule, silent about a scope that is the id of a resource of the same root: that lies within a subscription, unless
 * the resource is one itself or a management group.
 */
function unlessBelowSubscription(rule: Rule): Rule {
  return {
    ...rule,
    check(context) {
      const { value } = context.resource.attr('scope');
      const isBelow =
        value.kind === 'unknown' &&
        value.reason === 'computed' &&
        value.references.length > 0 &&
        value.references.every((address) =>
          /(?:^|\.)azurerm_(?!subscription\.|management_group\.)\w+\.[^.]+$/.test(address),
        );
      return isBelow ? undefined : rule.check(context);
    },
  };
}

export default [
  attributeRule({
    id: 'azure-postgresql-public-access',
    title: 'PostgreSQL server answers on a public address',
    severity: 'medium',
    resource: ['azurerm_postgresql_flexible_server'],
    // A server in a subnet has no public address whatever the flag says.
    when: [{ attribute: 'delegated_subnet_id', expect: { set: false }, whenAbsent: true }],
    attribute: 'public_network_access_enabled',
    expect: { noneOf: [true] },
    // On by default since version 4 of the provider, computed before.
    whenAbsent: 'unknown',
    fixTo: 'false',
    // Clients that use the public address lose their connection.
    fixIsSafe: false,
    why: 'One firewall rule that is too wide, and the database is on the internet.',
    remedy:
      'Set `public_network_access_enabled = false` and use a private endpoint, or put the server into a delegated subnet.',
    items: ['network-exposure', 'rbac'],
    links: [
      'https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/postgresql_flexible_server',
    ],
    example: {
      bad: `
resource "azurerm_postgresql_flexible_server" "orders" {
  name                          = "acme-orders"
  public_network_access_enabled = true # expect
}
`,
      good: `
resource "azurerm_postgresql_flexible_server" "orders" {
  name                          = "acme-orders"
  public_network_access_enabled = false
}
`,
    },
  }),

  unlessBelowSubscription(
    attributeRule({
      id: 'azure-role-assignment-broad',
      title: 'Identity may change everything in a subscription',
      severity: 'high',
      resource: ['azurerm_role_assignment'],
      when: [
        {
          attribute: 'scope',
          // A subscription or a management group, with nothing below it.
          expect: {
            matches: /^(?:\/subscriptions\/[^/]+|\/providers\/Microsoft\.Management\/managementGroups\/[^/]+)\/?$/i,
          },
          whenAbsent: false,
        },
      ],
      attribute: 'role_definition_name',
      expect: { noneOf: ['Owner', 'Contributor', 'User Access Administrator'], ignoreCase: true },
      whenAbsent: 'not-applicable',
      why: 'Whoever gets hold of this identity can change or delete every resource of the subscription; an Owner can also give access to others.',
      remedy: 'Assign the role on the resource group that needs it, or a role made for the task.',
      items: ['rbac'],
      links: [
        'https://learn.microsoft.com/azure/role-based-access-control/best-practices',
        'https://learn.microsoft.com/azure/role-based-access-control/scope-overview',
      ],
      example: {
        bad: `
resource "azurerm_role_assignment" "deploy" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Contributor" # expect
  principal_id         = "11111111-1111-1111-1111-111111111111"
}
`,
        good: `
resource "azurerm_role_assignment" "deploy" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000000"
  role_definition_name = "Reader"
  principal_id         = "11111111-1111-1111-1111-111111111111"
}
`,
      },
    }),
  ),
];

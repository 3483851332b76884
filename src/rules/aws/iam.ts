import { attributeRule, policyRule, rangeRule, same, similar } from '../../engine/kits.ts';
import {
  isEveryAction,
  isEveryResource,
  isPublicPrincipal,
  matchesAction,
  restrictsPublicPrincipal,
} from '../../evaluate/facts/policy-match.ts';
import type { PolicyStatement } from '../../evaluate/facts/policy.ts';
import { unlessLimit } from './_limiting-policy.ts';

/** Policies that give rights to the identity they are attached to, and where each holds them. */
const IDENTITY_POLICIES = [
  'data.aws_iam_policy_document',
  'aws_iam_policy',
  'aws_iam_role_policy',
  'aws_iam_user_policy',
  'aws_iam_group_policy',
  'aws_iam_role',
  'aws_ssoadmin_permission_set_inline_policy',
];
const IDENTITY_PLACES = ['', 'policy', 'inline_policy.policy', 'inline_policy'];

/** What attaches a managed policy. */
const ATTACHMENTS = [
  'aws_iam_role_policy_attachment',
  'aws_iam_user_policy_attachment',
  'aws_iam_group_policy_attachment',
  'aws_iam_policy_attachment',
  'aws_ssoadmin_managed_policy_attachment',
];

/** Grants something to an identity: a statement that names principals belongs to a resource and speaks of that only. */
function grantsIdentity({ effect, principals, notPrincipals }: PolicyStatement): boolean {
  return effect !== 'Deny' && !principals && !notPrincipals;
}

/** Services whose every action on every resource reaches data, keys or other accounts. */
const SENSITIVE_SERVICES = new Set([
  'cloudformation',
  'dynamodb',
  'kms',
  'lambda',
  'organizations',
  's3',
  'secretsmanager',
  'ssm',
  'sts',
  'sso',
]);
/** Services that hold records of operation only. */
const HARMLESS_SERVICES = new Set([
  'cloudwatch',
  'logs',
  'xray',
  'application-autoscaling',
  'autoscaling-plans',
  'ec2messages',
  'ssmmessages',
]);

/** The services whose every action the statement allows: `s3` of `s3:*`. */
function wholeServices({ actions }: PolicyStatement): readonly string[] {
  return (actions ?? []).flatMap((action) => /^([a-z0-9-]+):\*$/i.exec(action)?.[1]?.toLowerCase() ?? []);
}

/**
 * Actions by which an identity can give itself further rights, each on its own.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_actions-resources-contextkeys.html (access level
 * "Permissions management" of the IAM service)
 */
const ESCALATIONS = [
  'iam:AddUserToGroup',
  'iam:AttachGroupPolicy',
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreatePolicyVersion',
  'iam:PutGroupPolicy',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
  'iam:SetDefaultPolicyVersion',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateLoginProfile',
];

/** Whether it covers the whole IAM service, which other rules report. */
function coversIam(statement: PolicyStatement): boolean {
  return isEveryAction(statement) || wholeServices(statement).includes('iam');
}

/** GitHub's identity provider, as an ARN or a URL. */
const GITHUB = /(?:^|\/)token\.actions\.githubusercontent\.com/;
/**
 * A subject that begins with what names an owner: `repo:acme/…`, but not `repo:acme*`, which is `acme-evil/…` too, nor a
 * customised one that begins with what anyone can choose, such as the name of a workflow.
 * Source: https://docs.github.com/en/actions/reference/security/oidc#customizing-the-token-claims
 */
const NAMES_OWNER =
  /^(?:(?:repo|repository):[^*?/:]+\/|(?:repository_owner|repository_owner_id|repository_id|enterprise):[^*?/:]+(?::|$))/i;

export default [
  policyRule({
    id: 'aws-iam-admin-policy',
    title: 'Policy grants administrator rights',
    severity: 'high',
    resource: IDENTITY_POLICIES,
    policy: IDENTITY_PLACES,
    defect(statement) {
      if (!grantsIdentity(statement) || !isEveryAction(statement) || !isEveryResource(statement)) return undefined;
      const isLimited = statement.conditions.length > 0;
      return {
        message: 'allows every action on every resource',
        ...(isLimited ? { severity: 'medium' as const } : {}),
      };
    },
    why: 'Whoever obtains these credentials owns the account: data, users, keys, billing and the logs that would show it.',
    remedy:
      'List the actions that the job needs and the ARNs it needs them on; use IAM Access Analyzer to generate the list from use.',
    items: ['rbac'],
    aliases: [
      ...same('CKV_AWS_1', 'CKV_AWS_62', 'AVD-AWS-0057'),
      ...similar('CKV_AWS_49', 'CKV_AWS_63', 'CKV2_AWS_40'),
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
    example: {
      bad: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect   = "Allow"
        Action   = "*"
        Resource = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:UpdateService"]
        Resource = "arn:aws:ecs:eu-west-1:111122223333:service/main/api"
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-iam-every-action',
    title: 'Policy allows every action on what it names',
    severity: 'medium',
    resource: IDENTITY_POLICIES,
    policy: IDENTITY_PLACES,
    defect(statement) {
      if (!grantsIdentity(statement) || !isEveryAction(statement) || isEveryResource(statement)) return undefined;
      return { message: 'allows every action on the resources it names' };
    },
    why: '`*` covers deletion and permission changes as well: whoever holds the identity can hand the resource to another account.',
    remedy: 'List the actions that the job needs.',
    items: ['rbac'],
    aliases: similar('CKV_AWS_49', 'CKV_AWS_63'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
    example: {
      bad: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect   = "Allow"
        Action   = "*"
        Resource = "arn:aws:s3:::acme-orders/*"
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::acme-orders/*"
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-iam-full-iam-access',
    title: 'Policy lets its holder become administrator through IAM',
    severity: 'high',
    resource: IDENTITY_POLICIES,
    policy: IDENTITY_PLACES,
    defect(statement) {
      if (!grantsIdentity(statement) || isEveryAction(statement) || !wholeServices(statement).includes('iam'))
        return undefined;
      if (isEveryResource(statement)) return { message: 'allows every IAM action on every resource' };
      // What may be changed about a role or user is also what it may do, and who may take it.
      return { message: 'allows every IAM action on the resources it names', severity: 'medium' };
    },
    why: 'With `iam:*` the holder attaches `AdministratorAccess` to itself: it is administrator already.',
    remedy:
      'List the IAM actions that the job needs, on the roles it manages, and bound what it creates with a permissions boundary.',
    items: ['rbac'],
    aliases: same('CKV2_AWS_40'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
    example: {
      bad: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect   = "Allow"
        Action   = "iam:*"
        Resource = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["iam:GetRole"]
        Resource = "arn:aws:iam::111122223333:role/app/*"
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-iam-service-wildcard',
    title: 'Policy allows everything in a service',
    severity: 'medium',
    resource: IDENTITY_POLICIES,
    policy: IDENTITY_PLACES,
    defect(statement) {
      if (!grantsIdentity(statement) || isEveryAction(statement) || !isEveryResource(statement)) return undefined;
      // A condition may confine it to a tag, a region or a caller.
      if (statement.conditions.length > 0) return undefined;
      const services = wholeServices(statement).filter((service) => service !== 'iam');
      if (services.length === 0) return undefined;
      const severity = services.some((service) => SENSITIVE_SERVICES.has(service))
        ? ('high' as const)
        : services.every((service) => HARMLESS_SERVICES.has(service))
          ? ('low' as const)
          : ('medium' as const);
      const list = services.map((service) => `${service}:*`);
      const text = list.length > 4 ? `${list.slice(0, 4).join(', ')} and more` : list.join(', ');
      return { message: `allows ${text} on every resource`, severity };
    },
    why: 'The identity reaches what other teams keep in the service, and can delete it or change its permissions.',
    remedy: 'List the actions that the job needs and the ARNs it needs them on.',
    items: ['rbac'],
    aliases: similar('AVD-AWS-0345'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
    example: {
      bad: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect   = "Allow"
        Action   = ["s3:*"]
        Resource = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::acme-orders/*"
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-iam-service-wildcard-on-named',
    title: 'Policy allows everything in a service on what it names',
    severity: 'low',
    resource: IDENTITY_POLICIES,
    policy: IDENTITY_PLACES,
    defect(statement) {
      if (!grantsIdentity(statement) || isEveryAction(statement) || isEveryResource(statement)) return undefined;
      if (statement.conditions.length > 0 || !statement.resources) return undefined;
      const services = wholeServices(statement).filter((service) => SENSITIVE_SERVICES.has(service));
      if (services.length === 0) return undefined;
      return { message: `allows ${services.map((service) => `${service}:*`).join(', ')} on the resources it names` };
    },
    why: 'An application that only reads and writes can also delete the resource, or change who may use it.',
    remedy: 'List the actions that the job needs, such as `s3:GetObject` and `s3:PutObject`.',
    items: ['rbac'],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
    example: {
      bad: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect   = "Allow"
        Action   = ["s3:*"]
        Resource = "arn:aws:s3:::acme-orders/*"
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "arn:aws:s3:::acme-orders/*"
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-iam-all-but-some-actions',
    title: 'Policy allows everything except a list',
    severity: 'high',
    resource: IDENTITY_POLICIES,
    policy: IDENTITY_PLACES,
    defect(statement) {
      const { notActions, conditions } = statement;
      if (!grantsIdentity(statement) || !notActions || !isEveryResource(statement)) return undefined;
      // An unknown one may leave out everything.
      if (notActions.some((action) => action.startsWith('\u{FFFC}'))) return undefined;
      // Only AWS's global services are left out by region rules: they carry a condition.
      if (conditions.length > 0) return undefined;
      return {
        message: `allows every action but ${notActions.slice(0, 3).join(', ')}${notActions.length > 3 ? ' …' : ''}`,
      };
    },
    why: 'Every action of every service that AWS adds is allowed from its first day.',
    remedy: 'Replace `NotAction` by a list of the actions that the job needs, or make the statement a `Deny`.',
    items: ['rbac'],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html'],
    example: {
      bad: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect    = "Allow"
        NotAction = ["iam:*"]
        Resource  = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:UpdateService"]
        Resource = "arn:aws:ecs:eu-west-1:111122223333:service/main/api"
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-iam-privilege-escalation',
    title: 'Policy lets its holder give itself more rights',
    severity: 'high',
    resource: IDENTITY_POLICIES,
    policy: IDENTITY_PLACES,
    defect(statement) {
      if (!grantsIdentity(statement) || coversIam(statement) || !isEveryResource(statement)) return undefined;
      if (statement.conditions.length > 0) return undefined;
      const found = ESCALATIONS.filter((action) =>
        (statement.actions ?? []).some((pattern) => matchesAction(pattern, action)),
      );
      if (found.length === 0) return undefined;
      const list = found.slice(0, 3).join(', ');
      return { message: `allows ${list}${found.length > 3 ? ' and more' : ''} on every identity` };
    },
    why: 'The holder can attach or write itself an administrator policy, or take over another user or role.',
    remedy:
      'Name the users, roles or policies in `Resource`, or demand a permissions boundary with the condition `iam:PermissionsBoundary`.',
    items: ['rbac'],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html'],
    example: {
      bad: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect   = "Allow"
        Action   = ["iam:AttachRolePolicy"]
        Resource = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["iam:AttachRolePolicy"]
        Resource = "arn:aws:iam::111122223333:role/app/*"
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-iam-pass-role-any',
    title: 'Policy lets its holder hand any role to a service',
    severity: 'medium',
    resource: IDENTITY_POLICIES,
    policy: IDENTITY_PLACES,
    defect(statement) {
      if (!grantsIdentity(statement) || coversIam(statement) || !isEveryResource(statement)) return undefined;
      if (statement.conditions.length > 0) return undefined;
      const passes = (statement.actions ?? []).some((pattern) => matchesAction(pattern, 'iam:PassRole'));
      return passes ? { message: 'allows iam:PassRole for every role' } : undefined;
    },
    why: 'Starting a function or machine with the strongest role of the account is enough to use its rights.',
    remedy: 'Name the roles in `Resource`, or the service with the condition `iam:PassedToService`.',
    items: ['rbac'],
    aliases: same('AVD-AWS-0342'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html'],
    example: {
      bad: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = "*"
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = "arn:aws:iam::111122223333:role/app-task"
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-iam-role-trusts-everyone',
    title: 'Anyone with an AWS account can take the role',
    severity: 'critical',
    resource: ['aws_iam_role'],
    policy: ['assume_role_policy'],
    defect(statement) {
      if (statement.effect === 'Deny' || !isPublicPrincipal(statement)) return undefined;
      const restriction = restrictsPublicPrincipal(statement);
      if (restriction !== 'no') return restriction === 'yes' ? undefined : 'undecided';
      return { message: 'lets every AWS account assume the role' };
    },
    why: 'Whoever learns the ARN of the role has its rights; ARNs are no secrets.',
    remedy: 'Name the accounts, roles or services that may assume it, or confine `*` with `aws:PrincipalOrgID`.',
    items: ['rbac', 'network-exposure'],
    aliases: same('CKV_AWS_60'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html'],
    example: {
      bad: `
resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = "*" }
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "ec2.amazonaws.com" }
      }
    ]
  })
}
`,
    },
  }),

  policyRule({
    id: 'aws-iam-github-trust-scoped',
    title: 'Workflows of strangers can take the role',
    severity: 'critical',
    resource: ['aws_iam_role', 'data.aws_iam_policy_document'],
    policy: ['assume_role_policy', ''],
    defect(statement) {
      const federated = statement.principals?.get('Federated') ?? [];
      if (statement.effect === 'Deny' || !federated.some((name) => GITHUB.test(name))) return undefined;
      const subjects = statement.conditions.filter(({ key }) => /githubusercontent\.com(?:\/[\w.-]+)?:sub$/i.test(key));
      const others = statement.conditions.filter(({ key }) =>
        /githubusercontent\.com(?:\/[\w.-]+)?:(?:repository|repository_owner|job_workflow_ref|repository_id|repository_owner_id)$/i.test(
          key,
        ),
      );
      const demanding = [...subjects, ...others].filter(({ operator }) =>
        /^(?:ForAnyValue:)?String(?:Equals|Like|EqualsIgnoreCase)$/i.test(operator),
      );
      if (demanding.length === 0) return { message: 'lets every GitHub repository assume the role' };
      const isScoped = demanding.some(({ key, values }) =>
        values.every((value) =>
          /:sub$/i.test(key) ? NAMES_OWNER.test(value) || value.includes('\u{FFFC}') : /^[^*?]/.test(value),
        ),
      );
      if (isScoped) return undefined;
      return {
        message: `lets workflows of other owners assume the role: ${demanding
          .flatMap(({ values }) => values)
          .slice(0, 2)
          .join(', ')}`,
      };
    },
    why: 'Anyone can write a workflow in a repository of their own that signs in to AWS with this role.',
    remedy:
      'Demand `token.actions.githubusercontent.com:sub` to begin with `repo:<owner>/<repository>:`, best with the branch or environment.',
    items: ['oauth2-oidc', 'supply-chain', 'rbac'],
    aliases: same('CKV_AWS_393', 'CKV_AWS_358'),
    links: [
      'https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services',
    ],
    example: {
      bad: `
resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { # expect
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
        Condition = {
          StringLike = {
            "token.actions.githubusercontent.com:sub" = "repo:*"
          }
        }
      }
    ]
  })
}
`,
      good: `
resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
        Condition = {
          StringLike = {
            "token.actions.githubusercontent.com:sub" = "repo:acme/orders:ref:refs/heads/main"
          }
        }
      }
    ]
  })
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-administrator-access',
    title: 'AdministratorAccess is attached',
    severity: 'high',
    resource: ATTACHMENTS,
    attribute: ['policy_arn', 'managed_policy_arn'],
    expect: { doesNotEndWith: ':iam::aws:policy/AdministratorAccess' },
    metBy: ['aws_iam_policy'],
    whenAbsent: 'pass',
    why: 'A leaked session of this identity can read all data, create users and delete the trail that records it.',
    remedy:
      'Attach a policy that lists what the job needs; keep this one for a role that people take for emergencies, with MFA.',
    items: ['rbac'],
    aliases: same('CKV_AWS_274'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html'],
    example: {
      bad: `
resource "aws_iam_role_policy_attachment" "deploy" {
  role       = "deploy"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess" # expect
}
`,
      good: `
resource "aws_iam_role_policy_attachment" "deploy" {
  role       = "deploy"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-role-administrator-access',
    title: 'Role holds AdministratorAccess',
    severity: 'high',
    resource: ['aws_iam_role'],
    attribute: 'managed_policy_arns',
    expect: { excludes: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    metBy: ['aws_iam_policy'],
    whenAbsent: 'pass',
    why: 'One flaw in what runs with this role, and the intruder has the account: data, users, keys and the logs that would show it.',
    remedy:
      'Drop the ARN from the list and write a policy with the actions the role needs, as `aws_iam_role_policy` (`managed_policy_arns` is deprecated).',
    items: ['rbac'],
    aliases: same('CKV_AWS_274'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html'],
    example: {
      bad: `
resource "aws_iam_role" "deploy" {
  name                = "deploy"
  assume_role_policy  = "{}"
  managed_policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"] # expect
}
`,
      good: `
resource "aws_iam_role" "deploy" {
  name                = "deploy"
  assume_role_policy  = "{}"
  managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-iam-full-access',
    title: 'IAMFullAccess is attached',
    severity: 'high',
    resource: ATTACHMENTS,
    attribute: ['policy_arn', 'managed_policy_arn'],
    expect: { doesNotEndWith: ':iam::aws:policy/IAMFullAccess' },
    metBy: ['aws_iam_policy'],
    whenAbsent: 'pass',
    why: 'The holder can attach `AdministratorAccess` to itself: it is administrator already.',
    remedy:
      'Attach a policy with the IAM actions that the job needs, on named roles, and make a permissions boundary a condition of creating roles.',
    items: ['rbac'],
    aliases: same('CKV2_AWS_56'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html'],
    example: {
      bad: `
resource "aws_iam_role_policy_attachment" "deploy" {
  role       = "deploy"
  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess" # expect
}
`,
      good: `
resource "aws_iam_role_policy_attachment" "deploy" {
  role       = "deploy"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-role-iam-full-access',
    title: 'Role holds IAMFullAccess',
    severity: 'high',
    resource: ['aws_iam_role'],
    attribute: 'managed_policy_arns',
    expect: { excludes: ['arn:aws:iam::aws:policy/IAMFullAccess'] },
    metBy: ['aws_iam_policy'],
    whenAbsent: 'pass',
    why: 'The role can write itself any policy, so it has every right of the account after one call.',
    remedy: 'Replace the ARN by a policy that names the IAM actions and the roles, under a path such as `role/app/*`.',
    items: ['rbac'],
    aliases: same('CKV2_AWS_56'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html'],
    example: {
      bad: `
resource "aws_iam_role" "deploy" {
  name                = "deploy"
  assume_role_policy  = "{}"
  managed_policy_arns = ["arn:aws:iam::aws:policy/IAMFullAccess"] # expect
}
`,
      good: `
resource "aws_iam_role" "deploy" {
  name                = "deploy"
  assume_role_policy  = "{}"
  managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-administrator-access-looked-up',
    title: 'AdministratorAccess is looked up to be attached',
    severity: 'high',
    resource: ['data.aws_iam_policy'],
    attribute: ['arn', 'name'],
    expect: { doesNotMatch: /(?:^|:iam::aws:policy\/)AdministratorAccess$/ },
    whenAbsent: 'pass',
    why: 'The policy is looked up to be attached, and what it is attached to can do everything in the account.',
    remedy: 'Look up, or write, a policy that lists what the job needs.',
    items: ['rbac'],
    aliases: same('CKV_AWS_275'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html'],
    example: {
      bad: `
data "aws_iam_policy" "deploy" {
  name = "AdministratorAccess" # expect
}
`,
      good: `
data "aws_iam_policy" "deploy" {
  name = "ReadOnlyAccess"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-iam-full-access-looked-up',
    title: 'IAMFullAccess is looked up to be attached',
    severity: 'high',
    resource: ['data.aws_iam_policy'],
    attribute: ['arn', 'name'],
    expect: { doesNotMatch: /(?:^|:iam::aws:policy\/)IAMFullAccess$/ },
    whenAbsent: 'pass',
    why: 'What the policy is attached to can give itself every other right, one call later.',
    remedy: 'Look up, or write, a policy that lists what the job needs.',
    items: ['rbac'],
    aliases: same('CKV2_AWS_56'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html'],
    example: {
      bad: `
data "aws_iam_policy" "deploy" {
  name = "IAMFullAccess" # expect
}
`,
      good: `
data "aws_iam_policy" "deploy" {
  name = "ReadOnlyAccess"
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-root-access-key',
    title: 'Access key is made for a user named root',
    severity: 'medium',
    resource: ['aws_iam_access_key'],
    attribute: 'user',
    expect: { noneOf: ['root'] },
    whenAbsent: 'unknown',
    why: 'If the root user is meant, no policy can limit the key (and this resource cannot make one); if it is an IAM user, its name hides who uses the key. Either way the secret lies in the state.',
    remedy: 'Remove the key and let a role do the work; name IAM users after their task.',
    items: ['api-keys', 'rbac'],
    aliases: same('CKV_AWS_348', 'AVD-AWS-0141'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html'],
    example: {
      bad: `
resource "aws_iam_access_key" "ci" {
  user = "root" # expect
}
`,
      good: `
resource "aws_iam_access_key" "ci" {
  user = "ci"
}
`,
    },
  }),

  rangeRule({
    id: 'aws-iam-password-length',
    title: 'Short passwords are accepted',
    severity: 'medium',
    resource: ['aws_iam_account_password_policy'],
    attribute: 'minimum_password_length',
    min: 14,
    whenAbsent: 'fail',
    defaultValue: 6,
    fixTo: '14',
    why: 'Short passwords are found by trying, above all when one of them leaked elsewhere.',
    remedy: 'Set `minimum_password_length = 14` or more.',
    items: ['rbac', 'compliance'],
    aliases: same('CKV_AWS_10', 'AVD-AWS-0063'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html'],
    example: {
      bad: `
resource "aws_iam_account_password_policy" "this" {
  minimum_password_length = 8 # expect
}
`,
      good: `
resource "aws_iam_account_password_policy" "this" {
  minimum_password_length = 14
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-password-lowercase',
    title: 'Passwords need not contain a lower-case letter',
    severity: 'low',
    resource: ['aws_iam_account_password_policy'],
    attribute: 'require_lowercase_characters',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'Earlier CIS benchmarks (AWS Foundations 1.2) and the audits built on them count a policy without lower-case letters as a failure.',
    remedy: 'Set `require_lowercase_characters = true`.',
    items: ['compliance', 'rbac'],
    aliases: same('CKV_AWS_11', 'AVD-AWS-0058'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html'],
    example: {
      bad: `
resource "aws_iam_account_password_policy" "this" {
  require_lowercase_characters = false # expect
}
`,
      good: `
resource "aws_iam_account_password_policy" "this" {
  require_lowercase_characters = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-password-uppercase',
    title: 'Passwords need not contain an upper-case letter',
    severity: 'low',
    resource: ['aws_iam_account_password_policy'],
    attribute: 'require_uppercase_characters',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'Auditors who follow AWS Foundations 1.2 ask for upper-case letters; without them a stolen hash is searched in a smaller space.',
    remedy: 'Set `require_uppercase_characters = true`.',
    items: ['compliance', 'rbac'],
    aliases: same('CKV_AWS_15', 'AVD-AWS-0061'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html'],
    example: {
      bad: `
resource "aws_iam_account_password_policy" "this" {
  require_uppercase_characters = false # expect
}
`,
      good: `
resource "aws_iam_account_password_policy" "this" {
  require_uppercase_characters = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-password-numbers',
    title: 'Passwords need not contain a digit',
    severity: 'low',
    resource: ['aws_iam_account_password_policy'],
    attribute: 'require_numbers',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'A password of letters alone is mostly a word or a name, and lists of those are tried first.',
    remedy: 'Set `require_numbers = true`.',
    items: ['compliance', 'rbac'],
    aliases: same('CKV_AWS_12', 'AVD-AWS-0059'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html'],
    example: {
      bad: `
resource "aws_iam_account_password_policy" "this" {
  require_numbers = false # expect
}
`,
      good: `
resource "aws_iam_account_password_policy" "this" {
  require_numbers = true
}
`,
    },
  }),

  attributeRule({
    id: 'aws-iam-password-symbols',
    title: 'Passwords need not contain a symbol',
    severity: 'low',
    resource: ['aws_iam_account_password_policy'],
    attribute: 'require_symbols',
    expect: { oneOf: [true] },
    whenAbsent: 'fail',
    fixTo: 'true',
    why: 'Word lists with digits appended find most passwords that have no symbol; Security Hub and AWS Foundations 1.2 ask for one.',
    remedy: 'Set `require_symbols = true`.',
    items: ['compliance', 'rbac'],
    aliases: same('CKV_AWS_14', 'AVD-AWS-0060'),
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html'],
    example: {
      bad: `
resource "aws_iam_account_password_policy" "this" {
  require_symbols = false # expect
}
`,
      good: `
resource "aws_iam_account_password_policy" "this" {
  require_symbols = true
}
`,
    },
  }),
].map((rule) => (rule.resource === IDENTITY_POLICIES ? unlessLimit(rule) : rule));

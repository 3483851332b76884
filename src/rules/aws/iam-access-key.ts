import { codeRule } from '../../engine/rule.ts';

export default codeRule({
  id: 'aws-iam-access-key',
  title: 'Long-lived access key is created and kept in the state',
  severity: 'medium',
  resource: ['aws_iam_access_key'],
  why: 'The secret stands in the state in plain text and never expires: whoever reads the state, or the place the key is copied to, has the rights of the user until somebody notices.',
  remedy:
    'Let the workload assume a role (OIDC for CI, an instance profile or task role on AWS, Roles Anywhere elsewhere); if a key is unavoidable, set `pgp_key` so that the state holds it encrypted.',
  items: ['api-keys', 'state-safety'],
  links: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_access_key',
  ],
  check({ resource }) {
    const { value, span, path } = resource.attr('pgp_key');
    if (value.kind === 'unknown') return { kind: 'unknown', attribute: path, value, span };
    const isEncrypted = value.kind === 'known' && value.value !== '';
    if (isEncrypted) return { kind: 'pass', attribute: path, span };
    return {
      kind: 'fail',
      message: `${resource.address} writes the secret of an access key to the state`,
      attribute: path,
      missing: true,
      span: resource.headerSpan,
    };
  },
});

import { meets } from '../../engine/kits/expectation.ts';
import { unknownAt } from '../../engine/kits/conditions.ts';
import { codeRule } from '../../engine/rule.ts';
import { unknown } from '../../model/value.ts';
import { backendOf, isPartial } from './_backend.ts';

export default codeRule({
  id: 'terraform-backend-s3-encryption',
  title: 'State encryption is left to the bucket',
  // S3 encrypts every new object with a key of its own since 2023: what is lost is control over who may decrypt.
  severity: 'low',
  resource: ['terraform'],
  why: 'The state holds passwords and keys in clear text; under the default key of S3 everyone who may read the bucket can read them, and nothing fails when the bucket is less strict.',
  remedy: 'Set `encrypt = true`, and `kms_key_id` to a key that only those who apply may use.',
  items: ['encryption-at-rest', 'state-safety'],
  links: [
    'https://developer.hashicorp.com/terraform/language/backend/s3#s3-state-storage',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html',
  ],
  check({ resource }) {
    const backend = backendOf(resource, 's3');
    if (!backend) return undefined;
    const attribute = 'backend.encrypt';
    const encrypt = resource.attr('backend.encrypt');
    const { value, span } = encrypt;
    if (value.kind === 'absent') {
      const header = backend.headerSpan;
      if (isPartial(backend, ['bucket', 'key'])) {
        const hidden = unknown('variable-without-value', 'the backend may get its settings from -backend-config');
        return { kind: 'unknown', attribute, value: hidden, span: header };
      }
      const message = 'the s3 backend of terraform does not set encrypt';
      return { kind: 'fail', message, attribute, missing: true, span: header };
    }
    const answer = meets(value, { oneOf: [true] });
    if (answer === 'yes') return { kind: 'pass', attribute, span };
    if (answer !== 'no') return unknownAt(encrypt, answer);
    return { kind: 'fail', message: 'the s3 backend of terraform has encrypt = false', attribute, span };
  },
});

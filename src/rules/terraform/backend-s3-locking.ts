import { meets } from '../../engine/kits/expectation.ts';
import { unknownAt } from '../../engine/kits/conditions.ts';
import { codeRule } from '../../engine/rule.ts';
import { unknown } from '../../model/value.ts';
import { backendOf, isPartial } from './_backend.ts';

export default codeRule({
  id: 'terraform-backend-s3-locking',
  title: 'Two applies can write the state at once',
  severity: 'medium',
  resource: ['terraform'],
  why: 'The S3 backend does not lock unless told to: when two applies overlap, one overwrites what the other wrote, and Terraform loses track of real resources.',
  remedy: 'Set `use_lockfile = true` (Terraform 1.10 or later), or `dynamodb_table` to a lock table on older versions.',
  items: ['state-safety', 'consistency'],
  links: ['https://developer.hashicorp.com/terraform/language/backend/s3#state-locking'],
  check({ resource }) {
    const backend = backendOf(resource, 's3');
    if (!backend) return undefined;
    const file = resource.attr('backend.use_lockfile');
    const table = resource.attr('backend.dynamodb_table');
    const at = { attribute: 'backend.use_lockfile' };
    if (table.value.kind === 'known') return { kind: 'pass', ...at, span: table.span };
    const answer = file.value.kind === 'absent' ? 'no' : meets(file.value, { oneOf: [true] });
    if (answer === 'yes') return { kind: 'pass', ...at, span: file.span };
    if (answer !== 'no') return unknownAt(file, answer);
    if (table.value.kind === 'unknown') return unknownAt({ ...table, path: at.attribute }, table.value);
    if (file.value.kind === 'known') {
      return { kind: 'fail', message: 'the s3 backend of terraform has use_lockfile = false', ...at, span: file.span };
    }
    const span = backend.headerSpan;
    if (isPartial(backend, ['bucket', 'key'])) {
      const value = unknown('variable-without-value', 'the backend may get its settings from -backend-config');
      return { kind: 'unknown', ...at, value, span };
    }
    const message = 'the s3 backend of terraform sets neither use_lockfile nor dynamodb_table';
    return { kind: 'fail', message, ...at, missing: true, span };
  },
});

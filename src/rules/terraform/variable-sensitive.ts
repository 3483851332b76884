import { unknownAt } from '../../engine/kits/conditions.ts';
import { meets } from '../../engine/kits/expectation.ts';
import { setArgument } from '../../engine/fixes/set-argument.ts';
import { codeRule } from '../../engine/rule.ts';
import { isSecretName } from './_secret-name.ts';

export default codeRule({
  id: 'terraform-variable-sensitive',
  title: 'Terraform prints this secret in plans',
  severity: 'low',
  // Judged by the name.
  confidence: 'medium',
  resource: ['variable'],
  fixable: 'safe',
  why: 'The value appears in the output of `plan` and `apply`, and so in build logs and comments on pull requests.',
  remedy: 'Set `sensitive = true`.',
  items: ['api-keys', 'data-anonymization'],
  links: ['https://developer.hashicorp.com/terraform/language/block/variable#sensitive'],
  check({ resource, graph }) {
    if (!isSecretName(resource.resource.name)) return undefined;
    const place = resource.attr('sensitive');
    // A flag or a number is no secret, whatever it is called.
    const type = resource.attr('type').value;
    if (type.kind === 'known' && (type.value === 'bool' || type.value === 'number')) return undefined;
    // Ephemeral values are left out of plans and state.
    const ephemeral = resource.attr('ephemeral').value;
    if (ephemeral.kind === 'known' && ephemeral.value === true) return undefined;
    const { value, span } = place;
    const answer = value.kind === 'absent' ? 'no' : meets(value, { oneOf: [true] });
    if (answer === 'yes') return { kind: 'pass', attribute: 'sensitive', span };
    if (answer !== 'no') return unknownAt(place, answer);
    const fix = setArgument(place, 'true', true, graph);
    const found = value.kind === 'absent' ? 'is not marked sensitive' : 'has sensitive = false';
    return {
      kind: 'fail',
      message: `${resource.address} ${found}`,
      attribute: 'sensitive',
      missing: value.kind === 'absent',
      span,
      ...(fix ? { fix } : {}),
    };
  },
});

import { codeRule } from '../../engine/rule.ts';
import { clearText } from '../_clear-text.ts';
import { isSecretName } from './_secret-name.ts';

/** Names, paths, addresses and ARNs of secrets are no secrets. */
const IS_SECRET = /^(?!arn:|https?:\/\/|projects\/|\/|\.{0,2}\/|[\w-]+\/)[^\s]{4,}$/;

export default codeRule({
  id: 'terraform-variable-secret-default',
  title: 'Password stands in the code as a default',
  severity: 'high',
  resource: ['variable'],
  why: 'Everyone who can read the repository has it, it stays in the history, and every environment that sets nothing else uses the same one.',
  remedy: 'Remove the default, mark the variable `sensitive`, and change the password where it was used.',
  items: ['api-keys'],
  links: ['https://developer.hashicorp.com/terraform/language/manage-sensitive-data'],
  check({ resource }) {
    if (!isSecretName(resource.resource.name)) return undefined;
    const place = resource.attr('default');
    return clearText(resource, place, IS_SECRET) ?? { kind: 'pass', attribute: 'default', span: resource.headerSpan };
  },
});

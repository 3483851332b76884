import { unknownAt } from '../../engine/kits/conditions.ts';
import { codeRule, similar } from '../../engine/rule.ts';
import { moduleSourceOf } from './_module-source.ts';

/** Names that people give to branches; anything else may be a tag or a commit. */
const BRANCH =
  /^(?:refs\/heads\/.+|HEAD|main|master|develop|development|dev|trunk|staging|stable|latest|production|(?:feature|feat|fix|bugfix|hotfix|release)\/.+)$/;

export default codeRule({
  id: 'terraform-module-ref',
  title: 'Module code can change without a change here',
  severity: 'medium',
  resource: ['module'],
  why: 'The next `terraform init` fetches whatever the branch holds then and applies it with your credentials, reviewed by nobody here.',
  remedy: 'Add `?ref=` with a commit hash, or with a tag when you trust the owner not to move it.',
  items: ['supply-chain', 'maintenance'],
  aliases: similar('CKV_TF_1', 'CKV_TF_2'),
  links: ['https://developer.hashicorp.com/terraform/language/modules/sources#selecting-a-revision'],
  check({ resource }) {
    const place = resource.attr('source');
    const { value, span } = place;
    if (value.kind === 'absent') return undefined;
    if (value.kind === 'unknown') return unknownAt(place, value);
    if (typeof value.value !== 'string') return undefined;
    const source = moduleSourceOf(value.value);
    if (source.kind !== 'git') return undefined;
    const { name, ref } = source;
    if (ref !== undefined && !BRANCH.test(ref)) return { kind: 'pass', attribute: 'source', span };
    const what = ref === undefined ? 'the default branch' : `the branch "${ref}"`;
    return { kind: 'fail', message: `${resource.address} takes ${what} of ${name}`, attribute: 'source', span };
  },
});

import { codeRule, same } from '../../engine/rule.ts';
import { actionReference, pinningOf, type ActionReference } from '../../evaluate/facts/action-reference.ts';
import { mappingOf } from '../../evaluate/facts/workflow-facts.ts';
import type { Severity } from '../../model/items.ts';
import { entry } from '../../syntax/yaml/tree.ts';

export default codeRule({
  id: 'github-actions-secrets-inherit',
  title: 'Called workflow gets every secret',
  severity: 'medium',
  resource: ['workflow.job'],
  why: 'With `secrets: inherit` the called workflow, and every action in it, can read all secrets of the repository and organisation, not only those it needs.',
  remedy: 'Pass each secret by name: `secrets:` with `NAME: ${{ secrets.NAME }}`.',
  items: ['api-keys', 'rbac'],
  aliases: same('zizmor/secrets-inherit'),
  links: [
    'https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow',
  ],
  check({ resource }) {
    const job = mappingOf(resource.resource);
    const reference = actionReference(job);
    const secrets = entry(job, 'secrets');
    if (!reference || !secrets) return undefined;
    const at = { attribute: 'secrets', span: secrets.span };
    if (secrets.value.kind !== 'scalar' || secrets.value.text !== 'inherit') return { kind: 'pass', ...at };
    return {
      kind: 'fail',
      ...at,
      message: `${resource.address} passes all secrets to ${reference.scalar.text.trim().slice(0, 120)}`,
      severity: severityOf(reference),
    };
  },
});

/** A workflow of the same repository is reviewed with it; one of another repository behind a branch can change any time. */
function severityOf(reference: ActionReference): Severity {
  if (reference.kind !== 'repository') return 'low';
  return pinningOf(reference.ref) === 'branch' ? 'high' : 'medium';
}

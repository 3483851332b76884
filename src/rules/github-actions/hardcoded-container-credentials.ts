import { codeRule, same, type Outcome } from '../../engine/rule.ts';
import { mappingOf, scalarAt } from '../../evaluate/facts/workflow-facts.ts';
import { hasExpression } from '../../evaluate/workflow-expression.ts';
import { get, type YamlNode } from '../../syntax/yaml/tree.ts';

export default codeRule({
  id: 'github-actions-hardcoded-container-credentials',
  title: 'Registry password stands in the workflow',
  severity: 'high',
  resource: ['workflow.job'],
  why: 'Everybody who can read the repository, and its whole history, has the password of the container registry.',
  remedy:
    'Store the password as a secret, write `password: ${{ secrets.NAME }}`, and change the password that was committed.',
  items: ['api-keys'],
  aliases: same('zizmor/hardcoded-container-credentials', 'actionlint/credentials'),
  links: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainercredentials',
    'https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information',
  ],
  check({ resource }) {
    const job = mappingOf(resource.resource);
    const services = get(job, 'services');
    const containers: readonly (readonly [string, YamlNode | undefined])[] = [
      ['container', get(job, 'container')],
      ...(services?.kind === 'mapping'
        ? services.entries.map(({ key, value }) => [`services.${key.text}`, value] as const)
        : []),
    ];
    return containers.flatMap(([name, container]): Outcome[] => {
      const password = scalarAt(container, 'credentials', 'password');
      if (!password) return [];
      const at = { attribute: `${name}.credentials.password`, span: password.span };
      if (hasExpression(password.text) || password.text === '') return [{ kind: 'pass', ...at }];
      // The password itself is not repeated: messages go to logs and comments.
      const message = `${resource.address} has a literal password for the registry of ${name}`;
      return [{ kind: 'fail', ...at, message }];
    });
  },
});

import { codeRule, same, similar } from '../../engine/rule.ts';
import { mappingOf } from '../../evaluate/facts/workflow-facts.ts';
import { entry, get } from '../../syntax/yaml/tree.ts';

const VARIABLE = 'ACTIONS_ALLOW_UNSECURE_COMMANDS';

export default codeRule({
  id: 'github-actions-insecure-commands',
  title: 'Log output can set environment variables',
  severity: 'high',
  resource: ['workflow', 'workflow.job', 'workflow.step'],
  why: 'It brings back the commands that GitHub removed because any text a step prints, such as a commit message, can set variables like `LD_PRELOAD` for the following steps.',
  remedy: `Remove ${VARIABLE} and write to \`$GITHUB_ENV\` and \`$GITHUB_PATH\` instead of \`::set-env\` and \`::add-path\`.`,
  items: ['input-validation', 'supply-chain'],
  aliases: [...same('zizmor/insecure-commands'), ...similar('CKV_GHA_1')],
  links: [
    'https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/',
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable',
  ],
  check({ resource }) {
    const variable = entry(get(mappingOf(resource.resource), 'env'), VARIABLE);
    if (variable?.value.kind !== 'scalar') return undefined;
    const at = { attribute: `env.${VARIABLE}`, span: variable.span };
    // The runner reads it as .NET's Boolean.TryParse does: "true" in any case; `1` and `yes` are not true.
    if (variable.value.text.trim().toLowerCase() !== 'true') return { kind: 'pass', ...at };
    return { kind: 'fail', ...at, message: `${resource.address} sets ${VARIABLE}: ${variable.value.text.trim()}` };
  },
});

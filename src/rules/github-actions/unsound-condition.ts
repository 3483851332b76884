import { codeRule, same, similar } from '../../engine/rule.ts';
import { mappingOf } from '../../evaluate/facts/workflow-facts.ts';
import { conditionExpression, findExpressions, hasExpression } from '../../evaluate/workflow-expression.ts';
import type { Fix } from '../../model/edit.ts';
import type { Span } from '../../model/span.ts';
import { entry, type YamlScalar } from '../../syntax/yaml/tree.ts';

export default codeRule({
  id: 'github-actions-unsound-condition',
  title: 'Condition is always true',
  severity: 'medium',
  resource: ['workflow.job', 'workflow.step'],
  why: 'When anything stands beside `${{ … }}`, even a line break, the whole is a text that is not empty, and GitHub takes that as true: the condition guards nothing.',
  remedy:
    'Put the whole condition into one `${{ … }}` or leave the braces out, and use `|-` or `>-` for several lines.',
  items: ['input-validation', 'maintainability'],
  aliases: [...same('zizmor/unsound-condition'), ...similar('actionlint/if-cond')],
  links: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif',
    'https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators',
  ],
  fixable: 'unsafe',
  check({ resource, graph }) {
    const condition = entry(mappingOf(resource.resource), 'if');
    if (condition?.value.kind !== 'scalar') return undefined;
    const { value, span } = condition;
    const at = { attribute: 'if', span };
    if (!hasExpression(value.text) || conditionExpression(value.text)) return { kind: 'pass', ...at };
    const expressions = findExpressions(value.text);
    if (expressions.length === 0) return undefined;
    const guardsAccess = expressions.some(({ contexts }) => contexts.some(({ path }) => path[0] === 'github'));
    const isLineBreak = conditionExpression(value.text.trim()) !== undefined;
    const fix = isLineBreak ? chompingFix(value, graph.text(span.file)) : undefined;
    return {
      kind: 'fail',
      ...at,
      message: `${resource.address} has a condition that is always true: ${isLineBreak ? 'white space' : 'text'} stands beside \${{ ${shorten(expressions[0]?.source ?? '')} }}`,
      severity: guardsAccess ? 'high' : 'medium',
      ...(fix ? { fix } : {}),
    };
  },
});

function shorten(source: string): string {
  const line = source.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** `|` and `>` end in a line break; `|-` and `>-` do not. Not safe: jobs that always ran begin to be skipped. */
function chompingFix(value: YamlScalar, text: string | undefined): Fix | undefined {
  const { span } = value;
  const header = text?.slice(span.start, span.start + 4) ?? '';
  const match = /^([|>])(\+?)[ \t\r\n]/.exec(header);
  if (!match) return undefined;
  const length = 1 + (match[2] ?? '').length;
  const place: Span = {
    ...span,
    endLine: span.startLine,
    endColumn: span.startColumn + length,
    end: span.start + length,
  };
  const newText = `${match[1] ?? '|'}-`;
  return { title: `Write if: ${newText}`, safe: false, edits: [{ span: place, newText }] };
}

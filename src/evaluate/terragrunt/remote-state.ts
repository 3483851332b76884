import { baseName } from '../../model/path.ts';
import type { Span } from '../../model/span.ts';
import { isList, isObject, known, type Value } from '../../model/value.ts';
import type { Expression, HclAttribute, HclBlock } from '../../syntax/hcl/ast.ts';
import { textOf } from '../conversion.ts';
import { evaluateExpression } from '../expression.ts';
import type { Config } from './config.ts';
import { PLACEHOLDER, type Placeholders } from './placeholders.ts';
import { joinPath } from './tree-path.ts';
import type { GeneratedFile } from './unit.ts';

/**
 * Settings of the bucket that Terragrunt creates; they are not written into the `backend` block.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#remote_state
 */
const OF_TERRAGRUNT =
  /^(?:skip_|disable_|accesslogging_|bucket_sse_|enable_lock_table_ssencryption$|enable_bucket_policy_only$|s3_bucket_tags$|dynamodb_table_tags$|gcs_bucket_labels$)/;

/** The file with the `backend` block that a `remote_state` block with `generate` writes; undefined when it writes none. */
export function remoteStateBlock(
  block: HclBlock,
  config: Config,
  folder: string,
  placeholders: Placeholders,
): GeneratedFile | undefined {
  const argument = (name: string): Expression | undefined =>
    block.body.attributes.find((attribute) => attribute.name === name)?.expression;
  const evaluated = (name: string): Value => {
    const expression = argument(name);
    return expression ? evaluateExpression(expression, config.scope) : known(null);
  };
  const generate = evaluated('generate');
  if (generate.kind !== 'known' || !isObject(generate.value)) return undefined;
  const path = textOf(generate.value.get('path') ?? known(null));
  const backend = textOf(evaluated('backend'));
  const written = argument('config');
  const name = path === undefined ? undefined : joinPath(folder, baseName(path));
  if (name === undefined || backend === undefined || !written) return undefined;
  const { headerSpan: span } = block;
  const type: HclBlock['labels'] = [{ text: backend, span }];
  const attributes = settings(written, config, placeholders).filter((attribute) => !OF_TERRAGRUNT.test(attribute.name));
  const inner: HclBlock = {
    type: 'backend',
    labels: type,
    body: { attributes, blocks: [], span: written.span },
    span: block.span,
    headerSpan: span,
  };
  const terraform: HclBlock = {
    type: 'terraform',
    labels: [],
    body: { attributes: [], blocks: [inner], span: block.span },
    span: block.span,
    headerSpan: span,
  };
  const hcl = { attributes: [], blocks: [terraform], span: block.span };
  const ifExists = textOf(generate.value.get('if_exists') ?? known(null)) === 'skip' ? 'skip' : 'overwrite';
  return { file: { path: name, kind: 'terraform', text: '', diagnostics: [], hcl }, ifExists };
}

function settings(written: Expression, config: Config, placeholders: Placeholders): readonly HclAttribute[] {
  const attribute = (name: string, value: Value, span: Span, nameSpan: Span): HclAttribute[] =>
    value.kind === 'known' && value.value === null
      ? []
      : [{ name, expression: valueExpression(value, span, placeholders), span, nameSpan }];
  if (written.kind === 'object') {
    return written.items.flatMap(({ key, value, span }) => {
      const name = key.kind === 'variable' ? key.name : textOf(evaluateExpression(key, config.scope));
      return name === undefined ? [] : attribute(name, evaluateExpression(value, config.scope), span, key.span);
    });
  }
  const all = evaluateExpression(written, config.scope);
  if (all.kind !== 'known' || !isObject(all.value)) return [];
  return [...all.value].flatMap(([name, value]) => attribute(name, value, written.span, written.span));
}

/** An expression whose value is `value`. */
function valueExpression(value: Value, around: Span, placeholders: Placeholders): Expression {
  const span = value.span ?? around;
  if (value.kind === 'absent') return { kind: 'literal', value: null, span };
  if (value.kind === 'unknown') {
    const key: Expression = { kind: 'literal', value: placeholders.add(value), span };
    return { kind: 'call', name: PLACEHOLDER, args: [key], expandFinal: false, span };
  }
  const { value: content } = value;
  if (isList(content))
    return { kind: 'tuple', items: content.map((item) => valueExpression(item, span, placeholders)), span };
  if (!isObject(content)) return { kind: 'literal', value: content, span };
  const items = [...content].map(([key, item]) => ({
    key: { kind: 'literal' as const, value: key, span },
    value: valueExpression(item, span, placeholders),
    span: item.span ?? span,
  }));
  return { kind: 'object', items, span };
}

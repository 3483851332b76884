import { folderOf } from '../../model/path.ts';
import type { Value } from '../../model/value.ts';
import type { Expression, HclBlock } from '../../syntax/hcl/ast.ts';
import { textOf } from '../conversion.ts';
import { evaluateExpression } from '../expression.ts';
import type { Config } from './config.ts';
import { textBelowRoot, treePath } from './tree-path.ts';
import type { UnitSource } from './unit.ts';

/** Characters of a source that are shown. */
const MAX_SHOWN = 200;

/** Sources that name another place: `git::…`, `tfr:///…`, `https://…`, `git@…`, `github.com/…`. */
const ELSEWHERE = /^(?:[\w+.-]{1,40}::|[\w+.-]{1,40}:\/\/|git@|(?:github|gitlab|bitbucket)\.(?:com|org)\/)/;

/** An argument of the `terraform` block, and where it is evaluated. */
interface Written {
  readonly expression: Expression;
  readonly config: Config;
}

/**
 * Where the module of a unit comes from: `terraform.source` of the unit or, if it has none, of the last include that has one. A
 * path is relative to the unit's folder wherever it is written. Undefined when nothing is written: the module lies beside the file.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#terraform
 */
export function sourceOf(config: Config): { readonly source: UnitSource; readonly expression: Expression } | undefined {
  const written = sourceExpression(config);
  if (!written) return undefined;
  const value = evaluateExpression(written.expression, written.config.scope);
  const { expression } = written;
  return { source: resolve(value, config, written), expression };
}

function resolve(value: Value, config: Config, written: Written): UnitSource {
  const text = textOf(value);
  const shown = text === undefined ? config.scope.module.textOf(written.expression) : `"${text}"`;
  const remote: UnitSource = { kind: 'remote', text: `the source ${shown.slice(0, MAX_SHOWN)}` };
  if (text !== undefined && ELSEWHERE.test(text)) return remote;
  const folder = treePath(withoutQuery(value), folderOf(config.reading.current));
  if (folder === undefined || !config.tree.hasFolder(folder)) return remote;
  return { kind: 'local', folder };
}

/** `?ref=…` chooses a version, which a local folder has not. */
function withoutQuery(value: Value): Value {
  const text = textOf(value);
  if (text?.includes('?') && value.kind === 'known') return { ...value, value: text.slice(0, text.indexOf('?')) };
  return textBelowRoot(value)?.includes('?') && value.kind === 'unknown'
    ? { ...value, parts: value.parts?.map((part) => (typeof part === 'string' ? (part.split('?')[0] ?? '') : part)) }
    : value;
}

function sourceExpression(config: Config): Written | undefined {
  for (const [block, from] of terraformBlocks(config)) {
    const attribute = block.body.attributes.find((candidate) => candidate.name === 'source');
    if (attribute) return { expression: attribute.expression, config: from };
  }
  return undefined;
}

/** The `terraform` blocks of a file and of those that it includes, the winning one first. */
export function terraformBlocks(config: Config): readonly (readonly [HclBlock, Config])[] {
  const own = (from: Config): readonly (readonly [HclBlock, Config])[] =>
    from.body.blocks.flatMap((block) => (block.type === 'terraform' ? [[block, from] as const] : []));
  const included = [...config.includes()].reverse().flatMap((include) => {
    const below = include.strategy === 'no_merge' ? undefined : include.config();
    return below ? own(below) : [];
  });
  return [...own(config), ...included];
}

/**
 * Paths in the tree of the variable files that `extra_arguments` pass to `terraform plan`; a block of the unit takes the place of
 * one of the same name in an include. Files that are not in the tree and may be missing are left out.
 * Source: https://terragrunt.gruntwork.io/docs/features/extra-arguments/
 */
export function variableFilesOf(config: Config): readonly string[] {
  const byName = new Map<string, readonly string[]>();
  for (const [block, from] of [...terraformBlocks(config)].reverse()) {
    for (const extra of block.body.blocks) {
      if (extra.type === 'extra_arguments') byName.set(extra.labels[0]?.text ?? '', filesOf(extra, from));
    }
  }
  return [...byName.values()].flat();
}

function filesOf(extra: HclBlock, config: Config): readonly string[] {
  const list = (name: string): readonly Value[] => {
    const expression = extra.body.attributes.find((attribute) => attribute.name === name)?.expression;
    const value = expression && evaluateExpression(expression, config.scope);
    return value?.kind === 'known' && Array.isArray(value.value) ? (value.value as readonly Value[]) : [];
  };
  const commands = list('commands').map((item) => textOf(item));
  if (!commands.includes('plan') && !commands.includes(undefined)) return [];
  const folder = folderOf(config.reading.current);
  const flag = '-var-file=';
  const inArguments = list('arguments').flatMap((item): Value[] => {
    const text = textOf(item);
    return text?.startsWith(flag) && item.kind === 'known' ? [{ ...item, value: text.slice(flag.length) }] : [];
  });
  return [...inArguments, ...list('required_var_files'), ...list('optional_var_files')].flatMap((item) => {
    const path = treePath(item, folder);
    return path !== undefined && config.tree.hasFile(path) ? [path] : [];
  });
}

import { folderOf } from '../../model/path.ts';
import { isList, isObject, type Value } from '../../model/value.ts';
import type { Expression, HclBlock } from '../../syntax/hcl/ast.ts';
import { textOf } from '../conversion.ts';
import { evaluateExpression } from '../expression.ts';
import type { Config } from './config.ts';
import { textBelowRoot, treePath } from './tree-path.ts';
import type { ExtraArguments, UnitSource } from './unit.ts';

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
 * What `extra_arguments` pass to `terraform plan`; a block of the unit takes the place of one of the same name in an include. Files
 * of the tree that are not there are left out: Terragrunt skips optional ones, and fails without the others.
 * Source: https://terragrunt.gruntwork.io/docs/features/extra-arguments/
 */
export function extraArgumentsOf(config: Config): ExtraArguments {
  const byName = new Map<string, ExtraArguments>();
  for (const [block, from] of [...terraformBlocks(config)].reverse()) {
    for (const extra of block.body.blocks) {
      if (extra.type === 'extra_arguments') byName.set(extra.labels[0]?.text ?? '', argumentsOf(extra, from));
    }
  }
  const all = [...byName.values()];
  return {
    variableFiles: all.flatMap(({ variableFiles }) => variableFiles),
    open: all.find(({ open }) => open !== undefined)?.open,
  };
}

function argumentsOf(extra: HclBlock, config: Config): ExtraArguments {
  const named = `extra_arguments "${(extra.labels[0]?.text ?? '').slice(0, 100)}" of ${config.file.path}`;
  let open: string | undefined;
  const valueOf = (name: string): Value | undefined => {
    const expression = extra.body.attributes.find((attribute) => attribute.name === name)?.expression;
    return expression && evaluateExpression(expression, config.scope);
  };
  const list = (name: string): readonly Value[] => {
    const value = valueOf(name);
    if (value?.kind === 'unknown') open = `${name} of ${named}`;
    return value?.kind === 'known' && isList(value.value) ? value.value : [];
  };
  const commands = list('commands');
  const isForPlan = open !== undefined || commands.some((item) => (textOf(item) ?? 'plan') === 'plan');
  if (!isForPlan) return { variableFiles: [], open: undefined };
  const flag = '-var-file=';
  const inArguments = list('arguments').flatMap((item): Value[] => {
    const text = textOf(item)?.replace(/^--/, '-');
    if (text?.startsWith(flag) && item.kind === 'known') return [{ ...item, value: text.slice(flag.length) }];
    // A value on the command line, or an argument that may be one.
    if (text === undefined || /^-var\b/.test(text)) open = `arguments of ${named}`;
    return [];
  });
  const environment = valueOf('env_vars');
  if (environment?.kind === 'unknown') open = `env_vars of ${named}`;
  if (environment?.kind === 'known' && isObject(environment.value)) {
    if ([...environment.value.keys()].some((name) => name.startsWith('TF_VAR_'))) open = `env_vars of ${named}`;
  }
  const files = [...inArguments, ...list('required_var_files'), ...list('optional_var_files')];
  const variableFiles = files.flatMap((item) => {
    const path = treePath(item, folderOf(config.reading.current));
    if (path === undefined) open = `a variable file in ${named} that is not known or not in this repository`;
    return path !== undefined && config.tree.hasFile(path) ? [path] : [];
  });
  return { variableFiles, open };
}

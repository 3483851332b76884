import { baseName, folderOf } from '../../model/path.ts';
import type { Span } from '../../model/span.ts';
import { known, type Value } from '../../model/value.ts';
import { textOf } from '../conversion.ts';
import { evaluateExpression } from '../expression.ts';
import { JSON_FUNCTIONS } from '../functions/json.ts';
import { refused, type Call, type TerraformFunction } from '../functions/signature.ts';
import { container, originFrom, unknownBecause, unknownFrom } from '../origin.ts';
import type { Include, Reading, TerragruntTree } from './config.ts';
import { configValue } from './config-value.ts';
import type { OpenConfig } from './includes.ts';
import { absolutePath, joinPath, relativeFolder, textBelowRoot, treePath } from './tree-path.ts';

/**
 * What the functions read that is not in the repository, by name.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/functions/
 */
const OUTSIDE: Readonly<Record<string, string>> = {
  run_cmd: 'runs a program',
  get_env: 'is read from the environment',
  sops_decrypt_file: 'is decrypted with a key',
  get_aws_account_id: 'is asked of AWS',
  get_aws_account_alias: 'is asked of AWS',
  get_aws_caller_identity_arn: 'is asked of AWS',
  get_aws_caller_identity_user_id: 'is asked of AWS',
  get_platform: 'depends on the machine',
  get_working_dir: 'depends on the machine',
  get_terraform_command: 'depends on the command that is run',
  get_terraform_cli_args: 'depends on the command that is run',
  get_terragrunt_source_cli_flag: 'depends on the command that is run',
};

/** Commands by what they accept; constants of Terragrunt. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  get_terraform_commands_that_need_vars: ['apply', 'console', 'destroy', 'import', 'plan', 'push', 'refresh'],
  get_terraform_commands_that_need_locking: ['apply', 'destroy', 'import', 'plan', 'refresh', 'taint', 'untaint'],
  get_terraform_commands_that_need_input: ['apply', 'import', 'init', 'plan', 'refresh'],
  get_terraform_commands_that_need_parallelism: ['apply', 'plan', 'destroy'],
};

const JSON_ENCODE = new Map(JSON_FUNCTIONS).get('jsonencode');

/** The functions that Terragrunt adds to Terraform's, as they work in one file; some of Terraform's that take paths are replaced. */
export function terragruntFunctions(
  reading: Reading,
  tree: TerragruntTree,
  includes: () => readonly Include[],
  open: OpenConfig,
): ReadonlyMap<string, TerraformFunction> {
  const folder = folderOf(reading.current);
  const here =
    (path: string): TerraformFunction =>
    (_args, call) =>
      absolutePath(path, call.span);
  const text =
    (content: string): TerraformFunction =>
    (args, call) =>
      known(content, originFrom(call.span, args));
  const functions = new Map<string, TerraformFunction>([
    ['find_in_parent_folders', (args, call) => findInParents(args, call, folder, tree)],
    ['get_terragrunt_dir', here(folder)],
    ['get_original_terragrunt_dir', here(folderOf(reading.original))],
    ['get_repo_root', here('.')],
    ['get_path_from_repo_root', text(folder)],
    ['get_path_to_repo_root', text(relativeFolder(folder, '.'))],
    ['mark_as_read', ([path], call) => path ?? refused([], call, 'a path is missing')],
    ['read_tfvars_file', (args, call) => readVariables(args, call, folder, reading, tree)],
    ['basename', (args, call) => lastPart(args, call)],
    ['dirname', (args, call) => allButLast(args, call)],
  ]);
  const ofInclude =
    (result: (included: string, span: Span) => Value): TerraformFunction =>
    (args, call) => {
      const included = selectInclude(args, call, reading, includes);
      return typeof included === 'string' ? result(included, call.span) : included;
    };
  const relative = (from: string, to: string, span: Span): Value =>
    known(relativeFolder(from, to), originFrom(span, []));
  functions.set(
    'path_relative_to_include',
    ofInclude((included, span) => relative(included, folder, span)),
  );
  functions.set(
    'path_relative_from_include',
    ofInclude((included, span) => relative(folder, included, span)),
  );
  functions.set(
    'get_parent_terragrunt_dir',
    ofInclude((included, span) => absolutePath(included, span)),
  );
  for (const [name, what] of Object.entries(OUTSIDE)) functions.set(name, (args, call) => outside(what, args, call));
  for (const [name, commands] of Object.entries(COMMANDS))
    functions.set(name, (_args, call) => textList(commands, call));
  functions.set('read_terragrunt_config', ([path, fallback], call) => {
    if (!path) return refused([], call, 'a path is missing');
    const target = treePath(path, folder);
    if (target === undefined)
      return path.kind === 'unknown' ? unknownFrom(call.span, [path]) : unreadable(outsideOf(path), call);
    const file = tree.hasFile(target) ? target : (joinPath(target, 'terragrunt.hcl') ?? target);
    if (!tree.hasFile(file)) return missing(path, call, fallback);
    const before = reading.reads.get(file);
    if (before) return before;
    if (reading.reads.has(file)) return unreadable(`${file} reads itself`, call);
    reading.reads.set(file, undefined);
    const config = open(file, { ...reading, current: file, included: undefined, dependencies: undefined }, tree);
    const value = typeof config === 'string' ? unreadable(config, call) : configValue(config, call.span, true);
    reading.reads.set(file, value);
    return value;
  });
  return functions;
}

/** It may be there where Terragrunt runs, so it does not count as missing. */
function outsideOf(path: Value): string {
  return `${(textOf(path) ?? 'the path').slice(0, 200)} is outside of this repository`;
}

function missing(path: Value, call: Call, fallback: Value | undefined): Value {
  return fallback ?? refused([path], call, `${textOf(path) ?? 'the file'} is not in this repository`);
}

function unreadable(why: string, call: Call): Value {
  const isCycle = why.endsWith('reads itself');
  const message = `${call.name}(…) was not evaluated: ${why}; values that come from it are not known`;
  const code = isCycle ? 'cycle' : 'not-evaluated';
  call.scope.module.budget.report({ code, severity: 'warning', span: call.span, message });
  return unknownBecause(code, why, call.span);
}

function outside(what: string, args: readonly Value[], call: Call): Value {
  const first = textOf(args[0] ?? known(null));
  const shown = first === undefined || call.name === 'run_cmd' ? '…' : `"${first.slice(0, 100)}"`;
  return {
    ...unknownBecause('impure', `${call.name}(${args.length === 0 ? '' : shown}) ${what}`, call.span, args),
    type: 'string',
  };
}

function textList(texts: readonly string[], call: Call): Value {
  const origin = originFrom(call.span, []);
  return container(
    texts.map((item) => known(item, origin)),
    origin,
    { kind: 'list', element: 'string' },
  );
}

/** The nearest file of that name in the folders above; the top of the repository is the last one looked at. */
function findInParents(args: readonly Value[], call: Call, folder: string, tree: TerragruntTree): Value {
  const [nameValue, fallback, ...more] = args;
  if (more.length > 0) return refused(args, call, 'wrong number of arguments');
  const name = nameValue === undefined ? 'terragrunt.hcl' : textOf(nameValue);
  if (name === undefined)
    return nameValue?.kind === 'unknown' ? unknownFrom(call.span, args) : refused(args, call, 'the name is no text');
  for (let at = folder; at !== '.';) {
    at = folderOf(at);
    const path = joinPath(at, name);
    if (path !== undefined && path !== '.' && (tree.hasFile(path) || tree.hasFolder(path)))
      return absolutePath(path, call.span);
    const json = nameValue === undefined ? joinPath(at, `${name}.json`) : undefined;
    if (json !== undefined && tree.hasFile(json)) return absolutePath(json, call.span);
  }
  return fallback ?? refused(args, call, `there is no ${name} in the folders above ${folder}`);
}

/** Folder of the include that a call means, or what the call gives without one. */
function selectInclude(
  args: readonly Value[],
  call: Call,
  reading: Reading,
  includes: () => readonly Include[],
): string | Value {
  if (reading.included !== undefined) return folderOf(reading.included);
  const all = includes();
  const [label] = args;
  const name = label && textOf(label);
  if (label && name === undefined) return unknownFrom(call.span, args);
  if (name === undefined && all.length > 1) return refused(args, call, 'several includes: it needs the label of one');
  const include = name === undefined ? all[0] : all.find((candidate) => candidate.name === name);
  if (!include) return label ? refused(args, call, `there is no include "${name ?? ''}"`) : folderOf(reading.current);
  return include.path === undefined ? include.problem() : folderOf(include.path);
}

/** The variables of a variable file as JSON. */
function readVariables(
  args: readonly Value[],
  call: Call,
  folder: string,
  reading: Reading,
  tree: TerragruntTree,
): Value {
  const [path] = args;
  const target = path && treePath(path, folder);
  if (!path || target === undefined) return unknownFrom(call.span, args);
  const file = tree.files.get(target);
  reading.seen.add(target);
  if (!file?.hcl) {
    if (tree.hasFile(target)) tree.world.want?.(target);
    return tree.hasFile(target)
      ? unknownBecause('not-evaluated', `${target} was not read`, call.span)
      : refused(args, call, `${target} is not in this repository`);
  }
  const values = file.hcl.attributes.map(
    ({ name, expression }) => [name, evaluateExpression(expression, call.scope)] as const,
  );
  const all = container(new Map(values), originFrom(file.hcl.span, []));
  return JSON_ENCODE ? JSON_ENCODE([all], call) : unknownFrom(call.span, [all]);
}

/** `basename` of a path in the repository is known though the whole path is not. */
function lastPart(args: readonly Value[], call: Call): Value {
  const [path, ...more] = args;
  const below = path && textBelowRoot(path);
  const content = below ?? (path && textOf(path));
  if (more.length > 0 || path === undefined || content === undefined) return unknownFrom(call.span, args);
  const trimmed = trimSlashes(content);
  const name = baseName(trimmed);
  // The name of the folder that the repository lies in is not known.
  if (below !== undefined && (name === '' || name === '.' || name === '..')) return unknownFrom(call.span, args);
  if (trimmed === '') return known(content.startsWith('/') ? '/' : '.', originFrom(call.span, args));
  return known(name, { ...originFrom(call.span, args) });
}

/** `dirname` of a path in the repository is one too. */
function allButLast(args: readonly Value[], call: Call): Value {
  const [path, ...more] = args;
  const below = path && textBelowRoot(path);
  if (more.length > 0 || path === undefined) return unknownFrom(call.span, args);
  if (below !== undefined) {
    const inTree = joinPath('.', below);
    return inTree === undefined || inTree === '.'
      ? unknownFrom(call.span, args)
      : absolutePath(folderOf(inTree), call.span);
  }
  const content = textOf(path);
  if (content === undefined) return unknownFrom(call.span, args);
  const trimmed = trimSlashes(content);
  const isAbsolute = content.startsWith('/');
  const parent = joinPath('.', folderOf(trimmed));
  if (content.includes('..') || content.includes('./') || content.includes('//') || parent === undefined)
    return unknownBecause('not-evaluated', 'dirname(…) of such a path', call.span, args);
  if (isAbsolute)
    return known(parent === '.' || trimmed.lastIndexOf('/') <= 0 ? '/' : `/${parent}`, originFrom(call.span, args));
  return known(content.endsWith('/') ? trimmed || '.' : parent, originFrom(call.span, args));
}

function trimSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}

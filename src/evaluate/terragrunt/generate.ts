import { fileKind } from '../../syntax/file-kind.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { baseName } from '../../model/path.ts';
import type { Span } from '../../model/span.ts';
import { isObject, known, type Value } from '../../model/value.ts';
import type { Expression, HclBlock } from '../../syntax/hcl/ast.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { parseHclText } from '../../syntax/parse.ts';
import { textOf } from '../conversion.ts';
import { evaluateExpression } from '../expression.ts';
import { partOf } from '../origin.ts';
import type { Config } from './config.ts';
import { generatedText } from './generated-text.ts';
import { placed } from './placed.ts';
import type { Placeholders } from './placeholders.ts';
import { report } from './includes.ts';
import { remoteStateBlock } from './remote-state.ts';
import type { GeneratedFile } from './unit.ts';
import { joinPath } from './tree-path.ts';

/** Files generated for one unit; real ones have two or three. */
const MAX_GENERATED = 50;

/** Parsed texts that one tree remembers, and the length of the longest. */
const MAX_REMEMBERED = 300;
const MAX_REMEMBERED_LENGTH = 20_000;

/** What is generated under one name, and where it is written. */
interface Written {
  readonly config: Config;
  readonly span: Span;
  argument(name: string): Value | undefined;
  readonly contents: Expression | undefined;
  /** The content as value, where it is not written as an argument of its own. */
  readonly value?: Value | undefined;
}

/**
 * The Terraform files that a unit and its includes generate into `folder`, by their names; a block of the unit takes the place of
 * one of the same label in an include.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#generate
 */
export function generatedFiles(config: Config, folder: string, placeholders: Placeholders): readonly GeneratedFile[] {
  const byLabel = new Map<string, Written>();
  let state: readonly [HclBlock, Config] | undefined;
  const own = (from: Config): void => {
    for (const block of from.body.blocks) {
      if (block.type === 'generate') byLabel.set(block.labels[0]?.text ?? '', fromBlock(block, from));
      if (block.type === 'remote_state') state = [block, from];
    }
    const attribute = from.body.attributes.find((candidate) => candidate.name === 'generate');
    if (attribute) for (const [label, written] of fromMap(attribute.expression, from)) byLabel.set(label, written);
  };
  for (const include of config.includes()) {
    const included = include.strategy === 'no_merge' ? undefined : include.config();
    if (included) own(included);
  }
  own(config);
  const files = [...byLabel.values()]
    .slice(0, MAX_GENERATED)
    .flatMap((written) => generate(written, folder, placeholders) ?? []);
  const backend = state && remoteStateBlock(...state, folder, placeholders);
  return backend ? [...files, backend] : files;
}

function fromBlock(block: HclBlock, config: Config): Written {
  const find = (name: string): Expression | undefined =>
    block.body.attributes.find((attribute) => attribute.name === name)?.expression;
  return {
    config,
    span: block.headerSpan,
    argument: (name) => {
      const expression = find(name);
      return expression && evaluateExpression(expression, config.scope);
    },
    contents: find('contents'),
  };
}

/** `generate = { provider = { path = …, contents = … } }`. */
function fromMap(expression: Expression, config: Config): readonly (readonly [string, Written])[] {
  const all = evaluateExpression(expression, config.scope);
  if (all.kind !== 'known' || !isObject(all.value)) {
    report(
      config,
      'not-evaluated',
      expression.span,
      'What is generated is not known, so these files were not reviewed',
    );
    return [];
  }
  return [...all.value].flatMap(([label, item]) => {
    const one = partOf(all, item);
    if (one.kind !== 'known' || !isObject(one.value)) return [];
    const fields = one.value;
    const contents = fields.get('contents');
    const span = one.span ?? expression.span;
    return [
      [label, { config, span, argument: (name: string) => fields.get(name), contents: undefined, value: contents }],
    ];
  });
}

function generate(written: Written, folder: string, placeholders: Placeholders): GeneratedFile | undefined {
  const { config, span } = written;
  const path = textOf(written.argument('path') ?? known(null));
  if (isTrue(written.argument('disable'))) return undefined;
  const gap = (why: string): GeneratedFile | undefined => {
    report(config, 'not-evaluated', span, `A generated file was not reviewed: ${why}`);
    return undefined;
  };
  if (path === undefined) return gap('its path is not known');
  const name = joinPath(folder, baseName(path));
  const kind = name === undefined ? undefined : fileKind(name);
  // Other files (a `.terraform-version`) are not Terraform's.
  if (name === undefined || (kind !== 'terraform' && kind !== 'variables')) return undefined;
  const expression: Expression | undefined =
    written.contents ??
    (written.value && { kind: 'literal', value: textOf(written.value) ?? null, span: written.value.span ?? span });
  if (!expression) return gap('it has no contents');
  const text = generatedText(expression, config.scope, config.tree.world.text, placeholders);
  if ('kind' in text)
    return gap(text.kind === 'unknown' ? `its contents are not known (${text.detail})` : 'its contents are no text');
  const parsed = parsedOnce(name, text.text, config.tree.files);
  const problem = parsed.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  if (problem) return gap(problem.message.slice(0, 300));
  const diagnostics: readonly Diagnostic[] = parsed.diagnostics.map((one) => ({ ...one, span }));
  const hcl = placed(parsed.hcl, (start, end) => text.span(start, end));
  const ifExists = textOf(written.argument('if_exists') ?? known(null)) === 'skip' ? 'skip' : 'overwrite';
  return { file: { path: name, kind, text: text.text, diagnostics, hcl }, ifExists };
}

// Units of one account and region generate the same files; parsing one costs more than all else in a unit.
const parsedTexts = new WeakMap<object, Map<string, ParsedFile>>();

/** The parsed text; `tree` is what remembers it. Its places are replaced, so the folder does not matter. */
function parsedOnce(path: string, text: string, tree: object): ParsedFile {
  const texts = parsedTexts.get(tree) ?? new Map<string, ParsedFile>();
  parsedTexts.set(tree, texts);
  const key = `${baseName(path)}\0${text}`;
  const parsed = texts.get(key) ?? parseHclText(baseName(path), text);
  if (texts.size < MAX_REMEMBERED && text.length <= MAX_REMEMBERED_LENGTH) texts.set(key, parsed);
  return parsed;
}

function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'known' && (value.value === true || value.value === 'true');
}

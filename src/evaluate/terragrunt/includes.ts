import type { Diagnostic } from '../../model/diagnostic.ts';
import { folderOf } from '../../model/path.ts';
import type { Span } from '../../model/span.ts';
import type { Value } from '../../model/value.ts';
import type { HclBlock } from '../../syntax/hcl/ast.ts';
import { textOf } from '../conversion.ts';
import { evaluateExpression } from '../expression.ts';
import { invalid, unknownBecause, unknownFrom } from '../origin.ts';
import type { Config, Include, MergeStrategy, Reading, TerragruntTree } from './config.ts';
import { treePath } from './tree-path.ts';

/** Reads a file (see `openConfig`); handed down so that the parts that read files do not import each other. */
export type OpenConfig = (path: string, reading: Reading, tree: TerragruntTree) => Config | string;

/** Includes of one file; a unit has two or three. */
const MAX_INCLUDES = 50;

/**
 * The `include` blocks of a file in order. An included file may not include others; what is wrong is reported.
 * Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#include
 */
export function includesOf(config: Config, open: OpenConfig): readonly Include[] {
  const blocks = config.body.blocks.filter((block) => block.type === 'include');
  const [first] = blocks;
  if (first && config.reading.included !== undefined) {
    const message = `${config.file.path} is itself included by ${config.reading.current}; Terragrunt does not follow includes of an included file, so this one is left out`;
    report(config, 'not-evaluated', first.headerSpan, message);
    return [];
  }
  return blocks.slice(0, MAX_INCLUDES).map((block) => includeOf(block, config, open));
}

function includeOf(block: HclBlock, config: Config, open: OpenConfig): Include {
  const { reading, tree } = config;
  const argument = (name: string): Value | undefined => {
    const expression = block.body.attributes.find((attribute) => attribute.name === name)?.expression;
    return expression && evaluateExpression(expression, config.scope);
  };
  const path = argument('path') ?? invalid('an include without a path', block.headerSpan);
  const target = treePath(path, folderOf(reading.current));
  const span = block.headerSpan;
  const strategy = strategyOf(argument('merge_strategy'), config, span);
  const exposed = argument('expose');
  let opened: Config | string | undefined;
  const openOnce = (): Config | string => {
    if (opened !== undefined) return opened;
    opened =
      target === undefined
        ? `the path of an include of ${config.file.path} is not known or not in this repository`
        : open(target, { ...reading, included: target, dependencies: config.dependencies }, tree);
    if (typeof opened === 'string') {
      const code = opened.endsWith('reads itself') ? 'cycle' : 'not-evaluated';
      const why = path.kind === 'unknown' && target === undefined ? `${opened} (${path.detail})` : opened;
      report(config, code, span, `An include was not evaluated: ${why}; values that come from it are not known`);
    }
    return opened;
  };
  return {
    name: block.labels[0]?.text ?? '',
    strategy,
    exposed: exposed?.kind === 'known' && (exposed.value === true || exposed.value === 'true'),
    span,
    path: target,
    config: () => {
      const result = openOnce();
      return typeof result === 'string' ? undefined : result;
    },
    problem: () => {
      const result = openOnce();
      if (path.kind === 'unknown' && target === undefined) return unknownFrom(span, [path]);
      return unknownBecause('not-evaluated', typeof result === 'string' ? result : '', span);
    },
  };
}

function strategyOf(value: Value | undefined, config: Config, span: Span): MergeStrategy {
  if (value === undefined) return 'shallow';
  const text = textOf(value);
  if (text === 'no_merge' || text === 'shallow' || text === 'deep') return text;
  report(
    config,
    'not-evaluated',
    span,
    'merge_strategy is not "no_merge", "shallow" or "deep"; it is taken for "shallow"',
  );
  return 'shallow';
}

/** Tells the reader; the same thing at the same place is told once. */
export function report(config: Config, code: Diagnostic['code'], span: Span, message: string): void {
  config.tree.world.budget.report({ code, severity: 'warning', span, message });
}

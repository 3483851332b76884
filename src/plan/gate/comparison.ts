import type { Span } from '../../model/span.ts';
import type { Expression, HclBlock } from '../../syntax/hcl/ast.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import { closureOf, type Closure, type GateBlock } from './closure.ts';
import { changedNames, namesIn } from './definitions.ts';
import type { GateInput } from './gate-input.ts';
import { settingsOf } from './settings.ts';
import { plainText, walkBody, walkExpression } from './walk-expressions.ts';

/** What was there before the change. */
export interface Comparison {
  /** False when there is nothing to compare with. */
  readonly isPossible: boolean;
  readonly base: Closure | undefined;
  /** True when the module `folder` has the same block, word by word, at the base, and what it refers to is the same too. */
  sameBlock(folder: string, block: GateBlock): boolean;
  /** True for one setting of a block (see `settingKey`). */
  sameSetting(folder: string, key: string, text: string, expression: Expression | undefined): boolean;
}

/** What names a setting: type and labels of its block, the alias of a provider, and the way to the setting. */
export function settingKey(block: HclBlock, path: readonly string[]): string {
  const alias = plainText(block.body.attributes.find(({ name }) => name === 'alias')?.expression) ?? '';
  return [...nameOf(block), alias, '|', ...path].join('\0');
}

/** The text that a span covers. */
export function textAt(file: ParsedFile, span: Span): string {
  return file.text.slice(span.start, span.end);
}

/** Compares with the base of an input; everything differs when there is none. */
export function comparison(input: GateInput, head: Closure): Comparison {
  const { base: side } = input;
  if (side === undefined) return everything(false, false);
  const base = closureOf(input.root, side, () => undefined);
  const changed = changedNames({ closure: head, side: input.head }, { closure: base, side });
  const facts = new Set<string>();
  for (const { folder, blocks } of base.modules) {
    for (const { block, file } of blocks) {
      facts.add(fact(folder, nameOf(block).join('\0'), textAt(file, block.span)));
      if (!['provider', 'terraform', 'module'].includes(block.type)) continue;
      for (const { path, span } of settingsOf(block.body)) {
        facts.add(fact(folder, settingKey(block, path), textAt(file, span)));
      }
    }
  }
  const isSame = (expressions: Iterable<Expression>): boolean => {
    for (const name of namesIn(expressions)) if (changed.has(name)) return false;
    return true;
  };
  return {
    isPossible: true,
    base,
    sameBlock: (folder, { block, file }) =>
      facts.has(fact(folder, nameOf(block).join('\0'), textAt(file, block.span))) && isSame(walkBody(block.body)),
    sameSetting: (folder, key, text, expression) =>
      facts.has(fact(folder, key, text)) && (expression === undefined || isSame(walkExpression(expression))),
  };
}

/** The comparison in which everything is as it was, or nothing is. */
export function everything(isSame: boolean, isPossible: boolean): Comparison {
  return { isPossible, base: undefined, sameBlock: () => isSame, sameSetting: () => isSame };
}

function fact(folder: string, key: string, text: string): string {
  return `${folder}\0${key}\0${text}`;
}

function nameOf(block: HclBlock): readonly string[] {
  return [block.type, ...block.labels.map(({ text }) => text)];
}

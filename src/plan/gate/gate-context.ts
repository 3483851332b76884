import type { Span } from '../../model/span.ts';
import type { Closure, GateBlock, ModuleFolder } from './closure.ts';
import type { Comparison } from './comparison.ts';
import type { GateCode } from './gate-codes.data.ts';
import type { GateInput } from './gate-input.ts';
import type { Tell } from './gate-report.ts';

/** What every check gets. */
export interface GateContext {
  readonly input: GateInput;
  readonly closure: Closure;
  readonly compare: Comparison;
  readonly tell: Tell;
}

/** Tells of something at a place in the file of a block: at `span`, or at the block's first line. */
export function tellAt(
  { tell }: GateContext,
  { block, file }: GateBlock,
  code: GateCode,
  effect: 'refuse' | 'hold' | 'flag',
  message: string,
  span: Span = block.headerSpan,
): void {
  tell({ code, effect, message, place: { span, text: file.text } });
}

/** Every block of the closure with its module. */
export function* blocksOf(context: GateContext): Generator<readonly [ModuleFolder, GateBlock]> {
  for (const module of context.closure.modules) for (const block of module.blocks) yield [module, block];
}

/** What is at the base already is only told; what is new waits for a maintainer. */
export function heldUnlessSame(isSame: boolean): 'hold' | 'flag' {
  return isSame ? 'flag' : 'hold';
}

import type { Call } from './signature.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader sees as single characters, which is what Terraform counts; undefined when there is no work left for it. */
export function graphemes(text: string, call: Call): readonly string[] | undefined {
  if (!call.scope.module.budget.spend(text.length >> 4, call.span)) return undefined;
  const result: string[] = [];
  for (const { segment } of segmenter.segment(text)) result.push(segment);
  return result;
}

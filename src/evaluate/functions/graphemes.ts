import type { Call } from './signature.ts';
import { charactersOf } from './text/characters.ts';

/** What a reader sees as single characters, which is what Terraform counts; undefined when there is no work left for it. */
export function graphemes(text: string, call: Call): readonly string[] | undefined {
  return call.scope.module.budget.spend(text.length >> 2, call.span) ? charactersOf(text) : undefined;
}

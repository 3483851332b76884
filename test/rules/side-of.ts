import type { ComparedSide } from '../../src/engine/compare.ts';
import { runRules } from '../../src/engine/run-rules.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { diagnosticsOf, parseFiles } from '../../src/syntax/parse.ts';

/** A tree given as texts by path, parsed, evaluated and judged by `rules` alone. */
export async function sideOf(
  texts: Readonly<Record<string, string>>,
  rules: readonly Rule[],
): Promise<ComparedSide & { readonly diagnostics: readonly Diagnostic[] }> {
  const encoder = new TextEncoder();
  const files = await parseFiles(new Map(Object.entries(texts).map(([path, text]) => [path, encoder.encode(text)])));
  const { graph, diagnostics } = evaluate(files);
  return { graph, run: runRules(rules, graph), files, diagnostics: [...diagnosticsOf(files), ...diagnostics] };
}

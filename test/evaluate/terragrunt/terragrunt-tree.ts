import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { Graph, Resource } from '../../../src/model/resource.ts';
import { createBudget } from '../../../src/evaluate/budget.ts';
import { evaluate } from '../../../src/evaluate/evaluate.ts';
import { defineModules } from '../../../src/evaluate/module-definition.ts';
import { moduleEdges } from '../../../src/evaluate/root-modules.ts';
import { NO_SOURCE_FILES } from '../../../src/evaluate/source-files.ts';
import { terragruntUnits, type TerragruntUnits } from '../../../src/evaluate/terragrunt/terragrunt-units.ts';
import { parseFiles } from '../../../src/syntax/parse.ts';

/** Units of a tree, and the graph of what they run. */
export interface UnitsOfTree extends TerragruntUnits {
  readonly graph: Graph;
  readonly roots: readonly string[];
  readonly resources: readonly Resource[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Files by path, read as Terragrunt reads them, and the same files evaluated as a whole. */
export async function unitsOf(texts: Readonly<Record<string, string>>): Promise<UnitsOfTree> {
  const encoder = new TextEncoder();
  const files = await parseFiles(new Map(Object.entries(texts).map(([path, text]) => [path, encoder.encode(text)])));
  const modules = defineModules(files.values());
  const text = (file: string): string => files.get(file)?.text ?? '';
  const budget = createBudget(100_000);
  const found = terragruntUnits(files, {
    modules,
    edges: moduleEdges(modules),
    sourceFiles: NO_SOURCE_FILES,
    extra: [],
    newWorld: () => ({ modules, budget, text, instances: 0 }),
  });
  const { graph, diagnostics, roots } = evaluate(files);
  return { ...found, roots, resources: graph.resources, graph, diagnostics };
}

/** The files of a folder of fixtures. */
export function fixture(name: string): Readonly<Record<string, string>> {
  const folder = resolve(import.meta.dirname, '../../../fixtures', name);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), readFileSync(path, 'utf8')];
    }),
  );
}

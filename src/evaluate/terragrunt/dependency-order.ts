import { fileSpan } from '../../model/span.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { TerragruntUnit } from './unit.ts';

/** What the order of a unit depends on. */
type OrderedUnit = Pick<TerragruntUnit, 'folder' | 'dependencies' | 'files'>;

/**
 * The units in an order in which each comes after those it depends on. Reports units that depend on themselves through others,
 * which Terragrunt refuses to run. Linear, without recursion.
 */
export function dependencyOrder(
  units: readonly OrderedUnit[],
  report: (diagnostic: Diagnostic) => void,
): readonly OrderedUnit[] {
  const ordered: OrderedUnit[] = [];
  const byFolder = new Map(units.map((unit) => [unit.folder, unit]));
  const done = new Set<string>();
  for (const start of units) {
    const path: { readonly unit: OrderedUnit; next: number }[] = [{ unit: start, next: 0 }];
    const open = new Set([start.folder]);
    if (done.has(start.folder)) continue;
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const folder = top.unit.dependencies[top.next];
      top.next += 1;
      if (folder === undefined) {
        path.pop();
        open.delete(top.unit.folder);
        done.add(top.unit.folder);
        ordered.push(top.unit);
        continue;
      }
      const unit = byFolder.get(folder);
      if (!unit || done.has(folder)) continue;
      if (open.has(folder)) {
        const message = `The units "${top.unit.folder}" and "${folder}" depend on each other, which Terragrunt does not allow; remove one of the dependencies`;
        const file = top.unit.files[0] ?? folder;
        report({ code: 'cycle', severity: 'warning', span: fileSpan(file), message });
        continue;
      }
      open.add(folder);
      path.push({ unit, next: 0 });
    }
  }
  return ordered;
}

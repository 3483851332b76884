import { posix } from 'node:path';
import type { PlanDiagnostic } from '../../model/plan-run.ts';

/**
 * Where a diagnostic points, as a path from the top of the tree. `file` is as Terraform prints it: relative to `root`, the
 * folder it ran in. Undefined for what is not in the tree: a downloaded module, an absolute path, a line that is none.
 */
export function placeInTree(root: string, file: string, startLine: number, endLine: number): PlanDiagnostic['place'] {
  const isLine = (line: number): boolean => Number.isInteger(line) && line >= 1;
  if (file === '' || file.length > 4096 || file.startsWith('/') || /[\p{Cc}]/u.test(file)) return undefined;
  if (!isLine(startLine)) return undefined;
  const path = posix.normalize(posix.join(root, file));
  const parts = path.split('/');
  if (parts[0] === '..' || path === '.' || path.endsWith('/') || parts.includes('.terraform')) return undefined;
  return { file: path, startLine, endLine: isLine(endLine) && endLine >= startLine ? endLine : startLine };
}

import type { Diagnostic } from '../../model/diagnostic.ts';
import { compareText } from '../../model/order.ts';
import { baseName } from '../../model/path.ts';
import { fileSpan } from '../../model/span.ts';
import type { ParsedFile } from '../../syntax/parsed-file.ts';

/** Names that one message lists. */
const MAX_NAMED = 10;

/**
 * For each `terragrunt.stack.hcl` which units and stacks it would generate: they are not evaluated.
 * Source: https://terragrunt.gruntwork.io/docs/features/stacks/
 */
export function stackDiagnostics(files: ReadonlyMap<string, ParsedFile>): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const file of files.values()) {
    if (baseName(file.path) !== 'terragrunt.stack.hcl' || !file.hcl) continue;
    const blocks = file.hcl.blocks.filter((block) => block.type === 'unit' || block.type === 'stack');
    const named = blocks
      .slice(0, MAX_NAMED)
      .map((block) => `${block.type} "${(block.labels[0]?.text ?? '').slice(0, 100)}"`);
    if (blocks.length > MAX_NAMED) named.push(`${String(blocks.length - MAX_NAMED)} more`);
    const span = blocks[0]?.headerSpan ?? fileSpan(file.path);
    const message = `Stacks are not evaluated, so what ${file.path} generates was not reviewed: ${named.join(', ') || 'no units'}. Run terragrunt stack generate and scan the result to review it`;
    diagnostics.push({ code: 'not-evaluated', severity: 'warning', span, message });
  }
  return diagnostics;
}

/** Names the units that are written in JSON: they are not evaluated. */
export function jsonDiagnostics(files: ReadonlyMap<string, ParsedFile>): readonly Diagnostic[] {
  const paths = [...files.keys()].filter((path) => baseName(path) === 'terragrunt.hcl.json').sort(compareText);
  const [first] = paths;
  if (first === undefined) return [];
  const others = paths.length === 1 ? '' : ` (and ${String(paths.length - 1)} more)`;
  const message = `${first}${others} was not reviewed: Terragrunt files in JSON are not evaluated; write it as terragrunt.hcl to have it reviewed`;
  return [{ code: 'not-evaluated', severity: 'warning', span: fileSpan(first), message }];
}

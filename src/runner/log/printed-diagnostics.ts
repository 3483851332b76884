import type { PlanDiagnostic } from '../../model/plan-run.ts';
import { placeInTree } from './place-in-tree.ts';

/** Lines of one diagnostic that are read: more is source and values. */
const MAX_LINES = 60;

/**
 * The diagnostics in text that Terraform printed for people, `Error: …` and `Warning: …` with the box around them or without
 * (old versions, `-no-color`). `root` is the folder Terraform ran in. Excerpts of the source are left out.
 */
export function printedDiagnostics(text: string, root: string): readonly PlanDiagnostic[] {
  const found: PlanDiagnostic[] = [];
  let open: { severity: 'error' | 'warning'; summary: string; lines: string[] } | undefined;
  const close = (): void => {
    if (open) found.push(diagnosticOf(open.severity, open.summary, open.lines, root));
    open = undefined;
  };
  for (const raw of text.split('\n')) {
    const line = raw.replace(/^[│|] ?/, '').trimEnd();
    const [, word, summary] = /^(Error|Warning): (.{1,2000})$/.exec(line) ?? [];
    if (word !== undefined && summary !== undefined) {
      close();
      open = { severity: word === 'Error' ? 'error' : 'warning', summary, lines: [] };
    } else if (/^[╷╵]/.test(line) || (open && open.lines.length >= MAX_LINES)) {
      close();
    } else {
      open?.lines.push(line);
    }
  }
  close();
  return found;
}

function diagnosticOf(
  severity: 'error' | 'warning',
  summary: string,
  lines: readonly string[],
  root: string,
): PlanDiagnostic {
  let place: PlanDiagnostic['place'];
  let address: string | undefined;
  const detail: string[] = [];
  for (const line of lines) {
    const [, file, start] = /^ {2}on (.{1,1000}) line (\d{1,9})(?:, in .*)?:$/.exec(line) ?? [];
    const [, object] = /^ {2}with (.{1,500}),$/.exec(line) ?? [];
    if (file !== undefined && start !== undefined) place ??= placeInTree(root, file, Number(start), Number(start));
    else if (object !== undefined) address ??= object;
    // Source lines (`   3: bucket = …`), and the list of values that goes with them.
    else if (!/^ {2,}\d{1,9}: |^ {4}[├│]/.test(line)) detail.push(line);
  }
  const text = detail.join('\n').replaceAll(/\n{3,}/g, '\n\n');
  return { severity, summary, detail: text.trim(), address, place };
}

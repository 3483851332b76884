import { applyEdits } from '../../src/model/edit.ts';
import type { Finding } from '../../src/model/finding.ts';

/** The texts with the fixes of all findings applied. */
export function applyFixes(
  texts: Readonly<Record<string, string>>,
  findings: readonly Finding[],
): Readonly<Record<string, string>> {
  const edits = findings.flatMap((finding) => finding.fix?.edits ?? []);
  return Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [
      file,
      applyEdits(
        text,
        edits.filter((edit) => edit.span.file === file),
      ),
    ]),
  );
}

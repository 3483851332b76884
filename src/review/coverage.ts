import type { Coverage } from '../model/coverage.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { diagnosticsOf } from '../syntax/parse.ts';
import type { JudgedSide } from './judge-side.ts';

/** What the ledger is made of besides the run itself. */
export interface CoverageParts {
  readonly head: JudgedSide;
  readonly gaps?: readonly Diagnostic[] | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** What of the head was and was not looked at: every file that did not parse, every value that stayed unknown, every rule that failed. */
export function coverageOf({ head, gaps = [], notes = [] }: CoverageParts): Coverage {
  return {
    filesReviewed: head.files.size,
    gaps: [...gaps, ...head.unreadable, ...diagnosticsOf(head.files), ...head.diagnostics],
    undecided: head.run.undecided,
    ruleErrors: head.run.errors,
    notes,
  };
}

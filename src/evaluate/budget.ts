import type { Diagnostic } from '../model/diagnostic.ts';
import type { Span } from '../model/span.ts';

/** Steps every evaluation may take; one step is about one expression node or one element of a collection. */
const BASE_STEPS = 2_000_000;

/** Further steps per byte of input, so that a large honest tree is never cut off and the work stays linear. */
const STEPS_PER_CHARACTER = 4;

/** Nested evaluations (an expression inside a local inside a module input …); keeps the JavaScript stack safe. */
const MAX_DEPTH = 250;

/** Longest text that is built, in UTF-16 code units (1 MB). */
export const MAX_TEXT = 1_048_576;

/** Most instances of one block that are told apart; beyond that `each` and `count.index` are unknown. */
export const MAX_INSTANCES = 50;

/** What one evaluation has left to spend, and what it has to say. */
export interface Budget {
  /** Takes `steps`; false when the evaluation has used up its work and must answer `too-large`. */
  spend(steps: number, where: Span | undefined): boolean;
  /** Opens one level of nesting; false when it is too deep. Call `leave` only after a `true`. */
  enter(where: Span | undefined): boolean;
  leave(): void;
  /** Records something for the reader; the same code at the same place is kept once. */
  report(diagnostic: Diagnostic): void;
  readonly diagnostics: readonly Diagnostic[];
}

/** A budget for input of `characters` in all. */
export function createBudget(characters: number): Budget {
  const limit = BASE_STEPS + STEPS_PER_CHARACTER * characters;
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  let used = 0;
  let depth = 0;
  const report = (diagnostic: Diagnostic): void => {
    const key = `${diagnostic.code} ${diagnostic.span.file} ${String(diagnostic.span.start)}`;
    if (seen.has(key)) return;
    seen.add(key);
    diagnostics.push(diagnostic);
  };
  const reportOnce = (key: string, span: Span | undefined, message: string): void => {
    if (span === undefined || seen.has(key)) return;
    seen.add(key);
    report({ code: 'cap', severity: 'warning', span, message });
  };
  return {
    diagnostics,
    report,
    spend: (steps, where) => {
      used += steps;
      if (used <= limit) return true;
      reportOnce(
        'steps',
        where,
        'Evaluation stopped here: the configuration needs too much work; values after this are unknown',
      );
      return false;
    },
    enter: (where) => {
      if (depth >= MAX_DEPTH) {
        reportOnce(
          'depth',
          where,
          `Evaluation stopped here: expressions depend on each other more than ${MAX_DEPTH} levels deep`,
        );
        return false;
      }
      depth++;
      return true;
    },
    leave: () => {
      depth--;
    },
  };
}

import type { Diagnostic } from '../model/diagnostic.ts';
import type { Span } from '../model/span.ts';

/** Steps every evaluation of a root module may take (about a second); one is about one expression node or one element of a collection. */
const BASE_STEPS = 2_000_000;

/** Further steps per character of input, so that a large honest tree is never cut off and the work stays linear. */
const STEPS_PER_CHARACTER = 4;

/** Bytes of values that an evaluation may keep: those that are remembered until its end. */
const BASE_BYTES = 128 * 1_048_576;
const BYTES_PER_CHARACTER = 64;

/** Nested evaluations (an expression inside a local inside a module input …); keeps the JavaScript stack safe. */
const MAX_DEPTH = 250;

/** Longest text that is built, in UTF-16 code units (1 MB). */
export const MAX_TEXT = 1_048_576;

/** Most instances of one block that are told apart; beyond that `each` and `count.index` are unknown. */
export const MAX_INSTANCES = 200;

/** Most instances of blocks, beyond the first of each, that one evaluation tells apart. */
const MAX_TOLD_APART = 10_000;

/** Where diagnostics of an evaluation go; the same code at the same place is kept once. */
export interface Reports {
  report(diagnostic: Diagnostic): void;
  readonly diagnostics: readonly Diagnostic[];
}

/** What one evaluation has left to spend, and what it has to say. */
export interface Budget extends Reports {
  /** Takes `steps`; false when the evaluation has used up its work and must answer `too-large`. */
  spend(steps: number, where: Span | undefined): boolean;
  /** Takes memory for something that is kept; false when there is none left and the answer must be `too-large`. */
  hold(bytes: number, where: Span | undefined): boolean;
  /** Takes room for further instances of a block that are told apart; false when there are too many in all. */
  tellApart(instances: number, where: Span): boolean;
  /** Names of what is being computed, outermost first, through all modules: tells the way of a cycle. */
  readonly computing: string[];
  /** Opens one level of nesting; false when it is too deep. Call `leave` only after a `true`. */
  enter(where: Span | undefined): boolean;
  leave(): void;
}

/** An empty collection of diagnostics. */
export function createReports(): Reports {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  return {
    diagnostics,
    report: (diagnostic) => {
      const key = `${diagnostic.code} ${diagnostic.span.file} ${String(diagnostic.span.start)}`;
      if (seen.has(key)) return;
      seen.add(key);
      diagnostics.push(diagnostic);
    },
  };
}

/**
 * A budget for input of `characters` in all. Counted in steps and bytes, not in time: the same input is cut off at the same place
 * on every machine. `name` is the root module it is for, as the reader is told.
 */
export function createBudget(characters: number, name = '.', reports: Reports = createReports()): Budget {
  const steps = BASE_STEPS + STEPS_PER_CHARACTER * characters;
  const bytes = BASE_BYTES + BYTES_PER_CHARACTER * characters;
  const root = name === '.' ? 'the root module' : `the root module "${name}"`;
  const seen = new Set<string>();
  let used = 0;
  let held = 0;
  let toldApart = 0;
  let depth = 0;
  const reportOnce = (key: string, span: Span | undefined, message: string): void => {
    if (span === undefined || seen.has(key)) return;
    seen.add(key);
    reports.report({ code: 'cap', severity: 'warning', span, message });
  };
  return {
    diagnostics: reports.diagnostics,
    report: (diagnostic) => {
      reports.report(diagnostic);
    },
    spend: (amount, where) => {
      used += amount;
      if (used <= steps) return true;
      reportOnce(
        'steps',
        where,
        `Evaluation stopped here: ${root} needs too much work (more than ${String(steps)} steps); values after this are unknown. Split it, or shorten what is computed here`,
      );
      return false;
    },
    hold: (amount, where) => {
      held += amount;
      if (held <= bytes) return true;
      reportOnce(
        'bytes',
        where,
        `Evaluation stopped here: the values of ${root} need too much memory (more than ${String(Math.round(bytes / 1_048_576))} MB); values after this are unknown. Split it, or shorten what is computed here`,
      );
      return false;
    },
    computing: [],
    tellApart: (instances, where) => {
      if (toldApart + instances <= MAX_TOLD_APART) {
        toldApart += instances;
        return true;
      }
      const message = `The instances of this block are judged as one: ${String(MAX_TOLD_APART)} others of ${root} were told apart before; what differs between them is unknown`;
      reports.report({ code: 'cap', severity: 'warning', span: where, message });
      return false;
    },
    enter: (where) => {
      if (depth >= MAX_DEPTH) {
        reportOnce(
          'depth',
          where,
          `Evaluation stopped here: expressions of ${root} depend on each other more than ${String(MAX_DEPTH)} levels deep`,
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
